"""Publishing a locked board to those who stand on it (công bố điểm)."""

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.figures import figure
from core import audit
from core.clock import database_now, start_of, ward_date
from core.formats import format_date
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases, results_letters
from ..enums import BoardStatus
from ..models import RankingBoard, Submission
from ..permissions_results import may_publish


def appeals_close_at(board: RankingBoard, *, at: datetime) -> datetime:
    """The exclusive end for requests when the board is published at `at`: so many whole ward days after that day.

    Calendar days from the setting "appeal_days"; the plan says nothing, law.md 10 leaves the calendar to the office.
    """
    days = int(figure("appeal_days", on=ward_date(at), campaign=board.period.campaign))
    return start_of(ward_date(at) + timedelta(days=days + 1))


@transaction.atomic
def publish_board(board: RankingBoard, *, by, at: datetime | None = None) -> RankingBoard:
    """Let every unit and person on the board see their scores (công bố điểm); one letter to each. Never undone.

    Raises Forbidden without the right, before the board is locked or once it is published; InvalidTransition when
    somebody published it first.
    """
    at = at or database_now()
    require(may_publish(by, board))
    until = appeals_close_at(board, at=at)
    rows = RankingBoard.objects.filter(pk=board.pk, status=BoardStatus.LOCKED, published_at=None)
    if rows.update(published_at=at, published_by=by, appeals_close_at=until) != 1:
        raise InvalidTransition(phrases.PUBLISHED_ALREADY.format(day=format_date(at)))
    board.published_at, board.published_by, board.appeals_close_at = at, by, until
    reports = Submission.objects.filter(ranking_lines__board=board, ranking_lines__version=board.version)
    reports = reports.select_related("unit", "person__unit", "person__user").order_by("pk")
    queued = results_letters.published(board, reports, at=at)
    audit.record("publish_board", board, by=by, lines=reports.count(), queued=queued, version=board.version)
    return board

"""Locking the board of one group in one year (chốt bảng điểm); what stands on it is in `board` and `totals`."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from campaigns.models import ParticipantGroup, ReportingPeriod
from core.clock import database_now, ward_date
from core.formats import format_date
from core.text import nfc
from core.verdict import ALLOWED, Verdict, denied, require

from .. import board as boards
from .. import by_hand, phrases, totals
from ..enums import BoardStatus
from ..enums import SubmissionStatus as S
from ..models import RankingBoard, RankingLine, Return, Submission
from ..permissions import may_lock
from ..workflow_boards import BOARD_WORKFLOW


def board_still_open(submission: Submission) -> Verdict:
    """Marks change only until the board of the report's group is locked."""
    boards = RankingBoard.objects.filter(
        period=submission.period_id, group=submission.group_id, status=BoardStatus.LOCKED
    )
    locked_at = boards.values_list("locked_at", flat=True).first()
    return denied(phrases.BOARD_LOCKED.format(day=format_date(locked_at))) if locked_at else ALLOWED


def open_returns(period: ReportingPeriod, group: ParticipantGroup) -> QuerySet[Return]:
    """Reports of the group that were given back and have not come again."""
    return Return.objects.filter(
        submission__period=period, submission__group=group, submission__status=S.RETURNED, resolved_at=None
    )


def lock_verdict(user, board: RankingBoard, *, at: datetime) -> Verdict:
    """May `user` lock the board now: everything scored, no return still within its term, at least one line."""
    if not (right := may_lock(user, board)):
        return right
    if missing := totals.unscored(board.period, board.group, on=ward_date(at)).count():
        return denied(phrases.BOARD_NOT_SCORED.format(count=missing))
    if away := open_returns(board.period, board.group).filter(due_on__gte=ward_date(at)).count():
        return denied(phrases.BOARD_RETURNED.format(count=away))
    if not totals.standing(board.period, board.group, on=ward_date(at)).exists():
        return denied(phrases.BOARD_EMPTY)
    return ALLOWED


@transaction.atomic
def lock_board(
    period: ReportingPeriod, group: ParticipantGroup, *, by, note: str = "", at: datetime | None = None
) -> RankingBoard:
    """Lock the board (chốt bảng điểm): its lines are written once and nominations start from them.

    Reports given back whose term has passed stay out. Raises Forbidden with what is missing, ValidationError when marks
    were changed by hand and `note` says nothing about it, InvalidTransition when somebody locked it first.
    """
    at = at or database_now()
    # Reviews and returns hold the report's row while they look at the board; hold them all, then look.
    held = Submission.objects.filter(period=period, group=group).exclude(status=S.DRAFT).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk", flat=True))
    board, _ = RankingBoard.objects.get_or_create(period=period, group=group)
    require(lock_verdict(by, board, at=at))
    changes = by_hand.changes(period, group).count
    if changes and not note.strip():
        raise ValidationError(phrases.LOCK_NOTE_MISSING.format(count=changes), code="note")
    written = write_lines(board, on=ward_date(at))
    fields = {"locked_at": at, "locked_by": by, "lock_note": nfc(note).strip()}
    BOARD_WORKFLOW.apply("lock_board", board, by=by, fields=fields, lines=written, by_hand=changes)
    return board


def write_lines(board: RankingBoard, *, on: date) -> int:
    """Write the standing of this moment as the lines of `board.version`, with their grades; how many they are.

    For who locks a board or gives it a further version, inside their transaction.
    """
    standing = RankingBoard(period=board.period, group=board.group)
    lines = [
        RankingLine(
            board=board, version=board.version, submission=row.submission, rank=row.rank, grade=row.grade,
            total_numerator=row.numerator, total_denominator=row.denominator,
        )
        for row in boards.rows_of(standing, on=on)
    ]  # fmt: skip
    return len(RankingLine.objects.bulk_create(lines, batch_size=1000))

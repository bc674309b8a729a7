"""Boards that are locked and published, and requests about them, for the tests."""

from core.clock import database_now
from submissions.models import RankingBoard, ScoreAppeal, Submission
from submissions.services import appeals, marking_again, publishing, ranking, scoring
from tests import factories
from tests.factories import ward
from tests.submissions.office import handed_in, judged

PUBLISHED = ward(2026, 12, 21, 9)
# Five whole days after the day of publishing.
END = ward(2026, 12, 27)
ASKED = ward(2026, 12, 22, 10)


def board_of(group, period, table: dict[str, tuple], reviewers) -> tuple[RankingBoard, dict[str, Submission]]:
    """A locked board of units with marks, one tuple per name and the same from every reviewer, and the reports."""
    reports = {}
    for name, points in table.items():
        reports[name] = handed_in(group, period, subject=factories.make_unit(name))
        for reviewer in reviewers:
            judged(reports[name], reviewer, *points)
    board = ranking.lock_board(period, group, by=reviewers[0], at=ward(2026, 12, 20, 16))
    return RankingBoard.objects.get(pk=board.pk), reports


def publish(board, by, *, at=PUBLISHED) -> RankingBoard:
    """Publish it."""
    return publishing.publish_board(board, by=by, at=at)


def ask(report, *, by=None, item=None, at=ASKED, text="Đề nghị xem lại minh chứng.") -> ScoreAppeal:
    """The unit asks."""
    return appeals.raise_appeal(report, text=text, item=item, by=by or report.submitted_by, at=at)


def mark_again(appeal, third, *points, at=None, reason="Minh chứng bổ sung đủ số liệu, chấm lại.") -> RankingBoard:
    """A third person takes a granted request, marks every criterion and closes."""
    at = at or database_now()
    review = marking_again.take(appeal, by=third, at=at)
    for item, value in zip(appeal.submission.items.order_by("criteria_item__order"), points, strict=True):
        scoring.save_score(review, item, by=third, points=value, note="Chấm lại theo hồ sơ gốc đã nộp.", at=at)
    return marking_again.complete(appeal, reason=reason, by=third, at=at)

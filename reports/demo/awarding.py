"""One locked board, nominations from it and a council meeting to come."""

from datetime import datetime, time, timedelta

from awards.models import AwardRound
from awards.services import meetings, nominations, rounds
from campaigns.models import AwardForm
from core.clock import WARD, ward_date
from submissions import totals
from submissions.models import RankingBoard, ScoreAppeal, Submission
from submissions.permissions import may_review
from submissions.services import appeals, publishing, ranking

from .bodies import OFFICIALS
from .people import Ward
from .years import Stage

ASKED = "Đề nghị xem lại minh chứng tiêu chí 1 đã gửi kèm báo cáo."
ASKED_BEFORE = "Đề nghị tính thêm giải pháp áp dụng từ tháng 3, đã nêu ở mục 7 của báo cáo."
ANSWER = (
    "Giải pháp này đã tính ở tiêu chí 1, phần sáng kiến, giải pháp; không có quyết định công nhận nên không tính thêm."
)


def award(ward: Ward, stage: Stage) -> int:
    """Lock the board of the officials and nominate from it: two for the council, one ready, one still being drawn up.

    Returns the number of nominations; 0 when nobody of the group has an accepted report.
    """
    office, secretary = ward.accounts["van-hoa"], ward.accounts["thu-ky"]
    group, at = ward.groups[OFFICIALS], stage.now
    if not totals.standing(stage.period, group, on=ward_date(at)).exists():
        return 0
    board = ranking.lock_board(stage.period, group, by=office, note="Đã xem từng chỗ sửa bằng tay.", at=at)
    _publish(ward, board, by=office, at=at)
    rounds.ensure_rounds(ward.campaign)
    award_round = AwardRound.objects.get(campaign=ward.campaign, kind="YEARLY", year=stage.period.year)
    form = AwardForm.objects.filter(campaign=ward.campaign, level="WARD").order_by("order").first()
    made = []
    for line in board.lines.select_related("submission__person", "board").order_by("rank", "pk")[:4]:
        nomination = nominations.nominate_from_ranking(line, form=form, award_round=award_round, by=office, at=at)
        made.append(nomination)
        if len(made) == 4:
            break
        summary = f"Hạng {line.rank} trong nhóm; có sáng kiến được áp dụng tại đơn vị, đủ minh chứng."
        nominations.edit(nomination, summary=summary, no_open_case=True, was="", by=office)
        nominations.mark_ready(nomination, by=office, at=at)
    meetings.plan_meeting(
        campaign=ward.campaign,
        title=f"Phiên họp xét khen thưởng năm {stage.period.year}",
        place="Phòng họp số 1, trụ sở UBND phường",
        starts_at=_next_morning(at),
        nominations=made[:2],
        by=secretary,
    )
    return len(made)


def _publish(ward: Ward, board: RankingBoard, *, by, at: datetime) -> None:
    """Everybody on the board reads their score; whoever stands last asks about it, for their unit's officer writes.

    Another has asked before and was answered by somebody who did not mark the report.
    """
    publishing.publish_board(board, by=by, at=at)
    lines = board.lines.select_related("submission__person").order_by("-rank", "-pk")
    last, *others = [line.submission for line in lines]
    _ask(ward, last, ASKED, at=at)
    third = ward.accounts["van-hoa-3"]
    if answered := next((report for report in others if may_review(third, report)), None):
        appeals.refuse(_ask(ward, answered, ASKED_BEFORE, at=at), answer=ANSWER, by=third, at=at)


def _ask(ward: Ward, report: Submission, text: str, *, at: datetime) -> ScoreAppeal:
    return appeals.raise_appeal(report, text=text, by=ward.officers[report.person.unit_id], at=at)


def _next_morning(at: datetime) -> datetime:
    """08:00 of the next working day."""
    day = ward_date(at) + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(8), tzinfo=WARD)

"""One locked board, nominations from it and a council meeting to come."""

from datetime import datetime, time, timedelta

from awards import dossier, offers
from awards.enums import NominationStatus
from awards.models import AwardRound, Nomination
from awards.services import dossiers, meetings, nominations, rounds, suggestions
from campaigns.enums import DossierPartKind
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

RETURNED = "Gửi biên bản họp xét của đơn vị có chữ ký; nêu rõ số hồ sơ đã xử lý trong năm."
# Demo accounts whose units suggest themselves.
SUGGESTING = ("don-vi", "doanh-nghiep")
MERIT = (
    "Đơn vị đi đầu xử lý hồ sơ trên môi trường số: 100% văn bản đi, đến ký số; thời gian trả kết quả giảm 35% so với "
    "năm trước; 2 giải pháp được đơn vị khác học tập."
)
DECLINED = "Đơn vị chưa có báo cáo được chấp nhận. Nộp báo cáo rồi gửi lại đề nghị."


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
        confirm(nomination, by=office, at=at)
        nominations.mark_ready(nomination, by=office, at=at)
    meetings.plan_meeting(
        campaign=ward.campaign,
        title=f"Phiên họp xét khen thưởng năm {stage.period.year}",
        place="Phòng họp số 1, trụ sở UBND phường",
        starts_at=_next_morning(at),
        nominations=made[:2],
        guests="Đại diện Thường trực Ủy ban MTTQ Việt Nam phường",
        by=secretary,
    )
    _between_office_and_units(ward, made[-1], form, award_round, by=office, at=at)
    return len(made)


def confirm(nomination: Nomination, *, by, at: datetime) -> None:
    """Vouch for every statement the plan's list asks of the dossier."""
    on = ward_date(at)
    for part in dossier.parts_of(nomination, on=on):
        if part.kind == DossierPartKind.STATEMENT and part.required:
            papers = {"document": "15/BC-VHXH", "document_on": on} if part.document_wanted else {}
            dossiers.confirm(nomination, part=part, by=by, at=at, **papers)


def _between_office_and_units(
    ward: Ward, last: Nomination, form: AwardForm, award_round: AwardRound, *, by, at: datetime
) -> None:
    """The dossier still being drawn up waits for its unit; two units suggest, one of them was answered."""
    if last.status == NominationStatus.DRAFT and last.person.unit_id:
        dossiers.return_to_unit(last, note=RETURNED, by=by, at=at)
    if not offers.open_to_units([award_round], on=ward_date(at)):
        return
    sent = []
    for officer in filter(None, map(ward.accounts.get, SUGGESTING)):
        unit = officer.memberships.first().unit
        facts = {"from_unit": unit, "form": form, "award_round": award_round, "merit": MERIT}
        sent.append(suggestions.suggest(unit, **facts, by=officer, at=at))
    if len(sent) == 2:
        suggestions.decline(sent[1], answer=DECLINED, by=by, at=at)


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

"""A meeting that is over: what the council endorsed, the signed decision, a letter that waits for its signature."""

from datetime import datetime, timedelta

from awards.enums import ProposalKind, VoteChoice
from awards.models import AwardDecision, AwardRound, CouncilMeeting, Nomination
from awards.services import casting, decisions, meetings, minutes, nominations, polls, proposals, remarks, room
from campaigns.models import AwardForm
from core.clock import ward_date
from submissions.enums import SubmissionStatus
from submissions.models import Submission

from . import awarding
from .people import Ward
from .years import Stage

MOST = 2
SUMMARY = "Hoàn thành xuất sắc kế hoạch năm; 100% hồ sơ trực tuyến đúng hạn; có mô hình được đơn vị khác học tập."
SAID = "Nhất trí. Đề nghị giới thiệu cách làm này để các đơn vị khác học tập."
CONCLUSION = "Hội đồng nhất trí các đề nghị đạt mức cần. Cơ quan thường trực hoàn thiện tờ trình Chủ tịch UBND phường."
SIGNER = "Nguyễn Văn Minh Họa"


def decide(ward: Ward, stage: Stage) -> AwardDecision | None:
    """Two units go the whole way to a public decision; None when no unit has an accepted report."""
    office, secretary, chairman = (ward.accounts[name] for name in ("van-hoa", "thu-ky", "chu-tich"))
    at = stage.now
    award_round = AwardRound.objects.filter(campaign=ward.campaign, kind="YEARLY", year=stage.period.year).first()
    form = AwardForm.objects.filter(campaign=ward.campaign, level="WARD").order_by("order").first()
    if award_round is None:
        return None
    accepted = Submission.objects.filter(period=stage.period, status=SubmissionStatus.ACCEPTED, unit__isnull=False)
    proposed = Nomination.objects.filter(round=award_round, unit__isnull=False).values("unit")
    made = []
    for report in accepted.exclude(unit__in=proposed).select_related("unit").order_by("pk")[:MOST]:
        row = nominations.nominate(
            report.unit, form=form, award_round=award_round, report=report, by=office, at=at - timedelta(days=2)
        )
        nominations.edit(row, summary=SUMMARY, no_open_case=True, was="", by=office)
        awarding.confirm(row, by=office, at=at - timedelta(days=2))
        nominations.mark_ready(row, by=office, at=at - timedelta(days=2))
        made.append(row)
    if not made:
        return None
    _vote(made, ward, secretary, at=at - timedelta(days=1))
    letter = proposals.prepare(award_round, kind=ProposalKind.TO_CHAIRMAN, by=office, at=at)
    proposals.submit(letter, by=office)
    decision = decisions.prepare(award_round, by=office)
    decisions.submit(decision, by=office)
    decisions.sign(
        decision, number="12/QĐ-UBND", signed_on=ward_date(at), signer_name=SIGNER, signer_title="CHỦ TỊCH",
        by=chairman, at=at,
    )  # fmt: skip
    decisions.set_public(decision, public=True, by=office, at=at)
    return decision


def _vote(made: list[Nomination], ward: Ward, secretary, *, at: datetime) -> None:
    """A short meeting: everybody is there, nobody against, one blank."""
    meeting: CouncilMeeting = meetings.plan_meeting(
        campaign=ward.campaign, title="Phiên họp xét khen thưởng đợt 1", place="Phòng họp số 1, trụ sở UBND phường",
        starts_at=at, nominations=made, by=secretary,
    )  # fmt: skip
    meetings.open_meeting(meeting, by=secretary, at=at)
    seats = list(meeting.seats.select_related("user"))
    meetings.take_attendance(meeting, present=[seat.pk for seat in seats], by=secretary, at=at)
    meeting.refresh_from_db()
    for poll in meeting.polls.order_by("number"):
        polls.open_poll(poll, by=secretary, at=at)
        boxes = list(poll.boxes.values_list("pk", flat=True))
        for place, seat in enumerate(seats):
            seat.refresh_from_db()
            room.enter(seat, meeting.room_code)
            choice = VoteChoice.YES if place else VoteChoice.ABSTAIN
            casting.cast(poll, by=seat.user, choices=dict.fromkeys(boxes, choice))
        closed = polls.close_poll(poll, by=secretary, at=at)
        polls.publish_poll(polls.count_poll(closed, by=secretary), by=secretary)
    remarks.add(meeting, text=SAID, seat=seats[-1], nomination=made[0], by=secretary, at=at)
    _write_minutes(meetings.close_meeting(meeting, by=secretary, at=at), secretary, at=at)


def _write_minutes(meeting: CouncilMeeting, secretary, *, at: datetime) -> None:
    """Begun with what the portal knows, finished with the chair's conclusion."""
    begun = minutes.begin(meeting, by=secretary, at=at)
    texts = {"opening": begun.opening, "course": begun.course, "conclusion": CONCLUSION}
    minutes.save(begun, **texts, version=begun.version, by=secretary)
    minutes.finish(begun, by=secretary, at=at)

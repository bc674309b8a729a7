"""What was so at a meeting, as its minutes and tally sheet print it (biên bản): plain values that JSON can keep.

Frozen into `Minutes.facts` when the minutes are finished; before that asked anew each time. Results stand in it only
of items that were announced, and no name stands beside a choice but that of a signed written opinion (law.md 2.5).
Receipts and choices are two sorted lists that nothing links (reliability 1.2).
"""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from campaigns.figures import setting
from core.clock import ward_date, ward_time
from core.formats import format_percent, format_time

from . import counting
from .enums import PollStatus, SeatRole
from .models import BallotBox, CouncilMeeting, CouncilSeat, Poll, Recusal

# Counts up with the shape of what is kept, so that a later program reads what an earlier one froze.
LAYOUT = 1
QUORUM = "Phiên họp xét khen thưởng cần từ {share} tổng số thành viên Hội đồng có mặt, là {needed}/{members} người"
UNCONFIRMED = "chưa xác nhận"


def facts(meeting: CouncilMeeting) -> dict[str, Any]:
    """Everything the minutes say that nobody writes by hand. A constant number of queries."""
    seats = list(meeting.seats.order_by("order", "pk"))
    polls = list(meeting.polls.order_by("number"))
    by_poll: dict[int, list[BallotBox]] = {}
    told = [poll.pk for poll in polls if poll.status == PollStatus.PUBLISHED]
    for box in _boxes(told):
        by_poll.setdefault(box.poll_id, []).append(box)
    recusals = _recusals(meeting)
    return {
        "layout": LAYOUT,
        "title": meeting.title,
        "place": meeting.place,
        "began": _moment(meeting.opened_at or meeting.starts_at),
        "ended": _moment(meeting.closed_at),
        "chair": _person(seats, SeatRole.CHAIR),
        "secretary": _person(seats, SeatRole.SECRETARY),
        "members": [_member(seat, polls) for seat in seats],
        "guests": [line.strip() for line in meeting.guests.splitlines() if line.strip()],
        "present": sum(seat.present for seat in seats),
        "total": len(seats),
        "quorum": _quorum(meeting, seats),
        "items": [_item(poll, by_poll.get(poll.pk, []), recusals) for poll in polls],
        "remarks": [
            {
                "who": remark.seat.name if remark.seat else "",
                "about": remark.nomination.subject_name if remark.nomination else "",
                "text": remark.text,
            }
            for remark in meeting.remarks.select_related("seat", "nomination__unit", "nomination__person")
        ],
    }


def _moment(moment: datetime | None) -> str:
    """“08 giờ 00 phút, ngày 05 tháng 6 năm 2026”: zeros before days 1-9, only before months 1 and 2 (law.md 4.2)."""
    if moment is None:
        return ""
    local = ward_time(moment)
    month = f"{local.month:02d}" if local.month <= 2 else str(local.month)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d} tháng {month} năm {local.year}"


def _person(seats: Iterable[CouncilSeat], role: str) -> dict[str, str]:
    """Who chairs or writes: the holder of that seat when present; nobody is made up in their place."""
    seat = next((seat for seat in seats if seat.role == role and seat.present), None)
    return {"name": seat.name, "post": seat.post} if seat else {"name": "", "post": ""}


def _member(seat: CouncilSeat, polls: list[Poll]) -> dict[str, Any]:
    first = min((poll.opened_at for poll in polls if poll.opened_at), default=None)
    late = bool(seat.present and seat.arrived_at and first and seat.arrived_at > first)
    return {
        "name": seat.name,
        "post": seat.post,
        "role": seat.get_role_display(),
        "present": seat.present,
        "since": format_time(seat.arrived_at) if late else "",
        "absence_reason": "" if seat.present else seat.absence_reason,
    }


def _quorum(meeting: CouncilMeeting, seats: list[CouncilSeat]) -> dict[str, Any]:
    """The share as it was frozen, in words with its source."""
    numerator, denominator = meeting.quorum_numerator, meeting.quorum_denominator
    needed = counting.quorum_needed(len(seats), numerator, denominator)
    row = setting("quorum_review", on=ward_date(meeting.starts_at), campaign=meeting.campaign)
    return {
        "needed": needed,
        "words": QUORUM.format(share=f"{numerator}/{denominator}", needed=needed, members=len(seats)),
        "source": row.source if row else "",
        "confirmed": bool(row and row.confirmed),
    }


def _boxes(polls: list[int]):
    """Counted boxes with all a line says, without what an open box holds."""
    rows = BallotBox.objects.filter(poll__in=polls).defer("entries")
    rows = rows.select_related("paper", "nomination__form", "nomination__unit", "nomination__person__unit")
    return rows.prefetch_related("opinions__seat", "marks").order_by("poll__number", "order")


def _recusals(meeting: CouncilMeeting) -> dict[int, list[Recusal]]:
    found: dict[int, list[Recusal]] = {}
    for row in Recusal.objects.filter(seat__meeting=meeting).select_related("seat").order_by("seat__order", "pk"):
        found.setdefault(row.nomination_id, []).append(row)
    return found


def _item(poll: Poll, boxes: list[BallotBox], recusals: dict[int, list[Recusal]]) -> dict[str, Any]:
    return {
        "number": poll.number,
        "title": poll.title,
        "status": poll.status,
        "status_words": poll.get_status_display(),
        "opened": format_time(poll.opened_at) if poll.opened_at else "",
        "closed": format_time(poll.closed_at) if poll.closed_at else "",
        "members": poll.members,
        "present": poll.present,
        "cancel_reason": poll.cancel_reason,
        "lines": [_line(box, poll, recusals.get(box.nomination_id, [])) for box in boxes],
    }


def _line(box: BallotBox, poll: Poll, recusals: list[Recusal]) -> dict[str, Any]:
    nomination = box.nomination
    unit = nomination.person.unit if nomination.person else None
    marks = list(box.marks.all())
    left = {mark.seat_id for mark in marks if mark.excluded}
    paper = getattr(box, "paper", None)
    return {
        "order": box.order,
        "nomination": nomination.pk,
        "subject": nomination.subject_name,
        "unit": unit.name if unit else "",
        "kind": nomination.get_subject_kind_display(),
        "form": nomination.form.legal_name,
        "rule": counting.rule_words(box.threshold_percent, box.strict, box.recused_leave),
        "rule_source": box.rule_source,
        "rule_confirmed": box.rule_confirmed,
        "members": poll.members,
        "base": box.base,
        "recusals": [
            {"name": row.seat.name, "ground": row.get_ground_display(), "reason": row.reason}
            for row in recusals
            if row.seat_id in left
        ],
        "recused_leave": box.recused_leave,
        "electronic": box.turnout,
        "paper": {
            "issued": paper.issued if paper else 0,
            "returned": paper.returned if paper else 0,
            "not_returned": paper.issued - paper.returned if paper else 0,
        },
        "written": [{"name": row.seat.name, "choice": row.get_choice_display()} for row in box.opinions.all()],
        "not_voted": sum(not (mark.cast or mark.on_paper or mark.written or mark.excluded) for mark in marks),
        "yes": box.yes,
        "no": box.no,
        "abstain": box.abstain,
        "invalid": box.invalid,
        "percent": format_percent(Fraction(box.yes, box.base)) if box.base else "0%",
        "endorsed": box.endorsed,
        "verdict": counting.verdict_words(box.yes, box.base, box.threshold_percent, box.strict, box.rule_confirmed),
        "receipts": sorted(box.receipts),
        "choices": sorted(box.choices),
        "digest": box.digest,
    }

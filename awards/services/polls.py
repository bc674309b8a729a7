"""The secret vote (phiếu kín) from opening to publishing.

Casting is in `casting`, paper in `paper_ballots`, signed opinions in `opinions`, wiping traces in `traces`.
"""

import hashlib
import json
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from core import audit
from core.clock import ward_date
from core.workflow import InvalidTransition

from .. import counting, phrases
from ..enums import PollStatus
from ..models import BallotBox, BallotReceipt, CouncilMeeting, CouncilSeat, Poll, Recusal, WrittenOpinion
from ..rules import line_rule
from ..workflow.poll import POLL_WORKFLOW
from . import nominations as nomination_service
from .meetings import new_poll
from .recusals import ensure_for
from .traces import remove_after_commit


@transaction.atomic
def open_poll(poll: Poll, *, by, at: datetime | None = None) -> Poll:
    """Open the vote (mở bỏ phiếu): freeze members, presence, quorum, who steps aside and each line's rule and base.

    Every seat of the meeting gets a blank mark on every line, also the absent: a member who comes late may still vote.
    Raises Forbidden without quorum or while another vote of the meeting is open.
    """
    at = at or timezone.now()
    # The same lock as closing the meeting takes: no vote opens in a meeting that is just ending.
    meeting = poll.meeting = CouncilMeeting.objects.select_for_update().get(pk=poll.meeting_id)
    seats = list(meeting.seats.order_by("order", "pk"))
    frozen = {"opened_at": at, "members": len(seats), "present": sum(seat.present for seat in seats)}
    frozen["quorum_needed"] = counting.quorum_needed(len(seats), meeting.quorum_numerator, meeting.quorum_denominator)
    told = {name: frozen[name] for name in ("members", "present")}
    try:
        with transaction.atomic():
            POLL_WORKFLOW.apply("open_poll", poll, by=by, fields=frozen, **told)
    except IntegrityError as exc:
        raise InvalidTransition(phrases.ANOTHER_OPEN) from exc
    ensure_for(poll, by=by, at=at)
    _make_marks(_freeze_lines(poll, seats, on=ward_date(at)), seats)
    return poll


def _freeze_lines(poll: Poll, seats: list[CouncilSeat], *, on) -> list[tuple[BallotBox, set[int]]]:
    """Write rule and base of every line; give each box with the seats that do not vote on it."""
    aside: dict[int, set[int]] = {}
    for nomination, seat in Recusal.objects.filter(seat__in=seats).values_list("nomination_id", "seat_id"):
        aside.setdefault(nomination, set()).add(seat)
    rules, lines = {}, []
    for box in poll.boxes.select_related("nomination__form__campaign").order_by("order"):
        form = box.nomination.form
        rule = rules.get(form.pk) or rules.setdefault(form.pk, line_rule(form, on=on))
        left = aside.get(box.nomination_id, set())
        base = counting.base_of(len(seats), len(left), rule.recused_leave)
        BallotBox.objects.filter(pk=box.pk).update(base=base, **rule.columns())
        lines.append((box, left))
    return lines


def _make_marks(lines: list[tuple[BallotBox, set[int]]], seats: list[CouncilSeat]) -> None:
    # In the order of lines and seats, whoever votes first: nothing about the marks' places tells of the voting.
    BallotReceipt.objects.bulk_create(
        BallotReceipt(box=box, seat=seat, excluded=seat.pk in left) for box, left in lines for seat in seats
    )


@transaction.atomic
def close_poll(poll: Poll, *, by, at: datetime | None = None) -> Poll:
    """Close the vote (đóng bỏ phiếu) and split every box into two unlinked sorted lists; the pairs are gone.

    A ballot being cast at this moment is either in, with its receipt, or refused: both sides lock the poll's row.
    """
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    values = {"closed_at": at or timezone.now()}
    POLL_WORKFLOW.apply("close_poll", poll, by=by, fields=values, turnout=turnout(poll))
    for box in poll.boxes.order_by("order"):
        receipts = sorted(receipt for receipt, _ in box.entries)
        choices = sorted(choice for _, choice in box.entries)
        BallotBox.objects.filter(pk=box.pk).update(
            entries=[], receipts=receipts, choices=choices, digest=digest(receipts, choices)
        )
    level(poll)
    remove_after_commit(poll)
    return poll


def level(poll: Poll) -> None:
    """Write every box, mark and seat anew in one transaction, so that its number groups nothing by voter."""
    BallotBox.objects.filter(poll=poll).update(turnout=F("turnout"))
    _level_marks(poll)
    _level_seats(poll)


def _level_marks(poll: Poll) -> None:
    BallotReceipt.objects.filter(box__poll=poll).update(cast=F("cast"))


def _level_seats(poll: Poll) -> None:
    """A seat is written when its holder types the room's code, a moment before the ballot: in the order of voting."""
    # Locked in the order attendance takes them.
    seats = list(CouncilSeat.objects.select_for_update().filter(meeting=poll.meeting_id).order_by("pk"))
    CouncilSeat.objects.filter(pk__in=[seat.pk for seat in seats]).update(in_room=F("in_room"))


def digest(receipts: list[str], choices: list[str]) -> str:
    """SHA-256 of the JSON text [[receipts], [choices]] without blanks: anybody can recompute it from the minutes."""
    return hashlib.sha256(json.dumps([receipts, choices], separators=(",", ":")).encode()).hexdigest()


def turnout(poll: Poll) -> int:
    """How many members have voted electronically (số phiếu điện tử đã thu)."""
    return BallotReceipt.objects.filter(box__poll=poll, cast=True).values("seat").distinct().count()


@transaction.atomic
def count_poll(poll: Poll, *, by) -> Poll:
    """Count a closed vote (kiểm phiếu) by whole numbers over each line's base (reliability 1.4).

    Electronic, paper and written votes are added up together. Refused while paper ballots wait to be entered, and when
    marks, receipts, choices and opinions of a line do not balance or the lists no longer fit their digest.
    """
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    POLL_WORKFLOW.apply("count_poll", poll, by=by)
    for box in marked(poll.boxes.order_by("order").select_related("paper")):
        written = list(WrittenOpinion.objects.filter(box=box).values_list("choice", flat=True))
        if not balances(box, opinions=len(written)):
            raise InvalidTransition(phrases.UNBALANCED.format(line=box.order))
        counts = counting.count(box.choices, written)
        passed = counting.is_endorsed(counts.yes, box.base, box.threshold_percent, box.strict)
        BallotBox.objects.filter(pk=box.pk).update(
            yes=counts.yes,
            no=counts.no,
            abstain=counts.abstain,
            invalid=counts.invalid,
            endorsed=passed and poll.present >= poll.quorum_needed,
        )
    level(poll)
    remove_after_commit(poll)
    return poll


def marked(boxes):
    """Boxes with how many marks are cast, on paper, written and excluded: `n_cast`, `n_paper`, `n_written`, `n_out`."""
    return boxes.annotate(
        n_cast=Count("marks", filter=Q(marks__cast=True)),
        n_paper=Count("marks", filter=Q(marks__on_paper=True)),
        n_written=Count("marks", filter=Q(marks__written=True)),
        n_out=Count("marks", filter=Q(marks__excluded=True)),
    )


def paper_of(box: BallotBox) -> tuple[int, int]:
    """Paper ballots of a line issued and returned; 0, 0 where none were."""
    paper = getattr(box, "paper", None)
    return (paper.issued, paper.returned) if paper else (0, 0)


def balances(box: BallotBox, *, opinions: int) -> bool:
    """Do marks, lists, paper and opinions of a closed `marked` box agree, and do the lists fit their digest."""
    issued, returned = paper_of(box)
    return (
        box.n_cast == box.turnout == len(box.receipts)
        and box.n_paper == issued
        and len(box.choices) == box.turnout + returned
        and box.n_written == opinions
        and digest(box.receipts, box.choices) == box.digest
    )


@transaction.atomic
def publish_poll(poll: Poll, *, by) -> Poll:
    """Announce the counts to the meeting (công bố) and record the council's verdict on each nomination."""
    POLL_WORKFLOW.apply("publish_poll", poll, by=by)
    for box in poll.boxes.select_related("nomination", "poll").order_by("order"):
        record = nomination_service.endorse if box.endorsed else nomination_service.not_endorse
        record(box.nomination, box=box, by=by)
    return poll


@transaction.atomic
def cancel_poll(poll: Poll, *, reason: str, by) -> Poll:
    """Throw the whole vote away and prepare it again (hủy và bỏ phiếu lại), by the chair; return the new poll.

    The content of the boxes and the written opinions are destroyed; the reason and who had voted in which way stay on
    record, and the new vote knows nothing of the old one.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidTransition(phrases.REASON_MISSING)
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    was_open = poll.status == PollStatus.OPEN
    values = {"cancel_reason": reason} | ({"closed_at": timezone.now()} if was_open else {})
    POLL_WORKFLOW.apply("cancel_poll", poll, by=by, fields=values, reason=reason, turnout=turnout(poll))
    uncounted = dict.fromkeys(["yes", "no", "abstain", "invalid", "endorsed"])
    poll.boxes.update(entries=[], receipts=[], choices=[], digest="", **uncounted)
    WrittenOpinion.objects.filter(box__poll=poll).delete()
    level(poll)
    again = new_poll(poll.meeting, title=poll.title)
    kept = ("nomination_id", "order", "threshold_percent", "strict", "recused_leave", "rule_source", "rule_confirmed")
    BallotBox.objects.bulk_create(
        BallotBox(poll=again, **values) for values in poll.boxes.order_by("order").values(*kept)
    )
    audit.record("prepare_poll", again, by=by, new=again.status)
    remove_after_commit(poll)
    return again

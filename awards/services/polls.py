"""The secret vote (phiếu kín) from opening to publishing. Casting is in `casting`, wiping traces in `traces`."""

import hashlib
import json
from collections import Counter
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from core.clock import ward_date
from core.workflow import InvalidTransition

from .. import phrases
from ..counting import is_endorsed
from ..enums import INVALID, PollStatus, VoteChoice
from ..models import BallotBox, BallotReceipt, CouncilMeeting, Poll
from ..rules import line_rule
from ..workflow.poll import POLL_WORKFLOW
from . import nominations as nomination_service
from .meetings import new_poll
from .traces import remove_after_commit


@transaction.atomic
def open_poll(poll: Poll, *, by, at: datetime | None = None) -> Poll:
    """Open the vote (mở bỏ phiếu): freeze members, presence and each line's threshold, and make the blank marks.

    Every seat of the meeting gets a mark on every line, also the absent: a member who comes late may still vote.
    Raises Forbidden without quorum or while another vote of the meeting is open.
    """
    at = at or timezone.now()
    # The same lock as closing the meeting takes: no vote opens in a meeting that is just ending.
    poll.meeting = CouncilMeeting.objects.select_for_update().get(pk=poll.meeting_id)
    seats = list(poll.meeting.seats.order_by("order", "pk"))
    frozen = {"opened_at": at, "members": len(seats), "present": sum(seat.present for seat in seats)}
    try:
        with transaction.atomic():
            POLL_WORKFLOW.apply(
                "open_poll", poll, by=by, fields=frozen, members=frozen["members"], present=frozen["present"]
            )
    except IntegrityError as exc:
        raise InvalidTransition(phrases.ANOTHER_OPEN) from exc
    boxes = list(poll.boxes.select_related("nomination__form__campaign").order_by("order"))
    for box in boxes:
        rule = line_rule(box.nomination.form, on=ward_date(at))
        box.threshold_percent, box.strict, box.base = rule.percent, rule.strict, len(seats)
    BallotBox.objects.bulk_update(boxes, ["threshold_percent", "strict", "base"])
    # In the order of lines and seats, whoever votes first: nothing about the marks' places tells of the voting.
    BallotReceipt.objects.bulk_create(BallotReceipt(box=box, seat=seat) for box in boxes for seat in seats)
    return poll


@transaction.atomic
def close_poll(poll: Poll, *, by, at: datetime | None = None) -> Poll:
    """Close the vote (đóng bỏ phiếu) and split every box into two unlinked sorted lists; the pairs are gone.

    A ballot being cast at this moment is either in, with its receipt, or refused: both sides lock the poll's row.
    """
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    POLL_WORKFLOW.apply("close_poll", poll, by=by, fields={"closed_at": at or timezone.now()}, turnout=turnout(poll))
    for box in poll.boxes.order_by("order"):
        receipts = sorted(receipt for receipt, _ in box.entries)
        choices = sorted(choice for _, choice in box.entries)
        BallotBox.objects.filter(pk=box.pk).update(
            entries=[], receipts=receipts, choices=choices, digest=digest(receipts, choices)
        )
    _level_marks(poll)
    remove_after_commit(poll)
    return poll


def _level_marks(poll: Poll) -> None:
    """Write every mark anew in one transaction, so that its number no longer groups the marks by voter."""
    BallotReceipt.objects.filter(box__poll=poll).update(cast=F("cast"))


def digest(receipts: list[str], choices: list[str]) -> str:
    """SHA-256 of the JSON text [[receipts], [choices]] without blanks: anybody can recompute it from the minutes."""
    return hashlib.sha256(json.dumps([receipts, choices], separators=(",", ":")).encode()).hexdigest()


def turnout(poll: Poll) -> int:
    """How many members have voted (số phiếu đã thu)."""
    return BallotReceipt.objects.filter(box__poll=poll, cast=True).values("seat").distinct().count()


@transaction.atomic
def count_poll(poll: Poll, *, by) -> Poll:
    """Count a closed vote (kiểm phiếu) by whole numbers over all members (reliability 1.4).

    Refused when marks, receipts and choices of a line do not balance, or the lists no longer fit their digest.
    """
    POLL_WORKFLOW.apply("count_poll", poll, by=by)
    for box in poll.boxes.order_by("order"):
        marks = box.marks.filter(cast=True).count()
        intact = digest(box.receipts, box.choices) == box.digest
        if not marks == box.turnout == len(box.receipts) == len(box.choices) or not intact:
            raise InvalidTransition(phrases.UNBALANCED.format(line=box.order))
        counts = Counter(box.choices)
        yes = counts[VoteChoice.YES]
        BallotBox.objects.filter(pk=box.pk).update(
            yes=yes,
            no=counts[VoteChoice.NO],
            abstain=counts[VoteChoice.ABSTAIN],
            invalid=counts[INVALID],
            endorsed=is_endorsed(yes, box.base, box.threshold_percent, box.strict),
        )
    remove_after_commit(poll)
    return poll


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

    The content of the boxes is destroyed; the reason and who had voted stay on record.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidTransition(phrases.REASON_MISSING)
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    was_open = poll.status == PollStatus.OPEN
    values = {"cancel_reason": reason} | ({"closed_at": timezone.now()} if was_open else {})
    POLL_WORKFLOW.apply("cancel_poll", poll, by=by, fields=values, reason=reason, turnout=turnout(poll))
    boxes = list(poll.boxes.order_by("order"))
    uncounted = dict.fromkeys(["yes", "no", "abstain", "invalid", "endorsed"])
    poll.boxes.update(entries=[], receipts=[], choices=[], digest="", **uncounted)
    _level_marks(poll)
    again = new_poll(poll.meeting, title=poll.title)
    BallotBox.objects.bulk_create(
        BallotBox(
            poll=again, nomination_id=box.nomination_id, order=box.order,
            threshold_percent=box.threshold_percent, strict=box.strict,
        )
        for box in boxes
    )  # fmt: skip
    audit.record("prepare_poll", again, by=by, new=again.status)
    remove_after_commit(poll)
    return again

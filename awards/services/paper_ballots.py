"""Paper ballots beside the electronic ones (phiếu giấy): handed out while the vote is open, counted in after it closed.

Who was handed one is a mark, as public as the handing itself. What the papers say joins the box's unlinked choices;
only how many were issued and returned stays apart, because one paper ballot counted by option would name its voter. So
no count by option goes into a log row, a session, a message or an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from core import audit
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import INVALID, PollStatus, VoteChoice
from ..models import BallotBox, BallotReceipt, CouncilSeat, PaperCount, Poll
from ..permissions.poll import may_enter_after_closing, may_get_paper, may_hand_out, may_run_poll
from .polls import digest, level, marked
from .traces import remove_after_commit

FREE = {"cast": False, "written": False, "excluded": False}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """What the tellers found on one line: ballots returned, and how they stand."""

    returned: int
    yes: int
    no: int
    abstain: int
    invalid: int

    def fault(self, issued: int) -> str:
        """What does not balance, in Vietnamese; empty when all does. Counts are whole numbers from 0."""
        total = self.yes + self.no + self.abstain + self.invalid
        if self.returned > issued:
            return phrases.PAPER_TOO_MANY.format(returned=self.returned, issued=issued)
        if total != self.returned:
            return phrases.PAPER_SUM.format(returned=self.returned, total=total)
        return ""

    def choices(self) -> list[str]:
        """One choice per ballot."""
        return [
            *[VoteChoice.YES.value] * self.yes,
            *[VoteChoice.NO.value] * self.no,
            *[VoteChoice.ABSTAIN.value] * self.abstain,
            *[INVALID] * self.invalid,
        ]


def hand_out(poll: Poll, seat: CouncilSeat, *, by) -> None:
    """Note that a member was handed a paper ballot (giao phiếu giấy); the electronic one is closed to them from now.

    For every line the member votes on. Raises Forbidden without the right, InvalidTransition with the reason when the
    vote is not open or the seat has voted, has a paper, steps aside or is not in the room.
    """
    _set_paper(poll, seat, given=True, by=by)


def take_back(poll: Poll, seat: CouncilSeat, *, by) -> None:
    """Take a paper ballot back unused (thu lại phiếu giấy) while the vote is open: the member may vote by telephone."""
    _set_paper(poll, seat, given=False, by=by)


@transaction.atomic
def _set_paper(poll: Poll, seat: CouncilSeat, *, given: bool, by) -> None:
    # Casting locks the same row: of a ballot and a paper for one seat exactly one comes first.
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    require(may_run_poll(by, poll))
    if not (verdict := may_hand_out(by, poll)):
        raise InvalidTransition(verdict.reason)
    marks = list(BallotReceipt.objects.filter(box__poll=poll, seat_id=seat.pk))
    if given and not (verdict := may_get_paper(seat, marks)):
        raise InvalidTransition(verdict.reason)
    wanted = [mark.pk for mark in marks if not mark.excluded]
    changed = BallotReceipt.objects.filter(pk__in=wanted, on_paper=not given, **FREE).update(on_paper=given)
    if not wanted or changed != len(wanted):
        raise InvalidTransition((phrases.VOTED_ALREADY if given else phrases.NO_PAPER).format(name=seat.name))
    audit.record("hand_out_paper" if given else "take_back_paper", poll, by=by, seat=seat.name)


def issued(poll: Poll) -> list[tuple[BallotBox, int]]:
    """Lines with paper ballots, each with how many were handed out, in the order of the lines."""
    boxes = marked(poll.boxes.order_by("order").select_related("nomination__form", "nomination__unit"))
    boxes = boxes.select_related("nomination__person").defer("entries", "receipts", "choices")
    return [(box, box.n_paper) for box in boxes if box.n_paper]


@sensitive_variables("lines", "line", "choices")
@transaction.atomic
def enter(poll: Poll, lines: Mapping[int, PaperLine], *, by) -> None:
    """Take the tellers' counts into the boxes (thêm phiếu giấy); `lines` maps ids of boxes with paper to their counts.

    Once only: merged choices cannot be told apart again. Raises Forbidden without the right, InvalidTransition with the
    reason when the vote is not between closing and counting, a line is missing or a line does not balance.
    """
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    require(may_run_poll(by, poll))
    if not (verdict := may_enter_after_closing(by, poll)):
        raise InvalidTransition(verdict.reason)
    handed = issued(poll)
    if PaperCount.objects.filter(box__poll=poll).exists():
        raise InvalidTransition(phrases.PAPER_ENTERED)
    if not handed or {box.pk for box, _ in handed} != set(lines):
        raise InvalidTransition(phrases.PAPER_LINES)
    for box, number in handed:
        line = lines[box.pk]
        if fault := line.fault(number):
            raise InvalidTransition(f"Dòng {box.order}: {fault}")
        _merge(box, line, number, by=by)
    level(poll)
    remove_after_commit(poll)
    told = {"issued": sum(number for _, number in handed), "returned": sum(line.returned for line in lines.values())}
    audit.record("enter_paper", poll, by=by, **told)


@sensitive_variables("line", "choices")
def _merge(box: BallotBox, line: PaperLine, number: int, *, by) -> None:
    PaperCount.objects.create(box=box, issued=number, returned=line.returned, entered_by=by)
    receipts, choices = BallotBox.objects.values_list("receipts", "choices").get(pk=box.pk)
    choices = sorted([*choices, *line.choices()])
    BallotBox.objects.filter(pk=box.pk).update(choices=choices, digest=digest(receipts, choices))


def is_entered(poll: Poll) -> bool:
    """Have the paper ballots of this vote been counted in."""
    return poll.status != PollStatus.OPEN and PaperCount.objects.filter(box__poll=poll).exists()

"""Casting a ballot: the mark and the box change together, and nothing else in the portal changes (reliability 1.1).

No audit row, log line, letter, message, session or cache entry may be written here: each has a time or an order.
"""

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from core.verdict import Forbidden
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import VoteChoice
from ..models import BallotBox, BallotReceipt, Poll
from ..permissions.poll import may_vote, seat_of

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class BallotRefused(InvalidTransition):
    """The ballot was not taken; nothing was written. `str()` is the Vietnamese sentence for the member."""


def new_receipt() -> str:
    """A random code such as 7KQ4-M2XD that proves taking part and nothing else."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{code[:4]}-{code[4:]}"


def marks_of(poll: Poll, user) -> list[BallotReceipt]:
    """The marks of the user's seat in this poll, with box and seat, in the order of the lines."""
    marks = BallotReceipt.objects.filter(box__poll=poll, seat__user_id=user.pk)
    return list(marks.select_related("seat", "box").defer("box__entries").order_by("box__order", "pk"))


@sensitive_variables("choices", "entries", "receipt", "wanted")
@transaction.atomic
def cast(poll: Poll, *, by, choices: Mapping[int, str]) -> str:
    """Put the member's ballot into the boxes (bỏ phiếu) and return the receipt, shown once and kept nowhere else.

    `choices` maps box ids to VoteChoice values and must name every line the member votes on, and no other. Raises
    Forbidden for somebody without a seat, BallotRefused with the reason otherwise; then neither mark nor box changed.
    """
    # Closing and the other members wait here; SQLite is serial by its IMMEDIATE transactions.
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    seat = seat_of(poll.meeting, by)
    marks = marks_of(poll, by)
    verdict = may_vote(seat, poll, marks)
    if seat is None:
        raise Forbidden(verdict.reason)
    if not verdict:
        raise BallotRefused(verdict.reason)
    wanted = _lines([mark for mark in marks if not mark.excluded], choices)
    free = BallotReceipt.objects.filter(cast=False, on_paper=False, written=False, excluded=False)
    taken = free.filter(pk__in=[mark.pk for mark, _ in wanted]).update(cast=True)
    if taken != len(wanted):
        raise BallotRefused(phrases.ALREADY_VOTED)
    receipt = new_receipt()
    for mark, choice in wanted:
        _drop_in(mark.box_id, receipt, choice)
    return receipt


@sensitive_variables("choices", "choice")
def _lines(marks: list[BallotReceipt], choices: Mapping[int, str]) -> list[tuple[BallotReceipt, str]]:
    for number, mark in enumerate(marks, start=1):
        choice = choices.get(mark.box_id, "")
        if not choice:
            raise BallotRefused(phrases.LINE_OPEN.format(line=mark.box.order or number))
        if choice not in VoteChoice.values:
            raise BallotRefused(phrases.BAD_BALLOT)
    if set(choices) != {mark.box_id for mark in marks}:
        raise BallotRefused(phrases.BAD_BALLOT)
    return [(mark, choices[mark.box_id]) for mark in marks]


@sensitive_variables("receipt", "choice", "entries")
def _drop_in(box_id: int, receipt: str, choice: str) -> None:
    """Change the one row that is the box, only if nobody changed it since it was read."""
    entries, turnout = BallotBox.objects.values_list("entries", "turnout").get(pk=box_id)
    if any(receipt == other for other, _ in entries):
        raise BallotRefused(phrases.TRY_AGAIN)
    entries = sorted([*entries, [receipt, choice]])
    if BallotBox.objects.filter(pk=box_id, turnout=turnout).update(entries=entries, turnout=turnout + 1) != 1:
        raise BallotRefused(phrases.TRY_AGAIN)

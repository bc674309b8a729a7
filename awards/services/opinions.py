"""Signed opinions of absent members (ý kiến bằng văn bản): counted, with the name, in the minutes (law.md 2.5)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from core import audit
from core.clock import ward_date
from core.verdict import ALLOWED, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import VoteChoice
from ..models import BallotReceipt, CouncilSeat, Poll, WrittenOpinion
from ..permissions.poll import may_enter_after_closing, may_give_opinion, may_run_poll
from ..rules import written_opinions_count


def counted(poll: Poll) -> Verdict:
    """Does the council count written opinions, by the setting of the day the vote was opened."""
    on = ward_date(poll.opened_at or timezone.now())
    return ALLOWED if written_opinions_count(poll.meeting.campaign, on=on) else denied(phrases.OPINIONS_OFF)


@sensitive_variables("choices")
@transaction.atomic
def record(
    poll: Poll, seat: CouncilSeat, *, choices: Mapping[int, str], received_on: date, by, at: datetime | None = None
) -> None:
    """Enter the signed opinion of an absent member (ghi ý kiến bằng văn bản), a choice for every line they vote on.

    Between closing and counting. `choices` maps box ids to VoteChoice values; `received_on` is the day the paper came.
    Raises Forbidden without the right, InvalidTransition with the reason otherwise; then nothing changed.
    """
    poll = _locked(poll, by=by)
    marks = list(BallotReceipt.objects.filter(box__poll=poll, seat_id=seat.pk).select_related("box"))
    for verdict in (counted(poll), may_give_opinion(seat, marks)):
        if not verdict:
            raise InvalidTransition(verdict.reason)
    if received_on > ward_date(at or timezone.now()):
        raise InvalidTransition(phrases.OPINION_LATER)
    wanted = [mark for mark in marks if not mark.excluded]
    if {mark.box_id for mark in wanted} != set(choices) or not set(choices.values()) <= set(VoteChoice.values):
        raise InvalidTransition(phrases.OPINION_LINES)
    free = BallotReceipt.objects.filter(cast=False, on_paper=False, written=False, excluded=False)
    if free.filter(pk__in=[mark.pk for mark in wanted]).update(written=True) != len(wanted):
        raise InvalidTransition(phrases.VOTED_ALREADY.format(name=seat.name))
    WrittenOpinion.objects.bulk_create(
        WrittenOpinion(
            box_id=mark.box_id, seat=seat, choice=choices[mark.box_id], received_on=received_on, entered_by=by
        )
        for mark in wanted
    )
    audit.record("record_opinion", poll, by=by, seat=seat.name, received_on=received_on.isoformat())


@transaction.atomic
def withdraw(poll: Poll, seat: CouncilSeat, *, by) -> None:
    """Take a written opinion out again (bỏ ý kiến đã ghi) before the counting, when it was entered wrongly."""
    poll = _locked(poll, by=by)
    if not WrittenOpinion.objects.filter(box__poll=poll, seat_id=seat.pk).delete()[0]:
        raise InvalidTransition(phrases.NO_OPINION.format(name=seat.name))
    BallotReceipt.objects.filter(box__poll=poll, seat_id=seat.pk, written=True).update(written=False)
    audit.record("withdraw_opinion", poll, by=by, seat=seat.name)


def _locked(poll: Poll, *, by) -> Poll:
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    require(may_run_poll(by, poll))
    if not (verdict := may_enter_after_closing(by, poll)):
        raise InvalidTransition(verdict.reason)
    return poll

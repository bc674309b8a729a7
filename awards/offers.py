"""Which rounds take proposals, how an address names one, and for what a subject may be proposed. Questions only."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Person, Unit
from campaigns.models import Campaign
from core.text import fold_vi
from submissions.enums import SubmissionStatus
from submissions.models import Initiative

from .enums import DecisionStatus, RoundKind
from .models import AwardDecision, AwardRound

HANDED_IN = (SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW, SubmissionStatus.ACCEPTED)


def key_of(award_round: AwardRound) -> str:
    """How a round is named in an address, also before it has a row: YEARLY-2026, ON_THE_SPOT-2026-2."""
    key = f"{award_round.kind}-{award_round.year}"
    return f"{key}-{award_round.number}" if award_round.kind == RoundKind.ON_THE_SPOT else key


def usual(offered: list[AwardRound], *, on: date) -> AwardRound:
    """The round people mean unless they say otherwise: the first of this year or later."""
    return next((row for row in offered if row.year >= on.year), offered[-1])


def on_the_spot(campaign: Campaign) -> QuerySet[AwardRound]:
    """Rounds on the spot, newest first; the office opens them one by one."""
    rounds = campaign.award_rounds.filter(kind=RoundKind.ON_THE_SPOT).select_related("movement", "period", "campaign")
    return rounds.order_by("-year", "-pk")


def open_to_units(rounds: list[AwardRound], *, on: date) -> list[AwardRound]:
    """Of `rounds` those a unit may suggest for on the ward day `on`: this year's, last year's until one is decided.

    A year's merit is weighed around its turn, so last year's rounds stay open while the chairman has signed nothing
    in them; rounds to come are not open yet. One query.
    """
    signed = AwardDecision.objects.filter(round=OuterRef("pk"), status=DecisionStatus.SIGNED)
    pks = [row.pk for row in rounds if row.pk]
    decided = set(AwardRound.objects.filter(Exists(signed), pk__in=pks).values_list("pk", flat=True))
    return [
        row for row in rounds if row.year == on.year or (row.year == on.year - 1 and row.pk not in decided)
    ]  # fmt: skip


def initiatives_of(subject: Unit | Person, campaign: Campaign) -> QuerySet[Initiative]:
    """Initiatives of the subject in reports the ward holds; for a person also those of their unit that name them."""
    if isinstance(subject, Unit):
        own = Q(submission__unit=subject)
    else:
        own = Q(submission__person=subject)
        if subject.unit_id:
            named = fold_vi(subject.full_name)
            own |= Q(submission__unit_id=subject.unit_id, search_text__contains=named)
    found = Initiative.objects.filter(own, submission__status__in=HANDED_IN, submission__period__campaign=campaign)
    return found.exclude(title="").select_related("submission__period").order_by("-submission__period__year", "pk")

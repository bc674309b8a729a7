"""Award rounds (đợt khen thưởng) follow from the plan's years and phases; nobody types them."""

from django.db import transaction

from campaigns.enums import LauncherLevel, ReviewKind
from campaigns.models import Campaign

from ..enums import RoundKind
from ..models import AwardRound

_KINDS = {ReviewKind.INTERIM: RoundKind.INTERIM, ReviewKind.FINAL: RoundKind.FINAL}


@transaction.atomic
def ensure_rounds(campaign: Campaign) -> list[AwardRound]:
    """Make the rounds the plan implies that do not exist yet (lập đợt khen thưởng); return all of the movement.

    One yearly round per reporting year and one at the end of each phase (D5-D8). The ground a round proposes first is
    the ward's own movement for yearly awards and the city's for the others; each nomination may rest on another
    (law.md 1.4). Running it twice changes nothing.
    """
    movements = {movement.level: movement for movement in campaign.linkedmovement_set.order_by("-order")}
    if not movements:
        return []
    periods = {period.year: period for period in campaign.reportingperiod_set.all()}
    wanted = [(RoundKind.YEARLY, year) for year in periods]
    wanted += [(_KINDS[phase.review_kind], phase.review_year) for phase in campaign.phase_set.all()]
    for kind, year in wanted:
        levels = [LauncherLevel.WARD, LauncherLevel.CITY, LauncherLevel.NATIONAL]
        if kind != RoundKind.YEARLY:
            levels = [LauncherLevel.CITY, LauncherLevel.WARD, LauncherLevel.NATIONAL]
        AwardRound.objects.get_or_create(
            campaign=campaign,
            kind=kind,
            year=year,
            defaults={
                "period": periods.get(year),
                "movement": next(movements[level] for level in levels if level in movements),
                "title": f"{RoundKind(kind).label} {year}" if kind != RoundKind.YEARLY else f"Khen thưởng năm {year}",
            },
        )
    return list(campaign.award_rounds.select_related("movement", "period").order_by("year", "kind"))

"""Award rounds (đợt khen thưởng) follow from the plan's years and phases; nobody types them."""

from django.db import transaction

from campaigns.enums import LauncherLevel, ReviewKind
from campaigns.models import Campaign

from ..enums import RoundKind
from ..models import AwardRound

_KINDS = {ReviewKind.INTERIM: RoundKind.INTERIM, ReviewKind.FINAL: RoundKind.FINAL}
# Whose movement a round proposes first; each nomination may rest on another (law.md 1.4).
_YEARLY_GROUND = (LauncherLevel.WARD, LauncherLevel.CITY, LauncherLevel.NATIONAL)
_REVIEW_GROUND = (LauncherLevel.CITY, LauncherLevel.WARD, LauncherLevel.NATIONAL)


def planned(campaign: Campaign) -> list[AwardRound]:
    """The rounds the plan implies, by year: those that exist, and unsaved ones for the rest (D5-D8).

    One yearly round per reporting year and one at the end of each phase. None while no linked movement is known.
    """
    movements = {movement.level: movement for movement in campaign.linkedmovement_set.order_by("-order")}
    periods = {period.year: period for period in campaign.reportingperiod_set.all()}
    found = {(row.kind, row.year): row for row in campaign.award_rounds.select_related("movement", "period")}
    wanted = [(RoundKind.YEARLY, year) for year in periods]
    wanted += [(_KINDS[phase.review_kind], phase.review_year) for phase in campaign.phase_set.all()]
    rounds = []
    for kind, year in sorted(wanted if movements else [], key=lambda pair: (pair[1], list(RoundKind).index(pair[0]))):
        levels = _YEARLY_GROUND if kind == RoundKind.YEARLY else _REVIEW_GROUND
        rounds.append(
            found.get((kind, year))
            or AwardRound(
                campaign=campaign,
                kind=kind,
                year=year,
                period=periods.get(year),
                movement=next(movements[level] for level in levels if level in movements),
                title=f"Khen thưởng năm {year}" if kind == RoundKind.YEARLY else f"{kind.label} {year}",
            )
        )
    return rounds


@transaction.atomic
def ensure_round(campaign: Campaign, *, kind: str, year: int) -> AwardRound | None:
    """The round of that kind and year, made when the plan implies it and nobody made it yet (lập đợt khen thưởng)."""
    row = next((row for row in planned(campaign) if (row.kind, row.year) == (kind, year)), None)
    if row is None or row.pk:
        return row
    facts = {"period": row.period, "movement": row.movement, "title": row.title}
    made, _ = AwardRound.objects.get_or_create(campaign=campaign, kind=kind, year=year, defaults=facts)
    return made


@transaction.atomic
def ensure_rounds(campaign: Campaign) -> list[AwardRound]:
    """Make every round the plan implies that does not exist yet. Running it twice changes nothing."""
    return [ensure_round(campaign, kind=row.kind, year=row.year) for row in planned(campaign)]

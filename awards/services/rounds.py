"""Award rounds (đợt khen thưởng) follow from the plan's years and phases; only those on the spot are typed in."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from campaigns.enums import LauncherLevel, ReviewKind, Stage
from campaigns.models import AwardForm, Campaign
from core import audit
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases_postings as phrases
from ..enums import RoundKind
from ..models import AwardRound, RoundGuidance
from ..permissions.nomination import may_nominate

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
    rows = campaign.award_rounds.exclude(kind=RoundKind.ON_THE_SPOT).select_related("movement", "period")
    found = {(row.kind, row.year): row for row in rows}
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


@transaction.atomic
def open_on_the_spot(campaign: Campaign, *, occasion: str, on: date, by) -> AwardRound:
    """Open a round on the spot (khen thưởng kịp thời, plan IV.3) for a notable initiative, proposal or solution.

    It rests on the nearest movement, as a yearly round does, and takes the forms whose stages name it. Raises
    Forbidden, InvalidTransition without an occasion, or when no form may be given on the spot.
    """
    require(may_nominate(by))
    occasion = occasion.strip()
    if not occasion:
        raise InvalidTransition(phrases.OCCASION_MISSING)
    forms = AwardForm.objects.filter(campaign=campaign)
    movements = {movement.level: movement for movement in campaign.linkedmovement_set.order_by("-order")}
    if not movements or not any(Stage.ON_THE_SPOT in form.stages for form in forms):
        raise InvalidTransition(phrases.NO_SPOT_FORM)
    # Two rounds opened at once get two numbers.
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    before = campaign.award_rounds.filter(kind=RoundKind.ON_THE_SPOT, year=on.year).aggregate(last=Max("number"))
    number = (before["last"] or 0) + 1
    row = AwardRound.objects.create(
        campaign=campaign,
        kind=RoundKind.ON_THE_SPOT,
        year=on.year,
        number=number,
        period=campaign.reportingperiod_set.filter(year=on.year).first(),
        movement=next(movements[level] for level in _YEARLY_GROUND if level in movements),
        title=f"Khen thưởng kịp thời, lần {number} năm {on.year}",
        occasion=occasion,
    )
    audit.record("open_round", row, by=by, occasion=occasion)
    return row


@transaction.atomic
def add_guidance(award_round: AwardRound, *, document: str, by, **facts) -> RoundGuidance:
    """Note what a letter of the city says about a round (ghi hướng dẫn): form, quota, last day, day of the letter."""
    require(may_nominate(by))
    if not document.strip():
        raise InvalidTransition(phrases.DOCUMENT_MISSING)
    row = RoundGuidance.objects.create(round=award_round, document=document.strip(), created_by=by, **facts)
    audit.record("add_guidance", row, by=by, round=award_round.pk)
    return row


@transaction.atomic
def remove_guidance(row: RoundGuidance, *, by) -> None:
    """Take a letter that was noted by mistake out again (bỏ hướng dẫn); the log keeps that it was there."""
    require(may_nominate(by))
    if RoundGuidance.objects.filter(pk=row.pk).delete()[0]:
        audit.record("remove_guidance", row, by=by, document=row.document)

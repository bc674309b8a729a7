"""Which reporting year the demo plays in, and moments inside it that have already passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from campaigns.designer.copying import copy_set
from campaigns.enums import CriteriaStatus
from campaigns.models import Campaign, CriteriaSet, ReportingPeriod
from core.clock import ward_time

# Reports have been coming in for at least this long when somebody opens the demo.
RUNNING = timedelta(days=12)
LEAST_GAP = timedelta(minutes=7)
# What the draft of next year still lacks.
SHORT_BY = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """The year of the demo and its “now”: reports are written between the opening and now."""

    period: ReportingPeriod
    now: datetime

    def moment(self, share: float, rng: Random) -> datetime:
        """A moment of a working day at about `share` (0 to 1) of the time that has passed since the opening."""
        start, end = self.period.opens_at, self.now
        at = ward_time(start + (end - start) * share)
        at = at.replace(hour=rng.randint(8, 16), minute=rng.randint(0, 59), second=rng.randint(0, 59))
        return min(max(at, start + LEAST_GAP), end)

    def after(self, before: datetime, share: float, rng: Random) -> datetime:
        """A moment as above, but later than `before` and never later than now."""
        return min(max(self.moment(share, rng), before + LEAST_GAP), self.now)


def stage_for(campaign: Campaign, now: datetime) -> Stage:
    """The first year that is not locked yet (the last one when all are), opened early where it has only just begun.

    Before the first opening, and between two years, the demo behaves as an office that opened its books early: there is
    always a report to write. The deadline itself is never moved. Criteria the year lacks are those of the year before.
    """
    periods = list(campaign.reportingperiod_set.order_by("year"))
    period = next((period for period in periods if now < period.locks_at), periods[-1])
    now = min(now, period.locks_at - timedelta(hours=1))
    if period.opens_at > now - RUNNING:
        period.opens_at = now - RUNNING
        period.save(update_fields=["opens_at"])
    _criteria_for(period)
    _draft_for_the_year_after(period)
    return Stage(period, now)


def _criteria_for(period: ReportingPeriod) -> None:
    known = CriteriaSet.objects.filter(period__campaign=period.campaign_id, status=CriteriaStatus.PUBLISHED)
    have = set(known.filter(period=period).values_list("group", flat=True))
    for model in known.exclude(period=period).order_by("-period__year"):
        if model.group_id in have:
            continue
        have.add(model.group_id)
        copy_set(model, period=period, status=model.status, published_at=period.opens_at)


def _draft_for_the_year_after(period: ReportingPeriod) -> None:
    """The office is at work on next year's criteria: a draft of one group, five points short."""
    after = period.campaign.reportingperiod_set.filter(year=period.year + 1).first()
    model = CriteriaSet.objects.filter(period=period, status=CriteriaStatus.PUBLISHED).order_by("group__order").first()
    if after is None or model is None or CriteriaSet.objects.filter(period=after, group=model.group_id).exists():
        return
    draft = copy_set(model, period=after)
    last = draft.items.order_by("order").last()
    if last.max_points > SHORT_BY:
        last.max_points -= SHORT_BY
        last.save(update_fields=["max_points"])

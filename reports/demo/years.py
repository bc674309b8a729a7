"""Which reporting year the demo plays in, and moments inside it that have already passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from campaigns.enums import CriteriaStatus
from campaigns.models import Campaign, CriteriaItem, CriteriaSet, ReportingPeriod
from core.clock import ward_time

# Reports have been coming in for at least this long when somebody opens the demo.
RUNNING = timedelta(days=12)
LEAST_GAP = timedelta(minutes=7)


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
    return Stage(period, now)


def _criteria_for(period: ReportingPeriod) -> None:
    known = CriteriaSet.objects.filter(period__campaign=period.campaign_id, status=CriteriaStatus.PUBLISHED)
    have = set(known.filter(period=period).values_list("group", flat=True))
    for model in known.exclude(period=period).order_by("-period__year"):
        if model.group_id in have:
            continue
        have.add(model.group_id)
        new = CriteriaSet.objects.create(
            group=model.group, period=period, status=model.status, published_at=period.opens_at, scorers=model.scorers
        )
        CriteriaItem.objects.bulk_create(
            CriteriaItem(
                criteria_set=new, criterion=item.criterion, order=item.order, max_points=item.max_points,
                evidence_required=item.evidence_required, guidance=item.guidance,
            )
            for item in model.items.all()
        )  # fmt: skip

"""Questions about the plan and its calendar."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q

from core.querysets import within


class ReportingPeriodQuerySet(models.QuerySet):
    """Reporting years."""

    def opened(self, at: datetime):
        """Periods whose reporting has opened by `at`."""
        return self.filter(opens_at__lte=at)

    def current(self, at: datetime):
        """The period people work on at `at`: the latest that has opened, else the first to come; None without any."""
        return self.opened(at).order_by("-year").first() or self.order_by("year").first()


class InForceQuerySet(models.QuerySet):
    """Legal texts and rules, which bind from one day to another."""

    def in_force(self, on: date):
        """Rows in force on the ward day `on` (`in_force_to` is the first day they no longer bind)."""
        return self.filter(
            Q(in_force_from=None) | Q(in_force_from__lte=on), Q(in_force_to=None) | Q(in_force_to__gt=on)
        )


class EnrolmentQuerySet(models.QuerySet):
    """Who takes part."""

    def of(self, period):
        """Units and persons who take part in the movement in the year of `period`."""
        return self.filter(within(period.year, "from_year", "to_year"), group__campaign_id=period.campaign_id)


class DatedSettingQuerySet(models.QuerySet):
    """Settings with a day from which they count."""

    def in_force(self, key: str, on: date):
        """The newest row of `key` that counts on `on`, of the latest movement that has one, or None."""
        rows = self.filter(Q(valid_from=None) | Q(valid_from__lte=on), key=key)
        return rows.order_by("-campaign__start_year", models.F("valid_from").desc(nulls_last=True), "-pk").first()

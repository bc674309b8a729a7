"""One page of the office's list of reports: fifty rows, the sums of all, where to begin (ux 6).

What it costs must not follow the number of reports. The keys of the page are chosen first, from an index alone; only
then are their rows read with all a line shows. What has to be counted exactly is counted from an index, in one pass for
the list, its sums and the number in the heading; a filter that needs more pays for itself only when it is set.
`benchmarks/queue.py` measures it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum

from campaigns.models import ContentArea, ParticipantGroup, ReportingPeriod
from core.clock import ward_date

from . import holder
from . import queue as lists
from . import queue_rows as listed
from .enums import IN_WARD
from .models import Submission
from .queue import MINE, Choices
from .queue_order import BY_NAME, KeysByName
from .services import assigning

WAITING = "cho-tham-dinh"
# Among so many times the wanted reports they are looked for before all are weighed; among a page's at least.
FOLD = 4
# How the sums of a list are asked for: of columns that one index holds.
SUMS = {"count": Count("*"), "scored": Count("stated_hundredths"), "hundredths": Sum("stated_hundredths")}


@dataclass(frozen=True, slots=True)
class Sums:
    """How many reports, how many of them have a self-score, and what those add up to in hundredths."""

    count: int = 0
    scored: int = 0
    hundredths: int = 0

    @classmethod
    def of(cls, row: dict) -> "Sums":
        """What a query by SUMS says."""
        return cls(*(int(row[name] or 0) for name in SUMS))

    @property
    def average(self) -> Fraction | None:
        """The mean self-score in points, exact; None without any."""
        return Fraction(self.hundredths, 100 * self.scored) if self.scored else None


@dataclass(frozen=True, slots=True)
class First:
    """A report to open, and the list it is opened from."""

    pk: int
    choices: Choices


class ListPage:
    """One page of the reports of `period` that `choices` let through, as `user` sees it at `now`.

    `number` is the page as the address says it; a number that makes no sense gives the nearest page. Nothing is asked
    before it is needed: a filter's answer shows the table alone.
    """

    def __init__(self, user, period: ReportingPeriod, choices: Choices, *, number: str | None, now: datetime):
        self.user, self.period, self.choices, self.number, self.now = user, period, choices, number, now

    @cached_property
    def _year(self) -> dict:
        """The sums of the whole year, and how many of its reports wait: one pass over an index."""
        waiting = Count("status", filter=Q(status__in=IN_WARD))
        return lists.reports(self.user, self.period).order_by().aggregate(**SUMS, waiting=waiting)

    @property
    def awaiting(self) -> int:
        """How many reports of the year wait for the office, whatever the filter."""
        if not self.choices.is_narrowed:
            return self._year["waiting"]
        return lists.reports(self.user, self.period).awaiting_review().count()

    @cached_property
    def sums(self) -> Sums:
        """The sums of everything the choices let through."""
        if not self.choices.is_narrowed:
            return Sums.of(self._year)
        found = lists.matching(self.user, self.period, self.choices, now=self.now)
        return Sums.of(found.order_by().aggregate(**SUMS))

    @cached_property
    def page(self) -> Page:
        """The keys of the page."""
        return _Pages(self, self.sums.count).get_page(self.number)

    def __getitem__(self, part: slice) -> Sequence[int]:
        """The keys of a part of the list, in its order; each part in the quickest way that is exact."""
        near = self._near(self.choices, part.stop) if part.start == 0 and self.choices.weighs_reviews else None
        return self._keys(self.choices)[part] if near is None else near

    def _keys(self, choices: Choices, among: Collection[int] | None = None) -> QuerySet | KeysByName:
        found = lists.chosen(self.user, self.period, choices, now=self.now, among=among)
        by_name = among is None and choices.order.removeprefix("-") == BY_NAME
        return KeysByName(found, choices.order) if by_name else found.values_list("pk", flat=True)

    def _near(self, choices: Choices, wanted: int) -> list[int] | None:
        """The first `wanted` keys, looked for among the first reports that come into question; None when too few do.

        Databases would else weigh every report of the year before they take the first.
        """
        wide = replace(choices, holder="", view=WAITING if choices.view in ("", MINE) else choices.view)
        most = max(FOLD * wanted, lists.PER_PAGE)
        first = list(self._keys(wide)[:most])
        if not first:
            return []
        found = list(self._keys(choices, among=first)[:wanted])
        return found if len(found) == wanted or len(first) < most else None

    @cached_property
    def rows(self) -> list[listed.Row]:
        """The rows of the page, in the order of the list."""
        keys = list(self.page)
        reports = {report.pk: report for report in listed.for_list(Submission.objects.filter(pk__in=keys))}
        in_order = [reports[pk] for pk in keys if pk in reports]
        return listed.rows_of(in_order, now=self.now, gap=holder.gap_of(self.period, at=self.now))

    def first_to_review(self) -> First | None:
        """Where going through the list begins: its first report, or of everything the first that waits for the user."""
        choices = self.choices if self.choices.is_narrowed else replace(self.choices, view=MINE)
        if self.choices.is_narrowed and self.page.number == 1:
            found = list(self.page)
        else:
            found = self._near(choices, 1) if choices.weighs_reviews else None
        if found is None:
            found = self._keys(choices)[:1]
        return next((First(pk, choices) for pk in found), None)


class _Pages(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, keys: ListPage, count: int):
        super().__init__(keys, lists.PER_PAGE)
        self._count = count

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self._count


def offers(period: ReportingPeriod, *, now: datetime) -> dict[str, list]:
    """What the filters of the list offer to choose from."""
    return {
        "groups": list(ParticipantGroup.objects.filter(campaign=period.campaign_id)),
        "contents": list(ContentArea.objects.filter(campaign=period.campaign_id)),
        "periods": list(ReportingPeriod.objects.filter(campaign=period.campaign_id)),
        "people": list(assigning.reviewers(on=ward_date(now))),
    }

"""The office's list of reports: what the address says, the rows, and what stands before and after one of them (ux 6).

Everything a reader chose lives in the query string, so that a link shows a colleague the same rows and a report opened
from the list knows its neighbours.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet

from campaigns.models import ParticipantGroup, ReportingPeriod
from core.text import whole_number

from . import queue_filters as filters
from .enums import SubmissionStatus as S
from .holder import Holder, gap_of
from .models import Submission
from .queue_filters import RETURNED_TOO_LONG as RETURNED_TOO_LONG
from .queue_filters import VIEWS as VIEWS
from .queue_order import ORDERS, ordered

PER_PAGE = 50
MINE = "cho-toi"
# Whose move a report of the ward's is follows from its reviews; with the others its state says it.
BY_REVIEWS = (Holder.OFFICE, Holder.REVIEWER, Holder.SECOND, Holder.RECONCILE)
STATUSES = (S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED, S.ACCEPTED)


@dataclass(frozen=True)
class Choices:
    """What the address says: saved view, the filters, search words, order."""

    view: str = ""
    group: str = ""
    status: str = ""
    content: str = ""
    reviewer: str = ""
    due: str = ""
    holder: str = ""
    late: bool = False
    words: str = ""
    order: str = "nhan"

    @classmethod
    def of(cls, query) -> "Choices":
        """Read a query string; what is not known counts as not said."""

        def one_of(name: str, known) -> str:
            said = query.get(name, "")
            return said if said in known else ""

        order, who = query.get("sap", ""), query.get("nguoi", "")
        return cls(
            view=one_of("xem", VIEWS),
            group=query.get("nhom", "")[:60],
            status=one_of("trang-thai", STATUSES),
            content=query.get("noi-dung", "")[:60],
            reviewer=who if who in (filters.NOBODY, filters.MYSELF) or whole_number(who) else "",
            due=one_of("han", filters.DUE),
            holder=one_of("o", Holder.values),
            late=query.get("muon") == "1",
            words=query.get("q", "").strip()[:100],
            order=order if order.removeprefix("-") in ORDERS else "nhan",
        )

    @cached_property
    def narrowing(self) -> dict[str, str]:
        """What leaves rows out, by its name in the address."""
        said = {
            "xem": self.view, "nhom": self.group, "trang-thai": self.status, "noi-dung": self.content,
            "nguoi": self.reviewer, "han": self.due, "o": self.holder, "muon": "1" if self.late else "",
            "q": self.words,
        }  # fmt: skip
        return {key: value for key, value in said.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """True when rows are left out."""
        return bool(self.narrowing)

    @property
    def weighs_reviews(self) -> bool:
        """True when reviews and assignments have to be looked at to say which reports are meant."""
        return self.view == MINE or self.holder in BY_REVIEWS

    @property
    def in_sheet(self) -> int:
        """How many filters are set besides the view and the search words: what the phone's button says."""
        return len(self.narrowing.keys() - {"xem", "q"})

    @cached_property
    def pairs(self) -> dict[str, str]:
        """The choices by their names in the address, without the page."""
        return self.narrowing | ({"sap": self.order} if self.order != "nhan" else {})

    @cached_property
    def query(self) -> str:
        """The choices as a query string, without the page."""
        return urlencode(self.pairs)


def reports(user, period: ReportingPeriod) -> QuerySet[Submission]:
    """Every report of the period the user may see and the ward has received at least once."""
    return Submission.objects.received(user).filter(period=period, status__in=STATUSES)


def chosen(
    user, period: ReportingPeriod, choices: Choices, *, now: datetime, among: Collection[int] | None = None
) -> QuerySet[Submission]:
    """The reports the choices let through, in their order; `among` are the keys of those in question, all without."""
    return ordered(matching(user, period, choices, now=now, among=among), choices.order)


def matching(
    user, period: ReportingPeriod, choices: Choices, *, now: datetime, among: Collection[int] | None = None
) -> QuerySet[Submission]:
    """The same in no order: to be counted."""
    found, scope = reports(user, period), {"submission__period": period}
    if among is not None:
        found, scope = found.filter(pk__in=among), {"submission__in": among}
    if choices.view:
        found = filters.by_view(found, choices.view, user, now=now, scope=scope)
    if choices.group:
        found = found.filter(group__code=choices.group)
    if choices.status:
        found = found.filter(status=choices.status)
    if choices.content:
        found = filters.by_content(found, choices.content)
    if choices.reviewer:
        found = filters.by_reviewer(found, choices.reviewer, user, period=period)
    if choices.due:
        found = filters.by_due(found, choices.due, period=period, now=now)
    if choices.holder:
        found = filters.by_holder(found, choices.holder, gap=gap_of(period, at=now), scope=scope)
    if choices.late:
        found = found.late()
    if choices.words:
        found = filters.by_words(found, choices.words)
    return found


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a report stands in the list it was opened from."""

    place: int
    count: int
    previous: int | None
    next: int | None


def neighbours(user, period: ReportingPeriod, choices: Choices, pk: int, *, now: datetime) -> Neighbours:
    """Place of report `pk` in the chosen list, and the reports before and after it.

    The report itself stays in its place even when it no longer matches: taking it for review changed its status.
    """
    ids = list(chosen(user, period, choices, now=now).values_list("pk", flat=True))
    if pk not in ids:
        everything = ordered(reports(user, period), choices.order)
        ids = list(everything.filter(pk__in=[*ids, pk]).values_list("pk", flat=True))
    place = ids.index(pk)
    before = ids[place - 1] if place else None
    after = ids[place + 1] if place + 1 < len(ids) else None
    return Neighbours(place + 1, len(ids), before, after)


def label_of(choices: Choices, groups: list[ParticipantGroup]) -> str:
    """The list by its name, for the way back."""
    named = VIEWS[choices.view] if choices.view else S(choices.status).label if choices.status else "Thẩm định báo cáo"
    group = next((group.short_title for group in groups if group.code == choices.group), "")
    return f"{named}, nhóm {group}" if group else named

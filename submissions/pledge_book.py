"""The office's list of who pledged what for a year, and who has not yet (sổ đăng ký thi đua)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from campaigns.models import Enrolment, ReportingPeriod
from core.text import fold_vi, whole_number

from .models import Pledge, PledgeContent

PER_PAGE = 50
STATES = {"": "Tất cả", "da": "Đã đăng ký", "chua": "Chưa đăng ký"}


@dataclass(frozen=True)
class Choices:
    """What the address says: pledged or not, group, content, search words."""

    state: str = ""
    group: str = ""
    content: int | None = None
    words: str = ""

    @classmethod
    def of(cls, query) -> "Choices":
        """Read a query string; what is not known counts as not said."""
        return cls(
            state=query.get("xem", "") if query.get("xem", "") in STATES else "",
            group=query.get("nhom", "")[:60],
            content=whole_number(query.get("noi-dung")),
            words=query.get("q", "").strip()[:100],
        )

    @property
    def is_narrowed(self) -> bool:
        """True when rows are left out."""
        return bool(self.state or self.group or self.content or self.words)

    @cached_property
    def query(self) -> str:
        """The choices as a query string, without the page."""
        said = {"xem": self.state, "nhom": self.group, "noi-dung": self.content, "q": self.words}
        return urlencode({key: value for key, value in said.items() if value})


def _pledges(period: ReportingPeriod) -> QuerySet[Pledge]:
    """The year's pledge of an enrolment's unit or person."""
    whose = Q(unit=OuterRef("unit")) | Q(person=OuterRef("person"))
    return Pledge.objects.sent().filter(whose, period=period)


def taking_part(period: ReportingPeriod) -> QuerySet[Enrolment]:
    """Everybody who takes part in the year, with whether a pledge was sent, in the order of groups and names."""
    rows = Enrolment.objects.of(period).annotate(has_pledged=Exists(_pledges(period)))
    return rows.order_by("group__order", Coalesce("unit__sort_key", "person__sort_key"), "pk")


def chosen(period: ReportingPeriod, choices: Choices) -> QuerySet[Enrolment]:
    """The rows the choices let through."""
    found = taking_part(period)
    if choices.state:
        found = found.filter(has_pledged=choices.state == "da")
    if choices.group:
        found = found.filter(group__code=choices.group)
    if choices.content:
        contents = PledgeContent.objects.filter(content_area=choices.content, taken_on=True)
        found = found.filter(Exists(_pledges(period).filter(contents__in=contents)))
    for word in fold_vi(choices.words).split():
        found = found.filter(Q(unit__search_text__contains=word) | Q(person__search_text__contains=word))
    return found.select_related("group", "unit", "person")


@dataclass(frozen=True, slots=True)
class Row:
    """A unit or person of the list with the pledge, None while there is none."""

    enrolment: Enrolment
    pledge: Pledge | None

    @property
    def subject(self):
        """The unit or person."""
        return self.enrolment.unit or self.enrolment.person

    @property
    def orders(self) -> str:
        """The contents taken on, by their numbers in the plan."""
        taken = [content for content in self.pledge.contents.all() if content.taken_on]
        return ", ".join(str(content.content_area.order) for content in taken)

    @property
    def targets(self) -> int:
        """How many measurable targets there are."""
        return sum(len(content.targets.all()) for content in self.pledge.contents.all())


def rows_of(period: ReportingPeriod, enrolments: Iterable[Enrolment]) -> list[Row]:
    """The rows of one page with their pledges; three queries however many."""
    enrolments = list(enrolments)
    units = [row.unit_id for row in enrolments if row.unit_id]
    people = [row.person_id for row in enrolments if row.person_id]
    pledges = Pledge.objects.sent().filter(Q(unit__in=units) | Q(person__in=people), period=period).for_reading()
    by_subject = {(pledge.unit_id, pledge.person_id): pledge for pledge in pledges}
    return [Row(row, by_subject.get((row.unit_id, row.person_id))) for row in enrolments]


def reached(period: ReportingPeriod) -> tuple[int, int]:
    """How many take part and how many of them have pledged. One query."""
    sums = taking_part(period).order_by().aggregate(all=Count("pk"), pledged=Count("pk", filter=Q(has_pledged=True)))
    return sums["all"], sums["pledged"]

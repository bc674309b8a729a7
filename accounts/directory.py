"""The lists of units and of persons: what the address says, and the rows with all they show (Đơn vị, tài khoản).

Everything a reader chose lives in the query string, so that a link shows a colleague the same rows.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core.querysets import within
from core.text import fold_vi

from . import groups
from .enums import Standing
from .groups import Group
from .models import Membership, Person, Unit
from .roles import UNIT_ROLES

PER_PAGE = 50
EVERY = "tat-ca"
# The value that stands in the address for units and persons without a group.
WITHOUT = "chua-xep"
STANDINGS = {
    "": "Đang hoạt động",
    "da-ngung": "Đã ngừng",
    "da-sap-nhap": "Đã sáp nhập",
    "sap-hoat-dong": "Chưa đến ngày hoạt động",
    "thieu-dau-moi": "Chưa có cán bộ đầu mối",
    EVERY: "Tất cả",
}
PERSON_STANDINGS = {
    "": "Đang tham gia",
    "da-ngung": "Đã thôi tham gia",
    "da-sap-nhap": "Dòng trùng",
    "chua-tai-khoan": "Chưa có tài khoản",
    EVERY: "Tất cả",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the address says: group, standing, search words."""

    group: str = ""
    standing: str = ""
    words: str = ""

    @classmethod
    def of(cls, query, standings: dict[str, str]) -> "Choices":
        """Read a query string; what is not known counts as not said."""
        standing = query.get("tinh-trang", "")
        return cls(
            group=query.get("nhom", "")[:60],
            standing=standing if standing in standings else "",
            words=query.get("q", "").strip()[:100],
        )

    @property
    def is_narrowed(self) -> bool:
        """True when the reader left rows out."""
        return bool(self.group or self.words or self.standing not in ("", EVERY))


@dataclass(frozen=True, slots=True)
class Row:
    """A unit or person as a list shows it."""

    row: Unit | Person
    group: Group | None
    standing: Standing


def standing_of(row: Unit | Person, *, on: date) -> Standing:
    """Where a unit or person stands on the ward day `on`; `active_to` is the last day."""
    if row.merged_into_id is not None:
        return Standing.MERGED
    if row.active_to is not None and row.active_to < on:
        return Standing.ENDED
    if row.active_from is not None and row.active_from > on:
        return Standing.TO_COME
    return Standing.ENDING if row.active_to is not None else Standing.ACTIVE


def units(found: QuerySet[Unit], choices: Choices, *, on: date) -> QuerySet[Unit]:
    """The units the choices let through, by the Vietnamese alphabet, with parent and officers."""
    found = _chosen(found, choices, on=on)
    officers = Membership.objects.active(on).filter(role__in=UNIT_ROLES, user__is_active=True)
    if choices.standing == "thieu-dau-moi":
        found = found.filter(_active(on)).exclude(Exists(officers.filter(unit=OuterRef("pk"))))
    shown = Prefetch("memberships", officers.select_related("user").order_by("role", "pk"), to_attr="officers")
    return found.select_related("parent", "merged_into").prefetch_related(shown).order_by("sort_key", "pk")


def people(found: QuerySet[Person], choices: Choices, *, on: date) -> QuerySet[Person]:
    """The persons the choices let through, by given name, with unit and account."""
    found = _chosen(found, choices, on=on)
    if choices.standing == "chua-tai-khoan":
        found = found.filter(_active(on), user=None)
    return found.select_related("unit", "user", "merged_into").order_by("sort_key", "pk")


def _active(on: date) -> Q:
    return within(on, "active_from", "active_to") & Q(merged_into=None)


def _chosen(found: QuerySet, choices: Choices, *, on: date) -> QuerySet:
    if choices.standing == "":
        found = found.filter(_active(on))
    elif choices.standing == "da-ngung":
        found = found.filter(active_to__lt=on, merged_into=None)
    elif choices.standing == "da-sap-nhap":
        found = found.exclude(merged_into=None)
    elif choices.standing == "sap-hoat-dong":
        found = found.filter(active_from__gt=on)
    if choices.group:
        code = groups.NO_GROUP if choices.group == WITHOUT else choices.group
        found = found.filter(groups.in_group(code, on=on))
    for word in fold_vi(choices.words).split():
        found = found.filter(search_text__contains=word)
    return found


def rows(page, *, on: date) -> list[Row]:
    """The rows of one page, each with its group of the year."""
    shown = list(page)
    known = groups.groups_of(shown, on=on)
    return [Row(row, known.get(row.pk), standing_of(row, on=on)) for row in shown]


def look_alikes(person: Person, words: str, *, limit: int = 20) -> QuerySet[Person]:
    """Rows that may be the same human: those the words find, else those of the same name; the counting ones only."""
    others = Person.objects.filter(merged_into=None, erased_at=None).exclude(pk=person.pk)
    for word in fold_vi(words or person.full_name).split():
        others = others.filter(search_text__contains=word)
    return others.select_related("unit", "user").order_by("sort_key", "pk")[:limit]

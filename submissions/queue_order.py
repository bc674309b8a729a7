"""In which order the office's list stands, and its keys by name without sorting all of it (ux 6)."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Person, Unit

from .models import Submission

NAME = Coalesce("unit__sort_key", "person__sort_key")
BY_NAME, BY_RECEIPT = "don-vi", "nhan"
# What a column header sorts by; the key travels as `sap`, with a minus for the other direction.
ORDERS = {
    BY_NAME: [NAME, "unit_id", "person_id"],
    "nhom": ["group__order", NAME],
    BY_RECEIPT: ["submitted_at"],
    "tinh-trang": ["status", "status_since"],
    "diem": ["stated_hundredths"],
    "cho": ["-status_since"],
}
# So many of the first names are taken from their index; a page further on is cut from all of them sorted.
NEAR = 500


def ordered(found: QuerySet[Submission], order: str) -> QuerySet[Submission]:
    """The reports in the order a key of ORDERS names, with a minus the other way round."""
    key = order.removeprefix("-")
    if key == BY_RECEIPT:
        # True of all of them; said, so that the index of what was received serves, and drafts are never walked over.
        found = found.filter(submitted_at__isnull=False)
    rows = found.order_by(*ORDERS[key], "pk")
    return rows.reverse() if order.startswith("-") else rows


class KeysByName:
    """The keys of a list that stands by name, to be sliced.

    The names are those of two tables, so that no index holds the list in this order. The first subjects of either that
    have a report in the list are read from their own index, and only these are sorted together.
    """

    def __init__(self, found: QuerySet[Submission], order: str):
        """`found` as `ordered` leaves it for `order`."""
        self._found, self._falls = found, order.startswith("-")

    def __getitem__(self, part: slice) -> QuerySet:
        found = self._found
        if part.stop <= NEAR:
            units, people = self._first(Unit, "unit", part.stop), self._first(Person, "person", part.stop)
            found = found.filter(Q(unit__in=units) | Q(person__in=people))
        return found.values_list("pk", flat=True)[part]

    def _first(self, model, name: str, count: int) -> list[int]:
        """The first `count` units or persons with a report in the list."""
        listed = Exists(self._found.order_by().filter(**{name: OuterRef("pk")}))
        rows = model.objects.filter(listed).order_by("sort_key", "pk")
        rows = rows.reverse() if self._falls else rows
        return list(rows.values_list("pk", flat=True)[:count])

"""The list of people who may report or be nominated, with or without an account."""

from collections.abc import Iterator, Sequence

from django.db.models import Q

from core.names import check_name, check_title
from core.text import code_key, whole_number

from .. import footprint, groups
from ..enums import ImportKind, RowVerdict
from ..models import Person
from . import phrases
from .lists import ListMeta, ListResource, column
from .references import batches
from .rules import days_fault, ended_fault, put_into_groups, refuse_groups, stored_together
from .widgets import AddressWidget, CodeWidget, DayWidget, GenderWidget, GroupWidget, TextWidget, UnitWidget

# How somebody without a code is named in a file: the sign, then the number of the row.
UNCODED = "#"


class PersonResource(ListResource):
    """Cá nhân."""

    kind = ImportKind.PEOPLE
    required = ("code", "full_name")
    key_attributes = ("code",)
    name_attribute = "full_name"
    of_persons = True

    code = column("code", "Mã cá nhân", CodeWidget(30, required=True))
    full_name = column("full_name", "Họ và tên", TextWidget(150, required=True, rule=check_name))
    position = column("position", "Chức vụ, nghề nghiệp", TextWidget(150, rule=check_title))
    is_woman = column("is_woman", "Giới tính", GenderWidget())
    unit = column("unit", "Mã đơn vị", UnitWidget())
    group = column("group", "Nhóm đối tượng", GroupWidget())
    email = column("email", "Thư điện tử", AddressWidget(254))
    phone = column("phone", "Điện thoại", TextWidget(30))
    active_from = column("active_from", "Từ ngày", DayWidget())
    active_to = column("active_to", "Đến hết ngày", DayWidget())

    class Meta(ListMeta):
        model = Person
        import_id_fields = ["code"]
        fields = (
            "code", "full_name", "position", "is_woman", "unit", "group", "email", "phone", "active_from", "active_to",
        )  # fmt: skip

    def key_of(self, row):
        return code_key(self.text(row, "code"))

    def shown(self, person: Person):
        texts = super().shown(person)
        if person.pk and not person.code:
            texts["code"] = f"{UNCODED}{person.pk}"
        return texts

    def load(self, rows):
        keys = sorted({key for row in rows if (key := self.key_of(row))})
        for part in batches(keys):
            numbers = [number for key in part if (number := _number(key)) is not None]
            self._keep(Person.objects.filter(Q(code_key__in=part) | Q(code_key="", pk__in=numbers)))
        self.references.read_units(self.text(row, "unit") for row in rows)

    def _keep(self, rows) -> list[Person]:
        found = list(rows.select_related("unit", "merged_into").defer("search_text", "sort_key"))
        titles = groups.groups_of(found, on=self.on)
        for person in found:
            person.group = titles.get(person.pk)
            self.existing[person.code_key or f"{UNCODED}{person.pk}"] = person
        return found

    def init_instance(self, row=None):
        person = Person()
        person.group = None
        return person

    def check(self, person: Person, *, new, changed):
        if new and person.code.startswith(UNCODED):
            yield "code", phrases.RESERVED_CODE.format(text=person.code)
        if changed and person.erased_at:
            yield "__all__", phrases.ERASED_PERSON
        if changed and person.merged_into_id:
            yield "__all__", phrases.MERGED_PERSON.format(into=person.merged_into)
        if not new and "active_to" in changed:
            yield "active_to", phrases.NOT_BY_FILE
        yield from days_fault(person)
        if "unit" in changed:
            yield from ended_fault("unit", person.unit)

    def check_all(self, outcomes):
        super().check_all(outcomes)
        refuse_groups(self, outcomes)

    def write(self, outcomes, *, by):
        new = [found.instance for found in outcomes if found.verdict == RowVerdict.NEW]
        for person in new:
            person.fill_derived()
        Person.objects.bulk_create(new, batch_size=500)
        stored_together(outcomes, derived=("search_text", "sort_key"), but=("group",))
        put_into_groups(self, outcomes)

    def reread(self, ids: Sequence[int]) -> dict[int, Person]:
        found = {}
        for part in batches(ids):
            found.update((person.pk, person) for person in self._keep(Person.objects.filter(pk__in=part)))
        return found

    def in_use(self, instances, fresh):
        found: dict[int, str] = {}
        for part in batches(list(instances)):
            found.update(dict.fromkeys(footprint.used(part), phrases.IN_PAPERS))
            doubles = Person.objects.filter(merged_into__in=part)
            found.update(dict.fromkeys(doubles.values_list("merged_into_id", flat=True), Person._meta.verbose_name))
            found.update((person.pk, phrases.AN_ACCOUNT) for person in part if person.user_id)
        return found

    def remove(self, instances, fresh):
        for person in instances:
            groups.forget(person)
        for part in batches([person.pk for person in instances]):
            Person.objects.filter(pk__in=part).delete()

    def rows_to_export(self) -> Iterator[Person]:
        rows = Person.objects.filter(erased_at=None, merged_into=None)
        ids = list(rows.order_by("unit__code_key", "sort_key", "pk").values_list("pk", flat=True))
        for part in batches(ids):
            people = {person.pk: person for person in self._keep(Person.objects.filter(pk__in=part))}
            yield from (people[pk] for pk in part if pk in people)


def _number(key: str) -> int | None:
    """The row a code such as #12 names."""
    return whole_number(key[1:]) if key.startswith(UNCODED) else None

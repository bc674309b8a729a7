"""The list of units. A known code is changed, an unknown one added; a file never ends, merges or removes a unit."""

from collections.abc import Iterator, Sequence

from django.db.models import Q

from core.names import check_no_link
from core.text import code_key

from .. import footprint, groups
from ..enums import ImportKind, RowVerdict
from ..models import Membership, Person, Unit
from . import phrases
from .lists import ListMeta, ListResource, Outcome, column
from .references import batches
from .rules import days_fault, ended_fault, put_into_groups, refuse_groups, stored_together
from .storing import update_rows
from .widgets import AddressWidget, CodeWidget, DayWidget, GroupWidget, TextWidget, UnitWidget

# What in this app may point at a unit; the apps above answer for theirs.
_POINTERS = ((Membership, "unit"), (Person, "unit"), (Unit, "parent"), (Unit, "merged_into"))


class UnitResource(ListResource):
    """Đơn vị."""

    kind = ImportKind.UNITS
    required = ("code", "name", "group")
    key_attributes = ("code",)
    name_attribute = "name"

    code = column("code", "Mã đơn vị", CodeWidget(30, required=True))
    name = column("name", "Tên đơn vị", TextWidget(200, required=True, rule=check_no_link))
    short_name = column("short_name", "Tên gọn", TextWidget(80, rule=check_no_link))
    group = column("group", "Nhóm đối tượng", GroupWidget())
    parent = column("parent", "Mã đơn vị cấp trên", UnitWidget())
    contact_name = column("contact_name", "Người liên hệ", TextWidget(150, rule=check_no_link))
    email = column("email", "Thư điện tử", AddressWidget(254))
    phone = column("phone", "Điện thoại", TextWidget(30))
    address = column("address", "Địa chỉ", TextWidget(250))
    active_from = column("active_from", "Hoạt động từ", DayWidget())
    active_to = column("active_to", "Hoạt động đến", DayWidget())

    class Meta(ListMeta):
        model = Unit
        import_id_fields = ["code"]
        fields = (
            "code", "name", "short_name", "group", "parent", "contact_name", "email", "phone", "address",
            "active_from", "active_to",
        )  # fmt: skip

    def key_of(self, row):
        return code_key(self.text(row, "code"))

    def load(self, rows):
        codes = {key: self.text(row, "code") for row in rows if (key := self.key_of(row))}
        keys = sorted(codes)
        for part in batches(keys):
            self._keep(Unit.objects.filter(code_key__in=part))
        self.references.units = dict(self.existing)
        self.references.read_units(self.text(row, "parent") for row in rows)
        self.references.coming = {key: Unit(code=codes[key]) for key in keys if key not in self.existing}

    def _keep(self, rows) -> list[Unit]:
        found = list(rows.select_related("parent", "merged_into").defer("search_text", "sort_key"))
        titles = groups.groups_of(found, on=self.on)
        for unit in found:
            unit.group = titles.get(unit.pk)
            self.existing[unit.code_key] = unit
        return found

    def init_instance(self, row=None):
        unit = Unit()
        unit.group = None
        return unit

    def check(self, unit: Unit, *, new, changed):
        if changed and not new and unit.merged_into_id:
            yield "__all__", phrases.MERGED_UNIT.format(into=unit.merged_into)
        if not new and "active_to" in changed:
            yield "active_to", phrases.NOT_BY_FILE
        yield from days_fault(unit)
        parent = unit.parent
        if parent is not None and "parent" in changed:
            if code_key(parent.code) == code_key(unit.code):
                yield "parent", phrases.OWN_PARENT
            yield from ended_fault("parent", parent)

    def check_all(self, outcomes):
        super().check_all(outcomes)
        self._refuse_equal_names(outcomes)
        self._refuse_circles(outcomes)
        refuse_groups(self, outcomes)
        self._refuse_orphans(outcomes)

    def _refuse_equal_names(self, outcomes: list[Outcome]) -> None:
        """No two units that go on are called alike (UNT-01): neither in the file nor beside what stands."""
        rows = [found for found in outcomes if found.instance is not None and found.key]
        ours = {found.key for found in rows}
        going_on = Unit.objects.filter(Q(active_to=None) | Q(active_to__gte=self.on))
        held = {
            code_key(name): f"mã {code}"
            for key, code, name in going_on.values_list("code_key", "code", "name").iterator(chunk_size=2000)
            if key not in ours
        }
        # What stands unchanged keeps its name, wherever in the file it is.
        for found in sorted(rows, key=lambda found: "name" in found.changed):
            ended = found.instance.active_to is not None and found.instance.active_to < self.on
            if not found.instance.name or ended or found.verdict == RowVerdict.ERROR:
                continue
            key = code_key(found.instance.name)
            if key in held and "name" in found.changed:
                found.refuse("name", phrases.NAME_TAKEN.format(holder=held[key]))
            held.setdefault(key, f"dòng {found.number}")

    def _refuse_circles(self, outcomes: list[Outcome]) -> None:
        """Follow every row's line upwards as it would be after writing."""
        above = {unit.pk: unit.parent_id for unit in Unit.objects.only("parent_id").iterator(chunk_size=2000)}
        keys = {unit.pk: key for key, unit in self.references.units.items()}
        by_key = {found.key: found for found in outcomes if found.key and found.instance is not None}

        def parent_of(node: str | int) -> str | int | None:
            if node in by_key:
                parent = by_key[node].instance.parent
                return None if parent is None else code_key(parent.code)
            pk = self.references.units[node].pk if isinstance(node, str) and node in self.references.units else node
            up = above.get(pk)
            return keys.get(up, up)

        safe: set[str | int] = set()
        for start, found in by_key.items():
            line, node = [], start
            while node is not None and node not in safe and node not in line:
                line.append(node)
                node = parent_of(node)
            if node is None or node in safe:
                safe.update(line)
            elif node == start and "parent" in (found.changed or ["parent"]):
                codes = (self.references.unit(step) for step in [*line, start] if isinstance(step, str))
                chain = " → ".join(unit.code for unit in codes if unit is not None)
                found.refuse("parent", phrases.PARENT_CIRCLE.format(chain=chain))

    def _refuse_orphans(self, outcomes: list[Outcome]) -> None:
        """Whoever stands below a row that will not be written cannot be written either."""
        wrong = {found.key: found.number for found in outcomes if found.verdict == RowVerdict.ERROR}
        waiting = True
        while waiting:
            waiting = False
            for found in outcomes:
                if found.verdict == RowVerdict.ERROR or found.instance.parent is None or found.instance.parent.pk:
                    continue
                above = code_key(found.instance.parent.code)
                if above in wrong:
                    found.refuse("parent", phrases.PARENT_WRONG.format(row=wrong[above]))
                    wrong[found.key] = found.number
                    waiting = True

    def write(self, outcomes: list[Outcome], *, by):
        new = [found.instance for found in outcomes if found.verdict == RowVerdict.NEW]
        above = {unit.code_key or code_key(unit.code): unit.parent for unit in new}
        for unit in new:
            # A unit of the same file has no key yet: the line upwards is drawn once all are stored.
            unit.parent = unit.parent if unit.parent is not None and unit.parent.pk else None
            unit.fill_derived()
        Unit.objects.bulk_create(new, batch_size=500)
        stored = {unit.code_key: unit for unit in new}
        linked = [unit for unit in new if (parent := above[unit.code_key]) is not None and not parent.pk]
        for unit in linked:
            unit.parent = stored[code_key(above[unit.code_key].code)]
        update_rows(linked, ["parent"])
        for found in outcomes:
            unit = found.instance
            if found.verdict == RowVerdict.CHANGED and unit.parent is not None and not unit.parent.pk:
                unit.parent = stored[code_key(unit.parent.code)]
        stored_together(outcomes, derived=("search_text", "sort_key"), but=("group",))
        put_into_groups(self, outcomes)

    def reread(self, ids: Sequence[int]) -> dict[int, Unit]:
        found = {}
        for part in batches(ids):
            found.update((unit.pk, unit) for unit in self._keep(Unit.objects.filter(pk__in=part)))
        return found

    def in_use(self, instances, fresh):
        own = {unit.pk for unit in instances}
        found: dict[int, str] = {}
        for part in batches(list(instances)):
            found.update(dict.fromkeys(footprint.used(part), phrases.IN_PAPERS))
            for model, name in _POINTERS:
                rows = model.objects.filter(**{f"{name}__in": part})
                rows = rows.exclude(pk__in=own) if model is Unit else rows
                found.update(dict.fromkeys(rows.values_list(f"{name}_id", flat=True), model._meta.verbose_name))
        return found

    def remove(self, instances, fresh):
        for unit in instances:
            groups.forget(unit)
        for part in batches([unit.pk for unit in instances]):
            Unit.objects.filter(pk__in=part).update(parent=None)
        for part in batches([unit.pk for unit in instances]):
            Unit.objects.filter(pk__in=part).delete()

    def rows_to_export(self) -> Iterator[Unit]:
        ids = list(Unit.objects.order_by("code_key").values_list("pk", flat=True))
        for part in batches(ids):
            units = {unit.pk: unit for unit in self._keep(Unit.objects.filter(pk__in=part))}
            yield from (units[pk] for pk in part if pk in units)

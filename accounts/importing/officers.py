"""The list of the units' officers: accounts by address, each with the role of officer at one unit and no other.

A file can make no other role. Of an account that holds one it may correct the name; it never changes an address, opens
a closed account or touches the technical one.
"""

from collections.abc import Iterator, Sequence

from django.contrib.auth.hashers import make_password
from django.db.models import ForeignObjectRel

from core.names import check_name, check_title
from core.text import code_key

from ..enums import ImportKind, Role, RowVerdict
from ..models import Membership, User
from . import phrases
from .cells import plain
from .lists import ListMeta, ListResource, column
from .references import batches
from .rules import CHANGES, ended_fault
from .storing import update_rows
from .widgets import AddressWidget, TextWidget, UnitWidget

ACCOUNT = ("user__email", "user__full_name", "user__title", "user__phone")
# What of an account with another role a file may correct.
NAME = "user__full_name"


class OfficerResource(ListResource):
    """Tài khoản cán bộ đầu mối."""

    kind = ImportKind.OFFICERS
    required = ("user__email", "user__full_name", "unit")
    key_attributes = ("user__email", "unit")
    name_attribute = "user__full_name"

    email = column("user__email", "Thư điện tử", AddressWidget(254, required=True))
    full_name = column("user__full_name", "Họ và tên", TextWidget(150, required=True, rule=check_name))
    title = column("user__title", "Chức danh", TextWidget(150, rule=check_title))
    phone = column("user__phone", "Điện thoại", TextWidget(30))
    unit = column("unit", "Mã đơn vị", UnitWidget(required=True))

    class Meta(ListMeta):
        model = Membership
        import_id_fields = ["email"]
        fields = ("email", "full_name", "title", "phone", "unit")

    def __init__(self, *, on):
        super().__init__(on=on)
        self.accounts: dict[str, User] = {}
        self._stood: dict[str, dict[str, str]] = {}
        self._other_roles: dict[int, list[str]] = {}
        self._units: dict[int, list[str]] = {}

    def _address(self, row) -> str:
        return plain(self.text(row, "user__email")).casefold()

    def key_of(self, row):
        address, unit = self._address(row), code_key(self.text(row, "unit"))
        return f"{address} {unit}" if address and unit else ""

    def load(self, rows):
        self.references.read_units(self.text(row, "unit") for row in rows)
        self.accounts, self._stood, self._other_roles, self._units = {}, {}, {}, {}
        for part in batches(sorted({address for row in rows if (address := self._address(row))})):
            self._keep_accounts(part)
        for part in batches([account.pk for account in self.accounts.values()]):
            lasting = Membership.objects.lasting(self.on).filter(user__in=part).select_related("unit")
            self._keep(lasting.order_by("pk"))

    def _keep_accounts(self, addresses: Sequence[str]) -> None:
        # Addresses are stored in lower case by every door; case is folded on both sides all the same.
        for account in User.objects.filter(email__in=addresses):
            self.accounts[account.email.casefold()] = account
            self._stood[account.email.casefold()] = {name: getattr(account, name[6:]) for name in ACCOUNT}

    def _keep(self, grants) -> None:
        by_pk = {account.pk: account for account in self.accounts.values()}
        for grant in grants:
            grant.user = by_pk[grant.user_id]
            if grant.role == Role.UNIT_OFFICER:
                self.existing[f"{grant.user.email.casefold()} {grant.unit.code_key}"] = grant
                self._units.setdefault(grant.user_id, []).append(grant.unit.name)
            else:
                self._other_roles.setdefault(grant.user_id, []).append(grant.get_role_display())

    def init_instance(self, row=None):
        address = self._address(row)
        # All rows of one address speak of one account, also while it does not exist yet.
        account = self.accounts.setdefault(address, User(email=address))
        return Membership(user=account, role=Role.UNIT_OFFICER, starts_on=self.on)

    def after_init_instance(self, instance, new, row, **kwargs):
        stood = self._stood.get(instance.user.email.casefold(), {})
        self._old = {name: plain(text) for name, text in stood.items()}
        if not new:
            self._old["unit"] = instance.unit.code

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field.attribute == "user__email" and instance.user.pk:
            return
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def check(self, grant: Membership, *, new, changed):
        account = grant.user
        if account.pk and changed:
            yield from self._account_faults(account, new, changed)
        if new and grant.unit_id:
            yield from ended_fault("unit", grant.unit)

    def _account_faults(self, account: User, new: bool, changed: set[str]) -> Iterator[tuple[str, str]]:
        if account.is_superuser:
            yield "user__email", phrases.TECHNICAL_ACCOUNT
            return
        if not account.is_active:
            yield "user__email", phrases.CLOSED_ACCOUNT
            return
        roles = ", ".join(dict.fromkeys(self._other_roles.get(account.pk, [])))
        if not roles and not account.is_staff:
            return
        roles = f"“{roles or Role.ADMIN.label}”"
        if new:
            yield "unit", phrases.OTHER_ROLE.format(role=roles)
        for name in sorted(changed & {"user__title", "user__phone"}):
            yield name, phrases.OTHER_ROLE_FIELD.format(role=roles)

    def check_all(self, outcomes):
        super().check_all(outcomes)
        first: dict[str, tuple[int, dict[str, str]]] = {}
        for found in outcomes:
            if found.verdict == RowVerdict.ERROR:
                continue
            if found.verdict == RowVerdict.NEW and found.instance.user.pk:
                found.note = self._known(found.instance.user)
            number, values = first.setdefault(self._address(found.row), (found.number, found.values))
            for name in ("user__full_name", "user__title", "user__phone"):
                if found.values.get(name) != values.get(name):
                    found.refuse(name, phrases.UNLIKE_ROW.format(row=number))

    def _known(self, account: User) -> str:
        """The file gives the role to somebody who is there already: whoever writes sees to whom."""
        held = ", ".join(dict.fromkeys(self._units.get(account.pk, []))) or phrases.NO_ROLE_YET
        return phrases.KNOWN_ACCOUNT.format(name=self._stood[account.email.casefold()][NAME], held=held)

    def lock(self, rows):
        self.load(rows)
        pks = sorted(account.pk for account in self.accounts.values())
        for part in batches(pks):
            list(User.objects.select_for_update().filter(pk__in=part).order_by("pk").values_list("pk"))
        self.existing.clear()
        self.load(rows)

    def write(self, outcomes, *, by):
        written = [found for found in outcomes if found.verdict in CHANGES]
        accounts = {found.instance.user.email: found.instance.user for found in written}
        new = [account for account in accounts.values() if account.pk is None]
        for account in accounts.values():
            account.fill_derived()
        for account in new:
            account.password = make_password(None)
        User.objects.bulk_create(new, batch_size=500)
        known = [found.instance.user for found in written if set(found.old) & set(ACCOUNT)]
        names = {name[6:] for found in written if found.old for name in found.changed if name in ACCOUNT}
        if names:
            people = list({account.pk: account for account in known}.values())
            update_rows(people, {*names, "search_text", "sort_key"})
        grants = [found.instance for found in written if found.verdict == RowVerdict.NEW]
        for grant in grants:
            # Assigned anew: the account had no key when the row was read.
            grant.user, grant.granted_by = grant.user, by
        Membership.objects.bulk_create(grants, batch_size=500)

    def reread(self, ids: Sequence[int]) -> dict[int, Membership]:
        found = {}
        for part in batches(ids):
            rows = Membership.objects.filter(pk__in=part).select_related("user", "unit")
            found.update((grant.pk, grant) for grant in rows)
        return found

    def in_use(self, instances, fresh):
        own = {grant.pk for grant in instances}
        found: dict[int, str] = {}
        handed = Membership.objects.filter(successor__in=own).exclude(pk__in=own)
        found.update(dict.fromkeys(handed.values_list("successor_id", flat=True), phrases.HANDED_OVER))
        accounts = {grant.user_id: grant for grant in instances if grant.pk in fresh}
        for grant in accounts.values():
            if grant.user.last_login or grant.user.has_usable_password():
                found[grant.pk] = phrases.SIGNED_IN
        for relation in _relations():
            model, name = relation.related_model, relation.field.name
            for part in batches(sorted(accounts)):
                rows = model._base_manager.filter(**{f"{name}__in": part})
                rows = rows.exclude(pk__in=own) if model is Membership else rows
                for pk in rows.values_list(f"{name}_id", flat=True):
                    found[accounts[pk].pk] = model._meta.verbose_name
        return found

    def remove(self, instances, fresh):
        for part in batches([grant.pk for grant in instances]):
            Membership.objects.filter(pk__in=part).delete()
        for part in batches(sorted({grant.user_id for grant in instances if grant.pk in fresh})):
            User.objects.filter(pk__in=part).delete()

    def rows_to_export(self) -> Iterator[Membership]:
        grants = Membership.objects.lasting(self.on).filter(role=Role.UNIT_OFFICER, user__is_active=True)
        rows = grants.select_related("user", "unit").order_by("unit__code_key", "user__email", "pk")
        # Somebody who holds the role twice at a unit, now and from a later day, is one row of the list.
        seen = set()
        for grant in rows.iterator(chunk_size=500):
            if (grant.user_id, grant.unit_id) not in seen:
                seen.add((grant.user_id, grant.unit_id))
                yield grant


def _relations() -> list[ForeignObjectRel]:
    """Everything in the portal that can point at an account, whatever app it lives in."""
    found = User._meta.get_fields(include_hidden=True)
    return [relation for relation in found if (relation.one_to_many or relation.one_to_one) and relation.auto_created]

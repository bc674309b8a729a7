"""What the office sees of mail that does not arrive: the addresses, whose they are, who may mend them (gửi lỗi)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Membership, Person, Unit, User
from accounts.permissions import has_permission, may_edit_unit, may_keep_account
from core.enums import MessageStatus
from core.models import AddressTrouble, OutboxMessage
from core.verdict import Verdict, denied

from . import phrases

# So many addresses are laid out at once, the latest first.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose address it is, and whether the reader may change it, where."""

    name: str
    may_edit: Verdict
    edit_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One address with everybody it belongs to."""

    trouble: AddressTrouble
    holders: list[Holder]


def lines(user, *, on: date) -> list[Line]:
    """The marked addresses, latest first; four queries however many."""
    troubles = list(AddressTrouble.objects.order_by("-last_at", "-pk")[:SHOWN])
    found: dict[str, list[Holder]] = defaultdict(list)
    marked = [trouble.address for trouble in troubles]
    units_of = defaultdict(list)
    accounts = list(User.objects.annotate(folded=Lower("email")).filter(folded__in=marked).order_by("pk"))
    for grant in Membership.objects.active(on).filter(user__in=accounts, unit__isnull=False).select_related("unit"):
        units_of[grant.user_id].append(str(grant.unit))
    for account in accounts:
        name = ", ".join(dict.fromkeys([str(account), *units_of[account.pk]]))
        url = reverse("accounts:account_edit", args=[account.pk])
        found[account.folded].append(Holder(name, _may_edit_account(user, account), url))
    for unit in Unit.objects.annotate(folded=Lower("email")).filter(folded__in=marked).order_by("sort_key"):
        right = may_edit_unit(user, unit) or denied(phrases.UNIT_ADDRESS_BY)
        found[unit.folded].append(
            Holder(f"{unit} (địa chỉ chung)", right, reverse("accounts:unit_edit", args=[unit.pk]))
        )
    return [Line(trouble, found[trouble.address]) for trouble in troubles]


def _may_edit_account(user, account: User) -> Verdict:
    if not has_permission(user, Permission.ACCOUNT_MANAGE):
        return denied(phrases.ACCOUNT_ADDRESS_BY)
    return may_keep_account(user, account)


def subjects_of(letters: Iterable[OutboxMessage]) -> dict[str, Unit | Person]:
    """Whom the letters are about, by `about`; at most two queries."""
    keys = defaultdict(set)
    for letter in letters:
        kind, _, pk = letter.about.partition("-")
        keys[kind].add(int(pk) if pk.isdigit() else 0)
    units = Unit.objects.in_bulk(keys["unit"]) if keys["unit"] else {}
    people = Person.objects.in_bulk(keys["person"]) if keys["person"] else {}
    return {f"unit-{pk}": unit for pk, unit in units.items()} | {f"person-{pk}": one for pk, one in people.items()}


@dataclass(frozen=True, slots=True)
class Queue:
    """Letters on their way: how many wait, how many of the same batch have left, and how many wait for a later try."""

    waiting: int
    gone: int
    later: int

    @property
    def asks_on(self) -> bool:
        """Whether the page should look again by itself: something leaves within the next minute."""
        return self.waiting > self.later


def queue_of(letters: QuerySet[OutboxMessage], *, now: datetime) -> Queue:
    """How far the sending of `letters` is; two queries."""
    waits = Q(status__in=[MessageStatus.PENDING, MessageStatus.SENDING])
    tried = Q(status=MessageStatus.PENDING, attempts__gt=0, next_try_at__gt=now)
    found = letters.order_by().aggregate(
        waiting=Count("pk", filter=waits), later=Count("pk", filter=tried), since=Min("created_at", filter=waits)
    )
    if not found["waiting"]:
        return Queue(0, 0, 0)
    gone = letters.filter(created_at__gte=found["since"]).exclude(waits).count()
    return Queue(found["waiting"], gone, found["later"])

"""What must hold of units, people and accounts."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from core.clock import ward_date
from core.invariants import BATCH, Finding, invariant
from core.text import code_key

from .enums import Role
from .models import Membership, Person, Unit, User

STALE = "cột để tìm và sắp xếp không khớp với tên, mã"


@invariant("UNT-01", "Không có hai đơn vị trùng mã, hay cùng hoạt động mà trùng tên, kể cả khi khác chữ hoa, dấu cách.")
def no_two_units_are_alike(at: datetime) -> Iterator[Finding]:
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    active = set(Unit.objects.active(ward_date(at)).values_list("pk", flat=True))
    for pk, code, name in Unit.objects.order_by("pk").values_list("pk", "code", "name").iterator(chunk_size=BATCH):
        if (first := codes.setdefault(code_key(code), pk)) != pk:
            yield Finding.of(Unit, pk, f"trùng mã với đơn vị số {first}")
        if pk in active and (first := names.setdefault(code_key(name), pk)) != pk:
            yield Finding.of(Unit, pk, f"trùng tên với đơn vị số {first}")


@invariant("UNT-02", "Cột để tìm, sắp xếp, so trùng của đơn vị, cá nhân, tài khoản khớp với tên và mã.")
def derived_columns_follow(at: datetime) -> Iterator[Finding]:
    for model in (Unit, Person, User):
        columns = [name for name in ("code_key", "search_text", "sort_key") if hasattr(model, name)]
        for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
            stored = [getattr(row, name) for name in columns]
            row.fill_derived()
            if stored != [getattr(row, name) for name in columns]:
                yield Finding.of(model, row.pk, STALE)


@invariant("ACC-01", "Không tài khoản nào có quyền ngoài vai trò được giao.")
def no_rights_beside_the_roles(at: datetime) -> Iterator[Finding]:
    keeps = Membership.objects.lasting(ward_date(at)).filter(role=Role.ADMIN, awaits_confirmation=False)
    active = User.objects.filter(is_active=True)
    beyond = active.filter(is_superuser=True).exclude(pk__in=keeps.values("user"))
    for pk in beyond.order_by("pk").values_list("pk", flat=True).iterator():
        yield Finding.of(User, pk, "có mọi quyền nhưng không giữ vai trò quản trị")
    extra = User.objects.filter(Q(groups__isnull=False) | Q(user_permissions__isnull=False)).distinct()
    for pk in extra.order_by("pk").values_list("pk", flat=True).iterator():
        yield Finding.of(User, pk, "có quyền hoặc nhóm quyền gắn riêng, ngoài vai trò")

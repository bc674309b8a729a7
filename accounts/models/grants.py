"""Roles people hold, where and from when to when."""

from django.db import models
from django.db.models import F, Q

from ..enums import Role
from ..querysets import MembershipQuerySet
from .units import Unit
from .users import User


class Membership(models.Model):
    """A grant: who holds which role, where, from when to when (vai trò tại đơn vị).

    `ends_on` is the last day; with `ended_at` the grant ended at that moment, and that day counts no more. `successor`
    is the grant the work was handed over to (bàn giao). While `awaits_confirmation` nothing is granted yet.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="tài khoản")
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="đơn vị"
    )
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)
    ended_at = models.DateTimeField("chấm dứt ngay lúc", null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="bàn giao cho"
    )
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="người giao"
    )
    awaits_confirmation = models.BooleanField("chờ người thứ hai xác nhận", default=False, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò"
        verbose_name_plural = "vai trò"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(ends_on=None, unit__isnull=False),
                name="membership_open_once_in_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ends_on=None, unit__isnull=True),
                name="membership_open_once_in_ward",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["UNIT_OFFICER", "UNIT_HEAD"]) | Q(unit__isnull=False),
                name="membership_unit_roles_have_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ends_on__isnull=False), name="membership_ended_has_a_last_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}" + (f" ({self.unit})" if self.unit_id else "")

"""People, bodies, accounts and the roles they hold."""

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from core.clock import ward_date
from core.fields import VietnameseCharField
from core.text import fold_vi, name_sort_key, sort_key

from .enums import Role
from .querysets import MembershipQuerySet, PersonQuerySet, UnitQuerySet, UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """An account of an official or participant (tài khoản), known by its e-mail address."""

    email = models.EmailField("thư điện tử", max_length=254, unique=True)
    full_name = VietnameseCharField("họ và tên", max_length=150)
    title = VietnameseCharField("chức danh", max_length=150, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("vào được trang dữ liệu nền", default=False)
    date_joined = models.DateTimeField("tạo lúc", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def grants(self) -> tuple["Membership", ...]:
        """Roles held today, read once per request (the user object lives for one request)."""
        today = ward_date(timezone.now())
        return tuple(self.memberships.active(today).select_related("unit").order_by("pk"))

    @cached_property
    def permission_names(self) -> frozenset[str]:
        """Every named permission the grants of today give."""
        from .roles import ROLE_PERMISSIONS

        return frozenset().union(*(ROLE_PERMISSIONS[grant.role] for grant in self.grants))

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Units in which the user holds a role today."""
        return frozenset(grant.unit_id for grant in self.grants if grant.unit_id)

    @cached_property
    def reporting_unit_ids(self) -> frozenset[int]:
        """Units whose report the user writes (officer or head)."""
        from .roles import UNIT_ROLES

        return frozenset(grant.unit_id for grant in self.grants if grant.unit_id and grant.role in UNIT_ROLES)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles held today."""
        return frozenset(grant.role for grant in self.grants)


class Unit(models.Model):
    """A body of the ward: office, organisation, enterprise, school, residential group (đơn vị)."""

    code = models.CharField("mã đơn vị", max_length=30, unique=True)
    name = VietnameseCharField("tên đơn vị", max_length=200)
    short_name = VietnameseCharField("tên gọn", max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="đơn vị cấp trên"
    )
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    address = VietnameseCharField("địa chỉ", max_length=250, blank=True)
    active_from = models.DateField("hoạt động từ", null=True, blank=True)
    active_to = models.DateField("hoạt động đến", null=True, blank=True)
    search_text = models.CharField(max_length=320, editable=False, db_index=True)
    sort_key = models.CharField(max_length=900, editable=False, db_index=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = fold_vi(f"{self.name} {self.short_name} {self.code}")[:320]
        self.sort_key = sort_key(self.name)[:900]
        super().save(*args, **kwargs)


class Person(models.Model):
    """Somebody who may report or be nominated; need not have an account (cá nhân)."""

    full_name = VietnameseCharField("họ và tên", max_length=150)
    position = VietnameseCharField("chức vụ, nghề nghiệp", max_length=150, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="đơn vị")
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name="tài khoản"
    )
    is_woman = models.BooleanField("là nữ", null=True, blank=True)
    search_text = models.CharField(max_length=320, editable=False, db_index=True)
    sort_key = models.CharField(max_length=900, editable=False, db_index=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "cá nhân"
        verbose_name_plural = "cá nhân"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs):
        self.search_text = fold_vi(f"{self.full_name} {self.position}")[:320]
        self.sort_key = name_sort_key(self.full_name)[:900]
        super().save(*args, **kwargs)


class Membership(models.Model):
    """A grant: who holds which role, where, from when to when (vai trò tại đơn vị). `ends_on` is the last day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="tài khoản")
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="đơn vị"
    )
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}" + (f" ({self.unit})" if self.unit_id else "")

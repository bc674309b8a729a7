"""Accounts: who can sign in, and what they may do today."""

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from core.clock import ward_date
from core.fields import VietnameseCharField
from core.models import Notification
from core.text import fold_vi, name_sort_key

from ..querysets import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """An account of an official or participant (tài khoản), known by its e-mail address."""

    email = models.EmailField("thư điện tử", max_length=254, unique=True)
    full_name = VietnameseCharField("họ và tên", max_length=150)
    title = VietnameseCharField("chức danh", max_length=150, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("vào được trang dữ liệu nền", default=False)
    erased_at = models.DateTimeField("đã xóa dữ liệu lúc", null=True, blank=True, editable=False)
    date_joined = models.DateTimeField("tạo lúc", default=timezone.now)
    search_text = models.CharField(max_length=600, default="", editable=False, db_index=True)
    sort_key = models.CharField(max_length=900, default="", editable=False, db_index=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args, **kwargs):
        self.fill_derived()
        named = kwargs.get("update_fields")
        if named is not None and {"full_name", "title", "email"} & set(named):
            kwargs["update_fields"] = {*named, "search_text", "sort_key"}
        super().save(*args, **kwargs)

    def fill_derived(self) -> None:
        """Set the columns made from others; writing many rows at once passes by `save`."""
        self.search_text = fold_vi(f"{self.full_name} {self.title} {self.email}")[:600]
        self.sort_key = name_sort_key(self.full_name)[:900]

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def grants(self) -> tuple:
        """Roles held today, read once per request (the user object lives for one request)."""
        today = ward_date(timezone.now())
        # Every page asks for the roles, and every page shows the bell: one question for both.
        rows = self.memberships.active(today).annotate(unread_notes=Notification.objects.count_of_unread(self.pk))
        return tuple(rows.select_related("unit").order_by("pk"))

    @cached_property
    def unread_notes(self) -> int:
        """How many notes wait to be read, as of when the roles were read; a query only for somebody without a role."""
        return self.grants[0].unread_notes if self.grants else Notification.objects.unread_of(self.pk).count()

    @cached_property
    def permission_names(self) -> frozenset[str]:
        """Every named permission the grants of today give."""
        from ..roles import ROLE_PERMISSIONS

        return frozenset().union(*(ROLE_PERMISSIONS[grant.role] for grant in self.grants))

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Units in which the user holds a role today."""
        return frozenset(grant.unit_id for grant in self.grants if grant.unit_id)

    @cached_property
    def reporting_unit_ids(self) -> frozenset[int]:
        """Units whose report the user writes (officer or head)."""
        from ..roles import UNIT_ROLES

        return frozenset(grant.unit_id for grant in self.grants if grant.unit_id and grant.role in UNIT_ROLES)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles held today."""
        return frozenset(grant.role for grant in self.grants)

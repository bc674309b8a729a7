"""People, with or without an account."""

from django.db import models
from django.db.models import F, Q

from core.fields import VietnameseCharField
from core.text import code_key, fold_vi, name_sort_key

from ..querysets import PersonQuerySet
from .units import Unit
from .users import User


class Person(models.Model):
    """Somebody who may report or be nominated; need not have an account (cá nhân).

    `active_to` is the last day in the unit. Two rows of one human are kept, reports and awards point at both: the
    double says by `merged_into` which one counts. `erased_at` says that the person's data were erased on request: what
    lawful award papers need is kept, the rest is blank.
    """

    code = VietnameseCharField("mã cá nhân", max_length=30, blank=True)
    code_key = models.CharField(max_length=60, blank=True, editable=False)
    full_name = VietnameseCharField("họ và tên", max_length=150)
    position = VietnameseCharField("chức vụ, nghề nghiệp", max_length=150, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="đơn vị")
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name="tài khoản"
    )
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    active_from = models.DateField("từ ngày", null=True, blank=True)
    active_to = models.DateField("đến hết ngày", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="doubles", verbose_name="trùng với"
    )
    ended_reason = VietnameseCharField("lý do thôi tham gia", max_length=300, blank=True)
    erased_at = models.DateTimeField("đã xóa dữ liệu lúc", null=True, blank=True, editable=False)
    is_woman = models.BooleanField("là nữ", null=True, blank=True)
    search_text = models.CharField(max_length=320, editable=False, db_index=True)
    sort_key = models.CharField(max_length=900, editable=False, db_index=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "cá nhân"
        verbose_name_plural = "cá nhân"
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["code_key"], condition=~Q(code_key=""), name="person_code_once"),
            models.CheckConstraint(
                condition=Q(active_from=None) | Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="person_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(active_to__isnull=False), name="person_merged_has_ended"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_merged_into_another"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs):
        self.fill_derived()
        super().save(*args, **kwargs)

    def fill_derived(self) -> None:
        """Set the columns made from others; writing many rows at once passes by `save`."""
        self.code_key = code_key(self.code)
        self.search_text = fold_vi(f"{self.full_name} {self.position} {self.code}")[:320]
        self.sort_key = name_sort_key(self.full_name)[:900]

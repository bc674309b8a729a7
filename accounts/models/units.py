"""Bodies of the ward."""

from django.db import models
from django.db.models import F, Q

from core.fields import VietnameseCharField
from core.text import code_key, fold_vi, sort_key

from ..enums import ApprovalKind
from ..querysets import UnitQuerySet


class Unit(models.Model):
    """A body of the ward: office, organisation, enterprise, school, residential group (đơn vị).

    `active_to` is the last day. A unit that ended or was merged stays: reports and awards point at it.
    """

    code = VietnameseCharField("mã đơn vị", max_length=30, unique=True)
    code_key = models.CharField(max_length=60, unique=True, editable=False)
    name = VietnameseCharField("tên đơn vị", max_length=200)
    short_name = VietnameseCharField("tên gọn", max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="đơn vị cấp trên"
    )
    contact_name = VietnameseCharField("người liên hệ", max_length=150, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    address = VietnameseCharField("địa chỉ", max_length=250, blank=True)
    approval = models.CharField(
        "cách duyệt báo cáo", max_length=15, choices=ApprovalKind.choices, default=ApprovalKind.TICK
    )
    active_from = models.DateField("hoạt động từ", null=True, blank=True)
    active_to = models.DateField("hoạt động đến", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_units", verbose_name="đã sáp nhập vào"
    )
    ended_reason = VietnameseCharField("lý do ngừng hoạt động", max_length=300, blank=True)
    search_text = models.CharField(max_length=320, editable=False, db_index=True)
    sort_key = models.CharField(max_length=900, editable=False, db_index=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_from=None) | Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="unit_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(active_to__isnull=False), name="unit_merged_has_ended"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="unit_merged_into_another"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.fill_derived()
        super().save(*args, **kwargs)

    def fill_derived(self) -> None:
        """Set the columns made from others; writing many rows at once passes by `save`."""
        self.code_key = code_key(self.code)
        self.search_text = fold_vi(f"{self.name} {self.short_name} {self.code}")[:320]
        self.sort_key = sort_key(self.name)[:900]

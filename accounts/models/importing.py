"""A list read from Excel or CSV: what was previewed, what was written, what can be undone."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import ImportKind, ImportStatus, RowVerdict
from ..querysets import ImportRunQuerySet
from .users import User


class ImportRun(models.Model):
    """One file somebody brought in (lần nhập). Applying writes the previewed rows, never the file read again.

    `read_rows` of `total_rows` is the progress of reading; `problem` is the one sentence about a file that could not be
    read at all, or about a writing that was refused. `columns` are the attributes the file has a column for, in its
    order, `notices` sentences on what was passed over. `attempts` counts the workers that took it in hand.
    """

    kind = models.CharField("danh sách", max_length=10, choices=ImportKind.choices)
    status = models.CharField("trạng thái", max_length=10, choices=ImportStatus.choices, default=ImportStatus.QUEUED)
    file_name = VietnameseCharField("tên tệp", max_length=255)
    file = models.FileField(upload_to="imports/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    total_rows = models.PositiveIntegerField("số dòng", default=0)
    read_rows = models.PositiveIntegerField("đã xong", default=0)
    skip_wrong = models.BooleanField("bỏ các dòng lỗi", default=False)
    problem = VietnameseTextField("lỗi của tệp", blank=True)
    columns = models.JSONField("các cột", default=list)
    notices = models.JSONField("lưu ý", default=list)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    created_at = models.DateTimeField("lúc", default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="import_runs", verbose_name="người nhập")
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    applied_at = models.DateTimeField("ghi lúc", null=True)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người ghi")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người hoàn tác")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập"
        verbose_name_plural = "các lần nhập"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None, applied_by=None) | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="import_applied_pair",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, applied_at__isnull=False),
                name="import_undone_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"


class ImportRow(models.Model):
    """One line of the sheet as previewed.

    `values` is what will be written, `old` what stood there at preview, both by attribute name as text; `messages` a
    list of {"column", "text"}, `note` a sentence on a row that is not wrong; `object_id` the row found or made,
    `written` what the database held after writing, which tells whether it was edited since.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("dòng")
    verdict = models.CharField("kết quả", max_length=10, choices=RowVerdict.choices)
    label = VietnameseCharField("mã, tên", max_length=300, blank=True)
    values = models.JSONField(default=dict)
    old = models.JSONField(default=dict)
    messages = models.JSONField(default=list)
    note = VietnameseTextField("lưu ý", blank=True, default="")
    object_id = models.BigIntegerField(null=True)
    written = models.JSONField(default=dict)

    class Meta:
        verbose_name = "dòng của lần nhập"
        verbose_name_plural = "dòng của lần nhập"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["run", "verdict", "number"], name="import_row_tab")]

    def __str__(self) -> str:
        return f"Dòng {self.number}"

    def sentences(self) -> list[str]:
        """What is wrong, each with its place in the sheet: “Dòng 14, cột Mã đơn vị: trùng với dòng 9.”"""
        return [
            f"Dòng {self.number}, cột {message['column']}: {message['text']}"
            if message["column"]
            else f"Dòng {self.number}: {message['text']}"
            for message in self.messages
        ]

"""Kinds and states of generated files."""

from django.db import models


class DocumentKind(models.TextChoices):
    """What the portal prints or exports in the background."""

    COUNCIL_SUMMARY = "COUNCIL_SUMMARY", "Tổng hợp trình Hội đồng"
    SCORES_XLSX = "SCORES_XLSX", "Bảng điểm (Excel)"
    REPORTS_XLSX = "REPORTS_XLSX", "Danh sách báo cáo (Excel)"


class DocumentStatus(models.TextChoices):
    """Life of a generated file."""

    QUEUED = "QUEUED", "Chờ tạo"
    BUILDING = "BUILDING", "Đang tạo"
    READY = "READY", "Sẵn sàng"
    FAILED = "FAILED", "Lỗi"

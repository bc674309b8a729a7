"""Kinds and states of generated files."""

from django.db import models


class DocumentKind(models.TextChoices):
    """What the portal prints or exports in the background."""

    COUNCIL_SUMMARY = "COUNCIL_SUMMARY", "Tổng hợp trình Hội đồng"
    SCORES_XLSX = "SCORES_XLSX", "Bảng điểm (Excel)"
    REPORTS_XLSX = "REPORTS_XLSX", "Danh sách báo cáo (Excel)"
    RECEIPT_PDF = "RECEIPT_PDF", "Biên nhận (PDF)"
    REPORT_PDF = "REPORT_PDF", "Báo cáo đã nộp (PDF)"


# What the office takes out of a whole year, and what belongs to one hand-in.
OF_A_YEAR = (DocumentKind.COUNCIL_SUMMARY, DocumentKind.SCORES_XLSX, DocumentKind.REPORTS_XLSX)
OF_A_HAND_IN = (DocumentKind.RECEIPT_PDF, DocumentKind.REPORT_PDF)


class DocumentStatus(models.TextChoices):
    """Life of a generated file."""

    QUEUED = "QUEUED", "Chờ tạo"
    BUILDING = "BUILDING", "Đang tạo"
    READY = "READY", "Sẵn sàng"
    FAILED = "FAILED", "Lỗi"

"""Kinds and states of generated files."""

from django.db import models


class DocumentKind(models.TextChoices):
    """What the portal prints or exports in the background."""

    COUNCIL_SUMMARY = "COUNCIL_SUMMARY", "Tổng hợp trình Hội đồng"
    SCORES_XLSX = "SCORES_XLSX", "Bảng điểm (Excel)"
    REPORTS_XLSX = "REPORTS_XLSX", "Danh sách báo cáo (Excel)"
    RECEIPT_PDF = "RECEIPT_PDF", "Biên nhận (PDF)"
    REPORT_PDF = "REPORT_PDF", "Báo cáo đã nộp (PDF)"
    DOSSIER_PDF = "DOSSIER_PDF", "Trọn hồ sơ đề nghị khen thưởng (PDF)"
    MINUTES_PDF = "MINUTES_PDF", "Biên bản họp Hội đồng (PDF)"
    TALLY_PDF = "TALLY_PDF", "Biên bản kiểm phiếu (PDF)"
    PROPOSAL_PDF = "PROPOSAL_PDF", "Tờ trình kèm danh sách (PDF)"
    DECISION_PDF = "DECISION_PDF", "Quyết định kèm danh sách (PDF)"
    CERTIFICATES_PDF = "CERTIFICATES_PDF", "Giấy khen của cả quyết định (PDF)"
    CERTIFICATE_PDF = "CERTIFICATE_PDF", "Giấy khen (PDF)"


# What the office takes out of a whole year, what belongs to one hand-in, and what is about an award.
OF_A_YEAR = (DocumentKind.COUNCIL_SUMMARY, DocumentKind.SCORES_XLSX, DocumentKind.REPORTS_XLSX)
OF_A_HAND_IN = (DocumentKind.RECEIPT_PDF, DocumentKind.REPORT_PDF)
# Which column of a document names what a paper of awards is about.
OF_AWARDS = {
    DocumentKind.DOSSIER_PDF: "nomination",
    DocumentKind.MINUTES_PDF: "meeting",
    DocumentKind.TALLY_PDF: "meeting",
    DocumentKind.PROPOSAL_PDF: "proposal",
    DocumentKind.DECISION_PDF: "decision",
    DocumentKind.CERTIFICATES_PDF: "decision",
    DocumentKind.CERTIFICATE_PDF: "decision_line",
}


class DocumentStatus(models.TextChoices):
    """Life of a generated file."""

    QUEUED = "QUEUED", "Chờ tạo"
    BUILDING = "BUILDING", "Đang tạo"
    READY = "READY", "Sẵn sàng"
    FAILED = "FAILED", "Lỗi"

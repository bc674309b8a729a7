"""What is worth a second look before handing in and never blocks it (nên xem lại, ux 4)."""

from . import phrases
from .enums import ScanStatus
from .models import Evidence, Submission
from .sections import SELF_SCORE, Remark, Sections, content_key

# Where the check page shows the signed copy.
SIGNED_COPY = "ban-ky"


def advice_of(submission: Submission, sections: Sections) -> list[Remark]:
    """The remarks of the sections, then files that do not open, then a signed copy older than the text."""
    return [*sections.advice, *_files(submission), *_signed_before(submission, sections)]


def _files(submission: Submission) -> list[Remark]:
    """Files that are not scanned, refused later, or damaged, each at the place it was sent to first."""
    rows = Evidence.objects.present().filter(submission=submission).exclude(scan_status=ScanStatus.CLEAN, fault="")
    remarks = []
    for row in rows.prefetch_related("contents__content_area", "items", "signed_for").order_by("pk"):
        words = phrases.ADVICE_FILE_BROKEN
        if row.scan_status == ScanStatus.PENDING and not row.fault:
            words = phrases.ADVICE_FILE_WAITS
        section, control = _place(row)
        remarks.append(Remark(section, control, words.format(name=row.name)))
    return remarks


def _place(row: Evidence) -> tuple[str, str]:
    for content in row.contents.all():
        return content_key(content.content_area), f"tep-content-{content.pk}"
    for item in row.items.all():
        return SELF_SCORE, f"tep-item-{item.pk}"
    return "", SIGNED_COPY


def _signed_before(submission: Submission, sections: Sections) -> list[Remark]:
    """The signed paper says what stood there when it was signed."""
    latest = submission.signed_copies.filter(removed_at=None).order_by("-uploaded_at").first()
    if latest is None or sections.edited_at is None or sections.edited_at <= latest.uploaded_at:
        return []
    return [Remark("", SIGNED_COPY, phrases.ADVICE_SIGNED_BEFORE)]

"""The papers of one hand-in (biên nhận, báo cáo đã nộp): what they say.

Both are drawn from the snapshot, never from what the unit may be writing by now.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.clock import ward_date
from core.formats import place_and_date
from core.squares import square
from submissions import reading, receipts
from submissions.models import Snapshot

from .pdf import render_pdf

RECEIPT, REPORT = "documents/receipt.html", "documents/report.html"
# How much of a file's checksum stands on paper: enough to compare by eye.
SHORT = 16


def _head(snapshot: Snapshot) -> dict[str, Any]:
    """What stands at the top of both papers."""
    submission = snapshot.submission
    campaign = submission.period.campaign
    day = ward_date(snapshot.taken_at)
    return {
        "snapshot": snapshot,
        "submission": submission,
        "period": submission.period,
        "campaign": campaign,
        "receipt": receipts.receipt_of(submission, upto=snapshot),
        "place_and_date": place_and_date(campaign.place, day, year=day.year),
        "stamp": _stamp(snapshot.taken_at),
    }


def _stamp(moment: datetime) -> str:
    """The file's own date: that of the hand-in, so that the same hand-in gives the same file."""
    return moment.isoformat(timespec="seconds")


def receipt_context(snapshot: Snapshot) -> dict[str, Any]:
    """What the receipt says."""
    head = _head(snapshot)
    receipt = head["receipt"]
    links = sum(bool(file.get("url")) for file in snapshot.data["files"])
    return {
        **head,
        "square": square(receipt.address),
        "files": len(snapshot.data["files"]) - links,
        "links": links,
        "check_page": settings.SITE_URL + reverse("submissions:find_receipt"),
    }


def report_context(snapshot: Snapshot) -> dict[str, Any]:
    """What the printed report says: the sections as handed in, and every file with its checksum."""
    data = snapshot.data
    total, most = reading.self_total(data)
    return {
        **_head(snapshot),
        "parts": reading.parts_of(data, person=snapshot.submission.person_id is not None),
        "total": total,
        "sums": reading.self_sums(data),
        "most": most,
        "files": [{**file, "short": file.get("sha256", "")[:SHORT]} for file in data["files"]],
        "group": data["group"],
        "subject": data["subject"],
    }


def receipt_pdf(snapshot: Snapshot) -> bytes:
    """The receipt, one page of A4."""
    return render_pdf(RECEIPT, receipt_context(snapshot))[1]


def report_pdf(snapshot: Snapshot) -> bytes:
    """The report as it was handed in."""
    return render_pdf(REPORT, report_context(snapshot))[1]

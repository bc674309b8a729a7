"""What a unit has in hand after handing in: receipt, its papers, the print of the report."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import formats
from core.clock import database_now
from core.onetime import once
from core.squares import square

from .. import papers, phrases, reading, receipts, windows
from ..enums import SubmissionStatus as S
from ..permissions import EDITABLE, owns
from ..services import handing_in
from ..services.papers import request_papers
from ..services.snapshots import picture_of
from .finding import find_submission


def _handed_in(request, pk: int):
    """A report of which there is a receipt; 404 otherwise."""
    submission = find_submission(request, pk)
    if not submission.code:
        raise Http404
    return submission


def papers_context(submission) -> dict:
    """The PDF files of the last hand-in: for the page and for the piece of it that is fetched anew."""
    found = papers.papers_of(submission) if submission.status != S.DRAFT else []
    states = {paper.state for paper in found}
    return {
        "submission": submission,
        "papers": found,
        "making": "making" in states,
        "failed": next((paper.error for paper in found if paper.state == "failed"), ""),
        "never": "" in states,
    }


@require_GET
def receipt(request, pk):
    """End all doubt (biên nhận): code, moment, on time or late, what comes next; later the state of that day."""
    submission = _handed_in(request, pk)
    now = database_now()
    found = receipts.receipt_of(submission)
    last = submission.returns.order_by("-pk").first() if submission.status == S.RETURNED else None
    context = {
        "period": submission.period,
        "receipt": found,
        "square": square(found.address),
        "check_path": receipts.check_path(found.code),
        "check_page": settings.SITE_URL + reverse("submissions:find_receipt"),
        "returned": last,
        "reopened": submission.reopenings.order_by("-pk").first() if submission.status == S.UNDER_REVIEW else None,
        "mine": bool(owns(request.user, submission)),
        "withdraw": handing_in.may_withdraw_now(request.user, submission, now),
        "withdraw_late": not windows.is_settled(submission) and now >= found.deadline.closes_at,
        "zalo": _zalo_text(submission),
        **papers_context(submission),
    }
    return render(request, "submissions/receipt.html", context)


@require_POST
@once
def ask_for_papers(request, pk):
    """Have the PDF files made: those of an old hand-in, or those that failed."""
    submission = _handed_in(request, pk)
    if request_papers(submission, by=request.user):
        messages.success(request, phrases.PAPERS_ASKED)
    return redirect("submissions:receipt", pk=pk)


def _zalo_text(submission) -> str:
    link = settings.SITE_URL + reverse("submissions:receipt", args=[submission.pk])
    moment = formats.format_moment(submission.submitted_at)
    return f"{submission.subject_name} đã nộp báo cáo {submission.code} lúc {moment}. Biên nhận: {link}"


@require_GET
def preview(request, pk):
    """The report on paper (bản in thử, báo cáo đã nộp): as it stands, or, for all but its writers, as handed in."""
    submission = find_submission(request, pk)
    snapshot = None
    if submission.status not in EDITABLE or not owns(request.user, submission):
        snapshot = submission.snapshots.order_by("-number").first()
    data = snapshot.data if snapshot else picture_of(submission)
    total, most = reading.self_total(data)
    context = {
        "submission": submission,
        "period": submission.period,
        "snapshot": snapshot,
        "parts": reading.parts_of(data, person=submission.person_id is not None),
        "total": total,
        "sums": reading.self_sums(data),
        "most": most,
    }
    return render(request, "submissions/preview.html", context)

"""Taking data out: what can be had, asking for it, watching it being made, downloading it."""

import logging

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from campaigns.periods import chosen_period
from core import audit
from core.csvfile import csv_answer
from core.onetime import once
from core.paging import page_of
from core.verdict import denied, require

from .. import council_summary, exporting, figures, phrases, services
from ..enums import OF_A_YEAR, DocumentKind, DocumentStatus
from ..models import GeneratedDocument
from ..permissions import may_download, may_export, may_retry, may_see_readers
from ..resources import ReportListResource

logger = logging.getLogger(__name__)

PAGE_SIZE = 20


def find_document(request, pk: int) -> GeneratedDocument:
    """A document the user may see; 404 otherwise."""
    rows = GeneratedDocument.objects.visible_to(request.user).select_related("created_by", "period")
    return get_object_or_404(rows, pk=pk)


@require_GET
def exports(request):
    """What can be taken out, with its size before the press, and what was made before (tổng hợp, xuất số liệu)."""
    require(may_export(request.user))
    now = timezone.now()
    period = chosen_period(request, now=now)
    if period is None:
        return render(request, "reports/exports.html", {"period": None})
    made = GeneratedDocument.objects.visible_to(request.user).select_related("created_by", "period")
    context = {
        "period": period,
        "offers": exporting.offers(period),
        "direct_rows": exporting.DIRECT_ROWS,
        "received": figures.handed_in(period).count(),
        "expired": council_summary.expired(period.campaign, on=timezone.localdate(now)),
        "page": page_of(request, made, PAGE_SIZE),
    }
    return render(request, "reports/exports.html", context)


@require_POST
@once
def document_create(request):
    """Ask for a file and go to where its progress is shown."""
    require(may_export(request.user))
    period, kind = chosen_period(request, now=timezone.now()), request.POST.get("loai", "")
    if period is None or kind not in OF_A_YEAR:
        raise Http404
    document = services.request_document(kind=DocumentKind(kind), period=period, by=request.user)
    return redirect("reports:document", pk=document.pk)


def document_context(request, pk: int) -> dict:
    """One file with what may be done with it: for its page and for the piece of it that is fetched anew."""
    found = find_document(request, pk)
    return {
        "document": found,
        "may_download": may_download(request.user, found),
        "may_retry": may_retry(request.user, found),
        **addresses("document", found),
    }


def addresses(name: str, found: GeneratedDocument) -> dict[str, str]:
    """Where a file's page, its progress, the file and the press that makes it again are."""
    place = {"page": name, "progress": f"{name}_progress", "file": f"{name}_file", "retry": f"{name}_retry"}
    return {f"{what}_url": reverse(f"reports:{url}", args=[found.pk]) for what, url in place.items()}


@require_GET
def document(request, pk):
    """One file: its progress, then what is needed to trust and take it."""
    context = document_context(request, pk)
    if context["document"].status == DocumentStatus.READY and may_see_readers(request.user):
        context["readers"] = audit.history(context["document"])
    return render(request, "reports/document.html", context)


@require_POST
@once
def document_retry(request, pk):
    """Make a file again that could not be made."""
    found = services.retry_document(find_document(request, pk), by=request.user)
    messages.success(request, phrases.QUEUED_AGAIN)
    return redirect("reports:document", pk=found.pk)


@require_GET
def document_file(request, pk):
    """The file itself, under its Vietnamese name; who took it is noted."""
    found = find_document(request, pk)
    require(may_download(request.user, found))
    return hand_out(request, found, page="reports:document", gone=phrases.FILE_GONE)


def hand_out(request, document: GeneratedDocument, *, page: str, gone: str):
    """The stored file as a download, noted in the log; back to its `page` with the words `gone` when it is missing."""
    try:
        content = document.file.open("rb")
    except OSError:
        logger.exception("the file of document %s cannot be read", document.pk)
        messages.error(request, gone)
        return redirect(page, pk=document.pk)
    services.record_download(document, by=request.user)
    return FileResponse(content, as_attachment=True, filename=document.file_name, content_type=document.media_type)


@require_GET
def reports_csv(request):
    """The report list as CSV at once, as long as it is small; larger ones are made as Excel by the worker."""
    require(may_export(request.user))
    period = chosen_period(request, now=timezone.now())
    if period is None:
        raise Http404
    count = figures.handed_in(period).count()
    if count > exporting.DIRECT_ROWS:
        require(denied(phrases.TOO_LARGE_FOR_CSV))
    services.record_direct_export(period, by=request.user, name="bao-cao.csv", rows=count)
    return csv_answer(ReportListResource().csv_of(period), f"bao-cao-{period.year}")

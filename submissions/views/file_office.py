"""The office's side of stored files: which need a look, and removing one for good."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.permissions import need
from core.clock import database_now
from core.onetime import once
from core.paging import page_of
from core.verdict import require

from .. import phrases
from ..filechecks import FileRefused
from ..permissions import may_review
from ..services import file_keeping, scanning
from .evidence import find_file, note_of

PAGE_SIZE = 50


@require_GET
def file_troubles(request):
    """Files that cannot be opened and why, oldest first: lost, changed, infected, unscanned for long (tệp cần xem)."""
    require(need(request.user, Permission.SUBMISSION_REVIEW))
    rows = scanning.troubled(now=database_now()).order_by("uploaded_at", "pk")
    rows = rows.select_related("submission__unit", "submission__person", "submission__period")
    page = page_of(request, rows, PAGE_SIZE)
    page.object_list = [{"file": row, "note": note_of(row)} for row in page.object_list]
    return render(request, "submissions/file_troubles.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
@once
def evidence_purge(request, pk):
    """Ask for the reason, then remove a handed-in file for good (xóa hẳn tệp)."""
    evidence = find_file(request, pk)
    require(may_review(request.user, evidence.submission))
    error, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            file_keeping.purge_for_good(evidence, reason=reason, by=request.user)
        except FileRefused as exc:
            error = str(exc)
        else:
            messages.success(request, phrases.FILE_PURGED_DONE.format(name=evidence.name))
            return redirect("submissions:file_log", pk=evidence.submission_id)
    context = {"evidence": evidence, "submission": evidence.submission, "error": error, "reason": reason}
    return render(request, "submissions/file_purge.html", context, status=422 if error else 200)

"""A set out to Excel and in again: read, previewed, written into a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.importing.reading import clean_name
from accounts.importing.table import Unreadable
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from ..designer import bringing_in, sheets
from ..forms import FileForm
from ..permissions import may_change
from .criteria_sets import find_set


@require_GET
def criteria_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Tải bộ tiêu chí dạng Excel."""
    made = sheets.export(find_set(request, pk), by=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return HttpResponse(made.content, content_type=sheets.MEDIA_TYPE, headers=headers)


@require_http_methods(["GET", "POST"])
@once
def criteria_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Nhập từ Excel: choose a file, then see what writing it would do. Nothing is written here."""
    row = find_set(request, pk)
    require(may_change(request.user, row))
    form = FileForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = bringing_in.preview(row, file, clean_name(file.name), by=request.user)
        except Unreadable as exc:
            form.add_error("file", str(exc))
        except InvalidTransition as exc:
            messages.error(request, str(exc))
            return redirect("campaigns:criteria_set", row.pk)
    failed = bool(form.errors) or (found is not None and bool(found.wrong))
    context = {
        "set": row,
        "form": form,
        "found": found,
    }
    return render(request, "campaigns/criteria_import.html", context, status=422 if failed else 200)


@require_POST
@once
def criteria_import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Ghi những gì đã xem trước vào bản nháp."""
    row = find_set(request, pk)
    try:
        count = bringing_in.write(row, request.POST.get("payload", ""), by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return redirect("campaigns:criteria_import" if may_change(request.user, row) else "campaigns:criteria_set", pk)
    messages.success(request, f"Đã ghi {count} tiêu chí vào bản nháp.")
    return redirect("campaigns:criteria_set", row.pk)

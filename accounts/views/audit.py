"""“Nhật ký”: who did what, when and from where, before and after."""

from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from core.clock import ward_date
from core.models import AuditEvent
from core.text import whole_number
from core.verdict import require

from .. import audit_pages
from ..enums import Permission
from ..forms.audit import AuditFilter
from ..permissions import need
from ..services.audit_export import MOST_ROWS, export_log


def _rows(form: AuditFilter):
    """What the address asks for; nothing when a filter makes no sense, never everything."""
    return audit_pages.chosen(form.cleaned_data) if form.is_valid() else AuditEvent.objects.none()


@require_GET
@vary_on_headers("HX-Request")
def audit_log(request):
    """The log, newest first; every filter is in the address, the place in the list too."""
    require(need(request.user, Permission.AUDIT_READ))
    form = AuditFilter(request.GET)
    rows = _rows(form)
    before, after = (whole_number(request.GET.get(name)) or 0 for name in ("truoc", "sau"))
    page = audit_pages.page_of(rows, request.user, before=before, after=after)
    context = {
        "form": form,
        "page": page,
        "count": audit_pages.count_of(rows, page, words=request.GET.get("q", "")),
        "counted_up_to": audit_pages.COUNTED_UP_TO,
        "export_limit": MOST_ROWS,
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "accounts/_audit_table.html", context)
    return render(request, "accounts/audit_log.html", context | {"chain": audit_pages.chain_state()})


@require_GET
def audit_export(request):
    """The filtered lines as an Excel file; whoever takes it is noted."""
    require(need(request.user, Permission.AUDIT_READ))
    form, now = AuditFilter(request.GET), timezone.now()
    stream = export_log(_rows(form), filters=form.in_words(), by=request.user, at=now)
    return FileResponse(stream, as_attachment=True, filename=f"nhat-ky-{ward_date(now):%Y-%m-%d}.xlsx")

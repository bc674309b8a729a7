"""Handing a unit's work over: what one may hand over, and to whom (“Bàn giao công việc”)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.clock import ward_date
from core.formats import format_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import Permission
from ..forms.handing_over import HandOverForm
from ..models import Membership
from ..permissions import has_permission, may_hand_over
from ..services import handing_over as service

PAGE_SIZE = 50


@require_GET
def hand_over_list(request):
    """The work this person may hand over: their own, their officers', or for the office every unit's."""
    today = ward_date(timezone.now())
    rows = Membership.objects.to_hand_over(request.user, today).select_related("user", "unit", "successor__user")
    words = request.GET.get("q", "").strip()[:80]
    if words:
        rows = rows.found_by(words)
    page = page_of(request, rows.order_by("unit__sort_key", "role", "pk"), PAGE_SIZE)
    every_unit = has_permission(request.user, Permission.WORK_HAND_OVER)
    context = {"page_obj": page, "words": words, "every_unit": every_unit}
    return render(request, "accounts/hand_over_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def hand_over(request, pk):
    """Bàn giao: choose the successor and the day, read what it means, press."""
    rows = Membership.objects.visible_to(request.user).select_related("user", "unit", "successor__user")
    grant = get_object_or_404(rows, pk=pk)
    require(may_hand_over(request.user, grant))
    own = grant.user_id == request.user.pk
    colleagues = service.colleagues(grant).exclude(pk=request.user.pk)
    form = HandOverForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        try:
            new = service.hand_over(grant, to=form.whom(), from_day=form.cleaned_data["from_day"], by=request.user)
        except ValidationError as exc:
            form.refuse(exc)
        except InvalidTransition as exc:
            messages.error(request, str(exc))
            return redirect("accounts:hand_over_list")
        else:
            messages.success(request, _done(grant, new))
            return redirect("accounts:profile" if own else "accounts:hand_over_list")
    context = {"form": form, "grant": grant, "own": own, "open": not grant.successor_id}
    return render(request, "accounts/hand_over.html", context, status=422 if form.errors else 200)


def _done(grant: Membership, new: Membership) -> str:
    when = "ngay bây giờ" if grant.ended_at else f"từ ngày {format_date(new.starts_on)}"
    return f"Đã bàn giao công việc của {grant.unit} cho {new.user}, {when}. Hai bên nhận thư báo."

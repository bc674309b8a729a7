"""Who somebody is here: their facts, their roles, the unit in front of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.clock import ward_date
from core.onetime import once
from core.text import whole_number

from .. import acting
from ..enums import Permission
from ..forms.accounts import OwnFactsForm
from ..models import Membership
from ..permissions import has_permission
from ..services import accounts as service


@require_GET
def profile(request):
    """Who the portal thinks this is: name, address, roles of today, of later and of earlier days."""
    today = ward_date(timezone.now())
    rows = request.user.memberships.select_related("unit", "successor__user").order_by("-starts_on", "-pk")
    held = {grant.pk for grant in request.user.grants}
    lasting = set(rows.lasting(today).values_list("pk", flat=True))
    context = {
        "grants": [row for row in rows if row.pk in held],
        "my_units": list({row.unit_id: row.unit for row in rows if row.pk in held and row.unit_id}.values()),
        "coming": [row for row in rows if row.pk in lasting - held],
        "earlier": [row for row in rows if row.pk not in lasting | held],
        "hands_over": Membership.objects.to_hand_over(request.user, today).exists(),
        "may_confirm": has_permission(request.user, Permission.GRANT_CONFIRM),
    }
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "POST"])
@once
def profile_edit(request):
    """Sửa họ tên, chức danh, điện thoại của mình."""
    names = ("full_name", "title", "phone")
    form = OwnFactsForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(request.user, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        changed = service.edit_own(**form.cleaned_data, by=request.user)
        messages.success(request, "Đã lưu." if changed else "Không có gì thay đổi.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def work_for(request):
    """Đổi đơn vị đang làm việc, and back to the page it was changed on."""
    wanted = whole_number(request.POST.get("unit"))
    unit = next((unit for unit in acting.choices(request.user) if unit.pk == wanted), None)
    if unit is None:
        raise Http404
    acting.choose(request, unit)
    back = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if fits else reverse("accounts:start"))

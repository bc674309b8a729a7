"""Roles on the pages: given, ended, and agreed to by a second person (“Vai trò”)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition

from ..asking_again import asked_again
from ..enums import Permission
from ..forms.accounts import EndForm, GrantForm
from ..models import Membership
from ..permissions import may_confirm, may_end, may_grant, need
from ..services import grants as service
from .accounts import find_account, form_page

PAGE_SIZE = 50


@require_http_methods(["GET", "POST"])
@asked_again(Permission.ACCOUNT_MANAGE)
@once
def grant_add(request, pk):
    """Giao vai trò cho một tài khoản."""
    row = find_account(request, pk)
    require(may_grant(request.user, row))
    form = GrantForm(request.POST if request.method == "POST" else None, on=ward_date(timezone.now()))
    if request.method == "POST" and form.is_valid():
        try:
            grant = service.grant_role(row, **form.cleaned_data, by=request.user)
        except ValidationError as exc:
            form.add_error(None, exc)
        else:
            waits = " Vai trò có hiệu lực khi một người khác xác nhận." if grant.awaits_confirmation else ""
            messages.success(request, f"Đã giao vai trò {grant.get_role_display()}.{waits}")
            return redirect("accounts:account", pk)
    intro = (
        "Vai trò thẩm định, Hội đồng, ký quyết định và quản trị chỉ có hiệu lực khi một người khác xác nhận: quản trị "
        "viên thứ hai, Phòng Văn hóa – Xã hội hoặc Thư ký Hội đồng."
    )
    status = 422 if form.errors else 200
    return form_page(request, form, f"Giao vai trò cho {row}", "Giao vai trò", account=row, intro=intro, status=status)


def _find(request, pk: int) -> Membership:
    rows = Membership.objects.visible_to(request.user).select_related("user", "unit", "granted_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@once
def grant_end(request, pk):
    """Kết thúc một vai trò: at once or after a day."""
    grant = _find(request, pk)
    require(may_end(request.user, grant))
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service.end_grant(grant, on=form.cleaned_data["ends_on"], by=request.user)
        except ValidationError as exc:
            form.add_error(None, exc)
        except InvalidTransition as exc:
            messages.error(request, str(exc))
            return redirect("accounts:account", grant.user_id)
        else:
            messages.success(request, f"Đã kết thúc vai trò {grant.get_role_display()} của {grant.user}.")
            return redirect("accounts:account", grant.user_id)
    place = f", {grant.unit}" if grant.unit_id else ""
    intro = f"{grant.get_role_display()}{place}. Có hiệu lực từ lần bấm tiếp theo của người này."
    return form_page(
        request, form, f"Kết thúc vai trò của {grant.user}", "Kết thúc vai trò", account=grant.user, intro=intro,
        css="btn-bad", status=422 if form.errors else 200,
    )  # fmt: skip


@require_GET
def grant_inbox(request):
    """Roles that wait for a second person (chờ xác nhận)."""
    require(need(request.user, Permission.GRANT_CONFIRM))
    rows = Membership.objects.visible_to(request.user).awaiting(ward_date(timezone.now()))
    page = page_of(request, rows.select_related("user", "unit", "granted_by").order_by("pk"), PAGE_SIZE)
    entries = [(grant, may_confirm(request.user, grant)) for grant in page]
    return render(request, "accounts/grant_inbox.html", {"page_obj": page, "entries": entries})


@require_POST
@asked_again(Permission.GRANT_CONFIRM)
@once
def grant_confirm(request, pk):
    """Xác nhận vai trò."""
    return _answer(request, pk, service.confirm_grant, "Đã xác nhận: {name} nay có vai trò {role}.")


@require_POST
@once
def grant_refuse(request, pk):
    """Không xác nhận vai trò."""
    return _answer(request, pk, service.refuse_grant, "Đã từ chối: {name} không được giao vai trò {role}.")


def _answer(request, pk: int, answer, words: str):
    grant = _find(request, pk)
    try:
        answer(grant, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, words.format(name=grant.user, role=grant.get_role_display()))
    return redirect("accounts:grant_inbox")

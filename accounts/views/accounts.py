"""Accounts: the list, one account in one scroll, and what whoever keeps them does with each (“Tài khoản”)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import Forbidden, require
from core.workflow import InvalidTransition

from ..asking_again import asked_again
from ..enums import Permission
from ..forms.accounts import AccountFilter, AccountForm, IdentityCheckForm, NewAccountForm, ReasonForm
from ..models import Invitation, Membership, User
from ..permissions import may_grant, may_keep_account, may_reset_factors, need
from ..services import accounts as service
from ..services import factors, invitations

PAGE_SIZE = 50
FACTS = ("full_name", "title", "phone", "email", "is_staff")


@require_GET
def account_list(request):
    """Every account with its roles of today; every filter is in the address."""
    require(need(request.user, Permission.ACCOUNT_MANAGE))
    today = ward_date(timezone.now())
    form = AccountFilter(request.GET)
    rows = form.apply(User.objects.visible_to(request.user), on=today).order_by("sort_key", "pk")
    held = Membership.objects.active(today).select_related("unit").order_by("pk")
    page = page_of(request, rows.prefetch_related(Prefetch("memberships", held, to_attr="held")), PAGE_SIZE)
    awaiting = Membership.objects.awaiting(today).count()
    filtered = any(request.GET.get(name) for name in form.fields)
    context = {"form": form, "page_obj": page, "filtered": filtered, "awaiting": awaiting}
    return render(request, "accounts/account_list.html", context)


def find_account(request, pk: int) -> User:
    """An account in the user's scope, for those who keep them: 404 outside, 403 without the right."""
    account = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    require(need(request.user, Permission.ACCOUNT_MANAGE))
    return account


@require_GET
def account(request, pk):
    """Who it is, which roles, how they get in, what happened to the account."""
    row = find_account(request, pk)
    today = ward_date(timezone.now())
    grants = row.memberships.select_related("unit", "successor__user").order_by("-starts_on", "-pk")
    lasting = set(grants.lasting(today).values_list("pk", flat=True))
    invitation = Invitation.objects.filter(user=row).first()
    context = {
        "account": row,
        "today": today,
        "lasting": [grant for grant in grants if grant.pk in lasting],
        "earlier": [grant for grant in grants if grant.pk not in lasting],
        "may_keep": may_keep_account(request.user, row),
        "may_grant": may_grant(request.user, row),
        "may_reset": may_reset_factors(request.user, row),
        "permissions": [label for name, label in Permission.choices if row.is_active and name in row.permission_names],
        "has_factor": factors.has_factor(row),
        "must_enrol": factors.is_required_of(row),
        "invitation": invitation,
        "to_invite": row.is_active and row.last_login is None and invitation is None,
        "history": audit.history(row, limit=20),
    }
    return render(request, "accounts/account.html", context)


def form_page(request, form, heading: str, button: str, *, account: User | None = None, status: int = 200, **more):
    """The page of one question about an account: heading, a line of explanation (`intro`), the form, its button."""
    context = {"form": form, "heading": heading, "button": button, "account": account, **more}
    return render(request, "accounts/account_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def account_create(request):
    """Lập tài khoản: without a password; the invitation is a press of its own."""
    require(need(request.user, Permission.ACCOUNT_MANAGE))
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.create_account(**form.cleaned_data, by=request.user)
        except ValidationError as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, f"Đã lập tài khoản của {made}. Giao vai trò rồi gửi lời mời.")
            return redirect("accounts:account", made.pk)
    intro = (
        "Tài khoản mới chưa có mật khẩu và chưa có vai trò; chủ tài khoản tự đặt mật khẩu bằng liên kết gửi qua thư."
    )
    status = 422 if form.errors else 200
    return form_page(request, form, "Lập tài khoản", "Lập tài khoản", intro=intro, status=status)


@require_http_methods(["GET", "POST"])
@asked_again(Permission.ACCOUNT_MANAGE)
@once
def account_edit(request, pk):
    """Sửa tài khoản; another address is another owner."""
    row = find_account(request, pk)
    require(may_keep_account(request.user, row))
    form = AccountForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(row, name) for name in FACTS}
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = service.edit_account(row, **form.cleaned_data, by=request.user)
        except ValidationError as exc:
            form.add_error(None, exc)
        except InvalidTransition as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, _said(changed, row))
            return redirect("accounts:account", pk)
    intro = (
        "Đổi thư điện tử là đổi người giữ tài khoản: mật khẩu cũ, lớp xác thực thứ hai và các phiên đang mở hết hiệu "
        "lực, địa chỉ cũ nhận thư báo; vai trò cần xác nhận chờ một người khác xác nhận lại."
    )
    heading = f"Sửa tài khoản {row}"
    return form_page(request, form, heading, "Lưu", account=row, intro=intro, status=422 if form.errors else 200)


def _said(changed: dict, row: User) -> str:
    if not changed:
        return "Không có gì thay đổi."
    if "email" in changed:
        waits = " Vai trò cần xác nhận đang chờ một người khác xác nhận lại." if "role" in changed else ""
        return f"Đã lưu. Tài khoản nay đăng nhập bằng {row.email}; mật khẩu cũ không dùng được nữa.{waits}"
    return "Đã lưu."


@require_http_methods(["GET", "POST"])
@once
def account_close(request, pk):
    """Đóng tài khoản: asked once more, with a reason."""
    row = find_account(request, pk)
    require(may_keep_account(request.user, row))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service.close_account(row, **form.cleaned_data, by=request.user)
        except InvalidTransition as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, f"Đã đóng tài khoản của {row}. Các phiên đang mở đã kết thúc.")
        return redirect("accounts:account", pk)
    intro = (
        "Người này không vào được cổng từ lần bấm tiếp theo. Tài khoản không bị xóa, việc đã làm vẫn đứng tên người "
        "này; công việc của đơn vị nên bàn giao trước."
    )
    status = 422 if form.errors else 200
    heading = f"Đóng tài khoản {row}"
    return form_page(request, form, heading, "Đóng tài khoản", account=row, intro=intro, css="btn-bad", status=status)


@require_POST
@once
def account_reopen(request, pk):
    """Mở lại tài khoản."""
    row = find_account(request, pk)
    try:
        service.reopen_account(row, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Đã mở lại tài khoản của {row}.")
    return redirect("accounts:account", pk)


@require_http_methods(["GET", "POST"])
@asked_again(Permission.ACCOUNT_MANAGE)
@once
def account_factors(request, pk):
    """Đặt lại lớp xác thực thứ hai: asks how the person's identity was checked."""
    row = find_account(request, pk)
    require(may_reset_factors(request.user, row))
    form = IdentityCheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.reset_factors(row, by=request.user, **form.cleaned_data)
        except ValidationError as exc:
            form.add_error(None, exc)
        except InvalidTransition as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Đã xóa lớp xác thực thứ hai của {row}; người này được báo qua thư.")
            return redirect("accounts:account", pk)
    intro = (
        "Xóa ứng dụng tạo mã, khóa truy cập và mã dự phòng của người này, kết thúc các phiên đang mở; vai trò cần xác "
        "nhận chờ một người khác xác nhận lại. Chỉ làm khi đã chắc chắn người đề nghị là chủ tài khoản."
    )
    status = 422 if form.errors else 200
    heading, button = f"Đặt lại lớp xác thực của {row}", "Xóa lớp xác thực thứ hai"
    return form_page(request, form, heading, button, account=row, intro=intro, css="btn-bad", status=status)


@require_POST
@once
def account_invite(request, pk):
    """Gửi lời mời cho một người."""
    row = find_account(request, pk)
    try:
        invitations.invite(row, by=request.user)
    except (Forbidden, InvalidTransition) as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Đã xếp thư mời {row} vào hàng gửi.")
    return redirect("accounts:account", pk)

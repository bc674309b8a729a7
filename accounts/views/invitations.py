"""Inviting people and seeing how far each has come (lời mời): always a press of its own, never part of an import."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.enums import MessageStatus
from core.formats import format_number
from core.onetime import once
from core.paging import page_of
from core.text import whole_number
from core.verdict import Forbidden, require
from core.workflow import InvalidTransition

from .. import invitation_letters as letters
from ..enums import Permission
from ..invitation_lists import NOT_ARRIVED, Choice, Picking, last_import, roles_of_today
from ..models import Invitation, Unit
from ..permissions import need
from ..services import invitations as service

PAGE_SIZE = 50
CHANGED = "Danh sách vừa thay đổi: nay là {count} người. Xem lại rồi bấm gửi."


def _units(user):
    return Unit.objects.visible_to(user).only("pk", "name").order_by("sort_key")


def _why(row: Invitation) -> str:
    """Why the letter has not arrived: our own reason for holding it back, else what the mail server answered."""
    if row.message is None or not row.message.last_error:
        return ""
    words = row.message.last_error
    if row.message.status == MessageStatus.SKIPPED:
        return f"{words[:1].upper()}{words[1:]}."
    return row.message.fault


def _today(count: int, now) -> dict:
    """How many of `count` letters leave today under the cap, and the button that sends them."""
    room = service.room_today(now=now)
    now_count = min(count, room)
    return {
        "count": count,
        "now_count": now_count,
        "left": count - now_count,
        "may_send": service.room_verdict(room),
        "send_label": f"Gửi {format_number(now_count or count)} thư",
    }


@require_GET
def invitation_list(request):
    """Who was invited, and how far each has come."""
    require(need(request.user, Permission.ACCOUNT_MANAGE))
    now = timezone.now()
    choice, rows = Choice.of(request.GET), Invitation.objects.visible_to(request.user)
    room = service.room_today(now=now)
    page = page_of(request, choice.page_rows(rows, now), PAGE_SIZE)
    for row in page:
        row.resend_name = f"Gửi lại lời mời cho {row.user}"
        row.may_resend = service.may_resend(request.user, row, room=room)
        row.why = _why(row) if row.state in NOT_ARRIVED else ""
    context = {
        "choice": choice,
        "states": (states := choice.counts(rows, now)),
        "total": sum(state["count"] for state in states),
        "page": page,
        "units": _units(request.user),
        "waiting": service.not_invited().count(),
        "to_remind": service.to_remind(now=now).count(),
    }
    return render(request, "accounts/invitation_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def invitation_send(request):
    """Pick who is invited, read how many letters that makes, press."""
    require(need(request.user, Permission.ACCOUNT_MANAGE))
    now, run, picking = timezone.now(), last_import(), Picking.of(request.GET)
    users = picking.users(run, now)
    if request.method == "POST":
        return _send(request, users, now)
    count = users.count()
    page = page_of(request, users.prefetch_related(roles_of_today(now)), PAGE_SIZE)
    context = {
        "picking": picking,
        "run": run,
        **_today(count, now),
        "page": page,
        "units": _units(request.user),
        "letter": letters.preview(page[0], at=now) if page else None,
        "days": settings.INVITATION_DAYS,
    }
    return render(request, "accounts/invitation_send.html", context)


def _send(request, users, now):
    """Invite exactly as many as the page said; somebody else may have invited some of them meanwhile."""
    found = list(users)
    if whole_number(request.POST.get("so-nguoi")) != len(found):
        messages.warning(request, CHANGED.format(count=len(found)))
        return redirect(request.get_full_path())
    return _outcome(request, lambda: service.invite_many(found, by=request.user, now=now))


@require_http_methods(["GET", "POST"])
@once
def invitation_remind(request):
    """Read who would be reminded, press."""
    require(need(request.user, Permission.ACCOUNT_MANAGE))
    now = timezone.now()
    waiting = service.to_remind(now=now)
    count = waiting.count()
    if request.method == "POST":
        if whole_number(request.POST.get("so-nguoi")) != count:
            messages.warning(request, CHANGED.format(count=count))
            return redirect("accounts:invitation_remind")
        return _outcome(request, lambda: service.remind(by=request.user, now=now))
    context = {
        **_today(count, now),
        "page": page_of(request, waiting.prefetch_related(roles_of_today(now, "user__")), PAGE_SIZE),
    }
    return render(request, "accounts/invitation_remind.html", context)


def _outcome(request, send):
    try:
        outcome = send()
    except (Forbidden, InvalidTransition) as exc:
        messages.error(request, str(exc))
        return redirect("accounts:invitation_list")
    if not outcome.queued and outcome.left:
        messages.error(request, service.room_verdict(0).reason)
    else:
        left = f" Còn {outcome.left} người, gửi tiếp vào ngày mai." if outcome.left else ""
        messages.success(request, f"Đã xếp {outcome.queued} thư mời vào hàng gửi.{left}")
    return redirect("accounts:invitation_list")


@require_POST
@once
def invitation_resend(request, pk):
    """Send one person a new link."""
    rows = Invitation.objects.visible_to(request.user).select_related("user")
    row = get_object_or_404(rows, pk=pk)
    require(need(request.user, Permission.ACCOUNT_MANAGE))
    try:
        service.resend(row, by=request.user)
    except (Forbidden, InvalidTransition) as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Đã xếp thư mời mới cho {row.user} vào hàng gửi. Liên kết cũ không dùng được nữa.")
    return redirect("accounts:invitation_list")

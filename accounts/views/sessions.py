"""One's own sessions: the list, keeping this one alive, ending another."""

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.onetime import once

from ..services import sessions, visits


@once
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request):
    """Where one is signed in; a press ends all but this (phiên đăng nhập)."""
    rows = sessions.open_sessions(request.user, now=timezone.now())
    if request.method == "POST":
        get_adapter().end_sessions(list(rows.exclude(session_key=request.session.session_key)))
        messages.success(request, "Đã kết thúc các phiên khác.")
        return redirect("usersessions_list")
    return render(request, "usersessions/usersession_list.html", {"sessions": rows})


@require_POST
def keep_alive(request):
    """“Tiếp tục làm việc”: the press itself keeps the session; answers whose it is and how many seconds are left."""
    user = request.user
    return JsonResponse({"user": user.pk, "name": str(user), "seconds": visits.seconds_left(request.session)})


@once
@require_POST
def end_session(request, pk: int):
    """End one of one's own other sessions (kết thúc phiên)."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key != request.session.session_key:
        get_adapter().end_sessions([session])
        messages.success(request, "Đã kết thúc phiên.")
    return redirect("usersessions_list")

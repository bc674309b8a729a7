"""One's own sessions: keeping this one alive, ending another."""

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.onetime import once

from ..services import visits


@require_POST
def keep_alive(request):
    """“Tiếp tục làm việc”: the press itself keeps the session; answers how many seconds are left now."""
    return JsonResponse({"seconds": visits.seconds_left(request.session)})


@once
@require_POST
def end_session(request, pk: int):
    """End one of one's own other sessions (kết thúc phiên)."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key != request.session.session_key:
        get_adapter().end_sessions([session])
        messages.success(request, "Đã kết thúc phiên.")
    return redirect("usersessions_list")

"""The code on the wall of the room: a member types it once before the first ballot, never after one (ux 1, 12).

Like the ballot, it uses no one-time key and writes no row with a time: it happens a moment before a vote.
"""

import time

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.onetime import once
from core.verdict import Forbidden
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import MeetingStatus
from ..forms.session import RoomCodeForm
from ..permissions.meeting import entered_room
from ..permissions.poll import seat_of
from ..services import room as services
from .meetings import back_to, visible_meeting

# Wrong tries of one member in one meeting, counted as `ACCOUNT_RATE_LIMITS` says.
APP, LIMIT = "allauth.account", "room_code"


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
def room_code(request, pk):
    """Ask for the six digits, then on to the ballot; whoever is in already goes straight there."""
    meeting = visible_meeting(request, pk)
    seat = seat_of(meeting, request.user)
    if seat is None:
        raise Forbidden(phrases.NOT_A_MEMBER)
    if meeting.status == MeetingStatus.OPEN and entered_room(seat):
        return redirect("awards:ballot", meeting.pk)
    form, status = RoomCodeForm(request.POST or None), 200
    key = f"{meeting.pk}:{request.user.pk}"
    if request.method == "POST" and meeting.status == MeetingStatus.OPEN:
        status = 422
        if _is_blocked(request, key):
            # Right ones wait too: otherwise whoever guesses would see which one was right.
            status = 429
            form.is_valid()
            form.add_error("code", phrases.ROOM_CODE_WAIT)
        elif form.is_valid():
            if services.enter(seat, form.cleaned_data["code"]):
                return redirect("awards:ballot", meeting.pk)
            ratelimit.consume(request, app=APP, action=LIMIT, key=key)
            form.add_error("code", phrases.ROOM_CODE_WRONG)
    open_now = meeting.status == MeetingStatus.OPEN
    return render(
        request, "awards/room_code.html", {"meeting": meeting, "form": form, "open_now": open_now}, status=status
    )


def _is_blocked(request, key: str) -> bool:
    """Whether too many wrong codes were tried; only reads."""
    for rate in ratelimit.get_rates(app=APP, action=LIMIT):
        tried = cache.get(ratelimit.get_cache_key(request, app=APP, action=LIMIT, rate=rate, key=key), [])
        if not ratelimit.apply_rate(tried, time.time(), rate, dry_run=True)[0]:
            return True
    return False


@require_POST
@once
def room_code_change(request, pk):
    """Another code for the wall; who has entered stays in."""
    meeting = visible_meeting(request, pk)
    try:
        services.change_code(meeting, by=request.user)
        messages.success(request, "Đã đổi mã phòng họp. Ai đã vào thì không phải nhập lại.")
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return back_to(meeting.pk)

"""Stepping aside on a line: a member for themselves, the secretary for anybody, until the vote opens."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.onetime import once
from core.verdict import Forbidden, require
from core.workflow import InvalidTransition

from .. import phrases
from ..forms.session import RecusalForm
from ..models import CouncilMeeting, Poll, Recusal
from ..permissions.meeting import may_run
from ..permissions.poll import seat_of
from ..permissions.recusal import may_note_recusal
from ..services import recusals as services
from .meetings import back_to, recusals_of


@require_http_methods(["GET", "POST"])
@once
def recusals(request, pk):
    """Those who step aside on the lines of an item, and the form to note one more."""
    seen = Poll.objects.filter(meeting__in=CouncilMeeting.objects.visible_to(request.user))
    poll = get_object_or_404(seen.select_related("meeting"), pk=pk)
    user, meeting = request.user, poll.meeting
    seat, runs = seat_of(meeting, user), bool(may_run(user, meeting))
    if seat is None and not runs:
        raise Forbidden(phrases.NOT_A_MEMBER)
    verdict = may_note_recusal(user, poll, seat)
    form = RecusalForm(request.POST or None, poll=poll, own_seat=seat, runs=runs)
    status = 200
    if request.method == "POST":
        require(verdict)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.note(
                    poll, seat=form.seat_chosen, nomination=data["nomination"], reason=data["reason"], by=user
                )
            except InvalidTransition as exc:
                form.add_error("nomination", str(exc))
            else:
                messages.success(request, f"Đã ghi {form.seat_chosen.name} không biểu quyết.")
                return redirect("awards:recusals", poll.pk)
    context = {
        "poll": poll,
        "meeting": meeting,
        "runs": runs,
        "verdict": verdict,
        "form": form if verdict else None,
        "recusals": recusals_of(poll, seat=None if runs else seat),
    }
    return render(request, "awards/recusals.html", context, status=status)


@require_POST
@once
def recusal_take_back(request, pk):
    """Let the member vote after all."""
    seen = Recusal.objects.filter(seat__meeting__in=CouncilMeeting.objects.visible_to(request.user))
    recusal = get_object_or_404(seen.select_related("seat__meeting", "nomination"), pk=pk)
    polls = recusal.seat.meeting.polls.filter(boxes__nomination=recusal.nomination_id).order_by("-number")
    poll = polls.first()
    try:
        services.take_back(recusal, by=request.user)
        messages.success(request, f"Đã bỏ ghi {recusal.seat.name} không biểu quyết.")
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return redirect("awards:recusals", poll.pk) if poll else back_to(recusal.seat.meeting_id)

"""Leading one vote through its states: one POST view per step; closing and cancelling ask on a page first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import board, phrases
from ..enums import PollStatus
from ..forms.meeting import CancelForm
from ..models import CouncilMeeting, Poll
from ..permissions.poll import may_cancel_poll, may_run_poll
from ..services import meetings, polls
from ..workflow.poll import POLL_WORKFLOW
from .meetings import back_to


def visible_poll(request: HttpRequest, pk: int) -> Poll:
    """A poll of a meeting the user may see, or 404."""
    seen = Poll.objects.filter(meeting__in=CouncilMeeting.objects.visible_to(request.user))
    return get_object_or_404(seen.select_related("meeting"), pk=pk)


def _step(request, poll: Poll, service, words: str) -> HttpResponse:
    try:
        service(poll, by=request.user)
        messages.success(request, words)
    except InvalidTransition as exc:
        was_late = poll.status in (PollStatus.CLOSED, PollStatus.COUNTED, PollStatus.PUBLISHED)
        messages.warning(request, phrases.POLL_CLOSED_ALREADY if was_late and service is polls.close_poll else str(exc))
    return back_to(poll.meeting_id, poll)


@require_POST
@once
def poll_open(request, pk):
    """Open the vote."""
    return _step(request, visible_poll(request, pk), polls.open_poll, "Đã mở bỏ phiếu.")


@require_http_methods(["GET", "POST"])
@once
def poll_close(request, pk):
    """Ask on a page how many are still out, then close."""
    poll = visible_poll(request, pk)
    if request.method == "POST" or poll.status != PollStatus.OPEN:
        if request.method == "POST":
            return _step(request, poll, polls.close_poll, "Đã đóng phiếu.")
        require(may_run_poll(request.user, poll))
        messages.warning(request, phrases.POLL_CLOSED_ALREADY)
        return back_to(poll.meeting_id, poll)
    require(may_run_poll(request.user, poll))
    progress = board.progress(poll, list(poll.meeting.seats.order_by("order")))
    return render(request, "awards/poll_close.html", {"poll": poll, "meeting": poll.meeting, "progress": progress})


@require_POST
@once
def poll_count(request, pk):
    """Count a closed vote."""
    return _step(request, visible_poll(request, pk), polls.count_poll, "Đã kiểm phiếu. Kết quả chưa công bố.")


@require_POST
@once
def poll_publish(request, pk):
    """Announce the result."""
    return _step(request, visible_poll(request, pk), polls.publish_poll, "Đã công bố kết quả.")


@require_POST
@once
def poll_drop(request, pk):
    """Take an item off the agenda."""
    poll = visible_poll(request, pk)
    meetings.drop_poll(poll, by=request.user)
    messages.success(request, "Đã bỏ nội dung khỏi chương trình.")
    return back_to(poll.meeting_id)


@require_http_methods(["GET", "POST"])
@once
def poll_cancel(request, pk):
    """Throw the whole vote away with a reason, and prepare it again."""
    poll = visible_poll(request, pk)
    require(may_cancel_poll(request.user, poll))
    if not POLL_WORKFLOW.may("cancel_poll", request.user, poll):
        messages.warning(request, "Nội dung này không còn hủy được ở trạng thái hiện tại.")
        return back_to(poll.meeting_id, poll)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            again = polls.cancel_poll(poll, reason=form.cleaned_data["reason"], by=request.user)
        except InvalidTransition as exc:
            messages.warning(request, str(exc))
            return back_to(poll.meeting_id, poll)
        messages.success(request, f"Đã hủy. Bỏ phiếu lại ở nội dung {again.number}.")
        return back_to(again.meeting_id, again)
    return render(request, "awards/poll_cancel.html", {"poll": poll, "meeting": poll.meeting, "form": form})

"""Meetings of the council: list, planning, the secretary's screen and the room screen (ux 11)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.onetime import once
from core.paging import page_of
from core.text import whole_number
from core.verdict import require
from core.workflow import InvalidTransition

from .. import board
from ..enums import MeetingStatus, PollStatus
from ..forms.meeting import AgendaForm, MeetingForm, ready_nominations
from ..models import BallotReceipt, CouncilMeeting, Poll
from ..permissions.meeting import may_attend, may_edit_agenda, may_plan, may_run, may_take_attendance
from ..permissions.poll import may_cancel_poll, may_drop_poll, may_run_poll, may_see_result
from ..services import meetings as services
from ..workflow.meeting import MEETING_WORKFLOW
from ..workflow.poll import POLL_WORKFLOW


def visible_meeting(request: HttpRequest, pk: int) -> CouncilMeeting:
    """The meeting, or 404 for whoever is outside."""
    return get_object_or_404(CouncilMeeting.objects.visible_to(request.user), pk=pk)


@require_GET
def my_meetings(request):
    """What a member comes for: the open ballot on top, then the meetings (phiên họp của tôi)."""
    require(may_attend(request.user))
    found = CouncilMeeting.objects.visible_to(request.user).order_by("-starts_at")
    waiting = BallotReceipt.objects.filter(
        seat__user=request.user, seat__present=True, cast=False, excluded=False, box__poll__status=PollStatus.OPEN
    )
    ballots = Poll.objects.filter(pk__in=waiting.values("box__poll")).select_related("meeting").order_by("pk")
    page = page_of(request, found, 30)
    return render(request, "awards/my_meetings.html", {"page_obj": page, "ballots": ballots})


@require_GET
def meeting_list(request):
    """All meetings, for who runs them."""
    require(may_plan(request.user))
    found = CouncilMeeting.objects.visible_to(request.user).order_by("-starts_at")
    page = page_of(request, found, 30)
    return render(request, "awards/meeting_list.html", {"page_obj": page, "ready": ready_nominations().count()})


@require_http_methods(["GET", "POST"])
@once
def meeting_create(request):
    """The form of a new meeting."""
    require(may_plan(request.user))
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = services.plan_meeting(**form.details(), by=request.user)
        except InvalidTransition as exc:
            form.add_error("nominations", str(exc))
        else:
            messages.success(request, "Đã lập phiên họp và gửi giấy mời.")
            return redirect("awards:meeting", meeting.pk)
    return render(request, "awards/meeting_form.html", {"form": form, "has_ready": ready_nominations().exists()})


def _asked_number(request) -> int | None:
    return whole_number(request.GET.get("noi-dung"))


def live_context(request, meeting: CouncilMeeting, poll: Poll | None, seats: list) -> dict:
    """What the polled piece shows: presence and turnout; names of those still to vote to the secretary alone."""
    progress = board.progress(poll, seats) if poll and poll.status not in _NOT_OPENED else None
    return {
        "meeting": meeting,
        "poll": poll,
        "presence": board.presence(meeting, seats),
        "progress": progress,
        "names": progress.missing if progress and may_run_poll(request.user, poll) else (),
        "is_open": bool(poll and poll.status == PollStatus.OPEN),
        "was_open": request.GET.get("dang-mo") == "1",
    }


_NOT_OPENED = (PollStatus.PREPARED, PollStatus.CANCELLED)


@require_GET
def meeting(request, pk):
    """The secretary's screen; members read the same page without the buttons."""
    found = visible_meeting(request, pk)
    user, seats, polls = request.user, list(found.seats.order_by("order")), board.agenda(found)
    poll = board.current(polls, _asked_number(request))
    for item in polls:
        item.meeting = found
    runs = bool(may_run(user, found))
    context = live_context(request, found, poll, seats) | {
        "seats": seats,
        "polls": polls,
        "runs": runs,
        "agenda_form": AgendaForm() if may_edit_agenda(user, found) and ready_nominations().exists() else None,
        "attendance": may_take_attendance(user, found),
        "meeting_steps": MEETING_WORKFLOW.choices_for(user, found) if runs else (),
        "may_vote_here": poll and poll.status == PollStatus.OPEN and any(seat.user_id == user.pk for seat in seats),
    }
    if poll:
        steps = POLL_WORKFLOW.choices_for(user, poll)
        cancel = next((choice for choice in steps if choice.step.action == "cancel_poll"), None)
        context |= {
            "rules": board.rule_sentences(poll),
            "results": board.results(poll) if may_see_result(user, poll) else None,
            "proofs": board.proofs(poll),
            "step": next((choice for choice in steps if choice is not cancel), None) if runs else None,
            "cancel": cancel if runs or (cancel and may_cancel_poll(user, poll)) else None,
            "drop": may_drop_poll(user, poll),
        }
    return render(request, "awards/meeting.html", context)


@require_GET
def partial_meeting(request, pk):
    """The piece the meeting's screen asks for every 3 seconds while a vote is open; it drops its trigger afterwards."""
    found = visible_meeting(request, pk)
    polls = list(found.polls.order_by("number"))
    poll = board.current(polls, _asked_number(request))
    if poll:
        poll.meeting = found
    context = live_context(request, found, poll, list(found.seats.order_by("order")))
    return render(request, "awards/_meeting_live.html", context)


def _screen_context(request, found: CouncilMeeting) -> dict:
    polls = board.agenda(found)
    poll = board.current(polls)
    seats = list(found.seats.order_by("order"))
    # On the wall stands only what everybody may know: no names, no counts before they are published.
    published = poll is not None and poll.status == PollStatus.PUBLISHED
    return live_context(request, found, poll, seats) | {
        "names": (),
        "rules": board.rule_sentences(poll) if poll else [],
        "results": board.results(poll) if published else None,
        "goes_on": found.status != MeetingStatus.CLOSED,
        "at": timezone.now(),
    }


@require_GET
def meeting_screen(request, pk):
    """The wall of the meeting room, in letters of 40 px."""
    found = visible_meeting(request, pk)
    return render(request, "awards/meeting_screen.html", _screen_context(request, found))


@require_GET
def partial_meeting_screen(request, pk):
    """The wall's content, asked for every 3 seconds until the meeting is over."""
    found = visible_meeting(request, pk)
    return render(request, "awards/_meeting_screen.html", _screen_context(request, found))


def back_to(meeting_id: int, poll: Poll | None = None) -> HttpResponse:
    """To the meeting's screen, at the item in hand."""
    address = reverse("awards:meeting", args=[meeting_id])
    return redirect(f"{address}?noi-dung={poll.number}" if poll else address)


@require_POST
@once
def attendance(request, pk) -> HttpResponse:
    """Note who is present."""
    found = visible_meeting(request, pk)
    seats = [seat for value in request.POST.getlist("seat") if (seat := whole_number(value)) is not None]
    count = services.take_attendance(found, present=seats, by=request.user)
    messages.success(request, f"Đã ghi điểm danh: có mặt {count}.")
    return back_to(found.pk)


@require_POST
@once
def agenda(request, pk) -> HttpResponse:
    """Add ready nominations to the agenda."""
    found = visible_meeting(request, pk)
    require(may_edit_agenda(request.user, found))
    form = AgendaForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Chưa chọn đề nghị nào, hoặc đề nghị vừa được đưa vào phiên họp khác.")
        return back_to(found.pk)
    try:
        services.add_to_agenda(found, form.cleaned_data["nominations"], by=request.user)
        messages.success(request, "Đã đưa vào chương trình.")
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    return back_to(found.pk)


@require_POST
@once
def open_meeting(request, pk) -> HttpResponse:
    """Open the meeting."""
    return _meeting_step(request, pk, services.open_meeting, "Đã mở phiên họp. Xin điểm danh.")


@require_POST
@once
def close_meeting(request, pk) -> HttpResponse:
    """End the meeting."""
    return _meeting_step(request, pk, services.close_meeting, "Đã kết thúc phiên họp.")


def _meeting_step(request, pk, service, words: str):
    found = visible_meeting(request, pk)
    try:
        service(found, by=request.user)
        messages.success(request, words)
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return back_to(found.pk)

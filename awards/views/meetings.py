"""Meetings of the council: list, planning, the secretary's screen and the room screen (ux 11)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.onetime import once
from core.paging import page_of
from core.squares import square
from core.text import whole_number
from core.verdict import require
from core.workflow import InvalidTransition

from .. import board, minutes_texts
from ..enums import MeetingStatus, PollStatus
from ..forms.meeting import AgendaForm, MeetingForm, ready_nominations
from ..forms.session import MeetingRemarkForm
from ..models import BallotReceipt, CouncilMeeting, Poll, Recusal
from ..permissions.meeting import (
    may_attend,
    may_edit_agenda,
    may_edit_meeting,
    may_plan,
    may_run,
    may_see_code,
    may_take_attendance,
)
from ..permissions.minutes import may_begin_minutes, may_read_minutes, may_write_remark, minutes_of
from ..permissions.poll import may_cancel_poll, may_drop_poll, may_see_result
from ..permissions.recusal import may_note_recusal
from ..services import meetings as services
from ..workflow.meeting import MEETING_WORKFLOW
from ..workflow.poll import POLL_WORKFLOW

# Fields of the attendance form: why the holder of a seat is absent.
REASON = "ly-do-"


def visible_meeting(request: HttpRequest, pk: int) -> CouncilMeeting:
    """The meeting, or 404 for whoever is outside."""
    return get_object_or_404(CouncilMeeting.objects.visible_to(request.user), pk=pk)


@require_GET
def my_meetings(request):
    """What a member comes for: the open ballot on top, then the meetings (phiên họp của tôi)."""
    require(may_attend(request.user))
    found = CouncilMeeting.objects.visible_to(request.user).order_by("-starts_at")
    waiting = BallotReceipt.objects.filter(
        seat__user=request.user,
        seat__present=True,
        cast=False,
        on_paper=False,
        excluded=False,
        box__poll__status=PollStatus.OPEN,
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


def live_context(request, meeting: CouncilMeeting, polls: list[Poll], poll: Poll | None, seats: list) -> dict:
    """What the polled piece shows: presence and turnout; names of those still to vote to the secretary alone.

    `seen` is the state the page was drawn for: it decides how much room the piece takes, so that nothing below it ever
    moves; once the true state differs the piece says so and asks no more.
    """
    runs = bool(may_run(request.user, meeting))
    state = poll.status if poll else ""
    seen = request.GET.get("trang-thai", state)
    progress = board.progress(poll, seats) if poll and state not in _NOT_OPENED else None
    return {
        "meeting": meeting,
        "poll": poll,
        "runs": runs,
        "presence": (presence := board.presence(meeting, seats)),
        "presence_words": minutes_texts.presence_words(presence),
        "in_room": sum(seat.in_room for seat in seats if seat.present),
        "progress": progress,
        "names": progress.missing if progress and runs else (),
        "is_open": state == PollStatus.OPEN,
        "seen": seen,
        "changed": seen != state,
        "elsewhere": next((row for row in polls if row.status == PollStatus.OPEN and row != poll), None),
        "asks_on": meeting.status == MeetingStatus.OPEN and seen == state,
    }


def recusals_of(poll: Poll, *, seat=None) -> list[Recusal]:
    """Who does not vote on the lines of a poll, line by line; of one seat only when `seat` is given. One query."""
    rows = Recusal.objects.filter(seat__meeting=poll.meeting_id, nomination__boxes__poll=poll)
    rows = rows.filter(seat=seat) if seat else rows
    rows = rows.select_related("seat", "nomination__form", "nomination__unit", "nomination__person")
    return list(rows.order_by("nomination__form__order", "nomination", "seat__order"))


_NOT_OPENED = (PollStatus.PREPARED, PollStatus.CANCELLED)


@require_GET
def meeting(request, pk):
    """The secretary's screen; members read the same page without the buttons."""
    found = visible_meeting(request, pk)
    user, seats, polls = request.user, list(found.seats.order_by("order")), board.agenda(found)
    poll = board.current(polls, _asked_number(request))
    for item in polls:
        item.meeting = found
    for seat in seats:
        seat.meeting = found
    own = next((seat for seat in seats if seat.user_id == user.pk), None)
    context = live_context(request, found, polls, poll, seats)
    runs = context["runs"]
    context |= {
        "seats": seats,
        "late": {seat.pk for seat in minutes_texts.late_seats(seats, polls)},
        "polls": polls,
        "movable": [item.pk for item in polls if item.status == PollStatus.PREPARED],
        "may_order": runs and may_edit_agenda(user, found),
        "agenda_form": AgendaForm() if may_edit_agenda(user, found) and ready_nominations().exists() else None,
        "attendance": may_take_attendance(user, found),
        "edit": may_edit_meeting(user, found) if runs else None,
        "meeting_steps": {choice.step.action: choice for choice in MEETING_WORKFLOW.choices_for(user, found)}
        if runs
        else {},
        "may_vote_here": context["is_open"] and own in context["progress"].missing,
        **_papers_context(user, found),
    }
    if poll:
        steps = POLL_WORKFLOW.choices_for(user, poll)
        cancel = next((choice for choice in steps if choice.step.action == "cancel_poll"), None)
        context |= {
            "rules": board.rule_sentences(poll),
            "results": board.results(poll) if may_see_result(user, poll) else None,
            "proofs": board.proofs(poll),
            "recusals": recusals_of(poll, seat=None if runs else own) if runs or own else [],
            "may_note_recusal": may_note_recusal(user, poll, own) if runs or own else None,
            "step": next((choice for choice in steps if choice is not cancel), None) if runs else None,
            "cancel": cancel if runs or (cancel and may_cancel_poll(user, poll)) else None,
            "drop": may_drop_poll(user, poll),
        }
    return render(request, "awards/meeting.html", context)


def _papers_context(user, found: CouncilMeeting) -> dict:
    """Minutes and remarks as the screen offers them."""
    minutes = minutes_of(found)
    if minutes:
        minutes.meeting = found
    writes = bool(may_write_remark(user, found))
    return {
        "minutes": minutes if minutes and may_read_minutes(user, minutes) else None,
        "begin_minutes": may_begin_minutes(user, found),
        "remark_form": MeetingRemarkForm(meeting=found) if writes else None,
        "remark_count": found.remarks.count() if writes else 0,
    }


@require_GET
def partial_meeting(request, pk):
    """The piece the meeting's screen asks for every 3 seconds while the meeting goes on."""
    found = visible_meeting(request, pk)
    polls = list(found.polls.order_by("number"))
    poll = board.current(polls, _asked_number(request))
    context = live_context(request, found, polls, poll, list(found.seats.order_by("order")))
    return render(request, "awards/_meeting_live.html", context)


def _screen_context(request, found: CouncilMeeting) -> dict:
    polls = board.agenda(found)
    poll = board.current(polls)
    seats = list(found.seats.order_by("order"))
    # On the wall stands only what everybody may know: no names, no counts before they are published.
    published = poll is not None and poll.status == PollStatus.PUBLISHED
    return live_context(request, found, polls, poll, seats) | {
        "names": (),
        "rules": board.rule_sentences(poll) if poll else [],
        "results": board.results(poll) if published else None,
        "code": found.room_code if may_see_code(request.user, found) else "",
        "square": square(settings.SITE_URL + reverse("awards:ballot", args=[found.pk])),
        "goes_on": found.status in (MeetingStatus.PLANNED, MeetingStatus.OPEN),
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
    """Note who is present, and why the others are not."""
    found = visible_meeting(request, pk)
    seats = [seat for value in request.POST.getlist("seat") if (seat := whole_number(value)) is not None]
    named = {name.removeprefix(REASON): value for name, value in request.POST.items() if name.startswith(REASON)}
    reasons = {seat: value for name, value in named.items() if (seat := whole_number(name)) is not None}
    count = services.take_attendance(found, present=seats, reasons=reasons, by=request.user)
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

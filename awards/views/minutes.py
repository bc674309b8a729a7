"""The minutes of a meeting: begun with what is known, written by the secretary, finished after the meeting."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import board, counting, minutes_texts
from ..enums import PollStatus
from ..forms.session import MinutesForm
from ..models import BallotBox, Minutes, Poll, Recusal
from ..permissions.minutes import may_edit_minutes, may_read_minutes, may_write_remark, minutes_of
from ..services import minutes as services
from ..workflow.minutes import MINUTES_WORKFLOW
from .meetings import visible_meeting
from .remarks import remarks_of


def _find(request: HttpRequest, pk: int) -> Minutes:
    """The minutes of a meeting in the user's scope; 404 while there are none."""
    meeting = visible_meeting(request, pk)
    found = minutes_of(meeting)
    if found is None:
        raise Http404
    found.meeting = meeting
    return found


@require_POST
@once
def minutes_begin(request, pk):
    """Begin the minutes with what is known."""
    meeting = visible_meeting(request, pk)
    try:
        services.begin(meeting, by=request.user)
        messages.success(request, "Đã tạo biên bản, điền sẵn thành phần và chương trình.")
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return redirect("awards:minutes", meeting.pk)


@require_http_methods(["GET", "POST"])
@once
def minutes(request, pk):
    """Read the minutes; the secretary writes them here until they are finished."""
    found = _find(request, pk)
    require(may_read_minutes(request.user, found))
    if request.method != "POST":
        return _page(request, found, MinutesForm.of(found))
    require(may_edit_minutes(request.user, found))
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        services.save(found, **form.cleaned_data, by=request.user)
    except InvalidTransition:
        found = _find(request, pk)
        form.data = form.data.copy()
        form.data["version"] = found.version
        return _page(request, found, form, clash=True, status=409)
    messages.success(request, "Đã lưu biên bản.")
    return redirect("awards:minutes", pk)


def _verdicts(poll: Poll) -> list[tuple[BallotBox, str]]:
    """The lines of a published vote, each with its verdict in words."""
    rows = [box for box in poll.boxes.all() if box.yes is not None]
    return [
        (box, counting.verdict_words(box.yes, box.base, box.threshold_percent, box.strict, box.rule_confirmed))
        for box in rows
    ]


def _page(request, found: Minutes, form: MinutesForm, *, clash: bool = False, status: int = 200) -> HttpResponse:
    meeting = found.meeting
    seats = list(meeting.seats.order_by("order"))
    polls = board.agenda(meeting)
    published = [(poll, _verdicts(poll)) for poll in polls if poll.status == PollStatus.PUBLISHED]
    recusals = Recusal.objects.filter(seat__meeting=meeting).select_related(
        "seat", "nomination__form", "nomination__unit", "nomination__person"
    )
    context = {
        "meeting": meeting,
        "minutes": found,
        "form": form if may_edit_minutes(request.user, found) else None,
        "clash": clash,
        "finish": MINUTES_WORKFLOW.may("finish_minutes", request.user, found),
        "presence_words": minutes_texts.presence_words(board.presence(meeting, seats)),
        "seats": seats,
        "late": {seat.pk for seat in minutes_texts.late_seats(seats, polls)},
        "polls": polls,
        "published": published,
        "recusals": recusals.order_by("nomination", "seat__order"),
        "remarks": remarks_of(meeting),
        "may_write_remark": may_write_remark(request.user, meeting),
    }
    return render(request, "awards/minutes.html", context, status=status)


@require_POST
@once
def minutes_finish(request, pk):
    """Freeze texts and facts."""
    found = _find(request, pk)
    try:
        services.finish(found, by=request.user)
        messages.success(request, "Đã hoàn thành biên bản. Nội dung không đổi nữa.")
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return redirect("awards:minutes", pk)

"""Before a meeting: changing it, putting it off, the order of its agenda, its papers and its calendar file (ux 11)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import ics, meeting_papers
from ..forms.meeting import MeetingEditForm, MomentForm, PutOffForm
from ..models import CouncilMeeting, Poll
from ..permissions.meeting import may_edit_meeting, may_run
from ..services import meetings, planning
from ..workflow.meeting import MEETING_WORKFLOW
from .meetings import back_to, visible_meeting


@require_http_methods(["GET", "POST"])
@once
def meeting_edit(request, pk):
    """Change a planned meeting; members are told when it says something else."""
    found = visible_meeting(request, pk)
    require(may_edit_meeting(request.user, found))
    form = MeetingEditForm(request.POST) if request.method == "POST" else MeetingEditForm.of(found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            invitation = found.invitation
            try:
                found = planning.edit_meeting(
                    found, **form.details(), version=form.cleaned_data["version"], by=request.user
                )
            except InvalidTransition:
                return _clash(request, found.pk, form)
            told = found.invitation != invitation
            messages.success(request, "Đã lưu, gửi giấy mời mới tới các thành viên." if told else "Đã lưu phiên họp.")
            return back_to(found.pk)
    return render(request, "awards/meeting_edit.html", {"meeting": found, "form": form}, status=status)


def _clash(request, pk: int, form: MeetingEditForm) -> HttpResponse:
    """Somebody saved meanwhile: both versions on the page, the next press keeps this one."""
    stands = CouncilMeeting.objects.get(pk=pk)
    form.data = form.data.copy()
    form.data["version"] = stands.version
    context = {"meeting": stands, "form": form, "clash": True}
    return render(request, "awards/meeting_edit.html", context, status=409)


def _off(request, pk: int, action: str, service, template_words: dict, done: str):
    found = visible_meeting(request, pk)
    require(may_run(request.user, found))
    if not MEETING_WORKFLOW.may(action, request.user, found):
        messages.warning(request, MEETING_WORKFLOW.may(action, request.user, found).reason)
        return back_to(found.pk)
    form = PutOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(found, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, done)
        except InvalidTransition as exc:
            messages.warning(request, str(exc))
        return back_to(found.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "awards/meeting_off.html", {"meeting": found, "form": form, **template_words}, status=status)


@require_http_methods(["GET", "POST"])
@once
def meeting_postpone(request, pk):
    """Ask why, then put the meeting off."""
    words = {
        "heading": "Hoãn phiên họp",
        "what": "Chương trình giữ nguyên và chờ ngày họp mới. Các thành viên nhận thư báo hoãn.",
    }
    return _off(request, pk, "postpone_meeting", planning.postpone, words, "Đã hoãn phiên họp và báo các thành viên.")


@require_http_methods(["GET", "POST"])
@once
def meeting_cancel(request, pk):
    """Ask why, then call the meeting off."""
    words = {
        "heading": "Hủy phiên họp",
        "what": "Các đề nghị trong chương trình trở lại chờ trình Hội đồng. Hủy rồi không lấy lại được.",
    }
    return _off(request, pk, "cancel_meeting", planning.cancel, words, "Đã hủy phiên họp và báo các thành viên.")


@require_http_methods(["GET", "POST"])
@once
def meeting_replan(request, pk):
    """A new date for a meeting that was put off."""
    found = visible_meeting(request, pk)
    require(may_run(request.user, found))
    if not MEETING_WORKFLOW.may("replan_meeting", request.user, found):
        messages.warning(request, MEETING_WORKFLOW.may("replan_meeting", request.user, found).reason)
        return back_to(found.pk)
    form = MomentForm(request.POST or None, initial={"place": found.place})
    if request.method == "POST" and form.is_valid():
        try:
            planning.plan_again(found, **form.moment(), by=request.user)
            messages.success(request, "Đã lên lịch lại và gửi giấy mời mới.")
        except InvalidTransition as exc:
            messages.warning(request, str(exc))
        return back_to(found.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "awards/meeting_replan.html", {"meeting": found, "form": form}, status=status)


def _move(request, pk: int, *, up: bool) -> HttpResponse:
    seen = Poll.objects.filter(meeting__in=CouncilMeeting.objects.visible_to(request.user))
    poll = get_object_or_404(seen.select_related("meeting"), pk=pk)
    try:
        poll = meetings.move_poll(poll, up=up, by=request.user)
        messages.success(request, f"“{poll.title}” nay là nội dung {poll.number}.")
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return back_to(poll.meeting_id, poll)


@require_POST
@once
def poll_up(request, pk):
    """One place up on the agenda."""
    return _move(request, pk, up=True)


@require_POST
@once
def poll_down(request, pk):
    """One place down on the agenda."""
    return _move(request, pk, up=False)


@require_GET
def papers(request, pk):
    """Everything to read beforehand: each dossier of the agenda, with what members said about the reports."""
    found = visible_meeting(request, pk)
    items = meeting_papers.items_of(found, request.user)
    return render(request, "awards/meeting_papers.html", {"meeting": found, "items": items})


@require_GET
def calendar(request, pk):
    """The meeting for one's own calendar, as it also goes with each letter."""
    found = visible_meeting(request, pk)
    audit.record("calendar_downloaded", found, by=request.user)
    answer = HttpResponse(ics.calendar_of(found, now=timezone.now()), content_type=ics.media_type(found))
    answer.headers["Content-Disposition"] = f'attachment; filename="{ics.file_name(found)}"'
    return answer

"""What is said in the meeting, noted quickly by the secretary for the minutes (ý kiến phát biểu)."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.onetime import once
from core.text import whole_number
from core.verdict import require
from core.workflow import InvalidTransition

from ..forms.session import MeetingRemarkForm
from ..models import CouncilMeeting, MeetingRemark
from ..permissions.minutes import may_write_remark
from ..services import remarks as services
from .meetings import back_to, visible_meeting


def remarks_of(meeting: CouncilMeeting) -> list[MeetingRemark]:
    """All remarks of a meeting, as they were said. One query."""
    rows = meeting.remarks.select_related("seat", "nomination__form", "nomination__unit", "nomination__person")
    return list(rows.order_by("pk"))


@require_http_methods(["GET", "POST"])
@once
def remarks(request, pk):
    """Every remark, and the form for one more; on success back to the screen the form stood on."""
    meeting = visible_meeting(request, pk)
    require(may_write_remark(request.user, meeting))
    form = MeetingRemarkForm(request.POST or None, meeting=meeting)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            services.add(meeting, text=data["text"], seat=data["seat"], nomination=data["nomination"], by=request.user)
            messages.success(request, "Đã ghi ý kiến.")
            number = whole_number(request.POST.get("noi-dung"))
            poll = meeting.polls.filter(number=number).first() if number else None
            return back_to(meeting.pk, poll) if poll else redirect("awards:remarks", meeting.pk)
    context = {"meeting": meeting, "form": form, "remarks": remarks_of(meeting)}
    return render(request, "awards/remarks.html", context, status=status)


def _find(request: HttpRequest, pk: int) -> MeetingRemark:
    seen = MeetingRemark.objects.filter(meeting__in=CouncilMeeting.objects.visible_to(request.user))
    remark = get_object_or_404(seen.select_related("meeting", "seat", "nomination"), pk=pk)
    require(may_write_remark(request.user, remark.meeting))
    return remark


@require_http_methods(["GET", "POST"])
@once
def remark_edit(request, pk):
    """Put a remark right; a text somebody else changed meanwhile is shown beside one's own."""
    remark = _find(request, pk)
    initial = {"seat": remark.seat_id, "nomination": remark.nomination_id, "text": remark.text, "was": remark.text}
    form = MeetingRemarkForm(request.POST or None, meeting=remark.meeting, initial=initial)
    status, clash = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.change(remark, **form.cleaned_data, by=request.user)
            except InvalidTransition:
                remark = _find(request, pk)
                form.data = form.data.copy()
                form.data["was"] = remark.text
                status, clash = 409, True
            else:
                messages.success(request, "Đã sửa ý kiến.")
                return redirect("awards:remarks", remark.meeting_id)
    context = {"meeting": remark.meeting, "remark": remark, "form": form, "clash": clash}
    return render(request, "awards/remark_edit.html", context, status=status)


@require_POST
@once
def remark_remove(request, pk):
    """Take a remark out."""
    remark = _find(request, pk)
    services.remove(remark, by=request.user)
    messages.success(request, "Đã xóa ý kiến.")
    return redirect("awards:remarks", remark.meeting_id)

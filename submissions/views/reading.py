"""A handed-in report to read, with what council members said about contents in their care (R6)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from campaigns.fields import in_care_of
from core.clock import database_now, ward_date
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases, reading
from ..enums import SubmissionStatus as S
from ..forms_independence import RemarkForm
from ..models import Remark, Submission
from ..permissions_independence import may_read_handed_in, may_remark
from ..services import handing_in, remarks


def find_handed_in(request, pk: int) -> Submission:
    """A report the ward has received; 404 outside the scope, 403 for a unit, which has its own pages."""
    rows = Submission.objects.visible_to(request.user).exclude(status=S.DRAFT)
    submission = get_object_or_404(rows.select_related("period__campaign", "group", "unit", "person"), pk=pk)
    require(may_read_handed_in(request.user))
    return submission


@require_GET
def read(request, pk):
    """The latest hand-in, word for word; nothing about marks."""
    return _render(request, find_handed_in(request, pk))


def remarks_of(user, submission: Submission) -> list[Remark]:
    """The standing remarks on a report `user` may read, in the plan's order; one query."""
    rows = Remark.objects.visible_to(user).standing().filter(submission=submission)
    return list(rows.select_related("author", "content_area"))


def _render(request, submission: Submission, form: RemarkForm | None = None, status: int = 200):
    latest = submission.snapshots.select_related("taken_by").order_by("-number").first()
    in_care = in_care_of(request.user, on=ward_date(database_now()), campaign=submission.period.campaign)
    verdict = may_remark(request.user, submission, in_care)
    context = {
        "submission": submission,
        "period": submission.period,
        "latest": latest,
        "flag": handing_in.punctuality(submission),
        "parts": reading.parts_of(latest.data, person=submission.person_id is not None),
        "remarks": remarks_of(request.user, submission),
        "form": form or (RemarkForm(in_care=in_care) if verdict else None),
        "why_no_remark": verdict.reason,
    }
    return render(request, "submissions/read.html", context, status=status)


@require_POST
@once
def remark(request, pk):
    """Ghi ý kiến về một nội dung mình phụ trách."""
    submission = find_handed_in(request, pk)
    now = database_now()
    in_care = in_care_of(request.user, on=ward_date(now), campaign=submission.period.campaign)
    require(may_remark(request.user, submission, in_care))
    form = RemarkForm(request.POST, in_care=in_care)
    if form.is_valid():
        try:
            remarks.write(submission, by=request.user, at=now, **form.cleaned_data)
        except ValidationError as exc:
            form.add_error("text", exc.messages)
    if form.errors:
        return _render(request, submission, form, status=422)
    messages.success(request, phrases.REMARK_SAVED)
    return redirect("submissions:read", pk=pk)


@require_POST
@once
def remark_withdraw(request, pk):
    """Rút lại ý kiến của mình."""
    rows = Remark.objects.visible_to(request.user).select_related("content_area")
    row = get_object_or_404(rows, pk=pk)
    try:
        remarks.withdraw(row, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    return redirect("submissions:read", pk=row.submission_id)

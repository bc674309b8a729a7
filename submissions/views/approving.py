"""Between officer and head: send for approval, take back, give back. The head hands in from the check page."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core import formats
from core.clock import database_now
from core.doing import carry_out
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases, windows
from ..forms import AskApprovalForm, GiveBackForm
from ..permissions import EDITABLE, owns
from ..services import approvals
from ..services.readiness import NotReady, WindowClosed
from .finding import find_submission
from .handing_in import check_page


def _own(request, pk: int):
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    return submission


def _back(submission):
    """The check page while the report is in its unit's hands, else its receipt."""
    return redirect("submissions:check" if submission.status in EDITABLE else "submissions:receipt", pk=submission.pk)


@require_POST
@once
def ask_approval(request, pk):
    """Send the report to the unit's head (trình thủ trưởng duyệt)."""
    submission = _own(request, pk)
    form = AskApprovalForm(request.POST)
    if not form.is_valid():
        return check_page(request, submission, now=database_now(), ask=form, status=422)
    try:
        approvals.send_for_approval(submission, by=request.user, note=form.cleaned_data["note"])
    except (NotReady, WindowClosed, InvalidTransition) as exc:
        messages.error(request, str(exc))
    else:
        deadline = windows.deadline_of_report(submission)
        day = formats.format_weekday_date(deadline.last_day)
        messages.success(request, phrases.APPROVAL_SENT.format(day=day))
    return _back(submission)


@require_POST
@once
def take_back(request, pk):
    """Take the report back from the head to change it (lấy lại để sửa)."""
    submission = _own(request, pk)
    if not carry_out(request, partial(approvals.take_back, submission, by=request.user), phrases.APPROVAL_TAKEN_BACK):
        submission.refresh_from_db(fields=["status"])
    return _back(submission)


@require_POST
@once
def give_back(request, pk):
    """The head gives the report back with a note (trả lại kèm ý kiến)."""
    submission = _own(request, pk)
    form = GiveBackForm(request.POST)
    if not form.is_valid():
        return check_page(request, submission, now=database_now(), back=form, status=422)
    deed = partial(approvals.give_back, submission, by=request.user, answer=form.cleaned_data["answer"])
    if not carry_out(request, deed, phrases.APPROVAL_GIVEN_BACK):
        submission.refresh_from_db(fields=["status"])
    return _back(submission)

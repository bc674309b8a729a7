"""Check, hand in, take back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.enums import ApprovalKind
from core import formats
from core.clock import database_now, ward_date
from core.onetime import once
from core.verdict import Verdict, denied, require
from core.workflow import InvalidTransition

from .. import advice, approvers, papers, phrases, reading, windows
from ..asked import asked_of
from ..enums import ApprovalOutcome, Window
from ..enums import SubmissionStatus as S
from ..forms import AskApprovalForm, GiveBackForm, HandInForm
from ..models import Submission
from ..permissions import EDITABLE, approval_of, may_edit, may_take_back, owns
from ..sections import Remark, sections_of
from ..services import handing_in
from ..services.readiness import approval_gaps
from ..services.snapshots import picture_of
from ..workflow import WORKFLOW
from .evidence import signed_zone
from .finding import find_submission


def check_page(request, submission: Submission, *, now, form=None, ask=None, back=None, status: int = 200):
    """The page before handing in; `form`, `ask`, `back` are forms that came back with what is missing."""
    sections = sections_of(submission)
    gaps = [*sections.gaps, *approval_gaps(submission)]
    times = windows.deadline_of_report(submission)
    late = handing_in.is_late_now(submission, now, times)
    own_press = WORKFLOW.may("submit", request.user, submission)
    head_reads = bool(own_press and submission.with_head_since)
    editable = may_edit(request.user, submission)
    context = {
        "submission": submission,
        "period": submission.period,
        "sections": sections,
        "gaps": gaps,
        "advice": advice.advice_of(submission, sections),
        "asked": asked_of(submission),
        "rows": _rows(submission, gaps),
        "times": times,
        "late": late,
        "late_days": windows.days_late(times, now),
        "settled": windows.is_settled(submission),
        "on_time": windows.calendar_of(times, now).window == Window.ON_TIME,
        "remaining": formats.format_remaining(now, times.closes_at),
        "form": form or _hand_in_form(submission, None, late=late, by_head=head_reads),
        "verdict": _ready(own_press, submission, gaps, now),
        "editable": editable,
        "signed": signed_zone(submission) if submission.unit_id and (editable or head_reads) else None,
        "head_reads": head_reads,
        "submit_label": _label(submission, late=late, by_head=head_reads),
        "back": back or (GiveBackForm() if head_reads else None),
        "errors": [each for each in (form, ask, back) if each],
        **_with_head(request.user, submission, gaps, ask, now),
    }
    return render(request, "submissions/check.html", context, status=status)


def _ready(verdict: Verdict, submission: Submission, gaps: list[Remark], now) -> Verdict:
    """The right to press, then the calendar, then what is missing."""
    if verdict:
        verdict = windows.open_for_work(submission, now)
    return denied(phrases.NOT_READY.format(count=len(gaps))) if verdict and gaps else verdict


def _rows(submission: Submission, gaps: list[Remark]) -> list[dict]:
    """The sections to read, each with how many things it still misses."""
    missing = [gap.section for gap in gaps]
    parts = reading.parts_of(picture_of(submission), person=submission.person_id is not None)
    return [{"part": part, "only": [part], "gaps": missing.count(part.key)} for part in parts]


def _hand_in_form(submission: Submission, data, *, late: bool, by_head: bool) -> HandInForm:
    return HandInForm(data, late=late, approval=approval_of(submission), by_head=by_head)


def _label(submission: Submission, *, late: bool, by_head: bool) -> str:
    words = "Nộp lại" if submission.status == S.RETURNED else "Nộp muộn báo cáo" if late else "Nộp báo cáo"
    return f"Duyệt và {words[0].lower()}{words[1:]}" if by_head else words


def _with_head(user, submission: Submission, gaps: list[Remark], ask, now) -> dict:
    """Where the report stands between officer and head."""
    latest = submission.approval_requests.select_related("asked_by", "answered_by").order_by("-pk").first()
    if latest is not None:
        latest.submission = submission
    waits = latest if submission.with_head_since else None
    given_back = latest if latest and latest.outcome == ApprovalOutcome.GIVEN_BACK else None
    context = {"waits": waits, "given_back": given_back}
    if waits:
        context["take_back"] = may_take_back(user, waits)
    elif approval_of(submission) == ApprovalKind.SECOND_PERSON:
        may_send = approvers.may_send(user, submission, on=ward_date(now))
        context |= {"ask": ask or AskApprovalForm(), "may_send": _ready(may_send, submission, gaps, now)}
    return context


@require_GET
def check(request, pk):
    """Read once as the ward will, then hand in (kiểm tra trước khi nộp)."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    if submission.status not in EDITABLE:
        return redirect("submissions:receipt", pk=pk)
    return check_page(request, submission, now=database_now())


@require_POST
@once
def submit(request, pk):
    """Hand in (nộp báo cáo)."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    now = database_now()
    late = handing_in.is_late_now(submission, now)
    form = _hand_in_form(submission, request.POST, late=late, by_head=submission.with_head_since is not None)
    again = submission.status == S.RETURNED
    if submission.status in EDITABLE and not form.is_valid():
        return check_page(request, submission, now=now, form=form, status=422)
    try:
        handing_in.submit(submission, by=request.user, late_reason=form.data.get("late_reason", ""))
    except handing_in.LateReasonMissing as exc:
        # Midnight passed between the two readings of the clock: ask for the reason now.
        messages.error(request, str(exc))
    except (handing_in.NotReady, handing_in.WindowClosed) as exc:
        messages.error(request, str(exc))
    except InvalidTransition as exc:
        submission.refresh_from_db(fields=["status", "code"])
        if submission.status in EDITABLE:
            messages.error(request, str(exc))
    else:
        papers.ask_after_hand_in(submission, by=request.user)
        if again:
            messages.success(request, phrases.RESUBMITTED.format(time=formats.format_time(submission.submitted_at)))
    handed_in = submission.status not in EDITABLE
    return redirect("submissions:receipt" if handed_in else "submissions:check", pk=pk)


@require_POST
@once
def withdraw(request, pk):
    """Take back to change (rút lại để sửa)."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    try:
        handing_in.withdraw(submission, by=request.user)
    except (handing_in.WindowClosed, InvalidTransition) as exc:
        messages.error(request, str(exc))
        return redirect("submissions:home")
    late = handing_in.is_late_now(submission, database_now())
    messages.success(request, phrases.WITHDRAWN_LATE if late else phrases.WITHDRAWN)
    return redirect("submissions:home")

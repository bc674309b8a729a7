"""Check, hand in, take back, receipt, print."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import formats
from core.clock import database_now
from core.onetime import once
from core.verdict import denied, require
from core.workflow import InvalidTransition

from .. import phrases, reading, windows
from ..enums import SubmissionStatus as S
from ..forms import HandInForm
from ..permissions import EDITABLE, owns
from ..sections import sections_of
from ..services import handing_in
from ..services.snapshots import picture_of
from ..workflow import WORKFLOW
from .finding import find_submission

# Within this span of the deadline a receipt tells the seconds.
CLOSE_CALL = timedelta(days=1)


def _check_page(request, submission, form, *, now, status: int = 200):
    sections = sections_of(submission)
    data = picture_of(submission)
    verdict = WORKFLOW.may("submit", request.user, submission)
    if verdict:
        verdict = windows.open_for_work(submission, now)
    if verdict and sections.gaps:
        verdict = denied(phrases.NOT_READY.format(count=len(sections.gaps)))
    late = handing_in.is_late_now(submission, now)
    context = {
        "submission": submission,
        "period": submission.period,
        "sections": sections,
        "parts": reading.parts_of(data, person=submission.person_id is not None),
        "faulty": {gap.section for gap in sections.gaps},
        "form": form,
        "late": late,
        "late_days": windows.days_late(submission.period, now),
        "verdict": verdict,
        "may_edit": submission.status in EDITABLE and bool(owns(request.user, submission)),
        "submit_label": "Nộp lại" if submission.status == S.RETURNED else "Nộp muộn báo cáo" if late else "Nộp báo cáo",
        "remaining": formats.format_remaining(now, submission.period.closes_at),
    }
    return render(request, "submissions/check.html", context, status=status)


@require_GET
def check(request, pk):
    """Read once as the ward will, then hand in (kiểm tra trước khi nộp)."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    if submission.status not in EDITABLE:
        return redirect("submissions:receipt", pk=pk)
    now = database_now()
    form = HandInForm(late=handing_in.is_late_now(submission, now), person=submission.person_id is not None)
    return _check_page(request, submission, form, now=now)


@require_POST
@once
def submit(request, pk):
    """Hand in (nộp báo cáo)."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    now = database_now()
    late = handing_in.is_late_now(submission, now)
    form = HandInForm(request.POST, late=late, person=submission.person_id is not None)
    again = submission.status == S.RETURNED
    if submission.status in EDITABLE and not form.is_valid():
        return _check_page(request, submission, form, now=now, status=422)
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


@require_GET
def receipt(request, pk):
    """End all doubt (biên nhận): code, moment, on time or late, what comes next; later the state of that day."""
    submission = find_submission(request, pk)
    if not submission.code:
        raise Http404
    now = database_now()
    last = submission.returns.order_by("-pk").first()
    context = {
        "submission": submission,
        "period": submission.period,
        "is_valid": submission.status != S.DRAFT,
        "flag": handing_in.punctuality(submission),
        "first_words": receipt_moment(submission.first_submitted_at, submission.period),
        "latest_words": receipt_moment(submission.submitted_at, submission.period),
        "resubmitted": submission.rounds > 1,
        "returned": last if submission.status == S.RETURNED else None,
        "mine": bool(owns(request.user, submission)),
        "withdraw": handing_in.may_withdraw_now(request.user, submission, now),
        "withdraw_late": not windows.is_settled(submission) and now >= submission.period.closes_at,
        "zalo": _zalo_text(submission),
    }
    return render(request, "submissions/receipt.html", context)


def receipt_moment(moment, period) -> str:
    """The moment as a receipt writes it: with seconds near the deadline, where they decide (F15)."""
    if abs(moment - period.closes_at) > CLOSE_CALL:
        return formats.format_moment(moment)
    local = formats.clock.ward_time(moment)
    return f"{local:%H:%M:%S} ngày {formats.format_date(moment)} (giờ Việt Nam)"


def _zalo_text(submission) -> str:
    link = settings.SITE_URL + reverse("submissions:receipt", args=[submission.pk])
    moment = formats.format_moment(submission.submitted_at)
    return f"{submission.subject_name} đã nộp báo cáo {submission.code} lúc {moment}. Biên nhận: {link}"


@require_GET
def preview(request, pk):
    """The report on paper (bản in thử, báo cáo đã nộp): as it stands, or, for all but its writers, as handed in."""
    submission = find_submission(request, pk)
    snapshot = None
    if submission.status not in EDITABLE or not owns(request.user, submission):
        snapshot = submission.snapshots.order_by("-number").first()
    data = snapshot.data if snapshot else picture_of(submission)
    total, most = reading.self_total(data)
    context = {
        "submission": submission,
        "period": submission.period,
        "snapshot": snapshot,
        "parts": reading.parts_of(data, person=submission.person_id is not None),
        "total": total,
        "most": most,
    }
    return render(request, "submissions/preview.html", context)

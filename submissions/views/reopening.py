"""Taking an accepted report up again, with the letter as the unit will read it; then one's own marks."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from core.clock import database_now
from core.doing import carry_out
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import letters, phrases
from ..forms_return import ReopenForm
from ..services import reopening
from .returning import letter_piece, letter_to
from .review import find_own_review, find_report, review_address


def _page(request, submission, form, *, preview=None, status: int = 200):
    context = {
        "submission": submission,
        "period": submission.period,
        "form": form,
        "preview": preview,
        "empty_letter": phrases.LETTER_NEEDS_REASON,
        "query": request.GET.urlencode(),
        "to": letter_to(submission),
    }
    return render(request, "submissions/reopen.html", context, status=status)


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def reopen_form(request, pk):
    """Say why; a POST here only shows the letter (xem trước thư), nothing is sent."""
    submission = find_report(request, pk)
    require(reopening.reopening_verdict(request.user, submission))
    form = ReopenForm(request.POST or None)
    valid = form.is_valid()
    letter = letters.reopened(submission, form.cleaned_data["reason"]) if valid else None
    if request.htmx:
        return letter_piece(request, submission, letter, phrases.LETTER_NEEDS_REASON)
    return _page(request, submission, form, preview=letter, status=200 if valid or request.method == "GET" else 422)


@require_POST
@once
def reopen(request, pk):
    """Take the report up again (mở lại)."""
    submission = find_report(request, pk)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, form, status=422)
    try:
        reopening.reopen(submission, by=request.user, reason=form.cleaned_data["reason"], at=database_now())
    except (InvalidTransition, ValidationError) as exc:
        messages.error(request, str(exc) if isinstance(exc, InvalidTransition) else " ".join(exc.messages))
    else:
        messages.success(request, f"Đã mở lại báo cáo {submission.code} và gửi thư cho đơn vị.")
    return redirect(review_address(request, pk))


@require_POST
@once
def open_review(request, pk):
    """Open one's own complete marks again (mở lại phần chấm)."""
    review = find_own_review(request, find_report(request, pk))
    carry_out(request, partial(reopening.open_own_review, review, by=request.user), phrases.REVIEW_OPEN_AGAIN)
    return redirect(review_address(request, pk))

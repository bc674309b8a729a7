"""Giving a report back: which sections and files, what is asked, by when, and the letter as the unit will read it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from core.clock import database_now, ward_date
from core.onetime import once
from core.text import whole_number
from core.verdict import require
from core.workflow import InvalidTransition

from .. import letters, phrases
from ..forms_return import ReturnForm
from ..sections import sections_of
from ..services import returning
from ..workflow import WORKFLOW
from .review import find_report, review_address


def _form(submission, data, now, *, resend: int | None = None) -> ReturnForm:
    first = {"due_on": returning.default_due_on(now, submission.period.campaign)}
    if resend is not None:
        # From a viewer that could not show the file: it is ticked, the words are there to be changed.
        first |= {f"tep-{resend}": True, f"ghi-tep-{resend}": phrases.SEND_FILE_AGAIN}
    parts, files = sections_of(submission).rows, returning.files_by_section(submission)
    return ReturnForm(data, parts=parts, files=files, today=ward_date(now), initial=first)


def _page(request, submission, form, *, preview=None, status: int = 200):
    context = {
        "submission": submission,
        "period": submission.period,
        "form": form,
        "preview": preview,
        "query": request.GET.urlencode(),
        "empty_letter": phrases.LETTER_NEEDS_ASKS,
        "to": letter_to(submission),
    }
    return render(request, "submissions/return.html", context, status=status)


def letter_to(submission) -> list[letters.Addressee]:
    """Who will read a letter about the report sent now."""
    return letters.addressees([submission.subject], on=ward_date(database_now()))[submission.subject]


def letter_piece(request, submission, letter: letters.Letter | None, empty: str):
    """The letter alone, for the page that shows it while it is being written; `empty` says what it still needs."""
    context = {"letter": letter, "to": letter_to(submission), "empty": empty}
    return render(request, "submissions/_letter_preview.html", context)


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def return_form(request, pk):
    """Say what is missing; a POST here only shows the letter (xem trước thư), nothing is sent."""
    submission, now = find_report(request, pk), database_now()
    require(WORKFLOW.may("return_for_changes", request.user, submission))
    form = _form(submission, request.POST or None, now, resend=whole_number(request.GET.get("gui-lai")))
    if request.method == "GET":
        return _page(request, submission, form)
    letter = None
    if form.is_valid():
        due_on, lock_rest = form.cleaned_data["due_on"], form.cleaned_data["lock_rest"]
        letter = letters.returned(submission, form.asks, due_on, lock_rest=lock_rest)
    if request.htmx:
        return letter_piece(request, submission, letter, phrases.LETTER_NEEDS_ASKS)
    if letter is None:
        return _page(request, submission, form, status=422)
    return _page(request, submission, form, preview=letter)


@require_POST
@once
def return_report(request, pk):
    """Give the report back (trả lại bổ sung)."""
    submission, now = find_report(request, pk), database_now()
    form = _form(submission, request.POST, now)
    if not form.is_valid():
        return _page(request, submission, form, status=422)
    try:
        returning.return_for_changes(
            submission, by=request.user, notes=form.notes, files=form.file_notes, due_on=form.cleaned_data["due_on"],
            lock_rest=form.cleaned_data["lock_rest"], at=now,
        )  # fmt: skip
    except (InvalidTransition, ValidationError) as exc:
        messages.error(request, str(exc) if isinstance(exc, InvalidTransition) else " ".join(exc.messages))
    else:
        messages.success(request, f"Đã trả lại báo cáo {submission.code} và gửi thư cho đơn vị.")
    return redirect(review_address(request, pk))

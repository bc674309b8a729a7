"""What a unit reads about its own score, and what it asks about it (kết quả thẩm định, kiến nghị về điểm)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts import acting
from accounts.enums import Permission
from accounts.permissions import has_permission, need
from core.clock import database_now
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases, results
from ..enums import SubmissionStatus as S
from ..forms_results import AppealForm
from ..models import Submission
from ..permissions_results import may_ask_about
from ..services import appeals

CONFLICT = 409


def _find(request, pk: int) -> tuple[Submission, bool]:
    """A report in the user's scope and whether the user writes for it; 404 outside."""
    rows = Submission.objects.visible_to(request.user).exclude(status=S.DRAFT)
    rows = rows.select_related("period__campaign", "group", "unit", "person__unit", "criteria_set")
    submission = get_object_or_404(rows, pk=pk)
    mine = bool(may_ask_about(request.user, submission))
    if not mine:
        require(need(request.user, Permission.RANKING_READ))
    elif submission.unit_id or submission.person.user_id != request.user.pk:
        acting.page_is_of(request, submission.unit_id or submission.person.unit_id)
    return submission, mine


@require_GET
def result(request, pk):
    """The own score once it is published; the office looks at it from the locking on (kết quả thẩm định)."""
    submission, mine = _find(request, pk)
    return _page(request, submission, mine)


def _page(request, submission: Submission, mine: bool, *, form: AppealForm | None = None, status: int = 200):
    ahead = has_permission(request.user, Permission.RANKING_READ)
    board = results.locked_board_of(submission) if ahead else results.published_board_of(submission)
    if board is None:
        raise Http404
    now = database_now()
    verdict = appeals.appeal_verdict(request.user, submission, board, at=now) if mine else None
    context = {
        "submission": submission,
        "period": submission.period,
        "result": results.result_of(submission, board, request.user),
        "board": board,
        "mine": mine,
        "verdict": verdict,
        "form": form or (AppealForm(submission=submission) if verdict else None),
        "window_open": board.published_at is not None and now < board.appeals_close_at,
    }
    return render(request, "submissions/results/result.html", context, status=status)


@require_POST
@once
def appeal(request, pk):
    """Ask about the score (gửi kiến nghị về điểm)."""
    submission, mine = _find(request, pk)
    require(may_ask_about(request.user, submission))
    form = AppealForm(request.POST, submission=submission)
    if not form.is_valid():
        return _page(request, submission, mine, form=form, status=422)
    try:
        appeals.raise_appeal(submission, by=request.user, **form.cleaned_data)
    except ValidationError as exc:
        for name, words in exc.message_dict.items():
            form.add_error(name, words)
        return _page(request, submission, mine, form=form, status=422)
    except InvalidTransition as exc:
        form.add_error(None, str(exc))
        return _page(request, submission, mine, form=form, status=CONFLICT)
    messages.success(request, phrases.APPEAL_SENT)
    return redirect("submissions:result", submission.pk)

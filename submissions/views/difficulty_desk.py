"""Difficulties in the office: the inbox, answering, passing on, publishing (khó khăn, vướng mắc, D10)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import groups
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition

from .. import difficulty_lists as lists
from .. import phrases
from ..enums import DifficultyStatus
from ..filechecks import FileRefused
from ..forms_difficulties import AnswerForm, ForwardForm, PublishForm
from ..models import Difficulty
from ..permissions_difficulties import may_answer, may_forward, may_publish, may_read_inbox
from ..services import difficulties as service
from ..services import questions
from .difficulties import CONFLICT, find_difficulty, sent, sent_files, thread_page


@require_GET
def difficulty_inbox(request):
    """Every difficulty, longest waiting first, the days on each line (vướng mắc chờ trả lời)."""
    require(may_read_inbox(request.user))
    now = timezone.now()
    choices = lists.Choices.of(request.GET)
    everything = Difficulty.objects.visible_to(request.user)
    page = page_of(request, lists.for_list(lists.chosen(everything, choices, now=now)), lists.PER_PAGE)
    context = {
        "page": page,
        "rows": lists.rows_of(page, now=now),
        "choices": choices,
        "waiting": everything.waiting().count(),
        "limit": lists.answer_days(now),
        "views": lists.VIEWS,
        "statuses": DifficultyStatus.choices,
        "groups": groups.choices(on=ward_date(now)),
        "contents": lists.contents_of(service.campaign_at(now)),
    }
    return render(request, "submissions/difficulties/inbox.html", context)


@require_POST
@once
def difficulty_answer(request, pk):
    """Answer (trả lời vướng mắc); who comes second is told so and keeps what was typed."""
    difficulty = find_difficulty(request, pk)
    require(may_answer(request.user, difficulty))
    form = AnswerForm(request.POST, request.FILES, prefix="tra-loi")
    if not form.is_valid():
        return thread_page(request, difficulty, answer=form, status=422)
    data = form.cleaned_data
    try:
        service.answer(
            difficulty, text=data["text"], seen=data["seen"], files=sent_files(request, "tra-loi-file"),
            by=request.user,
        )  # fmt: skip
    except FileRefused as exc:
        form.refuse_file(str(exc))
        return thread_page(request, difficulty, answer=form, status=422)
    except InvalidTransition as exc:
        form.add_error(None, str(exc))
        return thread_page(request, difficulty, answer=form, status=CONFLICT)
    messages.success(request, phrases.DIFFICULTY_ANSWER_SENT)
    return sent(pk, f"tra-loi-{pk}")


@require_POST
@once
def difficulty_forward(request, pk):
    """Pass on to another body (chuyển bộ phận khác)."""
    difficulty = find_difficulty(request, pk)
    require(may_forward(request.user, difficulty))
    bodies = service.bodies_for(difficulty, at=timezone.now())
    form = ForwardForm(request.POST, prefix="chuyen", bodies=bodies)
    if not form.is_valid():
        return thread_page(request, difficulty, forward=form, status=422)
    data = form.cleaned_data
    try:
        service.forward(difficulty, body=data["body"], note=data["note"], seen=data["seen"], by=request.user)
    except service.NowhereToPass as exc:
        form.add_error("body", str(exc))
        return thread_page(request, difficulty, forward=form, status=422)
    except InvalidTransition as exc:
        form.add_error(None, str(exc))
        return thread_page(request, difficulty, forward=form, status=CONFLICT)
    messages.success(request, phrases.DIFFICULTY_PASSED.format(body=data["body"]))
    return redirect("submissions:difficulty", pk=pk)


@require_http_methods(["GET", "POST"])
@once
def difficulty_publish(request, pk):
    """Write question and answer for everybody and put them up (đăng Hỏi đáp)."""
    difficulty = find_difficulty(request, pk)
    require(may_publish(request.user, difficulty))
    if request.method == "GET":
        question, answer = questions.suggestion(difficulty)
        first = {"public_question": question, "public_answer": answer, "was": questions.stamp(difficulty)}
        return _publish_page(request, difficulty, PublishForm(initial=first))
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _publish_page(request, difficulty, form, status=422)
    data = form.cleaned_data
    try:
        questions.publish(
            difficulty, question=data["public_question"], answer=data["public_answer"], was=data["was"],
            by=request.user,
        )  # fmt: skip
    except questions.NamesSomebody as exc:
        for name in exc.fields:
            form.add_error(name, str(exc))
        return _publish_page(request, difficulty, form, status=422)
    except InvalidTransition as exc:
        form.add_error(None, str(exc))
        difficulty.refresh_from_db()
        form.show_again("was", questions.stamp(difficulty))
        return _publish_page(request, difficulty, form, status=CONFLICT)
    messages.success(request, phrases.DIFFICULTY_PUBLISHED)
    return redirect("submissions:difficulty", pk=pk)


def _publish_page(request, difficulty, form, *, status: int = 200):
    context = {
        "difficulty": difficulty,
        "form": form,
        "thread": list(difficulty.messages.select_related("author", "on_behalf_of").prefetch_related("files")),
        "is_answered": difficulty.status in questions.ANSWERED,
    }
    return render(request, "submissions/difficulties/publish.html", context, status=status)


@require_POST
@once
def difficulty_unpublish(request, pk):
    """Take question and answer down again (gỡ khỏi Hỏi đáp)."""
    difficulty = find_difficulty(request, pk)
    try:
        questions.unpublish(difficulty, by=request.user)
        messages.success(request, phrases.DIFFICULTY_UNPUBLISHED)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    return redirect("submissions:difficulty", pk=pk)

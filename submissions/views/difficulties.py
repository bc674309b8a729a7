"""Difficulties for whoever has them: send, read the thread, write on, close (khó khăn, vướng mắc, D10)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import acting
from accounts.enums import Permission
from accounts.permissions import has_permission, need
from core.clock import database_now
from core.onetime import once
from core.paging import page_of
from core.uploads import no_room
from core.verdict import require
from core.workflow import InvalidTransition

from .. import deskwork, filechecks, phrases
from .. import difficulty_lists as lists
from ..filechecks import INLINE_TYPES, FileRefused
from ..forms_difficulties import TEXT_LIMIT, AnswerForm, AskForm, ForwardForm, WriteForm
from ..models import Difficulty, DifficultyFile
from ..permissions_difficulties import is_asker, may_answer, may_ask, may_publish
from ..services import difficulties as service
from ..services import difficulty_files as files
from ..services.giving_out import FileMissing
from ..workflow_difficulties import DIFFICULTY_WORKFLOW as WORKFLOW
from .file_answers import file_answer, refusal

PASSED = "chuyen-toi"
# Somebody was faster: the page comes back with their word and what was typed.
CONFLICT = 409


def find_difficulty(request, pk: int) -> Difficulty:
    """A difficulty in the user's scope, 404 outside."""
    rows = Difficulty.objects.visible_to(request.user).select_related(
        "unit", "person__unit", "content_area", "forwarded_to", "campaign", "asked_by"
    )
    difficulty = get_object_or_404(rows, pk=pk)
    if is_asker(request.user, difficulty) and (difficulty.unit_id or difficulty.person.user_id != request.user.pk):
        acting.page_is_of(request, difficulty.unit_id or difficulty.person.unit_id)
    return difficulty


def _limits() -> dict:
    """What the forms say of texts and files."""
    return {
        "accept": filechecks.accept(), "kinds": filechecks.kinds(), "most_files": files.MOST_FILES,
        "text_limit": TEXT_LIMIT,
    }  # fmt: skip


def sent_files(request, name: str) -> list:
    """The files of a form. FileRefused when one was lost on its way in because the disk is full."""
    if no_room(request):
        raise FileRefused(phrases.FILE_DISK)
    return request.FILES.getlist(name)


def _subjects(request) -> list[deskwork.Subject]:
    """For whom the user may ask: the unit in front and the user as a person."""
    front = acting.narrowed_to(request)
    everybody = deskwork.subjects_of(request.user)
    return [each for each in everybody if front is None or each.kind == "person" or each.row.pk == front]


@require_http_methods(["GET", "POST"])
@once
def difficulties(request):
    """Send a difficulty and find the threads of the unit again (khó khăn, vướng mắc), at any time of the year."""
    require(need(request.user, Permission.SUBMISSION_WRITE))
    now = database_now()
    subjects = _subjects(request)
    contents = lists.contents_of(service.campaign_at(now))
    form = AskForm(request.POST or None, request.FILES or None, subjects=subjects, contents=contents)
    if request.method == "GET":
        return _own_page(request, form, subjects, now=now)
    require(may_ask(request.user, subjects[0].row if subjects else None))
    if form.is_valid():
        try:
            difficulty = service.ask(
                subject=form.chosen, text=form.cleaned_data["text"], content_area=form.cleaned_data["content"],
                files=sent_files(request, "file"), by=request.user,
            )  # fmt: skip
        except FileRefused as exc:
            form.refuse_file(str(exc))
        else:
            messages.success(request, phrases.DIFFICULTY_SENT)
            return sent(difficulty.pk, "kho-khan")
    return _own_page(request, form, subjects, now=now, status=422)


def _own_page(request, form, subjects, *, now, status: int = 200):
    passed = Difficulty.objects.passed_to(request.user)
    passed_count = passed.waiting().count()
    view = PASSED if request.GET.get("xem") == PASSED else ""
    own = Difficulty.objects.own(request.user).in_front(acting.narrowed_to(request), request.user)
    found = passed.longest_waiting_first() if view else own.order_by("-asked_at", "-pk")
    page = page_of(request, lists.for_list(found), lists.PER_PAGE)
    context = {
        "form": form,
        "may_ask": may_ask(request.user, subjects[0].row if subjects else None),
        "subjects": subjects,
        "view": view,
        "has_passed": bool(passed_count) or bool(view) or passed.exists(),
        "passed_count": passed_count,
        "page_obj": page,
        "rows": lists.rows_of(page, now=now),
        "has_questions": Difficulty.objects.published().exists(),
        "now": now,
        **_limits(),
    }
    return render(request, "submissions/difficulties/own.html", context, status=status)


def sent(pk: int, form: str):
    """To the thread; the page's script lets go of the text it kept for that form."""
    return redirect(f"{reverse('submissions:difficulty', args=[pk])}#da-gui-{form}")


@require_GET
def difficulty(request, pk):
    """One matter with its dated messages; what may be done next stands under them."""
    return thread_page(request, find_difficulty(request, pk))


def thread_page(request, difficulty: Difficulty, *, status: int = 200, **refused):
    """The thread with its forms; a form that was refused (write, answer, forward) keeps what was typed."""
    user, now = request.user, database_now()
    thread = list(difficulty.messages.select_related("author", "on_behalf_of").prefetch_related("files"))
    seen = thread[-1].pk
    may = {action: WORKFLOW.may(action, user, difficulty) for action in WORKFLOW.actions}
    context = {
        "difficulty": difficulty,
        "thread": thread,
        "inline_types": INLINE_TYPES,
        "row": lists.rows_of([difficulty], now=now)[0],
        "may": may,
        "asks": is_asker(user, difficulty),
        "answers": may_answer(user, difficulty),
        "publishes": may_publish(user, difficulty),
        "is_office": has_permission(user, Permission.SUBMISSION_REVIEW),
        "write": WriteForm(prefix="them"),
        "answer": AnswerForm(initial={"seen": seen}, prefix="tra-loi"),
        "forward": ForwardForm(
            initial={"seen": seen}, prefix="chuyen", bodies=service.bodies_for(difficulty, at=now)
        ),
        "refused": list(refused),
        **refused,
        **_limits(),
    }  # fmt: skip
    for form in refused.values():
        context["form"] = form
        if status == CONFLICT:
            # Whoever reads the page again has seen what came meanwhile.
            form.show_again("seen", seen)
    return render(request, "submissions/difficulties/thread.html", context, status=status)


@require_POST
@once
def difficulty_write(request, pk):
    """Write on in the thread (viết thêm); an answered one is open again."""
    difficulty = find_difficulty(request, pk)
    require(is_asker(request.user, difficulty))
    form = WriteForm(request.POST, request.FILES, prefix="them")
    if not form.is_valid():
        return thread_page(request, difficulty, write=form, status=422)
    try:
        service.ask_again(
            difficulty, text=form.cleaned_data["text"], files=sent_files(request, "them-file"), by=request.user
        )
    except FileRefused as exc:
        form.refuse_file(str(exc))
        return thread_page(request, difficulty, write=form, status=422)
    messages.success(request, phrases.DIFFICULTY_SENT_AGAIN)
    return sent(pk, f"viet-them-{pk}")


@require_POST
@once
def difficulty_close(request, pk):
    """Say that the matter is settled (đã giải quyết xong)."""
    difficulty = find_difficulty(request, pk)
    try:
        service.close(difficulty, by=request.user)
        messages.success(request, phrases.DIFFICULTY_CLOSED)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    return redirect("submissions:difficulty", pk=pk)


@require_GET
@xframe_options_sameorigin
def difficulty_file(request, pk):
    """Give a file of a thread out: as a download, or (`?xem=1`, PDF and pictures) shown where it can do nothing."""
    rows = DifficultyFile.objects.visible_to(request.user).select_related("message")
    row = get_object_or_404(rows, pk=pk)
    inline = bool(request.GET.get("xem")) and row.media_type in INLINE_TYPES
    try:
        handle = files.open_file(row, by=request.user, inline=inline)
    except FileMissing as exc:
        return refusal(str(exc), 404)
    return file_answer(handle, name=row.name, media_type=row.media_type, size=row.size, inline=inline)

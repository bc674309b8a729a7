"""Requests about scores in the office: the inbox, the answer, marking again (kiến nghị về điểm)."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.clock import database_now, ward_date
from core.doing import carry_out
from core.onetime import once
from core.paging import page_of
from core.verdict import Forbidden, require
from core.workflow import InvalidTransition

from .. import phrases, results
from ..enums import AppealStatus, ReviewKind, ReviewStatus
from ..forms_results import AnswerAppealForm, HandOnForm, MarkAgainForm
from ..models import ScoreAppeal
from ..permissions_results import may_answer_appeal, may_hand_on, may_mark_again, may_read_inbox
from ..services import appeals, marking_again, scoring
from ..workflow_appeals import APPEAL_WORKFLOW

PER_PAGE = 50
CONFLICT = 409
VIEWS = {"": "Đang chờ", "cham-lai": "Đang chấm lại", "xong": "Đã xong"}


def _chosen(user, view: str):
    rows = ScoreAppeal.objects.visible_to(user)
    if view == "cham-lai":
        return rows.filter(status=AppealStatus.GRANTED, corrected_at=None)
    if view == "xong":
        return rows.exclude(status=AppealStatus.WAITING).exclude(status=AppealStatus.GRANTED, corrected_at=None)
    return rows.filter(status=AppealStatus.WAITING)


@require_GET
def appeal_inbox(request):
    """Requests by the time they wait, the days on each line; then those being marked again, then the rest."""
    require(may_read_inbox(request.user))
    today = ward_date(database_now())
    view = request.GET.get("xem", "")
    view = view if view in VIEWS else ""
    rows = _chosen(request.user, view).select_related(
        "submission__unit", "submission__person", "board__period", "board__group", "item__criteria_item__criterion",
        "review__reviewer",
    )  # fmt: skip
    order = ("raised_at", "pk") if view == "" else ("-answered_at", "-pk")
    page = page_of(request, rows.order_by(*order), PER_PAGE)
    waiting = _chosen(request.user, "").count() if view else page.paginator.count
    context = {
        "page": page,
        "rows": [(row, (today - ward_date(row.raised_at)).days) for row in page],
        "view": view,
        "views": VIEWS,
        "waiting": waiting,
    }
    return render(request, "submissions/results/appeals.html", context)


def _find(request, pk: int) -> ScoreAppeal:
    """The request; 404 outside the scope, 403 inside it for who does not work in the office."""
    rows = ScoreAppeal.objects.visible_to(request.user).select_related(
        "submission__unit", "submission__person__unit", "submission__period__campaign", "submission__group",
        "submission__criteria_set", "board__period", "board__group", "item__criteria_item__criterion", "raised_by",
        "answered_by", "review__reviewer", "review__snapshot",
    )  # fmt: skip
    appeal = get_object_or_404(rows, pk=pk)
    require(may_read_inbox(request.user))
    return appeal


@require_GET
def appeal_page(request, pk):
    """What the unit asks, the marks as they stand, and the answer (trả lời kiến nghị về điểm)."""
    return _page(request, _find(request, pk))


def _page(request, appeal: ScoreAppeal, *, form=None, hand_on=None, status: int = 200):
    """The page; `form` and `hand_on` are forms that came back with what is wrong."""
    report = appeal.submission
    may_hand = may_hand_on(request.user, appeal) if appeal.marked_in else None
    context = {
        "appeal": appeal,
        "submission": report,
        "period": report.period,
        "criteria": results.criteria_of(report),
        "verdict": may_answer_appeal(request.user, appeal),
        "choices": {choice.step.action: choice.verdict for choice in APPEAL_WORKFLOW.choices_for(request.user, appeal)},
        "form": form or AnswerAppealForm(),
        "again": may_mark_again(request.user, appeal) if appeal.status == AppealStatus.GRANTED else None,
        "is_mine": appeal.marked_in is not None and appeal.marked_in.reviewer_id == request.user.pk,
        "given_up": _given_up(appeal),
        "may_hand_on": may_hand,
        "hand_on": hand_on or (_hand_on_form(appeal) if may_hand else None),
    }
    return render(request, "submissions/results/appeal.html", context, status=status)


def _given_up(appeal: ScoreAppeal):
    """The markings of this request that were stopped, the first one first."""
    rows = appeal.submission.reviews.filter(kind=ReviewKind.AGAIN, status=ReviewStatus.STOPPED)
    if appeal.corrected_at:
        rows = rows.filter(started_at__lt=appeal.corrected_at)
    return rows.filter(started_at__gte=appeal.raised_at).select_related("reviewer").order_by("stopped_at", "pk")


def _hand_on_form(appeal: ScoreAppeal, data=None) -> HandOnForm:
    return HandOnForm(data, people=marking_again.successors(appeal, on=ward_date(database_now())))


def _answer(request, pk: int, service, done: str):
    appeal = _find(request, pk)
    form = AnswerAppealForm(request.POST)
    require(may_answer_appeal(request.user, appeal))
    if not form.is_valid():
        return _page(request, appeal, form=form, status=422)
    try:
        service(appeal, answer=form.cleaned_data["answer"], by=request.user)
    except ValidationError as exc:
        form.add_error("answer", exc.message_dict["answer"])
        return _page(request, appeal, form=form, status=422)
    except InvalidTransition as exc:
        form.add_error(None, str(exc))
        return _page(request, _find(request, pk), form=form, status=CONFLICT)
    messages.success(request, done)
    return redirect("submissions:appeal_page", pk)


@require_POST
@once
def appeal_refuse(request, pk):
    """Leave the score as it is (giữ nguyên điểm)."""
    return _answer(request, pk, appeals.refuse, phrases.APPEAL_REFUSED_DONE)


@require_POST
@once
def appeal_grant(request, pk):
    """Have a third person mark again (chấp nhận kiến nghị)."""
    return _answer(request, pk, appeals.grant, phrases.APPEAL_GRANTED_DONE)


@require_POST
@once
def take_again(request, pk):
    """Take the marking of a granted request (nhận chấm lại)."""
    appeal = _find(request, pk)
    taken = carry_out(request, partial(marking_again.take, appeal, by=request.user))
    return redirect("submissions:mark_again" if taken else "submissions:appeal_page", pk)


@require_POST
@once
def hand_on_again(request, pk):
    """Give the marking to somebody else, with the reason (giao lại)."""
    appeal = _find(request, pk)
    require(may_hand_on(request.user, appeal))
    form = _hand_on_form(appeal, request.POST)
    if not form.is_valid():
        return _page(request, appeal, hand_on=form, status=422)
    to, former = form.cleaned_data["to"], appeal.marked_in.reviewer
    deed = partial(marking_again.hand_on, appeal, to=to, reason=form.cleaned_data["hand_on_reason"], by=request.user)
    carry_out(request, deed, phrases.HANDED_ON.format(who=to, former=former))
    return redirect("submissions:appeal_page", pk)


@require_http_methods(["GET", "POST"])
@once
def mark_again(request, pk):
    """Enter the new marks, save them, or close them with the conclusion (chấm lại theo kiến nghị)."""
    appeal = _find(request, pk)
    require(may_mark_again(request.user, appeal))
    review = appeal.marked_in
    if review is None or review.reviewer_id != request.user.pk:
        raise Forbidden(phrases.MARK_AGAIN_NOT_YOURS)
    review.submission = appeal.submission
    criteria = results.criteria_of(appeal.submission)
    marked = {score.item_id: score for score in review.scores.filter(is_latest=True)}
    closing = request.method == "GET" or "xong" in request.POST
    form = MarkAgainForm(request.POST or None, criteria=criteria, marked=marked, closing=closing)
    if request.method == "POST" and form.is_valid() and _enter(request, appeal, form):
        return redirect("submissions:appeal_page" if "xong" in request.POST else "submissions:mark_again", pk)
    context = {
        "appeal": appeal,
        "submission": appeal.submission,
        "period": appeal.submission.period,
        "form": form,
        "rows": list(form.rows()),
        "is_open": review.status == ReviewStatus.OPEN,
    }
    return render(request, "submissions/results/mark_again.html", context, status=422 if form.errors else 200)


def _enter(request, appeal: ScoreAppeal, form: MarkAgainForm) -> bool:
    """Save every field, and with the second button close; what does not fit is said at its field."""
    data, review = form.cleaned_data, appeal.review
    fits = True
    with transaction.atomic():
        for each in form.criteria:
            pk = each.item.pk
            try:
                scoring.save_score(
                    review, each.item, points=data[f"diem-{pk}"], note=data[f"ghi-chu-{pk}"], by=request.user
                )
            except ValidationError as exc:
                form.add_error(f"diem-{pk}", exc.messages)
                fits = False
    if not fits:
        return False
    if "xong" not in request.POST:
        messages.success(request, phrases.MARK_AGAIN_SAVED)
        return True
    try:
        board = marking_again.complete(appeal, reason=data["reason"], by=request.user)
    except scoring.Incomplete as exc:
        for pk, words in exc.faults.items():
            form.add_error(f"ghi-chu-{pk}" if data[f"diem-{pk}"] is not None else f"diem-{pk}", words)
        return False
    except ValidationError as exc:
        form.add_error("reason", exc.message_dict["reason"])
        return False
    except InvalidTransition as exc:
        form.add_error(None, str(exc))
        return False
    messages.success(request, phrases.BOARD_CORRECTED.format(version=board.version))
    return True

"""Taking a report, entering marks, accepting: what the review page's buttons and fields do."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.page_reader import only_for_its_reader
from core.clock import database_now
from core.doing import carry_out
from core.formats import format_points, format_time, parse_points
from core.onetime import once
from core.text import whole_number
from core.verdict import Forbidden
from core.workflow import InvalidTransition

from .. import queue as lists
from ..enums import ReviewKind
from ..grid import NOTE, POINTS
from ..models import Score
from ..services import reconciling, reviewing, scoring
from .review import find_own_review, find_report, render_review, review_address


@require_POST
@once
def start(request, pk):
    """Take the report for review (nhận thẩm định)."""
    submission = find_report(request, pk)
    carry_out(request, partial(reviewing.start_review, submission, by=request.user))
    return redirect(review_address(request, pk))


def read_points(text: str):
    """Points as typed; None for an empty field. Raises ValueError with the sentence to show."""
    return parse_points(text) if text.strip() else None


@require_POST
@only_for_its_reader
def score(request, pk):
    """Save one field of the grid while the reviewer goes on (autosave); each refusal is a sentence beside the field."""
    try:
        submission = find_report(request, pk)
    except Forbidden as exc:
        return JsonResponse({"ok": False, "error": str(exc)}, status=403)
    review = find_own_review(request, submission)
    kind, _, item_pk = request.POST.get("field", "").rpartition("-")
    item = submission.items.select_related("criteria_item").filter(pk=whole_number(item_pk)).first()
    if item is None or kind not in (POINTS, NOTE):
        raise Http404
    value = request.POST.get("value", "")
    seen = whole_number(request.POST.get("version")) or 0
    try:
        change = {"points": read_points(value)} if kind == POINTS else {"note": value}
        saved = scoring.save_score(review, item, by=request.user, seen=seen, **change)
    except ValueError as exc:
        return JsonResponse({"ok": False, "error": str(exc)}, status=422)
    except ValidationError as exc:
        return JsonResponse({"ok": False, "error": " ".join(exc.messages)}, status=422)
    except Forbidden as exc:
        return JsonResponse({"ok": False, "error": str(exc)}, status=403)
    except scoring.EditedElsewhere as exc:
        return JsonResponse(_conflict(exc.latest, kind), status=409)
    answer = {"ok": True, "version": saved.pk if saved else 0, "saved_at": format_time(database_now())}
    if kind == POINTS:
        answer["display"] = _shown(saved, kind)
    return JsonResponse(answer)


def _shown(mark: Score | None, kind: str) -> str:
    if mark is None:
        return ""
    if kind == NOTE:
        return mark.note
    return "" if mark.points is None else format_points(mark.points)


def _conflict(latest: Score | None, kind: str) -> dict:
    return {
        "conflict": True,
        "theirs": _shown(latest, kind),
        "theirs_version": latest.pk if latest else 0,
        "by": "cửa sổ khác",
        "at": format_time(latest.scored_at) if latest else "",
    }


@require_POST
@once
def complete(request, pk):
    """Save the whole grid, close it when every criterion is marked, and open the next report of the list."""
    submission = find_report(request, pk)
    review = find_own_review(request, submission)
    errors = _save_all(request, submission, review)
    if not errors:
        try:
            if review.kind == ReviewKind.RECONCILE:
                reconciling.settle(review, reason=request.POST.get("ly-do", ""), by=request.user)
            else:
                scoring.complete_review(review, by=request.user)
        except InvalidTransition as exc:
            messages.error(request, str(exc))
            return render_review(request, submission, typed=request.POST, status=422)
        except scoring.Incomplete as exc:
            marked = review.scores.filter(is_latest=True, points__isnull=False).count()
            total = submission.items.count()
            if marked == total:
                errors = exc.faults
            else:
                messages.info(request, f"Đã lưu. {submission.subject_name} còn {total - marked} tiêu chí chưa chấm.")
        else:
            messages.success(request, f"Đã chấm xong {submission.subject_name}.")
    if errors:
        return render_review(request, submission, typed=request.POST, errors=errors, status=422)
    choices = lists.Choices.of(request.GET)
    near = lists.neighbours(request.user, submission.period, choices, submission.pk, now=database_now())
    query = f"?{choices.query}" if choices.query else ""
    if near.next:
        return redirect(reverse("submissions:review", args=[near.next]) + query)
    messages.info(request, "Đã hết hồ sơ trong danh sách này.")
    return redirect(reverse("submissions:queue") + query)


def _save_all(request, submission, review) -> dict[int, str]:
    """Save every field that was sent; returns the sentence for each criterion that could not be saved."""
    errors = {}
    for item in submission.items.select_related("criteria_item").order_by("criteria_item__order"):
        text = request.POST.get(f"{POINTS}-{item.pk}")
        if text is None:
            continue
        note = request.POST.get(f"{NOTE}-{item.pk}", "")
        seen = whole_number(request.POST.get(f"phien-{item.pk}"))
        try:
            scoring.save_score(review, item, by=request.user, points=read_points(text), note=note, seen=seen)
        except scoring.EditedElsewhere as exc:
            theirs = _shown(exc.latest, POINTS) or "chưa có điểm"
            errors[item.pk] = f"Tiêu chí {item.criteria_item.order}: ô này vừa được sửa ở cửa sổ khác ({theirs})."
        except ValueError as exc:
            errors[item.pk] = f"Tiêu chí {item.criteria_item.order}: {exc}"
        except ValidationError as exc:
            errors[item.pk] = " ".join(exc.messages)
    return errors


@require_POST
@once
def accept(request, pk):
    """Accept the report (chấp nhận)."""
    submission = find_report(request, pk)
    said = f"Đã chấp nhận báo cáo {submission.code}."
    carry_out(request, partial(reviewing.accept, submission, by=request.user), said)
    return redirect(review_address(request, pk))

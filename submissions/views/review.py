"""One report before its reviewer: text on the left, marks on the right (thẩm định, chấm điểm)."""

from collections.abc import Iterable
from decimal import Decimal

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.permissions import need
from campaigns.enums import CriterionPart
from campaigns.models import ParticipantGroup
from core.clock import database_now, ward_date
from core.formats import format_points
from core.verdict import denied, require

from .. import differences, dossier, grid, holder, letters, marks, reading, reconciliation
from .. import queue as lists
from ..enums import ReviewKind, ReviewStatus
from ..enums import SubmissionStatus as S
from ..models import Evidence, Review, ScoreAppeal, Submission
from ..services import giving_out, handing_in, reopening, reviewing, scoring
from ..workflow import WORKFLOW
from .reading import remarks_of

PARTS = {"": "Theo tiêu chí", "toan-bo": "Toàn báo cáo", "lich-su": "Lịch sử"}


def find_report(request, pk: int) -> Submission:
    """A report the office holds or has given back; 404 outside the scope, 403 without the right to review."""
    rows = Submission.objects.visible_to(request.user).exclude(status=S.DRAFT)
    rows = rows.select_related("period__campaign", "group", "unit", "person", "criteria_set")
    submission = get_object_or_404(rows, pk=pk)
    require(need(request.user, Permission.SUBMISSION_REVIEW))
    return submission


def find_own_review(request, submission: Submission) -> Review:
    """The user's review of the latest hand-in; 404 without one. Not that of a granted request (`views.appeals`)."""
    review = _own_of(request.user, marks.current_reviews(submission).select_related("snapshot"))
    if review is None:
        raise Http404
    review.submission = submission
    return review


def review_address(request, pk: int) -> str:
    """The review page of report `pk`, with the list it was opened from."""
    query = request.GET.urlencode()
    return reverse("submissions:review", args=[pk]) + (f"?{query}" if query else "")


@require_GET
def review(request, pk):
    """Judge one report fairly and fast without losing the thread."""
    return render_review(request, find_report(request, pk))


@require_GET
def viewer(request, pk, file_pk):
    """One file of the latest hand-in, shown beside the text."""
    submission = find_report(request, pk)
    latest = submission.snapshots.order_by("-number").first()
    items = list(submission.items.select_related("criteria_item__criterion"))
    files = (file for one in dossier.readings_of(items, latest, None) for file in one.files)
    file = next((file for file in files if file.pk == file_pk), None)
    if file is None:
        raise Http404
    context = {"file": file, "submission": submission, "choices": lists.Choices.of(request.GET)}
    return render(request, "submissions/_viewer.html", context | _viewing(request, submission, file))


def _viewing(request, submission, file) -> dict:
    """What the viewer says when the file cannot be shown, and whether it may be asked for again."""
    evidence = Evidence.objects.get(pk=file.pk)
    evidence.submission = submission
    return {
        "broken": giving_out.why_closed(evidence, by=request.user),
        "return_verdict": WORKFLOW.may("return_for_changes", request.user, submission),
    }


def render_review(request, submission: Submission, *, typed=None, errors=None, status: int = 200):
    """The page, after an error with what was typed and the sentence of each criterion (by pk of its item)."""
    now = database_now()
    choices = lists.Choices.of(request.GET)
    snapshots = list(submission.snapshots.select_related("taken_by").order_by("number"))
    rows = submission.items.select_related("criteria_item__criterion").prefetch_related("criteria_item__steps")
    items = grid.in_order(rows)
    part = request.GET.get("phan", "")
    groups = list(ParticipantGroup.objects.filter(campaign=submission.period.campaign_id))
    returns = list(submission.returns.select_related("returned_by").prefetch_related("notes__evidence"))
    reopenings = list(submission.reopenings.select_related("reopened_by"))
    all_reviews = list(submission.reviews.select_related("reviewer", "snapshot", "appeal").order_by("slot"))
    asked = ScoreAppeal.objects.visible_to(request.user).open().filter(submission=submission)
    context = {
        "submission": submission,
        "period": submission.period,
        "choices": choices,
        "near": lists.neighbours(request.user, submission.period, choices, submission.pk, now=now),
        "list_label": lists.label_of(choices, groups),
        "flag": handing_in.punctuality(submission),
        "answered": sum(back.resolved_at is not None for back in returns),
        "part": part if part in PARTS else "",
        "parts": PARTS,
        "history": dossier.history_of(submission, snapshots, returns, all_reviews, reopenings),
        "last_return": returns[-1] if returns else None,
        "appeal": asked.select_related("review__reviewer").first(),
        **_reading(request, submission, items, snapshots, part),
        **_grid(request, submission, items, snapshots[-1], all_reviews, now, typed, errors),
    }
    context["reopening"] = reopening.offers(request.user, submission, context["own"], reopenings)
    return render(request, "submissions/review.html", context, status=status)


def _reading(request, submission, items, snapshots, part) -> dict:
    latest, former = snapshots[-1], snapshots[-2] if len(snapshots) > 1 else None
    person = submission.person_id is not None
    changed = differences.changed_places(former.data, latest.data, person=person) if former else set()
    compared = {"former": former, "changed": changed}
    if part == "toan-bo":
        return compared | {"whole": reading.parts_of(latest.data, person=person)}
    readings = dossier.readings_of(items, latest, former)
    asked = request.GET.get("tep", "")
    shown = {str(file.pk): (reading.order, file) for reading in readings for file in reading.files}
    order, file = shown.get(asked, (None, None))
    if file is None:
        # The first file that a page can show opens by itself, once it is scrolled to.
        order, file = next(((o, f) for o, f in shown.values() if f.shows_inline), (None, None))
    compared["changed_items"] = {each.item.pk for each in readings if f"item-{each.item.pk}" in changed}
    shown_now = _viewing(request, submission, file) if file and not file.url else {}
    return compared | {"readings": readings, "viewer_at": order, "viewer": file} | shown_now


def _grid(request, submission, items, latest, all_reviews, now, typed, errors) -> dict:
    required = submission.criteria_set.scorers
    judged = [review for review in all_reviews if review.snapshot.number == submission.rounds]
    current = [review for review in judged if review.status != ReviewStatus.STOPPED]
    marking = [review for review in current if review.kind == ReviewKind.MARK]
    own = _own_of(request.user, current)
    shown = marks.visible_reviews(request.user, current, required)
    if own:
        own.submission = submission
    editable = scoring.scoring_verdict(request.user, own, submission) if own else denied("")
    start = _start(request.user, submission, all_reviews, now) if own is None else denied("")
    finished = [review for review in shown if review.status == ReviewStatus.COMPLETE]
    figures = scoring.figures_on(ward_date(now), submission.period.campaign)
    lines = grid.lines_of(items, latest, own, finished, figures=figures, typed=typed, errors=errors)
    own_points = [line.score and line.score.points for line in lines]
    gap = reconciliation.spread(finished)
    sums = [Decimal(review.total_hundredths) / 100 for review in finished]
    most = [line.most if line.part == CriterionPart.BASE else None for line in lines]
    return {
        "figures": figures,
        "lines": lines,
        "blocks": grid.blocks_of(lines, submission.criteria_set),
        "errors": [(f"diem-{line.item.pk}", line.error) for line in lines if line.error],
        "own": own,
        "editable": bool(editable),
        "closed": _why_closed(own, start, editable),
        "may_start": bool(start),
        "finished": finished,
        "sums": sums,
        "gap": format_points(gap) if gap else "",
        "reconcile": _third_person(request.user, submission, judged, current, now, typed),
        "remarks": remarks_of(request.user, submission),
        "turn": _turn(submission, judged, now),
        "hidden_others": bool(own) and len(shown) < len(current),
        "most": grid.total(lines, most, submission.criteria_set),
        "self_total": grid.total(lines, (line.self_score for line in lines), submission.criteria_set),
        "own_total": grid.total(lines, own_points, submission.criteria_set),
        "own_count": sum(points is not None for points in own_points),
        "has_extras": len(most) != sum(value is not None for value in most),
        "complete_count": sum(review.status == ReviewStatus.COMPLETE for review in marking),
        "accept": reviewing.acceptance_verdict(request.user, submission, at=now),
        "accepted_letter": letters.accepted(submission),
        "return_verdict": WORKFLOW.may("return_for_changes", request.user, submission),
        "is_accepted": submission.status == S.ACCEPTED,
        "required": required,
    }


def _own_of(user, reviews: Iterable[Review]) -> Review | None:
    """The user's marks on this page; those of a granted request are entered on a page of their own."""
    return next((one for one in reviews if one.reviewer_id == user.pk and one.kind != ReviewKind.AGAIN), None)


def _start(user, submission, all_reviews, now):
    """May the user take the report now."""
    seats = reviewing.seats_of(submission, all_reviews, on=ward_date(now))
    return reviewing.start_verdict(user, submission, seats)


def _turn(submission, judged, now):
    """Whose move the report is (đang ở ai)."""
    given = holder.open_assignments().filter(submission=submission).select_related("reviewer")
    return holder.turn_of(submission, judged, given, gap=holder.gap_of(submission.period, at=now))


def _third_person(user, submission, judged, current, now, typed) -> dict:
    """What the panel of the third person shows (thống nhất điểm)."""
    former = [review.reviewer_id for review in judged if review.kind == ReviewKind.MARK]
    shown = reconciliation.panel(user, submission, current, former=former, on=ward_date(now))
    return shown | {"typed_reason": (typed or {}).get("ly-do", "")}


def _why_closed(own, start, editable) -> str:
    """The sentence over a grid that takes no marks, "" when it does or can be opened."""
    if own is None:
        return start.reason
    return "" if editable or own.status == ReviewStatus.COMPLETE else editable.reason

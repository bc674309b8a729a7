"""What a reviewer does inside a review: enter marks and notes, close the review (chấm điểm).

Every function locks the report's row before the review's, so that they queue instead of deadlocking.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from campaigns.figures import figure
from core.clock import database_now, ward_date
from core.formats import format_number, format_points
from core.text import nfc
from core.verdict import Forbidden, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import conflicts, marks, phrases, rules
from ..enums import ReviewKind
from ..models import Review, Score, Submission, SubmissionItem
from ..permissions_reviews import may_complete
from ..reconciliation import reason_least
from ..workflow_reviews import REVIEW_WORKFLOW
from .ranking import board_still_open
from .reviewing import lock_report

UNCHANGED: Any = object()
NOTE_MOST = 2000


class EditedElsewhere(Exception):
    """The field was changed since the page showed it; `latest` is the mark that stands now, if any."""

    def __init__(self, latest: Score | None):
        super().__init__(phrases.EDITED_IN_ANOTHER_WINDOW)
        self.latest = latest


class Incomplete(Exception):
    """Marks or reasons are missing; `faults` maps the pk of each SubmissionItem to its sentence."""

    def __init__(self, faults: dict[int, str]):
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def scoring_verdict(user, review: Review, submission: Submission) -> Verdict:
    """May `user` enter marks into `review` now: own, open, of the latest hand-in, board not locked.

    Marks of a granted request about the score are entered on a locked board, by a rule of their own.
    """
    if not (own := may_complete(user, review)) or review.kind == ReviewKind.AGAIN:
        return own
    if review.snapshot.number != submission.rounds:
        return denied(phrases.NOT_LATEST_ROUND)
    return board_still_open(submission)


def _lock_review(review: Review, *, by) -> None:
    submission = review.submission
    lock_report(submission)
    review.refresh_from_db(from_queryset=Review.objects.select_for_update(no_key=True))
    review.submission = submission
    conflicts.forget(by)
    require(scoring_verdict(by, review, submission))


def check_length(text: str) -> None:
    """Refuse a note or reason over NOTE_MOST signs, a line's end counted as one."""
    if (over := len(text.replace("\r\n", "\n")) - NOTE_MOST) > 0:
        words = phrases.TOO_LONG.format(over=format_number(over), most=format_number(NOTE_MOST))
        raise ValidationError(words, code="length")


def check_range(points: Decimal | None, item: SubmissionItem) -> None:
    """Refuse a mark outside 0 to the criterion's maximum (ux 7). None, not yet marked, passes."""
    highest = item.criteria_item.max_points
    if points is not None and not 0 <= points <= highest:
        raise ValidationError(
            f"Tiêu chí {item.criteria_item.order}: nhập từ 0 đến {format_points(highest)}.", code="range"
        )


@transaction.atomic
def save_score(
    review: Review,
    item: SubmissionItem,
    *,
    by,
    points: Decimal | None = UNCHANGED,
    note: str = UNCHANGED,
    seen: int | None = None,
    at: datetime | None = None,
) -> Score | None:
    """Enter a mark or its note (chấm điểm): a row is added, the former one stays as history.

    `points` are points with at most two places, None wipes the mark; what is not passed stays. Beside the mark stands
    what the criterion's rule gave for the numbers of the hand-in. `seen` is the pk of the mark the page showed (0:
    none); raises EditedElsewhere when the field has another value by now. Raises Forbidden, ValidationError for the
    range or a note too long. Returns the mark that stands, None when there is none.
    """
    _lock_review(review, by=by)
    if item.submission_id != review.submission_id:
        raise Forbidden(phrases.FOREIGN_CRITERION)
    if item.criteria_item.criteria_set_id != review.submission.criteria_set_id:
        raise Forbidden(phrases.OTHER_CRITERIA)
    latest = Score.objects.filter(review=review, item=item, is_latest=True).first()
    if seen is not None:
        _check_seen(review, item, latest, seen, points=points, note=note)
    wanted_points = (latest.points if latest else None) if points is UNCHANGED else points
    wanted_note = (latest.note if latest else "") if note is UNCHANGED else nfc(note).strip()
    check_range(wanted_points, item)
    if note is not UNCHANGED:
        check_length(wanted_note)
    if (wanted_points, wanted_note) == ((latest.points, latest.note) if latest else (None, "")):
        return latest
    if latest and Score.objects.filter(pk=latest.pk, is_latest=True).update(is_latest=False) != 1:
        raise EditedElsewhere(latest)
    try:
        with transaction.atomic():
            return Score.objects.create(
                review=review, item=item, points=wanted_points, by_rule=by_rule(review, item), note=wanted_note,
                scored_at=at or database_now(),
            )  # fmt: skip
    except IntegrityError:
        raise EditedElsewhere(latest) from None


def _check_seen(review, item, latest: Score | None, seen: int, *, points, note) -> None:
    """Two windows of one reviewer: only a field changed in between, to something else, is a conflict (G5)."""
    base = Score.objects.filter(pk=seen, review=review, item=item).first()
    before, now = ((score.points, score.note) if score else (None, "") for score in (base, latest))
    if points is not UNCHANGED and now[0] not in (before[0], points):
        raise EditedElsewhere(latest)
    if note is not UNCHANGED and now[1] not in (before[1], nfc(note).strip()):
        raise EditedElsewhere(latest)


def by_rule(review: Review, item: SubmissionItem) -> Decimal | None:
    """What the criterion's rule gives for the numbers of the hand-in that is judged; None without rule or numbers."""
    return rules.points_of(rules.ruled_of([item], rules.handed_of(review.snapshot)), item.pk)


def figures_on(day: date, campaign) -> rules.Figures:
    """When a reason is owed and how long it is, on a ward day."""
    share, least = (figure(key, on=day, campaign=campaign) for key in ("reason_share_percent", "reason_min_length"))
    return rules.Figures(int(share), int(least))


def faults_of(review: Review, *, on: date) -> dict[int, str]:
    """What keeps the review from being complete on the ward day `on`: sentence by pk of SubmissionItem."""
    figures = figures_on(on, review.submission.period.campaign)
    latest = {score.item_id: score for score in review.scores.filter(is_latest=True)}
    items = list(review.submission.items.select_related("criteria_item").prefetch_related("criteria_item__steps"))
    handed = rules.handed_of(review.snapshot)
    ruled = rules.ruled_of(items, handed)
    faults = {}
    for item in items:
        self_score = handed.get(item.pk, rules.NOTHING).self_score
        order = item.criteria_item.order
        faults[item.pk] = rules.fault_of(latest.get(item.pk), order, self_score, ruled.get(item.pk), figures)
    return {pk: words for pk, words in faults.items() if words}


@transaction.atomic
def complete_review(review: Review, *, by, at: datetime | None = None) -> Review:
    """Close one's own marks (chấm xong): from now on they are fixed and the other reviewer's become visible.

    Raises Incomplete while a criterion has no mark or a reason is owed, Forbidden as `save_score`. A third person's
    review is completed by `reconciling.settle`, that of a granted request by `marking_again.complete`, with its reason:
    without one InvalidTransition.
    """
    at = at or database_now()
    _lock_review(review, by=by)
    if review.kind == ReviewKind.RECONCILE:
        least = reason_least(review.submission, on=ward_date(at))
        if len(review.reason) < least:
            raise InvalidTransition(phrases.RECONCILE_NEEDS_REASON.format(least=least))
    if review.kind == ReviewKind.AGAIN and not review.reason:
        raise InvalidTransition(phrases.MARK_AGAIN_NO_REASON)
    if faults := faults_of(review, on=ward_date(at)):
        raise Incomplete(faults)
    total = marks.total_of(review)
    REVIEW_WORKFLOW.apply(
        "complete_review", review, by=by, fields={"completed_at": at, "total_hundredths": total}, slot=review.slot,
        **({"reason": review.reason} if review.reason else {}),
    )  # fmt: skip
    return review

"""What the office does with a report: take it, mark it, accept it (thẩm định); giving it back is in `returning`.

A hand-in has `criteria_set.scorers` slots; each reviewer who takes the report gets one. After a return the report comes
back as a new snapshot: the first "Nhận thẩm định" on it opens a new review for every former reviewer who still may
review, in the same slot, with the former marks copied as a start. The former rows stay as they were, tied to the
snapshot they judged; only the marks of complete reviews of the latest snapshot count.

Every function locks the report's row before the review's, so that they queue instead of deadlocking.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from campaigns.figures import figure
from core import audit
from core.clock import database_now, ward_date
from core.formats import format_points
from core.phrases import SOMEONE_WAS_FASTER
from core.text import nfc
from core.verdict import ALLOWED, Forbidden, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import letters, marks, phrases
from ..enums import ReviewStatus
from ..enums import SubmissionStatus as S
from ..models import Review, Score, Snapshot, Submission, SubmissionItem
from ..permissions import may_review, may_score
from ..workflow import WORKFLOW
from .ranking import board_still_open

UNCHANGED: Any = object()


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


def scorers_of(submission: Submission) -> int:
    """How many complete reviews the report needs."""
    return submission.criteria_set.scorers


@transaction.atomic
def start_review(submission: Submission, *, by, at: datetime | None = None) -> Review:
    """Take the report for review (nhận thẩm định): begins it if nobody has, and gives `by` the next free slot.

    Pressing again returns the review one has. Raises Forbidden for one's own unit or a locked board, InvalidTransition
    when the report is not in the office's hands or others were faster and hold every slot.
    """
    at = at or database_now()
    _lock(submission)
    require(may_review(by, submission))
    require(board_still_open(submission))
    if submission.status == S.SUBMITTED:
        WORKFLOW.apply("start_review", submission, by=by, fields={"status_since": at})
        _carry_over(submission, at=at)
    elif submission.status != S.UNDER_REVIEW:
        raise InvalidTransition(phrases.NOT_IN_REVIEW)
    reviews = list(marks.current_reviews(submission))
    own = next((review for review in reviews if review.reviewer_id == by.pk), None)
    return own or _take_slot(submission, {review.slot for review in reviews}, by=by, at=at)


def _lock(submission: Submission) -> None:
    """Read the report anew and hold it until the transaction ends (on SQLite the whole transaction is exclusive)."""
    submission.refresh_from_db(from_queryset=Submission.objects.select_for_update(no_key=True))


def lock_as_seen(submission: Submission) -> None:
    """Hold the report; refuse when its status is no longer the one the caller decided upon."""
    seen = submission.status
    _lock(submission)
    if submission.status != seen:
        raise InvalidTransition(SOMEONE_WAS_FASTER)


def _take_slot(submission: Submission, taken: set[int], *, by, at: datetime) -> Review:
    free = [slot for slot in range(1, scorers_of(submission) + 1) if slot not in taken]
    if not free:
        raise InvalidTransition(phrases.SLOTS_TAKEN)
    snapshot = Snapshot.objects.get(submission=submission, number=submission.rounds)
    try:
        with transaction.atomic():
            review = Review.objects.create(
                submission=submission, snapshot=snapshot, reviewer=by, slot=free[0], started_at=at
            )
    except IntegrityError:
        raise InvalidTransition(phrases.SLOTS_TAKEN) from None
    audit.record("take_review", review, by=by, new=ReviewStatus.OPEN, slot=review.slot, round=snapshot.number)
    return review


def _carry_over(submission: Submission, *, at: datetime) -> None:
    """Open the former reviewers' reviews again on the new snapshot, their marks copied as a start."""
    reviews = Review.objects.filter(submission=submission)
    last_judged = reviews.aggregate(number=Max("snapshot__number"))["number"]
    former = reviews.filter(snapshot__number=last_judged)
    snapshot = Snapshot.objects.get(submission=submission, number=submission.rounds)
    for old in former.select_related("reviewer"):
        if not may_review(old.reviewer, submission) or old.slot > scorers_of(submission):
            continue
        new = Review.objects.create(
            submission=submission, snapshot=snapshot, reviewer=old.reviewer, slot=old.slot, started_at=at
        )
        Score.objects.bulk_create(
            Score(review=new, item_id=score.item_id, points=score.points, note=score.note, scored_at=at)
            for score in old.scores.filter(is_latest=True)
        )
        audit.record("reopen_review", new, by=None, new=ReviewStatus.OPEN, former=old.pk, round=snapshot.number)


def scoring_verdict(user, review: Review, submission: Submission) -> Verdict:
    """May `user` enter marks into `review` now: own, open, of the latest hand-in, board not locked."""
    if not (own := may_score(user, review)):
        return own
    if review.snapshot.number != submission.rounds:
        return denied(phrases.NOT_LATEST_ROUND)
    return board_still_open(submission)


def _lock_review(review: Review, *, by) -> None:
    submission = review.submission
    _lock(submission)
    review.refresh_from_db(from_queryset=Review.objects.select_for_update(no_key=True))
    review.submission = submission
    require(scoring_verdict(by, review, submission))


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

    `points` are points with at most two places, None wipes the mark; what is not passed stays. `seen` is the pk of the
    mark the page showed (0: none); raises EditedElsewhere when the field has another value by now. Raises Forbidden,
    ValidationError for the range. Returns the mark that stands, None when there is none.
    """
    _lock_review(review, by=by)
    if item.submission_id != review.submission_id:
        raise Forbidden(phrases.FOREIGN_CRITERION)
    latest = Score.objects.filter(review=review, item=item, is_latest=True).first()
    if seen is not None:
        _check_seen(review, item, latest, seen, points=points, note=note)
    wanted_points = (latest.points if latest else None) if points is UNCHANGED else points
    wanted_note = (latest.note if latest else "") if note is UNCHANGED else nfc(note).strip()
    check_range(wanted_points, item)
    if (wanted_points, wanted_note) == ((latest.points, latest.note) if latest else (None, "")):
        return latest
    if latest and Score.objects.filter(pk=latest.pk, is_latest=True).update(is_latest=False) != 1:
        raise EditedElsewhere(latest)
    try:
        with transaction.atomic():
            return Score.objects.create(
                review=review, item=item, points=wanted_points, note=wanted_note, scored_at=at or database_now()
            )
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


def faults_of(review: Review, *, on: date) -> dict[int, str]:
    """What keeps the review from being complete on the ward day `on`: sentence by pk of SubmissionItem."""
    share = int(figure("reason_share_percent", on=on, campaign=review.submission.period.campaign))
    latest = {score.item_id: score for score in review.scores.filter(is_latest=True)}
    faults = {}
    for item in review.submission.items.select_related("criteria_item"):
        score = latest.get(item.pk)
        if score is None or score.points is None:
            faults[item.pk] = f"Tiêu chí {item.criteria_item.order}: chưa chấm."
        elif not score.note and (owed := marks.reason_owed(score.points, item.self_score, share)):
            faults[item.pk] = f"Tiêu chí {item.criteria_item.order}: {owed}."
    return faults


@transaction.atomic
def complete_review(review: Review, *, by, at: datetime | None = None) -> Review:
    """Close one's own marks (chấm xong): from now on they are fixed and the other reviewer's become visible.

    Raises Incomplete while a criterion has no mark or a reason is owed, Forbidden as `save_score`.
    """
    at = at or database_now()
    _lock_review(review, by=by)
    if faults := faults_of(review, on=ward_date(at)):
        raise Incomplete(faults)
    total = marks.total_of(review)
    rows = Review.objects.filter(pk=review.pk, status=ReviewStatus.OPEN)
    if rows.update(status=ReviewStatus.COMPLETE, completed_at=at, total_hundredths=total) != 1:
        raise InvalidTransition(phrases.NOT_IN_REVIEW)
    review.status, review.completed_at, review.total_hundredths = ReviewStatus.COMPLETE, at, total
    audit.record("complete_review", review, by=by, old=ReviewStatus.OPEN, new=ReviewStatus.COMPLETE, slot=review.slot)
    return review


def acceptance_verdict(user, submission: Submission) -> Verdict:
    """May `user` accept now: the step exists, and the set number of reviews is complete."""
    if not (step := WORKFLOW.may("accept", user, submission)):
        return step
    complete = marks.current_reviews(submission).filter(status=ReviewStatus.COMPLETE).count()
    needed = scorers_of(submission)
    return ALLOWED if complete >= needed else denied(f"Mới có {complete}/{needed} người chấm xong.")


@transaction.atomic
def accept(submission: Submission, *, by, at: datetime | None = None) -> Submission:
    """Accept the report (chấp nhận) once the set number of reviews is complete; tells the unit.

    Raises Forbidden while reviews are missing, InvalidTransition when somebody was faster.
    """
    at = at or database_now()
    lock_as_seen(submission)
    if submission.status == S.UNDER_REVIEW:
        require(acceptance_verdict(by, submission))
    event = WORKFLOW.apply("accept", submission, by=by, fields={"status_since": at})
    letters.send(letters.accepted(submission), submission, key=f"accepted:{event.pk}", at=at)
    return submission

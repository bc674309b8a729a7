"""What the office does with a report: take it, accept it (thẩm định); `scoring` marks it, `returning` gives it back.

A hand-in has `criteria_set.scorers` slots; each reviewer who takes the report gets one. After a return the report comes
back as a new snapshot: the first "Nhận thẩm định" on it opens a new review for every former reviewer who still may
review, in the same slot, with the former marks copied as a start. The former rows stay as they were, tied to the
snapshot they judged; only the marks of complete reviews of the latest snapshot count.

Every function locks the report's row before the review's, so that they queue instead of deadlocking.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from core import audit
from core.clock import database_now, ward_date
from core.phrases import SOMEONE_WAS_FASTER
from core.verdict import ALLOWED, Forbidden, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import conflicts, letters, marks, phrases, reconciliation, rules
from ..enums import ReviewKind, ReviewStatus
from ..enums import SubmissionStatus as S
from ..models import Review, Score, Snapshot, Submission
from ..permissions import may_review
from ..workflow import WORKFLOW
from .assigning import reserved_for_others
from .ranking import board_still_open
from .stopping import stop_in_report


def scorers_of(submission: Submission) -> int:
    """How many complete reviews the report needs."""
    return submission.criteria_set.scorers


@transaction.atomic
def start_review(submission: Submission, *, by, at: datetime | None = None) -> Review:
    """Take the report for review (nhận thẩm định): begins it if nobody has, and gives `by` the next free slot.

    Pressing again returns the review one has. A reviewer who may not judge the report any more loses the slot. Raises
    Forbidden for a conflict of interest, a locked board or a report given to others, InvalidTransition when the report
    is not in the office's hands or others were faster and hold every slot.
    """
    at = at or database_now()
    lock_report(submission)
    conflicts.forget(by)
    require(may_review(by, submission))
    require(board_still_open(submission))
    if submission.status == S.SUBMITTED:
        WORKFLOW.apply("start_review", submission, by=by, fields={"status_since": at})
        _carry_over(submission, at=at)
    elif submission.status != S.UNDER_REVIEW:
        raise InvalidTransition(phrases.NOT_IN_REVIEW)
    # Whoever may not go on with the report makes room for the one who takes it.
    stop_in_report(submission, by=by, at=at)
    reviews = list(marks.current_reviews(submission))
    own = next((review for review in reviews if review.reviewer_id == by.pk), None)
    if own is None and reserved_for_others(submission, by, (review.reviewer_id for review in reviews)):
        raise Forbidden(phrases.GIVEN_TO_OTHERS)
    return own or _take_slot(submission, {review.slot for review in reviews}, by=by, at=at)


def lock_report(submission: Submission) -> None:
    """Read the report anew and hold it until the transaction ends (on SQLite the whole transaction is exclusive)."""
    submission.refresh_from_db(from_queryset=Submission.objects.select_for_update(no_key=True))


def lock_as_seen(submission: Submission) -> None:
    """Hold the report; refuse when its status is no longer the one the caller decided upon."""
    seen = submission.status
    lock_report(submission)
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
    former = reviews.filter(snapshot__number=last_judged, kind=ReviewKind.MARK).exclude(status=ReviewStatus.STOPPED)
    snapshot = Snapshot.objects.get(submission=submission, number=submission.rounds)
    for old in former.select_related("reviewer"):
        if not may_review(old.reviewer, submission) or old.slot > scorers_of(submission):
            continue
        new = Review.objects.create(
            submission=submission, snapshot=snapshot, reviewer=old.reviewer, slot=old.slot, started_at=at
        )
        carried = list(_latest_with_rules(old))
        ruled = rules.ruled_of([score.item for score in carried], rules.handed_of(snapshot))
        Score.objects.bulk_create(
            Score(
                review=new, item_id=score.item_id, points=score.points, note=score.note, scored_at=at,
                by_rule=rules.points_of(ruled, score.item_id),
            )
            for score in carried
        )  # fmt: skip
        audit.record("reopen_review", new, by=None, new=ReviewStatus.OPEN, former=old.pk, round=snapshot.number)


def _latest_with_rules(review: Review):
    rows = review.scores.filter(is_latest=True).select_related("item__criteria_item")
    return rows.prefetch_related("item__criteria_item__steps")


def acceptance_verdict(user, submission: Submission) -> Verdict:
    """May `user` accept now: the step exists, and there are marks of enough people without a conflict who agree.

    Enough is the number of the criteria set, or a third person who has settled where they differed.
    """
    if not (step := WORKFLOW.may("accept", user, submission)):
        return step
    reviews = list(marks.current_reviews(submission).select_related("reviewer"))
    complete = [review for review in reviews if review.status == ReviewStatus.COMPLETE]
    barred = conflicts.of_people({review.reviewer_id for review in complete}) if complete else {}
    for review in complete:
        if barred[review.reviewer_id].why(submission):
            return denied(phrases.MARKS_IN_CONFLICT.format(who=review.reviewer))
    if any(review.kind == ReviewKind.RECONCILE for review in complete):
        return ALLOWED
    needed = scorers_of(submission)
    if len(complete) < needed:
        return denied(f"Mới có {len(complete)}/{needed} người chấm xong.")
    gap = reconciliation.owed(submission, reviews, on=ward_date(timezone.now()))
    return denied(reconciliation.words(gap)) if gap else ALLOWED


@transaction.atomic
def accept(submission: Submission, *, by, at: datetime | None = None) -> Submission:
    """Accept the report (chấp nhận) once the set number of reviews is complete; tells the unit.

    Raises Forbidden while reviews are missing or differ too far, InvalidTransition when somebody was faster.
    """
    at = at or database_now()
    lock_as_seen(submission)
    conflicts.forget(by)
    if submission.status == S.UNDER_REVIEW:
        require(acceptance_verdict(by, submission))
    event = WORKFLOW.apply("accept", submission, by=by, fields={"status_since": at})
    letters.send(letters.accepted(submission), submission, key=f"accepted:{event.pk}", at=at)
    return submission

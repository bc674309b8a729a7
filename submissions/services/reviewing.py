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

from core import audit
from core.clock import database_now
from core.phrases import SOMEONE_WAS_FASTER
from core.verdict import ALLOWED, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import letters, marks, phrases
from ..enums import ReviewStatus
from ..enums import SubmissionStatus as S
from ..models import Review, Score, Snapshot, Submission
from ..permissions import may_review
from ..workflow import WORKFLOW
from .ranking import board_still_open


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
    lock_report(submission)
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

"""What the office does with a report: take it, accept it (thẩm định); `scoring` marks it, `returning` gives it back.

A hand-in has `criteria_set.scorers` slots; each reviewer who takes the report gets one. After a return the report comes
back as a new snapshot: the first "Nhận thẩm định" on it opens a new review for every former reviewer who still may
review, in the same slot, with the former marks copied as a start. The former rows stay as they were, tied to the
snapshot they judged; only the marks of complete reviews of the latest snapshot count.

Every function locks the report's row before the review's, so that they queue instead of deadlocking.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from core import audit
from core.clock import database_now, ward_date
from core.formats import format_time
from core.phrases import SOMEONE_WAS_FASTER
from core.verdict import ALLOWED, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import conflicts, letters, marks, phrases, reconciliation, rules
from ..enums import IN_WARD, ReviewKind, ReviewStatus
from ..enums import SubmissionStatus as S
from ..models import Review, Score, Snapshot, Submission
from ..permissions import may_review
from ..workflow import WORKFLOW
from .assigning import reserved_for_others
from .ranking import board_still_open
from .stopping import stop_in_report, why_stopped


def scorers_of(submission: Submission) -> int:
    """How many complete reviews the report needs."""
    return submission.criteria_set.scorers


def seats_of(submission: Submission, reviews: Iterable[Review], *, on: date) -> list[Review]:
    """The reviews that hold a place once somebody presses “Nhận thẩm định” on the ward day `on`.

    `reviews` are all of the report, with reviewer and snapshot. Of the latest hand-in those that may stand; before the
    first press on it those of the last one judged whose reviewers still may review. At most two queries a reviewer.
    """
    reviews = list(reviews)
    if submission.status == S.SUBMITTED:
        return _former(submission, reviews)
    seats = [review for review in _marking(reviews) if review.snapshot.number == submission.rounds]
    barred = conflicts.of_people({review.reviewer_id for review in seats}, on=on) if seats else {}
    for review in seats:
        review.submission = submission
    return [review for review in seats if not why_stopped(review, barred[review.reviewer_id])]


def _marking(reviews: Iterable[Review]) -> list[Review]:
    return [review for review in reviews if review.kind == ReviewKind.MARK and review.status != ReviewStatus.STOPPED]


def _former(submission: Submission, reviews: list[Review]) -> list[Review]:
    """The reviews of the last hand-in that was judged which go on with the one that came since."""
    last = max((review.snapshot.number for review in reviews), default=0)
    former = [review for review in _marking(reviews) if review.snapshot.number == last]
    places = scorers_of(submission)
    return [review for review in former if review.slot <= places and may_review(review.reviewer, submission)]


def start_verdict(user, submission: Submission, seats: list[Review]) -> Verdict:
    """May `user` take the report now: what the page offers is what the press does. `seats` are `seats_of`.

    The right, an open board, a report not given to others, in the office's hands, with a place free or one's own.
    """
    return _may_take(user, submission, seats) and _place_for(user, submission, seats)


def _may_take(user, submission: Submission, seats: list[Review]) -> Verdict:
    if not (right := may_review(user, submission) and board_still_open(submission)):
        return right
    begun = {review.reviewer_id for review in seats}
    if user.pk in begun or submission.status not in IN_WARD:
        return ALLOWED
    return denied(phrases.GIVEN_TO_OTHERS) if reserved_for_others(submission, user, begun) else ALLOWED


def _place_for(user, submission: Submission, seats: list[Review]) -> Verdict:
    if submission.status not in IN_WARD:
        return denied(phrases.NOT_IN_REVIEW)
    if len(seats) < scorers_of(submission) or any(review.reviewer_id == user.pk for review in seats):
        return ALLOWED
    begun = [review.started_at for review in seats if review.status == ReviewStatus.OPEN]
    return denied(phrases.BEING_MARKED.format(time=format_time(max(begun))) if begun else phrases.SLOTS_TAKEN)


@transaction.atomic
def start_review(submission: Submission, *, by, at: datetime | None = None) -> Review:
    """Take the report for review (nhận thẩm định): begins it if nobody has, and gives `by` the next free slot.

    Pressing again returns the review one has. A reviewer who may not judge the report any more loses the slot. Raises
    Forbidden for a conflict of interest, a locked board or a report given to others, InvalidTransition when the report
    is not in the office's hands or others were faster and hold every slot (`start_verdict`).
    """
    at = at or database_now()
    lock_report(submission)
    conflicts.forget(by)
    rows = Review.objects.filter(submission=submission).select_related("reviewer", "snapshot").order_by("slot", "pk")
    seats = seats_of(submission, rows, on=ward_date(at))
    require(_may_take(by, submission, seats))
    if not (place := _place_for(by, submission, seats)):
        raise InvalidTransition(place.reason)
    if submission.status == S.SUBMITTED:
        WORKFLOW.apply("start_review", submission, by=by, fields={"status_since": at})
        _carry_over(submission, seats, at=at)
    # Whoever may not go on with the report makes room for the one who takes it.
    stop_in_report(submission, by=by, at=at)
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


def _carry_over(submission: Submission, former: list[Review], *, at: datetime) -> None:
    """Open the former reviewers' reviews again on the new snapshot, their marks copied as a start."""
    snapshot = Snapshot.objects.get(submission=submission, number=submission.rounds)
    for old in former:
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


def acceptance_verdict(user, submission: Submission, *, at: datetime) -> Verdict:
    """May `user` accept at `at`: the step exists, and there are marks of enough people without a conflict who agree.

    Enough is the number of the criteria set, or a third person who has settled where they differed.
    """
    if not (step := WORKFLOW.may("accept", user, submission)):
        return step
    reviews = list(marks.current_reviews(submission).select_related("reviewer"))
    complete = [review for review in reviews if review.status == ReviewStatus.COMPLETE]
    day = ward_date(at)
    barred = conflicts.of_people({review.reviewer_id for review in complete}, on=day) if complete else {}
    for review in complete:
        if barred[review.reviewer_id].why(submission):
            return denied(phrases.MARKS_IN_CONFLICT.format(who=review.reviewer))
    if any(review.kind == ReviewKind.RECONCILE for review in complete):
        return ALLOWED
    needed = scorers_of(submission)
    if len(complete) < needed:
        return denied(f"Mới có {len(complete)}/{needed} người chấm xong.")
    gap = reconciliation.owed(submission, reviews, on=day)
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
        require(acceptance_verdict(by, submission, at=at))
    event = WORKFLOW.apply("accept", submission, by=by, fields={"status_since": at})
    letters.send(letters.accepted(submission), submission, key=f"accepted:{event.pk}", at=at)
    return submission

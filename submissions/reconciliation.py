"""Where reviewers differ too far (cần thống nhất): what is owed, and who may settle it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from campaigns.figures import figure
from core.formats import format_points
from core.verdict import ALLOWED, Verdict, denied

from . import phrases, totals
from .enums import ReviewKind, ReviewStatus
from .enums import SubmissionStatus as S
from .marks import visible_reviews
from .models import Review, Submission
from .permissions import may_review


def reason_least(submission: Submission, *, on: date) -> int:
    """How many letters the third person's reason has at least on the ward day `on` (thiết lập reason_min_length)."""
    return int(figure("reason_min_length", on=on, campaign=submission.period.campaign))


def spread(reviews: Iterable[Review]) -> Decimal:
    """The widest difference, in points, between the totals of complete reviews; 0 for one or none."""
    given = [
        review.total_hundredths
        for review in reviews
        if review.kind == ReviewKind.MARK and review.status == ReviewStatus.COMPLETE
    ]
    return Decimal(max(given) - min(given)) / 100 if len(given) > 1 else Decimal(0)


def settled_by(reviews: Iterable[Review]) -> Review | None:
    """The third person's review among those of one hand-in, open or complete; None without one."""
    return next((each for each in reviews if each.kind == ReviewKind.RECONCILE), None)


def owed(submission: Submission, reviews: list[Review], *, on: date) -> Decimal:
    """By how many points the reviewers of the latest hand-in differ where a third person is needed; else 0.

    `reviews` are `marks.current_reviews`. Nothing is owed before the set number is complete, within the gap of the
    setting "reconcile_gap_points" on the ward day `on`, or once a third person has completed their marks.
    """
    complete = [r for r in reviews if r.kind == ReviewKind.MARK and r.status == ReviewStatus.COMPLETE]
    third = settled_by(reviews)
    if len(complete) < submission.criteria_set.scorers or (third and third.status == ReviewStatus.COMPLETE):
        return Decimal(0)
    gap = spread(complete)
    if not gap:
        return gap
    return gap if gap * 100 > totals.widest_gap(submission.period, on=on) else Decimal(0)


def words(gap: Decimal) -> str:
    """“Chênh 6 điểm, cần thống nhất.”"""
    return phrases.RECONCILE_OWED.format(gap=format_points(gap))


def start_verdict(user, submission: Submission, reviews: list[Review], former: Iterable[int], *, on: date) -> Verdict:
    """May `user` settle the difference: a third person, without a conflict, where one is owed and nobody has begun.

    `reviews` are `marks.current_reviews`; `former` the pks of everybody who marked this hand-in, stopped ones included.
    """
    if not (right := may_review(user, submission)):
        return right
    if submission.status != S.UNDER_REVIEW or not owed(submission, reviews, on=on):
        return denied(phrases.RECONCILE_NOT_OWED)
    if user.pk in set(former):
        return denied(phrases.RECONCILE_NOT_ONES_OWN)
    third = settled_by(reviews)
    if third and third.reviewer_id != user.pk:
        return denied(phrases.RECONCILE_TAKEN.format(who=third.reviewer))
    return ALLOWED


def panel(user, submission: Submission, reviews: list[Review], *, former, on: date) -> dict:
    """What `_reconcile.html` shows; no queries of its own but the figures', and only where enough people have marked.

    `reviews` are those of the latest hand-in that stand, `former` the pks of everybody who marked it.
    """
    third = settled_by(reviews)
    gap = owed(submission, reviews, on=on)
    own = third is not None and third.reviewer_id == user.pk
    done = third is not None and third.status == ReviewStatus.COMPLETE
    writes = own and not done
    start = start_verdict(user, submission, reviews, former, on=on) if gap and not third else None
    # A total is told only to whoever may see the marks it is the sum of.
    told = done and third in visible_reviews(user, reviews, submission.criteria_set.scorers)
    return {
        "gap": format_points(gap) if gap else "",
        "third": third,
        "done": done,
        "writes_reason": writes,
        "start": start,
        "least": reason_least(submission, on=on) if writes else None,
        "total": format_points(Decimal(third.total_hundredths) / 100) if told else "",
    }

"""Marks as facts: when a reason is owed, and whose marks a person may see (chấm điểm)."""

from decimal import Decimal

from django.db.models import BigIntegerField, Exists, F, Field, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest, Least

from campaigns.enums import CriterionPart
from core.fields import PointsField
from core.formats import format_points

from .enums import ReviewKind, ReviewStatus
from .models import Review, Score, Submission, SubmissionItem
from .points import total_hundredths


def reason_owed(points: Decimal | None, self_score: Decimal | None, share_percent: int) -> str:
    """Why a note is required for `points` beside `self_score`, or "" when it is not (ux 7).

    It is owed when the mark leaves the self-score by `share_percent` of the self-score or more; exact numbers.
    """
    if points is None or self_score is None or points == self_score:
        return ""
    gap = abs(points - self_score)
    if gap * 100 < self_score * share_percent:
        return ""
    return f"{'thấp' if points < self_score else 'cao'} hơn tự chấm {format_points(gap)} điểm, cần ghi lý do"


def current_reviews(submission: Submission) -> QuerySet[Review]:
    """Reviews of the hand-in that counts, the latest one, but for those that were stopped."""
    rows = Review.objects.filter(submission=submission, snapshot__number=submission.rounds)
    return rows.exclude(status=ReviewStatus.STOPPED)


def visible_reviews(user, reviews: list[Review], required: int) -> list[Review]:
    """Of the reviews of one hand-in, those whose marks `user` may see (threat 16).

    One's own always; another's once it is complete and so is one's own, or once all `required` reviews are complete.
    A third person's marks open nothing, and nobody sees those of a stopped review.
    """
    standing = [review for review in reviews if review.status != ReviewStatus.STOPPED]
    complete = [review for review in standing if review.status == ReviewStatus.COMPLETE]
    marked = [review for review in complete if review.kind == ReviewKind.MARK]
    unlocked = any(review.reviewer_id == user.pk for review in marked) or len(marked) >= required
    return [review for review in standing if review.reviewer_id == user.pk or (unlocked and review in complete)]


def _self_sum(output: Field) -> Subquery:
    """What `points.total_hundredths` says of the own scores of a report, asked of the database."""

    def part(name: str) -> Coalesce:
        given = Sum("self_score", filter=Q(criteria_item__part=name), output_field=BigIntegerField())
        return Coalesce(given, 0, output_field=BigIntegerField())

    def cap(name: str) -> Max:
        return Max(f"criteria_item__criteria_set__{name}", output_field=BigIntegerField())

    bonus = Least(part(CriterionPart.BONUS), cap("bonus_cap"))
    minus = Least(part(CriterionPart.MINUS), cap("minus_cap"))
    scores = SubmissionItem.objects.filter(submission=OuterRef("pk"), self_score__isnull=False)
    total = Greatest(part(CriterionPart.BASE) + bonus - minus, 0, output_field=BigIntegerField())
    return Subquery(scores.order_by().values("submission").annotate(total=total).values("total"), output_field=output)


def self_hundredths() -> Subquery:
    """What a report gives itself in hundredths, bonus and minus up to their caps, to annotate reports with.

    NULL when it gave itself no score.
    """
    return _self_sum(BigIntegerField())


def self_points() -> Subquery:
    """The same in points."""
    return _self_sum(PointsField())


def total_of(review: Review) -> int:
    """What the marks of the review add up to now, in hundredths, with the caps of its criteria set."""
    rows = review.scores.filter(is_latest=True, points__isnull=False)
    marks = rows.values_list("item__criteria_item__part", "points")
    return total_hundredths(review.submission.criteria_set, marks)


def complete_reviews() -> QuerySet[Review]:
    """Complete reviews of the latest hand-in, those of a third person beside the ones they settle."""
    return Review.objects.filter(
        kind__in=(ReviewKind.MARK, ReviewKind.RECONCILE),
        status=ReviewStatus.COMPLETE,
        snapshot__number=F("submission__rounds"),
    )


def counted_reviews() -> QuerySet[Review]:
    """The reviews whose marks count: the one rule, for totals, boards, charts and papers alike.

    Complete reviews of the latest hand-in; where a third person has settled a difference (thống nhất điểm), theirs
    alone. A stopped review has no total and never counts.
    """
    settled = Review.objects.filter(
        submission=OuterRef("submission"),
        snapshot=OuterRef("snapshot"),
        kind=ReviewKind.RECONCILE,
        total_hundredths__isnull=False,
    )
    return complete_reviews().filter(Q(kind=ReviewKind.RECONCILE) | ~Exists(settled))


def counted_scores() -> QuerySet[Score]:
    """Every mark that counts: the latest of its criterion, in a review that counts."""
    return Score.objects.filter(is_latest=True, points__isnull=False, review__in=counted_reviews())

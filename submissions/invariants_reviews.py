"""What must hold of who judges what: totals, criteria versions, places, conflicts (thẩm định)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least

from campaigns.enums import CriteriaStatus, CriterionPart
from campaigns.models import CriteriaItem
from core.clock import ward_date
from core.invariants import BATCH, Finding, invariant

from . import conflicts
from .enums import BoardStatus, ReviewKind, ReviewStatus
from .enums import SubmissionStatus as S
from .models import RankingBoard, Review, Score, Submission, SubmissionItem

STANDING = ~Q(status=ReviewStatus.STOPPED)


def _part(name: str) -> Coalesce:
    """The sum of the marks of one part that count in a review, in hundredths."""
    marks = Score.objects.filter(
        review=OuterRef("pk"), is_latest=True, points__isnull=False, item__criteria_item__part=name
    )
    summed = marks.order_by().values("review").annotate(total=Sum("points", output_field=IntegerField()))
    return Coalesce(Subquery(summed.values("total"), output_field=IntegerField()), Value(0))


@invariant("REV-01", "Tổng của phần đã chấm xong bằng tổng các điểm, thưởng và trừ trong mức trần của bộ tiêu chí.")
def totals_are_the_sum_of_the_marks(at: datetime) -> Iterator[Finding]:
    whole = IntegerField()
    caps = {name: F(f"submission__criteria_set__{name}") for name in ("bonus_cap", "minus_cap")}
    bonus = Least(_part(CriterionPart.BONUS), caps["bonus_cap"], output_field=whole)
    minus = Least(_part(CriterionPart.MINUS), caps["minus_cap"], output_field=whole)
    again = Greatest(_part(CriterionPart.BASE) + bonus - minus, Value(0), output_field=whole)
    complete = Review.objects.filter(status=ReviewStatus.COMPLETE).annotate(again=again)
    wrong = complete.exclude(total_hundredths=F("again")).order_by("pk")
    for pk in wrong.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Review, pk, "tổng ghi lại khác tổng các điểm")


@invariant(
    "REV-02", "Báo cáo chấm theo đúng bản tiêu chí đã ban hành của nhóm và năm mình, đủ mọi tiêu chí của bản ấy."
)
def reports_keep_their_criteria(at: datetime) -> Iterator[Finding]:
    sound = Q(criteria_set__period=F("period"), criteria_set__status=CriteriaStatus.PUBLISHED)
    ruled = Submission.objects.filter(criteria_set__isnull=False)
    for pk in ruled.exclude(sound).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "theo bộ tiêu chí chưa ban hành hoặc của năm khác")
    strange = SubmissionItem.objects.exclude(criteria_item__criteria_set=F("submission__criteria_set"))
    for pk in strange.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(SubmissionItem, pk, "thuộc một bản tiêu chí khác bản của báo cáo")
    answered = SubmissionItem.objects.filter(submission=OuterRef(OuterRef("pk")), criteria_item=OuterRef("pk"))
    bare = CriteriaItem.objects.filter(~Exists(answered), criteria_set=OuterRef("criteria_set"))
    judged = Review.objects.filter(submission=OuterRef("pk"))
    lacking = Submission.objects.filter(Exists(judged), Exists(bare)).order_by("pk")
    for pk in lacking.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "đã thẩm định mà thiếu tiêu chí của bản tiêu chí")


@invariant("REV-03", "Mỗi bản đã nộp có nhiều nhất số người chấm đã định; người thống nhất điểm là người thứ ba.")
def as_many_reviewers_as_places(at: datetime) -> Iterator[Finding]:
    standing = Review.objects.filter(STANDING)
    for pk in (
        standing.filter(kind=ReviewKind.MARK, slot__gt=F("submission__criteria_set__scorers"))
        .order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    ):  # fmt: skip
        yield Finding.of(Review, pk, "người chấm thừa so với số người chấm đã định")
    same = Review.objects.filter(kind=ReviewKind.MARK, snapshot=OuterRef("snapshot"), reviewer=OuterRef("reviewer"))
    for pk in (
        standing.filter(Exists(same.exclude(pk=OuterRef("pk"))), kind=ReviewKind.RECONCILE)
        .order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    ):  # fmt: skip
        yield Finding.of(Review, pk, "người thống nhất điểm đã chấm chính bản này")


@invariant("REV-04", "Không phần thẩm định nào còn hiệu lực của người có xung đột lợi ích với báo cáo.")
def nobody_in_conflict_goes_on(at: datetime) -> Iterator[Finding]:
    """What began within a day is left to the sweep that stops such reviews (services.stopping)."""
    locked = RankingBoard.objects.filter(
        period=OuterRef("submission__period"), group=OuterRef("submission__group"), status=BoardStatus.LOCKED
    )
    found = Review.objects.filter(
        STANDING, ~Exists(locked), submission__status=S.UNDER_REVIEW, snapshot__number=F("submission__rounds")
    )
    people = sorted(set(found.order_by().values_list("reviewer", flat=True)))
    barred = conflicts.of_people(people, on=ward_date(at))
    before = conflicts.of_people(people, on=ward_date(at - timedelta(days=1)))
    for review in found.select_related("submission__person").order_by("pk").iterator(chunk_size=BATCH):
        kinds = [when[review.reviewer_id].why(review.submission) for when in (before, barred)]
        if all(kind in (conflicts.NOW, conflicts.FORMER) for kind in kinds):
            yield Finding.of(Review, review.pk, "người chấm thuộc, hoặc vừa thuộc, chính đơn vị báo cáo")


@invariant("REV-05", "Phần thống nhất điểm và phần chấm lại theo kiến nghị đã chấm xong thì có lý do.")
def a_third_person_says_why(at: datetime) -> Iterator[Finding]:
    done = Review.objects.filter(status=ReviewStatus.COMPLETE, reason="").exclude(kind=ReviewKind.MARK)
    for pk in done.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Review, pk, "người thứ ba đã chấm xong mà không ghi lý do")

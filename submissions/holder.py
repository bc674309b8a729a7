"""Whose move a report is, and since when: one owner at any moment (báo cáo đang ở ai).

Nothing is stored: `turn_of` reads it from a report with its reviews and assignments in hand, `with_holder` asks the
same of the database, so that a work list is a query. A test holds the two together in every state.

A report is its unit's until it is handed in and while it is given back, its head's while it is with the head. In the
ward's hands it waits for the office until somebody was named or has taken it, then for the first reviewer, then for
the next one, then for a third person where they differ by more than the set gap, then for the office to accept it.
Accepted, it is the council's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least

from campaigns.models import ReportingPeriod
from core.clock import ward_date

from . import totals
from .enums import IN_WARD, ReviewKind, ReviewStatus
from .enums import SubmissionStatus as S
from .models import Assignment, Review, Submission

IN_UNIT = (S.DRAFT, S.RETURNED)


class Holder(models.TextChoices):
    """Who has to do the next thing with a report."""

    UNIT = "don-vi", "Đơn vị"
    HEAD = "thu-truong", "Thủ trưởng đơn vị"
    OFFICE = "phong", "Phòng Văn hóa – Xã hội"
    REVIEWER = "nguoi-tham-dinh", "Người thẩm định"
    SECOND = "nguoi-thu-hai", "Người thẩm định thứ hai"
    RECONCILE = "thong-nhat", "Người thống nhất điểm"
    COUNCIL = "hoi-dong", "Hội đồng"


# In which states of a report each of them can have it: what a work list looks at.
STATES = {
    Holder.UNIT: IN_UNIT,
    Holder.HEAD: IN_UNIT,
    Holder.OFFICE: IN_WARD,
    Holder.REVIEWER: IN_WARD,
    Holder.SECOND: IN_WARD,
    Holder.RECONCILE: IN_WARD,
    Holder.COUNCIL: (S.ACCEPTED,),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose move it is, since when, and the accounts concerned where they are known by name."""

    holder: Holder
    since: datetime
    people: tuple = ()
    of_person: bool = False

    @property
    def words(self) -> str:
        """Who it is, in the words of the list."""
        return "Cá nhân" if self.of_person and self.holder == Holder.UNIT else self.holder.label

    @property
    def names(self) -> str:
        """The people by name."""
        return ", ".join(str(one) for one in self.people)


def gap_of(period: ReportingPeriod, *, at: datetime) -> int:
    """The widest difference between reviewers, in hundredths, that needs no third person on the day of `at`."""
    return totals.widest_gap(period, on=ward_date(at))


def current_reviews() -> QuerySet[Review]:
    """Every review of the hand-in that counts, stopped ones too: what `turn_of` wants to see."""
    return Review.objects.filter(snapshot__number=F("submission__rounds"))


def open_assignments() -> QuerySet[Assignment]:
    """Reports given to somebody and not taken back."""
    return Assignment.objects.filter(ended_at=None)


def turn_of(
    report: Submission, reviews: Iterable[Review], assignments: Iterable[Assignment], *, gap: int | None
) -> Turn:
    """Whose move the report is: a plain answer from rows in hand.

    `reviews` are those of the latest hand-in (`current_reviews`), `assignments` the open ones; `gap` is in hundredths,
    None where nobody settles differences. No query.
    """
    person = report.person_id is not None
    if report.status in IN_UNIT:
        if report.with_head_since:
            return Turn(Holder.HEAD, report.with_head_since)
        return Turn(Holder.UNIT, report.status_since, of_person=person)
    if report.status == S.ACCEPTED:
        return Turn(Holder.COUNCIL, report.status_since)
    reviews = list(reviews)
    live = [review for review in reviews if review.status != ReviewStatus.STOPPED]
    third = next((review for review in live if review.kind == ReviewKind.RECONCILE), None)
    if third:
        if third.status == ReviewStatus.COMPLETE:
            return Turn(Holder.OFFICE, third.completed_at)
        return Turn(Holder.RECONCILE, third.started_at, (third.reviewer,))
    given = [review for review in live if review.kind == ReviewKind.MARK]
    done = [review for review in given if review.status == ReviewStatus.COMPLETE]
    last = max([report.submitted_at, *(review.completed_at for review in done)])
    if len(done) >= report.criteria_set.scorers:
        sums = [review.total_hundredths for review in done]
        differ = gap is not None and max(sums) - min(sums) > gap
        return Turn(Holder.RECONCILE if differ else Holder.OFFICE, last)
    judging = {review.reviewer_id for review in reviews}
    named = [one for one in assignments if one.reviewer_id not in judging]
    waiting = [(review.started_at, review.reviewer) for review in given if review.status == ReviewStatus.OPEN]
    waiting += [(one.assigned_at, one.reviewer) for one in named]
    if not waiting:
        return Turn(Holder.OFFICE, last)
    since = max(last, min(at for at, _ in waiting))
    return Turn(Holder.SECOND if done else Holder.REVIEWER, since, tuple(who for _, who in waiting))


def unit_turn(report: Submission) -> Turn:
    """The same as its unit may read it: who judges, and how far they are, stays the ward's (threat 16). No query."""
    if report.status in IN_WARD:
        return Turn(Holder.OFFICE, report.submitted_at)
    return turn_of(report, (), (), gap=None)


def with_holder(reports: QuerySet[Submission], *, gap: int | None) -> QuerySet[Submission]:
    """Reports with `holder` (a value of Holder) and `held_since`, as `turn_of` says it of each."""
    reviews = Review.objects.filter(submission=OuterRef("pk"), snapshot__number=OuterRef("rounds"))
    third = reviews.filter(kind=ReviewKind.RECONCILE).exclude(status=ReviewStatus.STOPPED)
    given = reviews.filter(kind=ReviewKind.MARK)
    done, judging = given.filter(status=ReviewStatus.COMPLETE), given.filter(status=ReviewStatus.OPEN)
    # Inside the assignments' own subquery the report is one step further out.
    taken = Review.objects.filter(
        submission=OuterRef("submission"),
        snapshot__number=OuterRef("submission__rounds"),
        reviewer=OuterRef("reviewer"),
    )
    named = open_assignments().filter(~Exists(taken), submission=OuterRef("pk"))
    begun_at, named_at = _one(judging, Min("started_at")), _one(named, Min("assigned_at"))
    found = reports.alias(
        third_at=Subquery(third.order_by().values("started_at")[:1]),
        settled_at=Subquery(third.order_by().values("completed_at")[:1]),
        done_count=Coalesce(_one(done, Count("pk")), 0),
        last_done=Greatest(F("submitted_at"), Coalesce(_one(done, Max("completed_at")), F("submitted_at"))),
        spread=Coalesce(_one(done, Max("total_hundredths") - Min("total_hundredths")), 0),
        asked_at=Least(Coalesce(begun_at, named_at), Coalesce(named_at, begun_at)),
    )
    whole = Q(done_count__gte=F("criteria_set__scorers"))
    differ = Q(spread__gt=gap) if gap is not None else Q(pk=None)
    cases = [
        (Q(status__in=IN_UNIT, with_head_since__isnull=False), Holder.HEAD, F("with_head_since")),
        (Q(status__in=IN_UNIT), Holder.UNIT, F("status_since")),
        (Q(status=S.ACCEPTED), Holder.COUNCIL, F("status_since")),
        (Q(settled_at__isnull=False), Holder.OFFICE, F("settled_at")),
        (Q(third_at__isnull=False), Holder.RECONCILE, F("third_at")),
        (whole & differ, Holder.RECONCILE, F("last_done")),
        (whole, Holder.OFFICE, F("last_done")),
        (Q(asked_at=None), Holder.OFFICE, F("last_done")),
        (Q(done_count=0), Holder.REVIEWER, Greatest(F("last_done"), F("asked_at"))),
    ]
    return found.annotate(
        holder=Case(
            *(When(when, then=Value(str(who))) for when, who, _ in cases), default=Value(str(Holder.SECOND)),
            output_field=models.CharField(),
        ),
        held_since=Case(
            *(When(when, then=since) for when, _, since in cases), default=Greatest(F("last_done"), F("asked_at"))
        ),
    )  # fmt: skip


def held_by(reports: QuerySet[Submission], holder: str, *, gap: int | None) -> QuerySet[Submission]:
    """The reports whose move is `holder`'s: a work list. Looks only at the states in which they can have one."""
    return with_holder(reports.filter(status__in=STATES[Holder(holder)]), gap=gap).filter(holder=holder)


def _one(rows: QuerySet, value) -> Subquery:
    """One value over the rows of a report."""
    output = IntegerField() if isinstance(value, Count) else None
    return Subquery(rows.order_by().values("submission").annotate(x=value).values("x"), output_field=output)

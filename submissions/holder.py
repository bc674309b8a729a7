"""Whose move a report is, and since when: one owner at any moment (báo cáo đang ở ai).

Nothing is stored: `turn_of` reads it from a report with its reviews and assignments in hand, `held_by` asks the same of
the database, so that a work list is a query. A test holds the two together in every state.

A report is its unit's until it is handed in and while it is given back, its head's while it is with the head. In the
ward's hands it waits for the office until somebody was named or has taken it, then for the first reviewer, then for
the next one, then for a third person where they differ by more than the set gap, then for the office to accept it.
Accepted, it is the council's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from campaigns.models import ReportingPeriod
from core.clock import ward_date

from . import marks, totals
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


def standing_reviews() -> QuerySet[Review]:
    """Every review of the hand-in that counts but for those that were stopped."""
    return current_reviews().exclude(status=ReviewStatus.STOPPED)


def open_assignments() -> QuerySet[Assignment]:
    """Reports given to somebody and not taken back."""
    return Assignment.objects.filter(ended_at=None)


def _of_the_reviewer(**fields) -> Exists:
    """Of an assignment: has its reviewer a review, with these fields, of the hand-in that counts?"""
    reviews = Review.objects.filter(
        submission=OuterRef("submission"), snapshot__number=OuterRef("submission__rounds"),
        reviewer=OuterRef("reviewer"), **fields,
    )  # fmt: skip
    return Exists(reviews)


def untaken() -> QuerySet[Assignment]:
    """Open assignments whose reviewer has not begun with the hand-in that counts, nor was stopped on it."""
    return open_assignments().filter(~_of_the_reviewer())


def unmarked() -> QuerySet[Assignment]:
    """Open assignments whose reviewer has not completed the marks of the hand-in that counts."""
    return open_assignments().filter(~_of_the_reviewer(status=ReviewStatus.COMPLETE))


def about(rows: QuerySet) -> Q:
    """The reports these rows are about, as a filter of reports: a set that is asked for once, not one by one."""
    return Q(pk__in=rows.order_by().values("submission_id"))


def without_a_place(**scope) -> RawSQL:
    """Keys of the reports of which every place is held, by whoever marks them or was given them: for `pk__in`.

    `scope` narrows reviews and assignments alike. One pass over both tables: asked report by report it would cost more
    the longer the list, and the ORM cannot group a union.
    """
    columns = {"report": F("submission_id"), "needed": F("submission__criteria_set__scorers")}
    judged = standing_reviews().filter(kind=ReviewKind.MARK, **scope)
    held = [rows.order_by().values(**columns) for rows in (judged, untaken().filter(**scope))]
    sql, params = held[0].union(held[1], all=True).query.sql_with_params()
    return RawSQL(f"SELECT report FROM ({sql}) held GROUP BY report HAVING COUNT(*) >= MAX(needed)", params)


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


def held_by(reports: QuerySet[Submission], holder: str, *, gap: int | None, **scope) -> QuerySet[Submission]:
    """The reports whose move is `holder`'s: a work list, as `turn_of` says it of each.

    `gap` as there. `scope` narrows the reviews and assignments that are looked at, as the list narrows its reports.
    """
    found = reports.filter(status__in=STATES[Holder(holder)])
    if holder in (Holder.UNIT, Holder.HEAD):
        return found.filter(with_head_since__isnull=holder == Holder.UNIT)
    if holder == Holder.COUNCIL:
        return found
    return found.filter(_in_ward(holder, gap, {"submission__status__in": IN_WARD, **scope}))


def _in_ward(holder: str, gap: int | None, scope: dict) -> Q:
    """Whose move it is among those of the ward. Sets of reports, each asked for once however long the list."""
    live = standing_reviews().filter(**scope)
    given = live.filter(kind=ReviewKind.MARK)
    finished = totals.finished(marks.complete_reviews().filter(**scope))
    third = about(live.filter(kind=ReviewKind.RECONCILE, status=ReviewStatus.OPEN))
    differ = about(totals.unsettled_of(finished, gap=gap)) if gap is not None else Q(pk__in=[])
    settling = third | differ
    if holder == Holder.RECONCILE:
        return settling
    waiting = about(given.filter(status=ReviewStatus.OPEN)) | about(untaken().filter(**scope))
    judging = waiting & ~about(finished) & ~settling
    if holder == Holder.OFFICE:
        return ~settling & (about(finished) | ~waiting)
    begun = about(given.filter(status=ReviewStatus.COMPLETE))
    return judging & (begun if holder == Holder.SECOND else ~begun)

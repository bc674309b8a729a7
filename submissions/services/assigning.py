"""Giving reports to reviewers (giao thẩm định): by hand, by content, evenly; taking them back, giving them to another.

A report has as many places as its criteria set asks for reviewers. Whoever was given it, or has taken it, holds one.
Nobody is given a report they may not judge. Every function locks the reports it decides about, in one order, so that
two people who share out at once never give a report more people than it has places. What could not be done is
counted by its reason and left as it was.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.permissions import need
from accounts.roles import ROLE_PERMISSIONS
from campaigns.models import ReportingPeriod
from core import audit, formats
from core.clock import database_now, last_day, ward_date
from core.verdict import ALLOWED, Verdict, denied, require

from .. import assignment_letters as letters
from .. import conflicts, holder, windows
from .. import phrases_queue as phrases
from ..enums import IN_WARD, ReviewKind, ReviewStatus, Window
from ..models import Assignment, Interest, Review, Submission, SubmissionContent
from ..permissions import may_review

MOST = 1000
WHY_BARRED = {
    conflicts.NOW: phrases.SKIP_OWN_UNIT,
    conflicts.FORMER: phrases.SKIP_FORMER_UNIT,
    conflicts.DECLARED: phrases.SKIP_DECLARED,
}


@dataclass(slots=True)
class Outcome:
    """What an act did: reports it reached, how many by reviewer, and how many were left out by reason."""

    done: set[int] = field(default_factory=set)
    by_reviewer: Counter = field(default_factory=Counter)
    skipped: Counter = field(default_factory=Counter)

    def words(self, verb: str) -> str:
        """“Đã giao 11, bỏ qua 1 (của chính đơn vị người thẩm định).” with `verb` “Đã giao”."""
        text = f"{verb} {formats.format_number(len(self.done))}"
        if self.skipped:
            left = [f"{formats.format_number(count)} {why}" for why, count in self.skipped.most_common()]
            reasons = next(iter(self.skipped)) if len(left) == 1 else "; ".join(left)
            text += f", bỏ qua {formats.format_number(sum(self.skipped.values()))} ({reasons})"
        return f"{text}."


def bulk_verdict(user, period: ReportingPeriod, *, at: datetime) -> Verdict:
    """May `user` change many reports of the period at once: the office, until the period is locked (ux 6)."""
    if not (right := need(user, Permission.SUBMISSION_REVIEW)):
        return right
    if windows.calendar_of(period, at).window != Window.LOCKED:
        return ALLOWED
    day = formats.format_day(last_day(period.locks_at))
    return denied(phrases.BULK_LOCKED.format(year=period.year, day=day))


def reviewers(*, on: date) -> QuerySet[User]:
    """Everybody who may review on the ward day `on`, by name."""
    roles = [role for role, given in ROLE_PERMISSIONS.items() if Permission.SUBMISSION_REVIEW in given]
    holders = Membership.objects.active(on).filter(role__in=roles).values("user")
    return User.objects.filter(pk__in=holders, is_active=True).order_by("full_name", "pk")


def with_load(people: QuerySet[User]) -> list[User]:
    """The people with `load`: how many reports they were given and have not yet marked."""
    return list(people.annotate(load=Count("assignments", filter=Q(assignments__in=unfinished()))))


def unfinished() -> QuerySet[Assignment]:
    """Assignments whose reviewer has still to mark the report."""
    return holder.unmarked().filter(submission__status__in=IN_WARD)


@dataclass(slots=True)
class _Desk:
    """A locked report with who holds its places, and who has begun."""

    report: Submission
    holders: set[int]
    begun: set[int]

    @property
    def free(self) -> int:
        return self.report.criteria_set.scorers - len(self.holders)

    def why_not(self, reviewer: User) -> str:
        """Why the reviewer cannot be given the report, "" when they can."""
        if reviewer.pk in self.holders:
            return phrases.SKIP_HAS_IT
        if self.free < 1:
            return phrases.SKIP_FULL
        return self.why_barred(reviewer)

    def why_barred(self, reviewer: User) -> str:
        """Why the reviewer may not judge the report whatever its places, "" when they may."""
        if may_review(reviewer, self.report):
            return ""
        return WHY_BARRED.get(conflicts.barred_subjects(reviewer).why(self.report), phrases.SKIP_NO_RIGHT)


class _Act:
    """One press: the locked reports, what is written about them, and the letters afterwards."""

    def __init__(self, pks: Iterable[int], people: Iterable[User], *, by, due_on: date | None, at: datetime | None):
        self.by, self.due_on, self.at, self.outcome = by, due_on, at or database_now(), Outcome()
        self.key, self.taken = uuid4().hex, Counter()
        if due_on and due_on < ward_date(self.at):
            raise ValidationError(phrases.DUE_IN_PAST, code="due_on")
        pks = set(pks)
        if len(pks) > MOST:
            count = formats.format_number(len(pks))
            raise ValidationError(phrases.TOO_MANY_PICKED.format(count=count, most=formats.format_number(MOST)))
        for person in people:
            conflicts.forget(person)
        desks = list(_desks(pks))
        self.periods = {desk.report.period_id: desk.report.period for desk in desks}
        for period in self.periods.values():
            require(bulk_verdict(by, period, at=self.at))
        conflicts.forget(by)
        self.desks = [desk for desk in desks if self._may_share_out(desk.report)]

    def _may_share_out(self, report: Submission) -> bool:
        """Who judges a report is not said by whoever may not judge it for a conflict of interest; it is counted."""
        if not (free := conflicts.verdict(self.by, report)):
            self.skip(phrases.SKIP_SHARER)
        return bool(free)

    def skip(self, why: str) -> None:
        self.outcome.skipped[why] += 1

    def at_work(self) -> Iterable[_Desk]:
        """The reports that can be given; the others are counted."""
        for desk in self.desks:
            if desk.report.status in IN_WARD:
                yield desk
            else:
                self.skip(phrases.SKIP_STATE)

    def give(self, desk: _Desk, reviewer: User) -> None:
        Assignment.objects.create(
            submission=desk.report, reviewer=reviewer, assigned_by=self.by, assigned_at=self.at, due_on=self.due_on
        )
        due = {"until": self.due_on.isoformat()} if self.due_on else {}
        audit.record("assign_review", desk.report, by=self.by, reviewer=str(reviewer), **due)
        desk.holders.add(reviewer.pk)
        self.outcome.done.add(desk.report.pk)
        self.outcome.by_reviewer[reviewer] += 1

    def take(self, desk: _Desk, reviewer: User) -> None:
        rows = Assignment.objects.filter(submission=desk.report, reviewer=reviewer, ended_at=None)
        rows.update(ended_at=self.at)
        audit.record("end_assignment", desk.report, by=self.by, reviewer=str(reviewer))
        desk.holders.discard(reviewer.pk)
        self.outcome.done.add(desk.report.pk)
        self.taken[reviewer] += 1

    def finish(self) -> Outcome:
        """One letter to each person concerned; a year's reports are one act."""
        period = next(iter(self.periods.values()), None)
        for person, count in self.outcome.by_reviewer.items():
            letters.given(person, count, period, act=self.key, by=self.by, due_on=self.due_on, at=self.at)
        for person, count in self.taken.items():
            letters.taken_back(person, count, period, act=self.key, by=self.by, at=self.at)
        return self.outcome


def _desks(pks: set[int]) -> Iterable[_Desk]:
    """Lock the reports in one order, then read who holds them."""
    rows = Submission.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=pks)
    rows = list(rows.select_related("period__campaign", "unit", "person", "criteria_set").order_by("pk"))
    holders, begun = defaultdict(set), defaultdict(set)
    for pk, reviewer in Assignment.objects.filter(submission__in=rows, ended_at=None).values_list(
        "submission", "reviewer"
    ):
        holders[pk].add(reviewer)
    # A report handed in again goes back to those who judged it last.
    judged: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    reviews = Review.objects.filter(submission__in=rows, kind=ReviewKind.MARK).exclude(status=ReviewStatus.STOPPED)
    for pk, number, reviewer in reviews.values_list("submission", "snapshot__number", "reviewer"):
        judged[pk][number].add(reviewer)
    for report in rows:
        rounds = judged[report.pk]
        holders[report.pk] |= rounds[max(rounds)] if rounds else set()
        begun[report.pk] = rounds.get(report.rounds, set())
        yield _Desk(report, holders[report.pk], begun[report.pk])


@transaction.atomic
def assign(
    pks: Iterable[int], *, to: Sequence[User], by, due_on: date | None = None, at: datetime | None = None
) -> Outcome:
    """Give the reports to each of the reviewers `to` (giao thẩm định).

    `due_on` is the last day for the marks. Left out are reports not in the ward's hands, without a free place, and
    those the reviewer may not judge. Raises Forbidden, ValidationError.
    """
    act = _Act(pks, to, by=by, due_on=due_on, at=at)
    for desk in act.at_work():
        for reviewer in to:
            if why := desk.why_not(reviewer):
                act.skip(why)
            else:
                act.give(desk, reviewer)
    return act.finish()


@transaction.atomic
def assign_by_content(
    pks: Iterable[int], *, to: Mapping[int, User], by, due_on: date | None = None, at: datetime | None = None
) -> Outcome:
    """Give each report to the reviewer of its main content (giao theo nội dung): `to` maps contents to reviewers.

    The main content is the one the report says most about (`main_contents`). Raises as `assign`.
    """
    act = _Act(pks, to.values(), by=by, due_on=due_on, at=at)
    main = main_contents(desk.report.pk for desk in act.desks)
    for desk in act.at_work():
        reviewer = to.get(main.get(desk.report.pk, 0))
        if why := desk.why_not(reviewer) if reviewer else phrases.SKIP_NO_CONTENT:
            act.skip(why)
        else:
            act.give(desk, reviewer)
    return act.finish()


def main_contents(pks: Iterable[int]) -> dict[int, int]:
    """The content each report says most about: the most figures and files among those taken on, else the plan's first.

    One query.
    """
    rows = SubmissionContent.objects.filter(submission__in=list(pks), taken_on=True)
    weight = Count("figures", distinct=True) + Count("evidence", filter=Q(evidence__removed_at=None), distinct=True)
    found: dict[int, int] = {}
    for pk, content in (
        rows.annotate(weight=weight)
        .order_by("-weight", "content_area__order")
        .values_list("submission", "content_area")
    ):
        found.setdefault(pk, content)
    return found


@transaction.atomic
def assign_evenly(
    pks: Iterable[int], *, among: Sequence[User], by, due_on: date | None = None, at: datetime | None = None
) -> Outcome:
    """Fill the free places of the reports, each with whoever has least to do (chia đều).

    Where nobody is barred, the loads of people who began with the same differ by at most 1. Raises as `assign`.
    """
    act = _Act(pks, among, by=by, due_on=due_on, at=at)
    # Counted under the lock: whoever shared out a moment before is in it.
    load = Counter(unfinished().filter(reviewer__in=among).values_list("reviewer", flat=True))
    for desk in act.at_work():
        if desk.free < 1:
            act.skip(phrases.SKIP_FULL)
            continue
        fit = [person for person in among if person.pk not in desk.holders and not desk.why_barred(person)]
        chosen = sorted(fit, key=_least(load, among))[: desk.free]
        for person in chosen:
            act.give(desk, person)
            load[person.pk] += 1
        if not chosen:
            act.skip(phrases.SKIP_NOBODY)
        elif desk.free:
            act.skip(phrases.SKIP_SHORT)
    return act.finish()


def _least(load: Counter, among: Sequence[User]) -> Callable[[User], tuple]:
    place = {person.pk: number for number, person in enumerate(among)}
    return lambda person: (load[person.pk], place[person.pk])


@transaction.atomic
def replace(
    pks: Iterable[int], *, reviewer: User, successor: User | None = None, by, due_on: date | None = None,
    at: datetime | None = None,
) -> Outcome:  # fmt: skip
    """Take the reports back from `reviewer` (thôi giao), and give them to `successor` where one is named (giao lại).

    Left as they are: reports the reviewer was not given or has begun to mark, and those the successor may not have.
    Raises as `assign`, ValidationError for the same person twice.
    """
    if successor and successor.pk == reviewer.pk:
        raise ValidationError(phrases.SAME_REVIEWER, code="successor")
    act = _Act(pks, [successor] if successor else [], by=by, due_on=due_on, at=at)
    open_rows = Assignment.objects.filter(reviewer=reviewer, ended_at=None)
    given = set(
        open_rows.filter(submission__in=[desk.report.pk for desk in act.desks]).values_list("submission", flat=True)
    )
    for desk in act.desks:
        why = phrases.SKIP_NOT_THEIRS if desk.report.pk not in given else ""
        why = why or (phrases.SKIP_BEGUN if reviewer.pk in desk.begun else "")
        if successor and not why:
            in_ward = desk.report.status in IN_WARD
            has_it = phrases.SKIP_HAS_IT if successor.pk in desk.holders else desk.why_barred(successor)
            why = has_it if in_ward else phrases.SKIP_STATE
        if why:
            act.skip(why)
            continue
        act.take(desk, reviewer)
        if successor:
            act.give(desk, successor)
    return act.finish()


def reserved_for_others(submission: Submission, user, begun: Iterable[int]) -> bool:
    """True when the places nobody has taken yet are kept for people other than `user` who were given the report.

    `begun` are the accounts that have taken one. One query.
    """
    given = set(Assignment.objects.filter(submission=submission, ended_at=None).values_list("reviewer", flat=True))
    if user.pk in given or given.issubset(begun := set(begun)):
        return False
    return len(given | begun) >= submission.criteria_set.scorers


@transaction.atomic
def end_for_interest(interest: Interest, *, by, at: datetime) -> int:
    """Take back what the person was given of the unit or person they have declared an interest in. Returns how many."""
    of_them = Q(submission__unit=interest.unit) if interest.unit_id else Q(submission__person=interest.person)
    rows = Assignment.objects.filter(of_them, reviewer=interest.user, ended_at=None).select_related("submission")
    for row in rows:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        audit.record("end_assignment", row.submission, by=by, reviewer=str(interest.user))
    return len(rows)

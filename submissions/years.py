"""A unit or person over the years of the movement, and what a phase comes to (kết quả qua các năm).

The interim review and the final one rest on this: what they print comes from here. Only boards that are locked count
(for a unit looking at itself: published). Totals stay exact fractions; a rank is the one within that year's group,
which may be another group than the year before.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, F, Q

from accounts.models import Person, Unit
from campaigns.enums import GroupKind
from campaigns.figures import figure
from campaigns.models import Campaign, Enrolment, ParticipantGroup, Phase, ReportingPeriod
from core.clock import ward_date

from . import phrases
from .enums import BoardStatus
from .enums import SubmissionStatus as S
from .models import RankingBoard, RankingLine, Submission
from .totals import total_of

Key = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of one subject. `words` says why there is no total; `is_missing` when that is the subject's own."""

    period: ReportingPeriod
    group: ParticipantGroup | None = None
    submission_id: int | None = None
    is_late: bool = False
    total: Fraction | None = None
    rank: int | None = None
    of: int | None = None
    grade: str = ""
    words: str = ""
    is_missing: bool = False

    @property
    def is_ahead(self) -> bool:
        """The year has not begun."""
        return self.words == phrases.YEAR_AHEAD

    @property
    def number(self) -> int:
        """The calendar year."""
        return self.period.year


@dataclass(frozen=True, slots=True)
class PhaseSum:
    """What a phase comes to for one subject.

    `mean` is over the counted years, None without any. `trend` is the last counted year less the first, in points,
    None with fewer than two. Completeness is `scored` of `due` years: those with a total, of those that should have one
    by now; `years` is how many the phase has.
    """

    phase: Phase
    mean: Fraction | None
    trend: Fraction | None
    first: int | None
    last: int | None
    scored: int
    due: int
    years: int
    missing: list[int]
    zero_counts: bool

    @property
    def note(self) -> str:
        """What was done with years that have no total, naming them; "" when there are none."""
        if not self.missing:
            return ""
        named = "năm " + ", ".join(str(year) for year in self.missing)
        if self.zero_counts:
            return phrases.PHASE_AS_ZERO.format(years=named.capitalize())
        return phrases.PHASE_LEFT_OUT.format(years=named)


@dataclass(frozen=True, slots=True)
class Line:
    """A subject with its years, in order, and its phases."""

    subject: Unit | Person
    years: list[Year]
    phases: list[PhaseSum]


def key_of(subject: Unit | Person) -> Key:
    """(unit, None) or (None, person), as rows of reports and enrolments have it."""
    return (None, subject.pk) if isinstance(subject, Person) else (subject.pk, None)


def _about(subjects: Sequence[Unit | Person], prefix: str = "") -> Q:
    units = [subject.pk for subject in subjects if isinstance(subject, Unit)]
    people = [subject.pk for subject in subjects if isinstance(subject, Person)]
    return Q(**{f"{prefix}unit__in": units}) | Q(**{f"{prefix}person__in": people})


def lines_of(
    campaign: Campaign, subjects: Iterable[Unit | Person], *, at: datetime, published_only: bool
) -> list[Line]:
    """The line of each subject over the movement's years as it stands at `at`; seven queries whatever their number.

    With `published_only` a board counts from its publishing on, as a unit sees it; else from its locking on.
    """
    subjects = list(subjects)
    facts = _Facts.read(campaign, subjects, published_only=published_only)
    zero = bool(figure("missing_year_is_zero", on=ward_date(at), campaign=campaign))
    found = []
    for subject in subjects:
        years = [facts.year_of(subject, period, at=at) for period in facts.periods]
        found.append(Line(subject, years, phase_sums(years, zero_counts=zero)))
    return found


def phase_sums(years: Sequence[Year], *, zero_counts: bool) -> list[PhaseSum]:
    """Mean, trend and completeness of each phase the years lie in; a missing year counts as `zero_counts` says."""
    by_phase: dict[Phase, list[Year]] = defaultdict(list)
    for year in years:
        by_phase[year.period.phase].append(year)
    return [_phase_sum(phase, members, zero_counts) for phase, members in by_phase.items()]


def _phase_sum(phase: Phase, years: list[Year], zero_counts: bool) -> PhaseSum:
    scored = [year for year in years if year.total is not None]
    missing = [year.number for year in years if year.is_missing]
    counted = [
        (year.number, year.total or Fraction(0))
        for year in years
        if year.total is not None or (zero_counts and year.is_missing)
    ]
    mean = sum((total for _, total in counted), Fraction(0)) / len(counted) if counted else None
    enough = len(counted) > 1
    return PhaseSum(
        phase=phase, mean=mean, trend=counted[-1][1] - counted[0][1] if enough else None,
        first=counted[0][0] if enough else None, last=counted[-1][0] if enough else None, scored=len(scored),
        due=len(scored) + len(missing), years=len(years), missing=missing, zero_counts=zero_counts,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Facts:
    """Rows of several subjects, by period and subject."""

    periods: list[ReportingPeriod]
    enrolments: dict[Key, list[Enrolment]]
    reports: dict[tuple[int, Key], Submission]
    lines: dict[int, RankingLine]
    boards: set[tuple[int, int]]
    sizes: Counter
    waiting: str

    @classmethod
    def read(cls, campaign: Campaign, subjects: list, *, published_only: bool) -> "_Facts":
        periods = ReportingPeriod.objects.filter(campaign=campaign).select_related("phase").order_by("year")
        enrolments = defaultdict(list)
        rows = Enrolment.objects.filter(_about(subjects), group__campaign=campaign).select_related("group")
        for row in rows.order_by("pk"):
            enrolments[row.unit_id, row.person_id].append(row)
        reports = Submission.objects.filter(_about(subjects), period__campaign=campaign).select_related("group")
        boards = RankingBoard.objects.filter(period__campaign=campaign, status=BoardStatus.LOCKED)
        if published_only:
            boards = boards.filter(published_at__isnull=False)
        boards = list(boards.values_list("pk", "period_id", "group_id"))
        ids = [pk for pk, _, _ in boards]
        current = RankingLine.objects.filter(board__in=ids, version=F("board__version"))
        sizes = current.order_by().values("board").annotate(size=Count("pk"))
        lines = current.filter(_about(subjects, "submission__"))
        return cls(
            periods=list(periods),
            enrolments=enrolments,
            reports={(row.period_id, (row.unit_id, row.person_id)): row for row in reports},
            lines={line.submission_id: line for line in lines},
            boards={(period_id, group_id) for _, period_id, group_id in boards},
            sizes=Counter({row["board"]: row["size"] for row in sizes}),
            waiting=phrases.YEAR_WAITING if published_only else phrases.YEAR_NOT_LOCKED,
        )

    def _group_of(self, key: Key, year: int) -> ParticipantGroup | None:
        """The group the subject takes part in that year; None when it does not."""
        for row in self.enrolments.get(key, ()):
            if (row.from_year or year) <= year <= (row.to_year or year):
                return row.group
        return None

    def year_of(self, subject: Unit | Person, period: ReportingPeriod, *, at: datetime) -> Year:
        """What the year came to for the subject."""
        key = key_of(subject)
        report = self.reports.get((period.pk, key))
        if report and (line := self.lines.get(report.pk)):
            total = total_of(line.total_numerator, line.total_denominator)
            return Year(
                period, report.group, report.pk, report.is_late, total, line.rank, self.sizes[line.board_id], line.grade
            )
        group = report.group if report else self._group_of(key, period.year)
        if at < period.opens_at and report is None:
            return Year(period, group, words=phrases.YEAR_AHEAD)
        if group is None:
            return Year(period, words=phrases.YEAR_NOT_TAKING_PART)
        settled = (period.pk, group.pk) in self.boards
        if report and report.status != S.DRAFT:
            words = phrases.YEAR_NOT_ON_BOARD if settled else self.waiting
            return Year(period, group, report.pk, report.is_late, words=words, is_missing=settled)
        if settled or at >= period.locks_at:
            return Year(period, group, words=phrases.YEAR_NO_REPORT, is_missing=True)
        return Year(period, group, words=phrases.YEAR_OPEN)


def subjects_of_group(group: ParticipantGroup):
    """Everybody who takes part in the group in any year of the movement, by the Vietnamese alphabet."""
    kind, model = ("person", Person) if group.kind == GroupKind.INDIVIDUAL else ("unit", Unit)
    enrolled = Enrolment.objects.filter(group=group).values(kind)
    reported = Submission.objects.filter(group=group, **{f"{kind}__isnull": False}).values(kind)
    return model.objects.filter(Q(pk__in=enrolled) | Q(pk__in=reported)).order_by("sort_key", "pk")

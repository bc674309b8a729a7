"""The figures of a reporting year, counted in one place: a number on the overview equals the list it links to."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import models
from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce, TruncDate

from campaigns.models import ContentArea, Enrolment, ParticipantGroup, ReportingPeriod
from core.clock import WARD, database_now, ward_date
from submissions import marks, totals
from submissions.enums import ScanStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Evidence, Submission, SubmissionContent
from submissions.queue import RETURNED_TOO_LONG

# A total this many points away from the self-score is worth a second look.
FAR_POINTS = 10


class State(models.TextChoices):
    """Where a subject of the movement stands, in the fixed order of bands and charts; values are those of the URL."""

    ACCEPTED = "da-chap-nhan", "Đã chấp nhận"
    WAITING = "cho-tham-dinh", "Chờ thẩm định"
    RETURNED = "tra-lai", "Trả lại bổ sung"
    DRAFT = "dang-lam", "Đang làm"
    NOT_OPENED = "chua-mo", "Chưa mở"


STATE_OF_STATUS = {
    S.ACCEPTED: State.ACCEPTED,
    S.SUBMITTED: State.WAITING,
    S.UNDER_REVIEW: State.WAITING,
    S.RETURNED: State.RETURNED,
    S.DRAFT: State.DRAFT,
}


@dataclass
class Counts:
    """Subjects by state. Handed in is what the ward has received, whatever became of it; a draft is not."""

    by_state: dict[State, int] = field(default_factory=lambda: dict.fromkeys(State, 0))

    def add(self, state: State, number: int) -> None:
        """Count `number` more subjects in `state`."""
        self.by_state[state] += number

    @property
    def total(self) -> int:
        """Everybody who takes part."""
        return sum(self.by_state.values())

    @property
    def handed_in(self) -> int:
        """Subjects whose report the ward has received."""
        return self.total - self.missing

    @property
    def missing(self) -> int:
        """Subjects whose report the ward has not received: to be urged."""
        return self.by_state[State.DRAFT] + self.not_opened

    @property
    def not_opened(self) -> int:
        """Subjects that never began."""
        return self.by_state[State.NOT_OPENED]


@dataclass
class GroupCounts(Counts):
    """The same for one group of the plan."""

    group: ParticipantGroup | None = None


def taking_part(period: ReportingPeriod) -> models.QuerySet[Enrolment]:
    """Units and persons who take part in the movement in the year of `period`."""
    return Enrolment.objects.of(period)


def not_opened(period: ReportingPeriod) -> models.QuerySet[Enrolment]:
    """Those of them who never began a report of `period` (chưa mở): enrolments without a submission."""
    reports = Submission.objects.filter(period=period)
    return taking_part(period).filter(
        ~Exists(reports.filter(unit_id=OuterRef("unit_id"), unit__isnull=False)),
        ~Exists(reports.filter(person_id=OuterRef("person_id"), person__isnull=False)),
    )


def handed_in(period: ReportingPeriod) -> models.QuerySet[Submission]:
    """Reports of `period` the ward has received; a returned one stays received, a withdrawn one is a draft again."""
    return Submission.objects.filter(period=period).exclude(status=S.DRAFT)


def in_state(period: ReportingPeriod, state: State) -> models.QuerySet:
    """The rows behind one count: reports, or enrolments for those who never opened."""
    if state == State.NOT_OPENED:
        return not_opened(period)
    statuses = [status for status, its_state in STATE_OF_STATUS.items() if its_state == state]
    return Submission.objects.filter(period=period, status__in=statuses)


def by_group(period: ReportingPeriod) -> list[GroupCounts]:
    """Counts of every main group of the plan, in its order; sub-groups of persons count for their parent."""
    groups = ParticipantGroup.objects.filter(campaign_id=period.campaign_id, parent=None).order_by("order")
    rows = {group.pk: GroupCounts(group=group) for group in groups}
    main = Coalesce("group__parent_id", "group_id")
    reports = Submission.objects.filter(period=period).order_by()
    for row in reports.values(main=main, its_status=F("status")).annotate(number=Count("pk")):
        rows[row["main"]].add(STATE_OF_STATUS[row["its_status"]], row["number"])
    for row in not_opened(period).order_by().values(main=main).annotate(number=Count("pk")):
        rows[row["main"]].add(State.NOT_OPENED, row["number"])
    return [row for row in rows.values() if row.total]


def total(groups: list[GroupCounts]) -> Counts:
    """The counts of all groups together: parts add up to the whole."""
    counts = Counts()
    for group in groups:
        for state, number in group.by_state.items():
            counts.add(state, number)
    return counts


def received_by_day(period: ReportingPeriod, *, now: datetime) -> list[tuple[date, int]]:
    """Cumulative number of received reports at the end of each ward day, from opening to the last day or today.

    A report counts from the day it was first handed in. The first point includes whatever came before.
    """
    first = ward_date(period.opens_at)
    today = ward_date(now)
    if today < first:
        return []
    end = min(max(period.last_day, today), ward_date(period.locks_at)) if today > period.last_day else today
    rows = (
        handed_in(period)
        .order_by()
        .annotate(day=TruncDate("first_submitted_at", tzinfo=WARD))
        .values_list("day")
        .annotate(number=Count("pk"))
    )
    per_day: dict[date, int] = {}
    for day, number in rows:
        per_day[max(day, first)] = per_day.get(max(day, first), 0) + number
    points, running = [], 0
    for offset in range((end - first).days + 1):
        day = first + timedelta(days=offset)
        running += per_day.get(day, 0)
        points.append((day, running))
    return points


def with_evidence(period: ReportingPeriod) -> list[tuple[ContentArea, int]]:
    """For each content of the movement: how many received reports show at least one file for it."""
    found = dict(
        SubmissionContent.objects.filter(
            submission__in=handed_in(period), evidence__isnull=False, evidence__removed_at=None
        )
        .order_by()
        .values_list("content_area_id")
        .annotate(number=Count("submission", distinct=True))
    )
    areas = ContentArea.objects.filter(campaign_id=period.campaign_id).order_by("order")
    return [(area, found.get(area.pk, 0)) for area in areas]


def _hundredths(rows: models.QuerySet) -> models.QuerySet:
    """Scored reports with `self_hundredths` beside the `numerator` and `denominator` of their total."""
    return rows.annotate(self_hundredths=Coalesce(marks.self_hundredths(), 0, output_field=BigIntegerField()))


def scored(period: ReportingPeriod) -> models.QuerySet[Submission]:
    """Reports with a total: every required scorer has finished, and no difference waits to be settled (chấm xong).

    Marks leave the portal only then: a scorer who still works must not learn the other's marks from a page or file.
    """
    held = Submission.objects.filter(period=period, status__in=totals.ON_BOARD)
    gap = totals.widest_gap(period, on=ward_date(database_now()))
    return totals.with_totals(held, gap=gap).filter(numerator__isnull=False)


def far_from_self_score(period: ReportingPeriod, points: int = FAR_POINTS) -> models.QuerySet[Submission]:
    """Scored reports whose total is more than `points` away from the self-score; exact whole numbers."""
    limit = Value(100 * points) * F("denominator")
    gap = F("numerator") - F("self_hundredths") * F("denominator")
    rows = _hundredths(scored(period)).annotate(gap=gap, limit=limit)
    return rows.filter(Q(gap__gt=F("limit")) | Q(gap__lt=-F("limit")))


def waiting_for_the_unit(period: ReportingPeriod, *, now: datetime) -> models.QuerySet[Submission]:
    """Reports given back more than three days ago and not come again (trả lại quá 3 ngày)."""
    return in_state(period, State.RETURNED).filter(status_since__lt=now - RETURNED_TOO_LONG)


def with_broken_files(period: ReportingPeriod) -> models.QuerySet[Submission]:
    """Received reports with a file nobody can open."""
    broken = Evidence.objects.present().filter(scan_status=ScanStatus.REFUSED, submission=OuterRef("pk"))
    return handed_in(period).filter(Exists(broken))


def mean_scores(period: ReportingPeriod) -> list[tuple[ParticipantGroup, int, Fraction, Fraction]]:
    """Per main group: number of scored reports, sum of self-scores, sum of totals, in points and exact."""
    rows = (
        _hundredths(scored(period))
        .order_by()
        .values("denominator", main=Coalesce("group__parent_id", "group_id"))
        .annotate(number=Count("pk"), own=Sum("self_hundredths"), given=Sum("numerator"))
    )
    sums: dict[int, tuple[int, Fraction, Fraction]] = {}
    for row in rows:
        number, own, given = sums.get(row["main"], (0, Fraction(0), Fraction(0)))
        total = Fraction(row["given"], 100 * row["denominator"])
        sums[row["main"]] = (number + row["number"], own + Fraction(row["own"], 100), given + total)
    groups = ParticipantGroup.objects.filter(campaign_id=period.campaign_id, parent=None).order_by("order")
    return [(group, *sums[group.pk]) for group in groups if group.pk in sums]

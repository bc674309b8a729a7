"""The days of reports in somebody's calendar (mốc thời gian): of their units, their own, or of the whole movement."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from icalendar import Event

from accounts.enums import Permission
from accounts.models import Person, Unit, User
from accounts.permissions import has_permission
from campaigns.models import Enrolment, ReportingPeriod
from core.calendars import whole_day
from core.clock import last_day, ward_date
from core.formats import format_date

from . import windows
from .enums import SubmissionStatus as S
from .models import RankingBoard, Return, Submission

# Years to come and past ones are nobody's business today.
AROUND = timedelta(days=365)


def days_of(user: User, now: datetime) -> list[Event]:
    """Every day `user` has to do with, by the roles of the day; a constant number of queries."""
    periods = list(ReportingPeriod.objects.filter(opens_at__lte=now + AROUND, locks_at__gte=now - AROUND))
    found = _of_the_ward(periods, now) if _is_of_the_ward(user) else []
    if has_permission(user, Permission.SUBMISSION_WRITE):
        found += _of_reports(user, periods, now)
    return found


def _is_of_the_ward(user: User) -> bool:
    return has_permission(user, Permission.SUBMISSION_REVIEW) or has_permission(user, Permission.OVERVIEW_READ)


def _name(period: ReportingPeriod, what: str) -> str:
    return f"ky-bao-cao/{period.pk}/{what}"


def _opening(period: ReportingPeriod, now: datetime, path: str) -> Event:
    title = f"Phường mở nhận báo cáo thi đua năm {period.year}"
    return whole_day(_name(period, "mo"), ward_date(period.opens_at), title, now=now, path=path)


def _before(period: ReportingPeriod) -> str:
    return f"Kế hoạch yêu cầu gửi trước ngày {format_date(period.closes_at)}."


def _of_the_ward(periods: Iterable[ReportingPeriod], now: datetime) -> list[Event]:
    found, path = [], reverse("campaigns:about")
    for period in periods:
        year = period.year
        found.append(_opening(period, now, path))
        title = f"Ngày cuối các đơn vị nộp báo cáo thi đua năm {year}"
        found.append(
            whole_day(
                _name(period, "han"), period.last_day, title, now=now, path=path, note=_before(period), alarm=True
            )
        )
        title = f"Khóa sổ báo cáo thi đua năm {year}"
        found.append(whole_day(_name(period, "khoa"), last_day(period.locks_at), title, now=now, path=path))
        if period.review_ends_on:
            title = f"Thẩm định xong báo cáo thi đua năm {year}"
            found.append(whole_day(_name(period, "tham-dinh"), period.review_ends_on, title, now=now, path=path))
    return found


def _of_reports(user: User, periods: list[ReportingPeriod], now: datetime) -> list[Event]:
    units = user.reporting_unit_ids
    own = Q(unit_id__in=units) | Q(person__user=user)
    rows = Enrolment.objects.filter(own, group__campaign__in={period.campaign_id for period in periods})
    rows = list(rows.select_related("group", "unit", "person").order_by("pk"))
    written = own | Q(person__unit_id__in=units)
    reports = list(Submission.objects.filter(written, period__in=periods).select_related("period", "unit", "person"))
    by_subject = {(report.period_id, report.unit_id, report.person_id): report for report in reports}
    known, several = windows.extensions_of(periods), len({(row.unit_id, row.person_id) for row in rows}) > 1
    found = []
    for period in periods:
        subjects = dict.fromkeys(row.unit or row.person for row in rows if _takes_part(row, period))
        if subjects:
            found.append(_opening(period, now, reverse("submissions:home")))
        for subject in subjects:
            column = {"person_id" if isinstance(subject, Person) else "unit_id": subject.pk}
            times = windows.deadline_of(period, known=known, **column)
            report = by_subject.get((period.pk, column.get("unit_id"), column.get("person_id")))
            found += _ends(period, times, subject, report, now=now, named=several)
    return found + _asked(reports, now) + _results(reports, now)


def _takes_part(row: Enrolment, period: ReportingPeriod) -> bool:
    begun = row.from_year is None or row.from_year <= period.year
    return row.group.campaign_id == period.campaign_id and begun and (row.to_year is None or period.year <= row.to_year)


def _ends(
    period: ReportingPeriod,
    times: windows.Deadline,
    subject: Unit | Person,
    report: Submission | None,
    *,
    now: datetime,
    named: bool,
) -> list[Event]:
    """The subject's own last day and lock; the bell is for whoever has not handed in."""
    path, key = reverse("submissions:home"), f"{'unit' if isinstance(subject, Unit) else 'person'}-{subject.pk}"
    whose = f": {subject}" if named else ""
    note = f"{times.words[0].upper()}{times.words[1:]}." if times.is_extended else _before(period)
    missing = report is None or report.status == S.DRAFT
    return [
        whole_day(
            _name(period, f"han/{key}"), times.last_day, f"Ngày cuối nộp báo cáo thi đua năm {period.year}{whose}",
            now=now, path=path, note=note, alarm=missing,
        ),
        whole_day(
            _name(period, f"khoa/{key}"), last_day(times.locks_at), f"Khóa sổ báo cáo thi đua năm {period.year}{whose}",
            now=now, path=path, note="Sau ngày này phường không nhận báo cáo.",
        ),
    ]  # fmt: skip


def _asked(reports: list[Submission], now: datetime) -> list[Event]:
    """Until when additions are asked for; the report by its code, whoever it is about."""
    open_ones = Return.objects.filter(submission__in=reports, resolved_at=None, submission__status=S.RETURNED)
    return [
        whole_day(
            f"bo-sung/{one.pk}", one.due_on, f"Hạn bổ sung báo cáo {one.submission.code}", now=now,
            path=reverse("submissions:home"),
        )
        for one in open_ones.select_related("submission").order_by("pk")
    ]  # fmt: skip


def _results(reports: list[Submission], now: datetime) -> list[Event]:
    """When scores were published, and until when one may ask about them."""
    pages = {(report.period_id, report.group_id): report for report in reports if report.code}
    boards = RankingBoard.objects.filter(published_at__isnull=False, period__in={period for period, _ in pages})
    found = []
    for board in boards.select_related("period").order_by("pk"):
        if (report := pages.get((board.period_id, board.group_id))) is None:
            continue
        path, year = reverse("submissions:result", args=[report.pk]), board.period.year
        title = f"Phường công bố điểm thi đua năm {year}"
        found.append(
            whole_day(f"bang-diem/{board.pk}/cong-bo", ward_date(board.published_at), title, now=now, path=path)
        )
        title = f"Ngày cuối gửi kiến nghị về điểm năm {year}"
        found.append(
            whole_day(f"bang-diem/{board.pk}/kien-nghi", last_day(board.appeals_close_at), title, now=now, path=path)
        )
    return found

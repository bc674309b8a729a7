"""What an officer finds on arriving: whose reports are theirs to write, and where each stands (trang chủ đơn vị)."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Person, Unit, User
from campaigns.models import Enrolment, ReportingPeriod
from core import formats
from core.clock import last_day, ward_date

from . import phrases, windows
from .enums import SectionState, Window
from .enums import SubmissionStatus as S
from .models import Return, Submission
from .sections import Sections


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody the user writes for; `key` names them in an address."""

    row: Unit | Person
    kind: str

    @property
    def key(self) -> str:
        """`unit-3` or `person-5`."""
        return f"{self.kind}-{self.row.pk}"

    def __str__(self) -> str:
        return str(self.row)


def subjects_of(user: User) -> list[Subject]:
    """The user's units, then the user as a person; people of the unit are reached from the list of reports."""
    units = {grant.unit_id: grant.unit for grant in user.grants if grant.unit_id in user.reporting_unit_ids}
    own = Person.objects.filter(user=user).select_related("unit").first()
    return [Subject(unit, "unit") for unit in units.values()] + ([Subject(own, "person")] if own else [])


def people_to_report(user: User, period: ReportingPeriod, unit_id: int | None = None) -> list[Person]:
    """People of the user's units (of the one in front) who take part that year and have no report yet (R4)."""
    units = user.reporting_unit_ids if unit_id is None else user.reporting_unit_ids & {unit_id}
    people = Person.objects.filter(unit_id__in=units, enrolments__in=Enrolment.objects.of(period))
    written = Submission.objects.filter(period=period, person__isnull=False)
    return list(people.exclude(submissions__in=written).select_related("unit").distinct().order_by("sort_key"))


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the states of the home page: its heading, sentence, and what to do next."""

    state: str
    heading: str
    sentence: str = ""
    button: str = ""
    target: str = ""


def standing_of(
    submission: Submission | None,
    sections: Sections | None,
    period: ReportingPeriod,
    now: datetime,
    request: Return | None = None,
) -> Standing:
    """Where the report stands at `now`, in the words of ux 2; `target` is a section key or a page's name."""
    calendar = windows.calendar_of(period, now)
    if submission is None:
        return _not_begun(period, calendar)
    if submission.status == S.RETURNED:
        return _returned(request)
    if submission.status == S.ACCEPTED:
        sentence = f"Báo cáo năm {period.year} đã được chấp nhận."
        return Standing("accepted", "Báo cáo đã được chấp nhận", sentence, "Xem biên nhận", "receipt")
    if submission.status in (S.SUBMITTED, S.UNDER_REVIEW):
        return _handed_in(submission)
    if not windows.open_for_work(submission, now):
        return Standing("locked", f"Kỳ {period.year} đã khóa", windows.locked(period).reason)
    return _draft(sections, now)


def _not_begun(period: ReportingPeriod, calendar: windows.Calendar) -> Standing:
    if calendar.window == Window.NOT_OPEN:
        heading = phrases.NOT_OPEN.format(year=period.year).rstrip(".")
        return Standing("not_open", heading, f"Phường mở nhận từ ngày {formats.format_date(period.opens_at)}.")
    if calendar.window == Window.LOCKED:
        return Standing("locked", f"Kỳ {period.year} đã khóa", windows.locked(period).reason)
    sentence = "Báo cáo làm dần được, làm đến đâu hệ thống lưu đến đó."
    return Standing("empty", f"Chưa bắt đầu báo cáo năm {period.year}", sentence, "Bắt đầu báo cáo", "start")


def _returned(request: Return | None) -> Standing:
    notes = list(request.notes.all()) if request else []
    due = formats.format_weekday_date(request.due_on) if request else ""
    sentence = phrases.RETURNED.format(count=len(notes), due=due)
    target = notes[0].section if notes else "check"
    return Standing(
        "returned", f"Phường đề nghị bổ sung {len(notes)} chỗ", sentence, f"Sửa {len(notes)} chỗ phường yêu cầu", target
    )


def _handed_in(submission: Submission) -> Standing:
    moment = formats.format_moment(submission.submitted_at)
    received = f"Nhận lúc {moment}."
    if submission.is_late and submission.rounds == 1:
        days = windows.days_late(submission.period, submission.submitted_at)
        received = phrases.SUBMITTED_LATE.format(days=days, moment=moment)
    if submission.status == S.UNDER_REVIEW:
        since = formats.format_day(submission.status_since)
        sentence = f"{received} Phòng Văn hóa – Xã hội đang thẩm định từ {since}."
        return Standing("under_review", "Phường đang thẩm định báo cáo", sentence, "Xem biên nhận", "receipt")
    sentence = f"{received} Rút lại để sửa được đến khi phường bắt đầu thẩm định."
    return Standing("submitted", "Phường đã nhận báo cáo", sentence, "Xem biên nhận", "receipt")


def _draft(sections: Sections, now: datetime) -> Standing:
    if sections.is_complete:
        sentence = f"Đã điền đủ {sections.total} mục. Đọc lại một lượt rồi nộp."
        return Standing("complete", "Báo cáo đã sẵn sàng để nộp", sentence, "Kiểm tra và nộp", "check")
    left = len(sections.unfinished)
    following = sections.to_continue()
    saved = f"; lưu gần nhất lúc {formats.format_when(sections.edited_at, now=now)}" if sections.edited_at else ""
    sentence = f"Đã điền {sections.done} trên {sections.total} mục. Làm đến đâu, hệ thống lưu đến đó{saved}."
    verb = "Làm tiếp" if following.state == SectionState.PART else "Làm"
    button = f"{verb} mục {following.number}: {following.short}"
    return Standing("draft", f"Còn {left} mục nữa là nộp được", sentence, button, following.key)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of the reporting year; `state` is past, next or empty."""

    when: str
    what: str
    state: str


def milestones(period: ReportingPeriod, now: datetime) -> list[Milestone]:
    """The days of the year in order (mốc thời gian); the next one is marked."""
    last = period.last_day
    days = [
        (ward_date(period.opens_at), formats.format_day(period.opens_at), "Phường mở nhận báo cáo"),
        (last, f"{formats.format_day(last)}, {formats.WEEKDAYS[last.weekday()]}", "Ngày cuối nộp báo cáo"),
    ]
    locked = last_day(period.locks_at)
    if locked > last:
        days.append((locked, formats.format_day(locked), "Ngày cuối nhận báo cáo muộn"))
    if period.review_ends_on:
        words = "Phòng Văn hóa – Xã hội thẩm định xong"
        days.append((period.review_ends_on, f"Chậm nhất {formats.format_day(period.review_ends_on)}", words))
    days.sort(key=lambda day: day[0])
    if period.milestone:
        days.append((date(period.year, 12, 31), f"Cuối năm {period.year}", period.milestone))
    today = ward_date(now)
    coming = next((day for day in days if day[0] >= today), None)
    return [
        Milestone(when, what, "next" if (day, when, what) == coming else "past" if day < today else "")
        for day, when, what in days
    ]

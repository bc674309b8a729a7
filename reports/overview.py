"""What the overview says: the figures of one year put into sentences, charts and links (tổng quan phong trào)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Membership
from accounts.navigation import url_if_any
from accounts.permissions import has_permission
from accounts.roles import UNIT_ROLES
from campaigns.enums import CriteriaStatus
from campaigns.figures import figure
from campaigns.models import CriteriaSet, ReportingPeriod
from core import formats
from core.clock import ward_date
from submissions import reachability
from submissions.models import Difficulty

from . import charts, figures
from .figures import Counts, State

# From so many scored reports on, means say something (ux (g)).
ENOUGH_SCORED = 5

# Views of the list of reports that are not a state: address value -> heading of the list.
LISTS = {
    "tra-lai-qua-3-ngay": "{count} báo cáo trả lại quá 3 ngày chưa sửa",
    "chenh-tren-10": "{count} báo cáo chênh trên 10 điểm so với tự chấm",
    "tep-khong-mo-duoc": "{count} báo cáo có tệp minh chứng không mở được",
}
STATE_HEADINGS = {
    State.ACCEPTED: "{count} báo cáo đã chấp nhận",
    State.WAITING: "{count} báo cáo chờ thẩm định",
    State.RETURNED: "{count} báo cáo trả lại bổ sung",
    State.DRAFT: "{count} đơn vị đang làm báo cáo",
    State.NOT_OPENED: "{count} đơn vị chưa mở báo cáo",
}


def rows_of(period: ReportingPeriod, view: str, *, now: datetime) -> QuerySet | None:
    """The rows behind a number of the overview: reports, or enrolments for “chưa mở”; None for an unknown view."""
    if view in State.values:
        return figures.in_state(period, State(view))
    if view == "tra-lai-qua-3-ngay":
        return figures.waiting_for_the_unit(period, now=now)
    if view == "chenh-tren-10":
        return figures.far_from_self_score(period)
    if view == "tep-khong-mo-duoc":
        return figures.with_broken_files(period)
    return None


def heading_of(view: str, count: int) -> str:
    """h1 of the list of a view."""
    words = STATE_HEADINGS[State(view)] if view in State.values else LISTS[view]
    return words.format(count=formats.format_number(count))


# The same rows in the office's own list, where they can be worked on: its part of the address.
IN_THE_QUEUE = {
    State.ACCEPTED: {"trang-thai": "ACCEPTED"},
    State.WAITING: {"xem": "cho-tham-dinh"},
    State.RETURNED: {"trang-thai": "RETURNED"},
    "tra-lai-qua-3-ngay": {"xem": "tra-lai-lau"},
}


def list_url(user, period: ReportingPeriod, view: str) -> str:
    """Address of the list behind a number: the queue for who works there, the plain list for who only reads."""
    if view in IN_THE_QUEUE and has_permission(user, Permission.SUBMISSION_REVIEW):
        return f"{reverse('submissions:queue')}?{urlencode({'nam': period.year, **IN_THE_QUEUE[view]})}"
    return f"{reverse('reports:subjects')}?{urlencode({'nam': period.year, 'trang-thai': view})}"


@dataclass(frozen=True, slots=True)
class Band:
    """One of the five counts with the list it opens."""

    state: State
    number: int
    letter: str
    url: str

    @property
    def name(self) -> str:
        """What a screen reader hears: “15 báo cáo đã chấp nhận, mở danh sách”."""
        return f"{heading_of(self.state, self.number)}, mở danh sách"


def bands(user, period: ReportingPeriod, counts: Counts) -> list[Band]:
    """The status band in its fixed order."""
    return [
        Band(state, number, charts.LOOKS[state][0], list_url(user, period, state))
        for state, number in counts.by_state.items()
    ]


@dataclass(frozen=True, slots=True)
class Chore:
    """One line of “Cần xử lý hôm nay”."""

    text: str
    action: str
    url: str
    urgent: bool = False


def chores(user, period: ReportingPeriod, counts: Counts, *, now: datetime) -> list[Chore]:
    """What waits for the office today; only lines with something in them, each with the list it counts."""
    found = []
    for view, action in (
        ("tra-lai-qua-3-ngay", "Xem {count} báo cáo"),
        ("chenh-tren-10", "Xem lại"),
        ("tep-khong-mo-duoc", "Xem danh sách"),
    ):
        if number := rows_of(period, view, now=now).count():
            urgent = view == "tra-lai-qua-3-ngay"
            found.append(
                Chore(heading_of(view, number), action.format(count=number), list_url(user, period, view), urgent)
            )
    found += _cut_off(user, period, now)
    if counts.not_opened and period.opens_at <= now < period.locks_at:
        may_urge = has_permission(user, Permission.REMINDER_SEND) and url_if_any("submissions:reminders")
        url = may_urge or list_url(user, period, State.NOT_OPENED)
        action = "Soạn đôn đốc" if may_urge else "Xem danh sách"
        found.append(Chore(f"{formats.format_number(counts.not_opened)} đơn vị chưa mở báo cáo lần nào", action, url))
    if counts.by_state[State.WAITING] and has_permission(user, Permission.SUBMISSION_REVIEW):
        number = counts.by_state[State.WAITING]
        found.append(Chore(heading_of(State.WAITING, number), "Xem danh sách", list_url(user, period, State.WAITING)))
    if has_permission(user, Permission.SUBMISSION_REVIEW):
        found += _unanswered(user, now)
    return found


def _cut_off(user, period: ReportingPeriod, now: datetime) -> list[Chore]:
    """Those still to report whom no letter reaches: somebody has to call. At most three queries."""
    if not has_permission(user, Permission.REMINDER_SEND) or not period.opens_at <= now < period.locks_at:
        return []
    if not (number := len(reachability.cut_off(period, now=now))):
        return []
    text = f"{formats.format_number(number)} nơi không có cách nào gửi thư: gọi điện"
    return [
        Chore(
            text, "Mở danh sách gọi", f"{reverse('submissions:call_list')}?nam={period.year}&xem=khong-thu", urgent=True
        )
    ]


def _unanswered(user, now: datetime) -> list[Chore]:
    """Difficulties somebody owes an answer, with the days of the one that waits longest. One query."""
    waiting = Difficulty.objects.visible_to(user).waiting().aggregate(count=Count("pk"), since=Min("waiting_since"))
    if not waiting["count"]:
        return []
    days = (ward_date(now) - ward_date(waiting["since"])).days
    text = f"{formats.format_number(waiting['count'])} vướng mắc chờ trả lời, lâu nhất {days} ngày"
    return [Chore(text, "Xem danh sách", f"{reverse('submissions:difficulty_inbox')}?xem=cho")]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist before reporting opens."""

    text: str
    done: bool


def preparations(period: ReportingPeriod) -> list[Step]:
    """What must stand before the first report can be written, counted (việc chuẩn bị trước khi mở nhận)."""
    part = figures.taking_part(period)
    groups = set(part.order_by().values_list("group_id", flat=True).distinct())
    published = CriteriaSet.objects.filter(period=period, status=CriteriaStatus.PUBLISHED, group__in=groups)
    with_criteria = published.order_by().values("group").distinct().count()
    units = part.filter(unit__isnull=False).order_by().values("unit").distinct()
    writers = Membership.objects.active(ward_date(period.opens_at)).filter(role__in=UNIT_ROLES, unit__in=units)
    total, with_writer = units.count(), writers.order_by().values("unit").distinct().count()
    number = part.count()
    return [
        Step(f"Danh sách tham gia: {formats.format_number(number)} đơn vị, cá nhân", number > 0),
        Step(
            f"Bộ tiêu chí đã ban hành: {with_criteria}/{len(groups)} nhóm",
            bool(groups) and with_criteria == len(groups),
        ),
        Step(f"Đơn vị đã có cán bộ đầu mối: {with_writer}/{total}", total > 0 and with_writer == total),
    ]


def headline(period: ReportingPeriod, counts: Counts, *, now: datetime) -> str:
    """The answer to “đến đâu rồi?” in one sentence."""
    if not counts.total:
        return "Chưa có đơn vị nào trong danh sách tham gia"
    if now < period.opens_at and not counts.handed_in:
        return f"Chưa mở nhận báo cáo năm {period.year}"
    handed_in, total = formats.format_number(counts.handed_in), formats.format_number(counts.total)
    return f"{handed_in} trên {total} đơn vị đã nộp báo cáo"


def date_line(period: ReportingPeriod, *, now: datetime) -> str:
    """Thứ Hai, 23/11/2026 · còn 18 ngày đến hạn nộp."""
    today = formats.format_weekday_date(now)
    days = formats.days_left(now, period.closes_at)
    if now < period.opens_at:
        return f"{today} · mở nhận từ {formats.format_date(period.opens_at)}"
    if now >= period.locks_at:
        return f"{today} · kỳ {period.year} đã khóa ngày {formats.format_date(period.locks_at)}"
    if days > 0:
        return f"{today} · còn {days} ngày đến hạn nộp"
    return f"{today} · hôm nay là ngày cuối" if days == 0 else f"{today} · quá hạn {-days} ngày"


def charts_of(period: ReportingPeriod, groups: list, counts: Counts, *, now: datetime) -> dict:
    """Everything the four figures draw."""
    reminders = figure("reminder_days", on=ward_date(now), campaign=period.campaign)
    points = figures.received_by_day(period, now=now)
    contents = charts.content_bars(figures.with_evidence(period), counts.handed_in)
    pairs = charts.score_pairs(figures.mean_scores(period))
    return {
        "progress": charts.progress(period, counts, points, reminders, now=now),
        "group_bars": charts.group_bars(groups),
        "group_finding": charts.slowest_group(groups),
        "contents": contents,
        "content_finding": charts.weakest_content(contents),
        "pairs": pairs if sum(pair.reports for pair in pairs) >= ENOUGH_SCORED else [],
        "pair_finding": charts.score_finding(pairs) if pairs else "",
    }

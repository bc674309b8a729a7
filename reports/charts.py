"""Charts drawn by the server: numbers in, coordinates out. One SVG serves page and paper; words stay in HTML.

Shapes carry a class, so that the page's themes can colour them, and a `fill` for paper, where no theme reaches. No
style attributes: the page's content policy forbids them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from campaigns.models import ContentArea, ParticipantGroup, ReportingPeriod
from core.clock import ward_date
from core.formats import format_day, format_number, format_points
from core.svg import coordinate

from .figures import Counts, GroupCounts, State

# State -> (letter of the class, colour on paper): ux (g), the order is that of State.
LOOKS = {
    State.ACCEPTED: ("a", "#1d6842"),
    State.WAITING: ("b", "#0b5566"),
    State.RETURNED: ("c", "#b9791a"),
    State.DRAFT: ("d", "#7b8d96"),
    State.NOT_OPENED: ("e", "#d5d9da"),
}
GAP = Fraction(1, 2)
PLOT_WIDTH, PLOT_HEIGHT = 300, 100


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a stacked bar in a drawing 100 wide."""

    state: State
    number: int
    letter: str
    fill: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A state with its colour: one line of the key of words."""

    state: State
    letter: str
    fill: str


def key() -> list[KeyEntry]:
    """The five states in their fixed order."""
    return [KeyEntry(state, *look) for state, look in LOOKS.items()]


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar with the words that stand for it."""

    counts: Counts
    segments: list[Segment]
    label: str


def _in_words(counts: Counts) -> str:
    return ", ".join(f"{format_number(counts.by_state[state])} {_lower(state.label)}" for state in State)


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def stacked_bar(counts: Counts, name: str) -> Bar:
    """Five states side by side, gaps between them; an empty state has no part."""
    shown = [(state, number) for state, number in counts.by_state.items() if number]
    width = 100 - GAP * (len(shown) - 1)
    segments, x = [], Fraction(0)
    for state, number in shown:
        part = width * Fraction(number, counts.total)
        letter, fill = LOOKS[state]
        segments.append(Segment(state, number, letter, fill, coordinate(x), coordinate(part)))
        x += part + GAP
    return Bar(counts, segments, f"{name}: {_in_words(counts)}")


def group_bars(groups: list[GroupCounts]) -> list[Bar]:
    """One bar per group of the plan."""
    return [stacked_bar(group, group.group.short_title) for group in groups]


def slowest_group(groups: list[GroupCounts]) -> str:
    """The finding of "Theo nhóm đối tượng"."""
    if not groups:
        return "Chưa có đơn vị nào trong danh sách tham gia."
    by_not_opened = max(groups, key=lambda group: group.not_opened)
    if by_not_opened.not_opened:
        return f"{by_not_opened.group.short_title} chậm nhất: {by_not_opened.not_opened} đơn vị chưa mở."
    by_missing = max(groups, key=lambda group: Fraction(group.missing, group.total))
    if by_missing.missing:
        return f"{by_missing.group.short_title} chậm nhất: còn {by_missing.missing} đơn vị chưa nộp."
    return "Mọi nhóm đã nộp đủ."


@dataclass(frozen=True, slots=True)
class Progress:
    """The cumulative line with the pace that is needed from today on."""

    points: list[tuple[date, int]]
    top: int
    line: str
    area: str
    pace: str
    reminders: list[str]
    ticks: list[date]
    finding: str
    label: str

    @property
    def middle(self) -> int:
        """The number at half height."""
        return self.top // 2


def _x(day: date, first: date, days: int) -> Fraction:
    return Fraction((day - first).days * PLOT_WIDTH, max(days, 1))


def _y(number: int, top: int) -> Fraction:
    return PLOT_HEIGHT - Fraction(number * PLOT_HEIGHT, max(top, 1))


def pace_finding(period: ReportingPeriod, counts: Counts, *, now: datetime) -> str:
    """The finding of "Tiến độ nộp báo cáo": how many a day are still needed, or how it ended."""
    if now < period.opens_at:
        return f"Mở nhận báo cáo từ {format_day(period.opens_at)}."
    if not counts.missing:
        return "Mọi đơn vị đã nộp báo cáo."
    days = (period.last_day - ward_date(now)).days
    if now >= period.closes_at:
        return f"Đã qua hạn nộp {format_day(period.last_day)}, còn {format_number(counts.missing)} đơn vị chưa nộp."
    if days == 0:
        return f"Hôm nay là ngày cuối, còn {format_number(counts.missing)} đơn vị chưa nộp."
    pace = format_points(Fraction(round(Fraction(counts.missing * 10, days)), 10))
    return f"Cần trung bình {pace} báo cáo mỗi ngày từ nay đến {format_day(period.last_day)}."


def progress(
    period: ReportingPeriod,
    counts: Counts,
    points: list[tuple[date, int]],
    reminder_days: list[int],
    *,
    now: datetime,
) -> Progress:
    """Draw "Tiến độ nộp báo cáo": x from opening to the last day (or the last point), y from zero to all subjects."""
    first = ward_date(period.opens_at)
    last = max([period.last_day, *(day for day, _ in points[-1:])])
    days, top = (last - first).days, max(counts.total, 1)
    spots = [(coordinate(_x(day, first, days)), coordinate(_y(number, top))) for day, number in points]
    line = "M" + " L".join(f"{x} {y}" for x, y in spots) if spots else ""
    area = f"{line} L{spots[-1][0]} {PLOT_HEIGHT} L{spots[0][0]} {PLOT_HEIGHT}Z" if spots else ""
    pace = ""
    if spots and counts.missing and now < period.closes_at and points[-1][0] < period.last_day:
        pace = f"M{spots[-1][0]} {spots[-1][1]} L{coordinate(_x(period.last_day, first, days))} 0"
    finding = pace_finding(period, counts, now=now)
    reached = f"{points[-1][1]} báo cáo đến ngày {format_day(points[-1][0])}" if points else "chưa có báo cáo nào"
    marks = [period.last_day.toordinal() - number for number in reminder_days]
    return Progress(
        points=points,
        top=top,
        line=line,
        area=area,
        pace=pace,
        reminders=[coordinate(_x(date.fromordinal(mark), first, days)) for mark in marks if mark >= first.toordinal()],
        ticks=[date.fromordinal(first.toordinal() + days * step // 5) for step in range(6)] if days >= 5 else [first],
        finding=finding,
        label=f"Đường lũy kế: {reached}, trên {format_number(counts.total)} đơn vị. {finding}",
    )


@dataclass(frozen=True, slots=True)
class ContentBar:
    """How many received reports show evidence for one content."""

    number: int
    area: ContentArea
    count: int
    of: int
    width: str


def content_bars(rows: list[tuple[ContentArea, int]], of: int) -> list[ContentBar]:
    """One bar per content of the movement, zero-based."""
    return [
        ContentBar(number, area, count, of, coordinate(Fraction(count * 100, of) if of else 0))
        for number, (area, count) in enumerate(rows, start=1)
    ]


def weakest_content(bars: list[ContentBar]) -> str:
    """The finding of "Nội dung thi đua có minh chứng"."""
    if not bars or not bars[0].of:
        return "Chưa có báo cáo nào để đếm."
    weakest = min(bars, key=lambda bar: bar.count)
    if weakest.count == weakest.of:
        return "Mọi báo cáo đã nộp đều có minh chứng cho từng nội dung."
    return f"{weakest.area.short_title} mới có {weakest.count}/{weakest.of} báo cáo."


@dataclass(slots=True)
class ScorePair:
    """Mean self-score and mean mark of one group, each with its place on a scale from 0 to 100."""

    name: str
    reports: int
    self_mean: Fraction
    mark_mean: Fraction
    self_x: str = field(init=False)
    mark_x: str = field(init=False)

    def __post_init__(self):
        self.self_x = coordinate(min(self.self_mean, 100))
        self.mark_x = coordinate(min(self.mark_mean, 100))


def score_pairs(rows: list[tuple[ParticipantGroup, int, Fraction, Fraction]]) -> list[ScorePair]:
    """Group, number of scored reports, sum of self-scores, sum of totals -> means."""
    return [ScorePair(group.short_title, n, self_sum / n, mark_sum / n) for group, n, self_sum, mark_sum in rows]


def score_finding(pairs: list[ScorePair]) -> str:
    """The finding of "Tự chấm và thẩm định"."""
    widest = max(pairs, key=lambda pair: abs(pair.self_mean - pair.mark_mean))
    gap = widest.self_mean - widest.mark_mean
    if not gap:
        return "Điểm thẩm định trung bình bằng điểm tự chấm ở mọi nhóm."
    side = "cao" if gap > 0 else "thấp"
    return f"{widest.name} tự chấm {side} hơn thẩm định trung bình {format_points(abs(gap))} điểm."

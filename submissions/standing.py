"""Where a report stands on the home page of whoever writes it: heading, sentence, what to do next (ux 2)."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.models import ReportingPeriod
from core import formats

from . import phrases, windows
from .enums import SectionState, Window
from .enums import SubmissionStatus as S
from .models import RankingLine, Return, Submission
from .permissions import heads_unit
from .section_lists import Sections
from .totals import total_of
from .windows import Deadline

# Targets that are pages; everything else is the key of a section.
START, CHECK, RECEIPT, PAPER, PLEDGE, DIFFICULTIES = "start", "check", "receipt", "paper", "pledge", "difficulties"
RESULT = "result"


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the states of the home page: its heading, sentence, and what to do next."""

    state: str
    heading: str
    sentence: str = ""
    button: str = ""
    target: str = ""


def not_begun(period: ReportingPeriod, times: Deadline, now: datetime, *, pledge_button: str = "") -> Standing:
    """No report yet: too early, open, or too late. `pledge_button` is what the pledge season of this year offers."""
    window = windows.calendar_of(times, now).window
    if window == Window.NOT_OPEN:
        heading = phrases.NOT_OPEN.format(year=period.year).rstrip(".")
        sentence = f"Phường mở nhận từ ngày {formats.format_date(times.opens_at)}."
        return Standing("not_open", heading, sentence, pledge_button, PLEDGE if pledge_button else "")
    if window == Window.LOCKED:
        return _locked(times)
    sentence = "Báo cáo làm dần được, làm đến đâu hệ thống lưu đến đó."
    return Standing("empty", f"Chưa bắt đầu báo cáo năm {period.year}", sentence, "Bắt đầu báo cáo", START)


def published(line: RankingLine, year: int) -> Standing:
    """The score is there to be read: on home from the publishing of the board on."""
    total = formats.format_points(total_of(line.total_numerator, line.total_denominator))
    sentence = phrases.RESULT_PUBLISHED_WHY.format(year=year, total=total, rank=line.rank)
    return Standing("published", phrases.RESULT_PUBLISHED, sentence, "Xem kết quả", RESULT)


def standing_of(
    submission: Submission,
    sections: Sections | None,
    times: Deadline,
    now: datetime,
    *,
    user,
    request: Return | None = None,
) -> Standing:
    """Where the report stands at `now`, in the words of ux 2; `target` is a section key or one of the pages above.

    `sections` is None when they could not be read; `request` is the open request of a returned report.
    """
    if submission.status == S.ACCEPTED:
        sentence = f"Báo cáo năm {submission.period.year} đã được chấp nhận."
        return Standing("accepted", "Báo cáo đã được chấp nhận", sentence, "Xem kết quả", RECEIPT)
    if submission.status in (S.SUBMITTED, S.UNDER_REVIEW):
        return _handed_in(submission, times)
    if submission.with_head_since:
        return _with_head(submission, user)
    if submission.status == S.RETURNED:
        return _returned(request)
    if not windows.is_settled(submission) and windows.calendar_of(times, now).window == Window.LOCKED:
        return _locked(times)
    return _draft(sections, now) if sections else _unread()


def _locked(times: Deadline) -> Standing:
    heading, reason = f"Kỳ {times.year} đã khóa", windows.locked(times).reason
    return Standing("locked", heading, reason, "Khó khăn, vướng mắc", DIFFICULTIES)


def _with_head(submission: Submission, user) -> Standing:
    moment = formats.format_moment(submission.with_head_since)
    if heads_unit(user, submission):
        sentence = f"Đơn vị trình lúc {moment}. Đọc một lượt rồi nộp, hoặc trả lại kèm ý kiến."
        return Standing("with_head", phrases.HOME_WITH_HEAD, sentence, "Đọc và nộp báo cáo", CHECK)
    sentence = f"Đã trình lúc {moment}, chưa nộp. Thủ trưởng đọc rồi nộp, hoặc trả lại kèm ý kiến."
    return Standing("with_head", phrases.HOME_WITH_HEAD, sentence, "Xem bản đã trình", CHECK)


def _returned(request: Return | None) -> Standing:
    notes = list(request.notes.all()) if request else []
    left = [note for note in notes if note.done_at is None]
    due = formats.format_weekday_date(request.due_on) if request else ""
    rest = phrases.REST_STAYS_LOCKED if request and request.lock_rest else phrases.REST_STAYS
    sentence = phrases.RETURNED.format(count=len(notes), due=due, rest=rest)
    heading = f"Phường đề nghị bổ sung {len(notes)} chỗ"
    if not left:
        return Standing("returned", heading, sentence, "Kiểm tra và nộp lại", CHECK)
    button = f"Sửa {len(left)} chỗ phường yêu cầu" if len(left) == len(notes) else f"Sửa {len(left)} chỗ còn lại"
    return Standing("returned", heading, sentence, button, left[0].section)


def _handed_in(submission: Submission, times: Deadline) -> Standing:
    moment = formats.format_moment(submission.submitted_at)
    received = f"Nhận lúc {moment}."
    if submission.is_late and submission.rounds == 1:
        days = windows.days_late(times, submission.submitted_at)
        received = phrases.SUBMITTED_LATE.format(days=days, moment=moment)
    if submission.status == S.UNDER_REVIEW:
        since = formats.format_day(submission.status_since)
        sentence = f"{received} Phòng Văn hóa – Xã hội đang thẩm định từ {since}."
        return Standing("under_review", "Phường đang thẩm định báo cáo", sentence, "Tải biên nhận", PAPER)
    sentence = f"{received} Rút lại để sửa được đến khi phường bắt đầu thẩm định."
    return Standing("submitted", "Phường đã nhận báo cáo", sentence, "Tải biên nhận", PAPER)


def _draft(sections: Sections, now: datetime) -> Standing:
    if sections.is_complete:
        sentence = f"Đã điền đủ {sections.total} mục. Đọc lại một lượt rồi nộp."
        return Standing("complete", "Báo cáo đã sẵn sàng để nộp", sentence, "Kiểm tra và nộp", CHECK)
    left = len(sections.unfinished)
    following = sections.to_continue()
    saved = f"; lưu gần nhất lúc {formats.format_when(sections.edited_at, now=now)}" if sections.edited_at else ""
    sentence = f"Đã điền {sections.done} trên {sections.total} mục. Làm đến đâu, hệ thống lưu đến đó{saved}."
    verb = "Làm tiếp" if following.state == SectionState.PART else "Làm"
    button = f"{verb} mục {following.number}: {following.short}"
    return Standing("draft", f"Còn {left} mục nữa là nộp được", sentence, button, following.key)


def _unread() -> Standing:
    """The counts could not be read (ux 2): the way into every section stays open, what was typed is safe."""
    return Standing("unread", phrases.HOME_UNREAD, phrases.HOME_UNREAD_WHY)

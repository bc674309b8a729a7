"""How numbers, dates and remaining time are written for people in the ward.

Everything a person reads goes through here, so that a page, a mail and a paper never disagree. Instants are shown in
ward time whatever the server's own time zone is; a naive datetime is refused because nobody knows what it means.
"""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from . import clock, phrases
from .clock import last_day

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
POINTS_TOO_FINE = "Điểm ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 20,25."
NUMBER_FORMAT = "Số ghi như 1.250 hoặc 12,5."
NUMBER_TOO_FINE = "Số ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 12,25."
NUMBER_TOO_LARGE = "Số có tối đa 15 chữ số trước dấu phẩy."

Number = int | Decimal | Fraction

_POINTS = re.compile(r"([+-]?)(\d{1,6})(?:[.,](\d+))?", re.ASCII)
# Thousands with dots or blanks and a comma before decimals; or neither, and a comma or a dot before decimals.
_NUMBER = re.compile(
    r"([+-]?)([1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+)(?:,(\d+))?|([+-]?)(\d+)\.(\d+)", re.ASCII
)


def _exact(value: Number) -> Fraction:
    if isinstance(value, float):
        raise TypeError("points, shares and money are never floats")
    return Fraction(value)


def _decimal_text(value: Number, places: int) -> str:
    """Round half away from zero to at most `places` decimals, drop trailing zeros, group thousands with dots."""
    exact = _exact(value)
    scaled = math.floor(abs(exact) * 10**places + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**places)
    text = f"{whole:,}".replace(",", ".")
    decimals = f"{rest:0{places}d}".rstrip("0") if places else ""
    sign = "-" if exact < 0 and scaled else ""
    return f"{sign}{text},{decimals}" if decimals else f"{sign}{text}"


def format_points(value: Number) -> str:
    """Points as the ward writes them: at most two decimals, comma, no trailing zeros (20,5)."""
    return _decimal_text(value, 2)


def format_number(value: int) -> str:
    """A count with dots between thousands (1.250)."""
    return _decimal_text(value, 0)


def format_percent(share: Number) -> str:
    """A share between 0 and 1 as a percentage with at most one decimal, half up (44%, 90,9%)."""
    return f"{_decimal_text(_exact(share) * 100, 1)}%"


def format_money(amount: int) -> str:
    """Whole đồng (5.000.000 đồng)."""
    return f"{_decimal_text(amount, 0)} đồng"


def format_size(size: int) -> str:
    """A file size in bytes, as Windows counts it: 1 KB is 1024 bytes (2,4 MB)."""
    if size < 1024:
        return f"{size} byte"
    kilobytes = Fraction(size, 1024)
    # 1023,6 KB would round to "1.024 KB"; from there on the next unit reads better.
    if kilobytes < Fraction(2047, 2):
        return f"{_decimal_text(kilobytes, 0)} KB"
    megabytes = kilobytes / 1024
    if megabytes < Fraction(20479, 20):
        return f"{_decimal_text(megabytes, 1)} MB"
    return f"{_decimal_text(megabytes / 1024, 1)} GB"


def _ward_time(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place in time")
    return clock.ward_time(moment)


def _ward_day(value: date | datetime) -> date:
    return _ward_time(value).date() if isinstance(value, datetime) else value


def format_date(value: date | datetime) -> str:
    """11/12/2026."""
    return _ward_day(value).strftime("%d/%m/%Y")


def format_day(value: date | datetime) -> str:
    """11/12, where the year is plain from the context."""
    return _ward_day(value).strftime("%d/%m")


def format_weekday_date(value: date | datetime) -> str:
    """Thứ Sáu, 11/12/2026: the form for deadlines."""
    day = _ward_day(value)
    return f"{WEEKDAYS[day.weekday()]}, {format_date(day)}"


def format_time(moment: datetime) -> str:
    """16:05."""
    return _ward_time(moment).strftime("%H:%M")


def format_moment(moment: datetime) -> str:
    """16:05 ngày 10/12/2026: the form for everything official."""
    return f"{format_time(moment)} ngày {format_date(moment)}"


def format_when(moment: datetime, *, now: datetime) -> str:
    """09:42 hôm nay, 09:42 hôm qua, then the full date: for things that are not official."""
    age = (_ward_day(now) - _ward_day(moment)).days
    if age == 0:
        return f"{format_time(moment)} hôm nay"
    if age == 1:
        return f"{format_time(moment)} hôm qua"
    return format_moment(moment)


def place_and_date(place: str, day: date | None, *, year: int) -> str:
    """“Phường Lê Chân, ngày 05 tháng 6 năm 2026”: a zero before days 1-9, but only before months 1 and 2.

    Without a day both are left open for the hand (NĐ 30/2020, law.md 4.2).
    """
    if day is None:
        return f"{place}, ngày … tháng … năm {year}"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def days_left(now: datetime, closes_at: datetime) -> int:
    """Ward days until the last day: 18 in advance, 0 on the last day, -1 from the moment it is late."""
    days = (last_day(closes_at) - _ward_day(now)).days
    return min(days, -1) if now >= closes_at else days


def format_remaining(now: datetime, closes_at: datetime) -> str:
    """How much time is left, or how late it is, in the words of the deadline panel."""
    days = days_left(now, closes_at)
    if days > 0:
        return f"Còn {days} ngày"
    if days < 0:
        return f"Quá hạn {-days} ngày"
    return f"Hôm nay là ngày cuối. Còn {_hours_and_minutes(closes_at - now)}."


def _hours_and_minutes(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    parts = [f"{hours} giờ"] * (hours > 0) + [f"{minutes} phút"] * (minutes > 0)
    return " ".join(parts) or "chưa đầy 1 phút"


def parse_points(text: str) -> Decimal:
    """Read points typed by a person: comma or dot before at most two decimals.

    Raises ValueError with the sentence to show. The range is the caller's to check.
    """
    match = _POINTS.fullmatch(text.strip())
    if match is None:
        raise ValueError(phrases.SCORE_FORMAT)
    sign, whole, decimals = match.groups()
    if decimals and len(decimals) > 2:
        raise ValueError(POINTS_TOO_FINE)
    return Decimal(f"{sign}{whole}.{decimals or 0}")


def parse_number(text: str) -> Decimal:
    """Read a number typed by a person: 1.234,5, 1234,5, 1 234,5 and 1234.5 are one; at most two decimals.

    A dot before exactly three digits stands between thousands, as the ward writes them: 1.234 is one thousand and more,
    0.125 is too fine. Raises ValueError with the sentence to show. The range is the caller's to check.
    """
    match = _NUMBER.fullmatch(" ".join(text.split()))
    if match is None:
        raise ValueError(NUMBER_FORMAT)
    sign, whole, decimals, dot_sign, dot_whole, dot_decimals = match.groups()
    if whole is None:
        sign, whole, decimals = dot_sign, dot_whole, dot_decimals
    whole = re.sub(r"\D", "", whole)
    if decimals and len(decimals) > 2:
        raise ValueError(NUMBER_TOO_FINE)
    if len(whole) > 15:
        raise ValueError(NUMBER_TOO_LARGE)
    return Decimal(f"{sign}{whole}.{decimals or 0}")

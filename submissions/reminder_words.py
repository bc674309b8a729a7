"""The words of a reminder (lời nhắc nộp báo cáo, ux (f)): which text a day calls for, and what is filled in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from accounts.models import Person
from campaigns.models import ReportingPeriod
from core.clock import last_day
from core.formats import WEEKDAYS, days_left, format_date

from . import letters

if TYPE_CHECKING:
    from .reminders import Target

OVERDUE = "reminder-overdue"
# The text of a letter so many days before the last day: that of the first line it reaches.
FORMS = ((21, "reminder-invitation"), (8, "reminder-early"), (4, "reminder-week"), (2, "reminder-soon"),
         (1, "reminder-tomorrow"), (0, "reminder-today"))  # fmt: skip


def form_of(days: int) -> str:
    """The code of the text so many days before the last day; negative days are overdue."""
    return next((code for at_least, code in FORMS if days >= at_least), OVERDUE)


def values_of(period: ReportingPeriod, target: Target, *, at: datetime) -> dict[str, str]:
    """Everything a reminder may say to the target at `at`, by its own last day."""
    days, times = days_left(at, target.deadline.closes_at), target.deadline
    filled, last = f"{target.filled}/{target.section_count}", times.last_day
    return {
        "loi_chao": letters.greeting(target.subject),
        "don_vi": str(target.subject),
        "xung_ho": "ông/bà" if isinstance(target.subject, Person) else "đơn vị",
        "nam": str(period.year),
        "so_ngay": str(abs(days)),
        "thu": WEEKDAYS[last.weekday()],
        "ngay_cuoi": format_date(last),
        "ngay_khoa": format_date(last_day(times.locks_at)),
        "so_muc": str(target.section_count),
        "da_dien": str(target.filled),
        "con_thieu": target.missing,
        "trang_thai": f"đã điền {filled} mục, chưa nộp" if target.submission else "chưa bắt đầu",
        "dien_thoai": settings.OFFICE_PHONE or settings.OFFICE_NAME,
    }

"""The letter that tells a unit or person about more time (thư gia hạn)."""

from datetime import datetime

from django.urls import reverse

from core.clock import last_day, ward_date
from core.formats import format_date, format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify

from . import letters, phrases
from .models import Extension, Submission

KIND = "extension"


def granted(extension: Extension, report: Submission | None, *, on_time: bool, at: datetime) -> None:
    """One letter to whoever writes the report: until when, why, and what it means for a report already handed in."""
    subject, year = extension.unit or extension.person, extension.period.year
    day = last_day(extension.closes_at)
    text = (
        f"{letters.greeting(subject)} Phường gia hạn nộp báo cáo năm {year} đến hết {format_weekday_date(day)}. Lý do: "
        f"{extension.reason.rstrip('.')}. "
    )
    if on_time:
        text += "Báo cáo đã nộp được ghi đúng hạn. Xem tại:"
        link = reverse("submissions:receipt", args=[report.pk])
    else:
        text += "Nộp trong hạn này được ghi đúng hạn. Nộp tại:"
        link = reverse("submissions:home")
    first, *others = letters.addressees([subject], on=ward_date(at))[subject] or [None]
    if first is None:
        return
    notify(
        recipient=first, dedupe_key=f"{KIND}:{extension.pk}", kind=KIND,
        subject=phrases.EXTENDED_SUBJECT.format(year=year, day=format_date(day)), text=text, link=link,
        context={"extension": extension.pk}, copy_to=[other.email for other in others], at=at,
    )  # fmt: skip


def to_whoever_writes_now(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: send it to whoever writes for the subject by now; why not, or ""."""
    rows = Extension.objects.select_related("unit", "person__user", "person__unit")
    extension = rows.filter(pk=message.context["extension"]).first()
    if extension is None:
        return phrases.REPORT_GONE
    return letters.follow(message, extension.unit or extension.person, on=ward_date(now))

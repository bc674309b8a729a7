"""The letter that tells a unit or person about more time (thư gia hạn)."""

from datetime import datetime

from django.urls import reverse

from campaigns.wording import words
from core.clock import last_day, ward_date
from core.formats import format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify

from . import letters, phrases
from .models import Extension, Submission

KIND = "extension"


def granted(extension: Extension, report: Submission | None, *, on_time: bool, at: datetime) -> None:
    """One letter to whoever writes the report: until when, why, and what it means for a report already handed in."""
    subject, year = extension.unit or extension.person, extension.period.year
    day = last_day(extension.closes_at)
    weekday, last = format_weekday_date(day).split(", ")
    values = letters.names_of(subject, year) | {
        "thu": weekday,
        "ngay": last,
        "ly_do": extension.reason.rstrip("."),
        "cach_ghi": phrases.EXTENSION_DONE if on_time else phrases.EXTENSION_TO_COME,
        "viec": "Xem" if on_time else "Nộp",
    }
    title, text = words("extension", values)
    link = reverse("submissions:receipt", args=[report.pk]) if on_time else reverse("submissions:home")
    first, *others = letters.addressees([subject], on=ward_date(at))[subject] or [None]
    if first is None:
        return
    notify(
        recipient=first, dedupe_key=f"{KIND}:{extension.pk}", kind=KIND,
        subject=title, text=text, link=link,
        context={"extension": extension.pk}, copy_to=[other.email for other in others],
        about=letters.about(subject), at=at,
    )  # fmt: skip


def to_whoever_writes_now(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: send it to whoever writes for the subject by now; why not, or ""."""
    rows = Extension.objects.select_related("unit", "person__user", "person__unit")
    extension = rows.filter(pk=message.context["extension"]).first()
    if extension is None:
        return phrases.REPORT_GONE
    return letters.follow(message, extension.unit or extension.person, on=ward_date(now))

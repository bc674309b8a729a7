"""Every letter about one unit or person in one year, and those among them that did not arrive (lịch sử gửi thư)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from accounts.models import Person, Unit
from campaigns.models import ReportingPeriod
from core import audit, outbox
from core.enums import MessageStatus
from core.models import OutboxMessage
from core.verdict import require

from . import letters
from .models import CallNote
from .permissions import may_remind


def of_year(period: ReportingPeriod) -> QuerySet[OutboxMessage]:
    """Letters written from the opening of the year's reporting to that of the next."""
    later = ReportingPeriod.objects.filter(campaign=period.campaign_id, opens_at__gt=period.opens_at)
    end = later.order_by("opens_at").values_list("opens_at", flat=True).first()
    rows = OutboxMessage.objects.filter(created_at__gte=period.opens_at)
    return rows.filter(created_at__lt=end) if end else rows


def letters_of(subject: Unit | Person, period: ReportingPeriod) -> QuerySet[OutboxMessage]:
    """What was written about the subject in the year, newest first."""
    return of_year(period).filter(about=letters.about(subject)).order_by("-pk")


def column_of(subject: Unit | Person) -> str:
    """The column that points at such a subject."""
    return "person" if isinstance(subject, Person) else "unit"


def last_letters(period: ReportingPeriod, keys: list[str]) -> dict[str, OutboxMessage]:
    """The latest letter that left for each of the subjects named, by `about`; two queries."""
    sent = of_year(period).filter(about__in=keys, status=MessageStatus.SENT)
    latest = sent.order_by().values("about").annotate(last=Max("pk")).values_list("last", flat=True)
    return {letter.about: letter for letter in OutboxMessage.objects.filter(pk__in=latest)}


def last_calls(period: ReportingPeriod, subjects: list[Unit | Person]) -> dict[str, CallNote]:
    """The latest call to each of the subjects, by the same names; one query."""
    of = Q(unit__in=[s.pk for s in subjects if isinstance(s, Unit)])
    of |= Q(person__in=[s.pk for s in subjects if isinstance(s, Person)])
    rows = CallNote.objects.filter(of, period=period).select_related("called_by").order_by("pk")
    return {f"person-{row.person_id}" if row.person_id else f"unit-{row.unit_id}": row for row in rows}


@transaction.atomic
def send_again(subject: Unit | Person, period: ReportingPeriod, *, by, at: datetime) -> int:
    """Send the letters that did not arrive once more (gửi lại thư chưa đến); returns how many.

    Each asks its guard again and goes where its reader is found today. Raises Forbidden without the right to remind.
    """
    require(may_remind(by))
    count = outbox.send_again(letters_of(subject, period), now=at)
    if count:
        audit.record("send_letters_again", subject, by=by, queued=count)
    return count


@transaction.atomic
def note_call(subject: Unit | Person, period: ReportingPeriod, *, text: str, by, at: datetime) -> CallNote:
    """Write down what a call came to (ghi cuộc gọi). Raises Forbidden without the right to remind."""
    require(may_remind(by))
    note = CallNote.objects.create(
        period=period, text=text, called_by=by, called_at=at, **{column_of(subject): subject}
    )  # fmt: skip
    audit.record("note_call", subject, by=by, year=period.year)
    return note


def failed(messages: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """Those of `messages` that could not be sent."""
    return messages.filter(status=MessageStatus.FAILED)

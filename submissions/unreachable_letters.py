"""The letter that tells the office whom no letter reaches any more, so that somebody calls (nơi không gửi thư được)."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from campaigns.models import ReportingPeriod
from core.clock import ward_date
from core.models import OutboxMessage
from core.outbox import notify

from . import office_letters, phrases, reachability
from .reachability import CutOff

KIND = "unreachable"
# So many are named; the list has the rest.
NAMED = 20


def tell_office(*, now: datetime | None = None) -> int:
    """Write to the office about those newly cut off, in every period that receives reports; returns how many.

    Each is told once; again after a repair that did not last. Calling again, or from two places, changes nothing.
    """
    now = now or timezone.now()
    told = 0
    for period in ReportingPeriod.objects.filter(opens_at__lte=now, locks_at__gt=now):
        known = {token for letter in _letters(period) for token in letter["told"]}
        fresh = [each for each in reachability.cut_off(period, now=now) if each.token not in known]
        readers = office_letters.office_people(on=ward_date(now)) if fresh else []
        if readers and _tell(period, fresh, readers, now):
            told += len(fresh)
    return told


def _letters(period: ReportingPeriod):
    return OutboxMessage.objects.filter(kind=KIND, context__period=period.pk).values_list("context", flat=True)


def _tell(period: ReportingPeriod, fresh: list[CutOff], readers, now: datetime) -> bool:
    tokens = sorted(each.token for each in fresh)
    digest = hashlib.sha256(" ".join(tokens).encode()).hexdigest()[:32]
    first, *others = readers
    words = {"office": settings.OFFICE_NAME, "year": period.year, "count": len(fresh), "lines": _lines(fresh)}
    return bool(
        notify(
            recipient=first, dedupe_key=f"{KIND}:{period.pk}:{digest}", kind=KIND,
            subject=phrases.UNREACHABLE_SUBJECT.format(**words), text=phrases.UNREACHABLE.format(**words),
            link=f"{reverse('submissions:call_list')}?nam={period.year}",
            context={"period": period.pk, "told": tokens}, copy_to=[one.email for one in others], at=now,
        )
    )  # fmt: skip


def _lines(fresh: list[CutOff]) -> str:
    lines = [f"\n– {each.subject}{f', điện thoại {each.phone}' if each.phone else ''}: {each.why}" for each in fresh]
    rest = len(lines) - NAMED
    return "".join(lines[:NAMED]) + (f"\n– và {rest} nơi khác." if rest > 0 else "")


def still_cut_off(letter: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: whether any of those it names still cannot be written to, and who is in office."""
    period = ReportingPeriod.objects.filter(pk=letter.context["period"]).first()
    found = {each.token for each in reachability.cut_off(period, now=now)} if period else set()
    if not found & set(letter.context["told"]):
        return phrases.REACHABLE_AGAIN
    return office_letters.follow(letter, office_letters.office_people(on=ward_date(now)))

"""Which reports of the office's list were picked: those ticked, or all the filter lets through (ux 6).

The server decides again from the filter: a tick counts only for a row the filter shows, so that nothing hidden is ever
touched. Where everything was picked, the form says how many that were; a list that has changed since asks again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from campaigns.models import ReportingPeriod
from core.formats import format_number
from core.text import whole_number

from . import phrases_queue as phrases
from . import queue
from .models import Submission
from .queue import Choices

TICK, ALL, COUNTED = "bao-cao", "tat-ca", "so"


@dataclass(frozen=True, slots=True)
class Picked:
    """The picked reports in the list's order, how many, and how the address or a form says it again."""

    reports: QuerySet[Submission]
    count: int
    fields: list[tuple[str, str]]


def picked(user, period: ReportingPeriod, data, *, now: datetime) -> Picked:
    """What a form or an address picked out of its own filter; raises ValidationError when that is nothing.

    `data` holds the filter, the ticks or “all”, and in a form how many “all” were: ValidationError with code
    "changed" when they are another number by now.
    """
    choices = Choices.of(data)
    found = queue.chosen(user, period, choices, now=now)
    fields = [("nam", str(period.year)), *choices.pairs.items()]
    is_whole = data.get(ALL) == "1"
    if not is_whole:
        ticks = {pk for pk in map(whole_number, data.getlist(TICK)) if pk}
        found = found.filter(pk__in=ticks)
    count = found.count()
    if not count:
        raise ValidationError(phrases.NOTHING_PICKED, code="nothing")
    if is_whole and COUNTED in data and whole_number(data[COUNTED]) != count:
        then = format_number(whole_number(data[COUNTED]) or 0)
        raise ValidationError(phrases.PICKED_CHANGED.format(now=format_number(count), then=then), code="changed")
    if is_whole:
        fields += [(ALL, "1"), (COUNTED, str(count))]
    else:
        fields += [(TICK, str(pk)) for pk in sorted(ticks)]
    return Picked(found, count, fields)

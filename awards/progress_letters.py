"""Letters to a unit, or to a person without one, when what it is proposed for moves (tiến triển đề nghị khen thưởng).

They say what the page “Khen thưởng” says, word for word (`progress`), and where; who is proposed and why stays in the
portal. What the council found sends nothing: before there is a decision both its verdicts read the same, and a letter
about one of them would be the difference.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Unit
from core.clock import ward_date
from core.models import OutboxMessage
from core.outbox import notify
from submissions import letters

from . import phrases_units as phrases
from . import progress
from .models import Nomination

KIND = "award-progress"


def moved(nominations: Iterable[Nomination], *, event: str, at: datetime | None = None) -> int:
    """One letter to each reader of what moved together, however many of theirs; returns how many.

    `event` names what happened and makes each letter exist once. A constant number of queries but for the letters.
    """
    at = at or timezone.now()
    rows = Nomination.objects.filter(pk__in=[one.pk for one in nominations]).for_units().order_by("pk")
    together: dict[Unit | Person, list[Nomination]] = defaultdict(list)
    for row in rows:
        together[_reader(row)].append(row)
    people = letters.addressees(together, on=ward_date(at))
    sent = [_send(reader, found, people[reader], event, at) for reader, found in together.items() if people[reader]]
    return len([one for one in sent if one])


def _reader(row: Nomination) -> Unit | Person:
    """The unit that answers for it (`nominating_unit_id`), else the person. Reads what came with the row."""
    suggestion = getattr(row, "suggestion", None)
    unit = suggestion.from_unit if suggestion else row.unit or row.person.unit
    return unit or row.person


def _send(reader, rows: list[Nomination], readers: list[letters.Addressee], event: str, at: datetime):
    (first, *others), standing, about = readers, progress.of(rows[0]), letters.about(reader)
    return notify(
        recipient=first, dedupe_key=f"{KIND}:{event}:{about}", kind=KIND, **_words(reader, rows, standing),
        context={"nominations": [row.pk for row in rows], "words": standing.words},
        copy_to=[other.email for other in others], about=about, at=at,
    )  # fmt: skip


def _words(reader: Unit | Person, rows: list[Nomination], standing: progress.Standing) -> dict[str, str]:
    """Subject, text and link about `rows`, which all stand alike and are of one round."""
    one = rows[0]
    what = (phrases.PROGRESS_ONE if len(rows) == 1 else phrases.PROGRESS_MANY).format(form=one.form, count=len(rows))
    words = {
        "greeting": letters.greeting(reader), "what": what, "round": one.round, "words": standing.words,
        "note": f", {standing.note}" if standing.note else "",
    }  # fmt: skip
    link = reverse("awards:my_nomination", args=[one.pk]) if len(rows) == 1 else reverse("awards:mine")
    return {
        "subject": phrases.PROGRESS_SUBJECT.format(**words), "text": phrases.PROGRESS.format(**words), "link": link,
    }  # fmt: skip


def still_so(letter: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: whether it still stands like that, and who reads it by now; why not, or ""."""
    rows = Nomination.objects.filter(pk__in=letter.context["nominations"]).for_units().order_by("pk")
    rows = [row for row in rows if progress.of(row).words == letter.context["words"]]
    if not rows:
        return phrases.MOVED_ON
    reader = _reader(rows[0])
    for name, value in _words(reader, rows, progress.of(rows[0])).items():
        setattr(letter, name, value)
    letter.save(update_fields=["subject", "text", "link"])
    return letters.follow(letter, reader, on=ward_date(now))

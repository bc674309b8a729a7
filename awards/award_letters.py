"""Letters between units and the office about awards: a suggestion came, was declined, a dossier goes back and forth.

They say that something is to be read and where. Who is proposed, why not, and what is missing stays in the portal: a
reason may speak of a person's affairs, and mail travels.
"""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import Unit
from core.clock import ward_date
from core.formats import format_date, format_moment
from core.models import OutboxMessage
from core.outbox import notify
from submissions import letters
from submissions.letters import Addressee
from submissions.office_letters import follow, office_people

from . import phrases_units as phrases
from .enums import NominationStatus, SuggestionStatus
from .models import Nomination, Suggestion
from .permissions.nomination import nominating_unit_id

SUGGESTED, DECLINED, RETURNED, SENT_BACK = "award-suggested", "award-declined", "award-returned", "award-sent-back"


def _of_unit(unit: Unit, on: date) -> list[Addressee]:
    return letters.addressees([unit], on=on)[unit]


def _send(kind: str, key: str, readers: list[Addressee], *, subject: str, text: str, link: str, about: dict) -> None:
    """One letter for one event: to the first reader, the others in copy; none when nobody is reachable."""
    if not readers:
        return
    first, *others = readers
    notify(
        recipient=first, dedupe_key=f"{kind}:{key}", kind=kind, subject=subject, text=text, link=link, context=about,
        copy_to=[one.email for one in others],
    )  # fmt: skip


def suggested(suggestion: Suggestion, *, at: datetime) -> None:
    """Tell the office that a unit suggests somebody."""
    words = {
        "office": settings.OFFICE_NAME, "unit": suggestion.from_unit, "moment": format_moment(at),
        "round": suggestion.round,
    }  # fmt: skip
    _send(
        SUGGESTED, str(suggestion.pk), office_people(on=ward_date(at)),
        subject=phrases.SUGGESTED_SUBJECT.format(**words), text=phrases.SUGGESTED_LETTER.format(**words),
        link=reverse("awards:suggestion", args=[suggestion.pk]), about={"suggestion": suggestion.pk},
    )  # fmt: skip


def declined(suggestion: Suggestion, *, at: datetime) -> None:
    """Tell the unit that its suggestion was answered."""
    words = {"greeting": letters.greeting(suggestion.from_unit), "day": format_date(suggestion.created_at)}
    _send(
        DECLINED, str(suggestion.pk), _of_unit(suggestion.from_unit, ward_date(at)),
        subject=phrases.DECLINED_SUBJECT, text=phrases.DECLINED_LETTER.format(**words),
        link=reverse("awards:suggestion", args=[suggestion.pk]), about={"suggestion": suggestion.pk},
    )  # fmt: skip


def returned(nomination: Nomination, event, *, at: datetime) -> None:
    """Tell the unit that something is asked of its dossier; `event` is the return's line of the log."""
    unit = Unit.objects.get(pk=nominating_unit_id(nomination))
    words = {"greeting": letters.greeting(unit), "round": nomination.round}
    _send(
        RETURNED, f"{nomination.pk}:{event.pk}", _of_unit(unit, ward_date(at)),
        subject=phrases.RETURNED_SUBJECT, text=phrases.RETURNED_LETTER.format(**words),
        link=reverse("awards:my_nomination", args=[nomination.pk]), about={"nomination": nomination.pk},
    )  # fmt: skip


def sent_back(nomination: Nomination, event, *, at: datetime) -> None:
    """Tell the office that the unit has answered."""
    words = {
        "office": settings.OFFICE_NAME, "unit": Unit.objects.get(pk=nominating_unit_id(nomination)),
        "moment": format_moment(at), "round": nomination.round,
    }  # fmt: skip
    _send(
        SENT_BACK, f"{nomination.pk}:{event.pk}", office_people(on=ward_date(at)),
        subject=phrases.SENT_BACK_SUBJECT.format(**words), text=phrases.SENT_BACK_LETTER.format(**words),
        link=reverse("awards:nomination", args=[nomination.pk]), about={"nomination": nomination.pk},
    )  # fmt: skip


def about_a_suggestion(letter: OutboxMessage, now: datetime) -> str:
    """Asked as a letter about a suggestion leaves: to whoever reads it by now; why it must not leave, or ""."""
    rows = Suggestion.objects.select_related("from_unit")
    suggestion = rows.filter(pk=letter.context.get("suggestion")).first()
    if suggestion is None:
        return phrases.MATTER_GONE
    if letter.kind == DECLINED:
        return letters.follow(letter, suggestion.from_unit, on=ward_date(now))
    if suggestion.status != SuggestionStatus.SENT:
        return phrases.MATTER_ANSWERED
    return follow(letter, office_people(on=ward_date(now)))


def about_a_dossier(letter: OutboxMessage, now: datetime) -> str:
    """Asked as a letter about a dossier leaves: to whoever reads it by now; why it must not leave, or ""."""
    rows = Nomination.objects.select_related("person", "suggestion")
    nomination = rows.filter(pk=letter.context.get("nomination")).first()
    if nomination is None:
        return phrases.MATTER_GONE
    if letter.kind == SENT_BACK:
        return follow(letter, office_people(on=ward_date(now)))
    if nomination.status != NominationStatus.RETURNED:
        return phrases.MATTER_ANSWERED
    return letters.follow(letter, Unit.objects.get(pk=nominating_unit_id(nomination)), on=ward_date(now))

"""Letters of the difficulties channel: to the office, to who asked, to the body it was passed to (ux (f)).

They say that something is to be read and where; what somebody wrote, and the files, stay in the portal.
"""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from core import formats
from core.clock import ward_date
from core.models import OutboxMessage
from core.outbox import notify

from . import letters, phrases
from .letters import Addressee
from .models import Difficulty, DifficultyMessage
from .office_letters import follow, office_people

ASKED, ANSWERED, FORWARDED = "difficulty-asked", "difficulty-answered", "difficulty-forwarded"


def _askers(difficulty: Difficulty, on: date) -> list[Addressee]:
    """Who asked first while they still write for the subject, then the others who do."""
    subject = difficulty.subject
    people = letters.addressees([subject], on=on)[subject]
    if letters.writes_for(difficulty.asked_by_id, subject, on):
        asker = difficulty.asked_by
        people = [Addressee(asker.pk, asker.email, str(asker)), *(one for one in people if one.pk != asker.pk)]
    return people


def asked(difficulty: Difficulty, message: DifficultyMessage, *, at: datetime) -> None:
    """Tell the office that somebody waits; whoever was to answer before reads along."""
    about = f", nội dung {difficulty.content_area}" if difficulty.content_area_id else ""
    text = (
        f"Kính gửi {settings.OFFICE_NAME}. {difficulty.subject_name} gửi vướng mắc lúc "
        f"{formats.format_moment(message.sent_at)}{about}. Đọc và trả lời tại:"
    )
    subject = phrases.DIFFICULTY_ASKED_SUBJECT.format(subject=difficulty.subject_name)
    readers = office_people(on=ward_date(at))
    if body := difficulty.forwarded_to:
        known = {one.pk for one in readers}
        readers += [one for one in letters.addressees([body], on=ward_date(at))[body] if one.pk not in known]
    _send(difficulty, message, readers, kind=ASKED, subject=subject, text=text)


def answered(difficulty: Difficulty, message: DifficultyMessage, *, at: datetime) -> None:
    """Tell who asked that the answer is there."""
    who = message.on_behalf_of or "Phường"
    text = (
        f"{letters.greeting(difficulty.subject)} {who} đã trả lời vướng mắc gửi ngày "
        f"{formats.format_date(difficulty.asked_at)}. Đọc tại:"
    )
    readers = _askers(difficulty, ward_date(at))
    about = letters.about(difficulty.subject)
    _send(
        difficulty, message, readers, kind=ANSWERED, subject=phrases.DIFFICULTY_ANSWERED_SUBJECT, text=text, about=about
    )  # fmt: skip


def forwarded(difficulty: Difficulty, message: DifficultyMessage, *, at: datetime) -> None:
    """Tell the officers of the body that it is to answer."""
    body = difficulty.forwarded_to
    text = (
        f"{letters.greeting(body)} {settings.OFFICE_NAME} chuyển tới đơn vị vướng mắc của {difficulty.subject_name} "
        f"gửi ngày {formats.format_date(difficulty.asked_at)}. Đọc và trả lời tại:"
    )
    readers = letters.addressees([body], on=ward_date(at))[body]
    _send(
        difficulty, message, readers, kind=FORWARDED, subject=phrases.DIFFICULTY_FORWARDED_SUBJECT, text=text,
        about=letters.about(body),
    )  # fmt: skip


def _send(difficulty, message, readers: list[Addressee], *, kind: str, subject: str, text: str, about="") -> None:
    """One letter for one event: to the first reader, the others in copy; none when nobody is reachable."""
    if not readers:
        return
    first, *others = readers
    notify(
        recipient=first, dedupe_key=f"{kind}:{difficulty.pk}:{message.pk}", kind=kind, subject=subject, text=text,
        link=reverse("submissions:difficulty", args=[difficulty.pk]), context={"difficulty": difficulty.pk},
        copy_to=[one.email for one in others], about=about,
    )  # fmt: skip


def to_whoever_is_concerned_now(letter: OutboxMessage, now: datetime) -> str:
    """Asked as a letter leaves: send it to whoever reads it by now; why it must not leave, or ""."""
    rows = Difficulty.objects.select_related("unit", "person__user", "person__unit", "forwarded_to", "asked_by")
    difficulty = rows.filter(pk=letter.context.get("difficulty")).first()
    if difficulty is None:
        return phrases.DIFFICULTY_GONE
    if letter.kind == ASKED:
        return _follow_office(letter, difficulty, ward_date(now))
    subject = difficulty.forwarded_to if letter.kind == FORWARDED else difficulty.subject
    return letters.follow(letter, subject, on=ward_date(now))


def _follow_office(letter: OutboxMessage, difficulty: Difficulty, on: date) -> str:
    """The office, and the body the thread was passed to, as they are by now."""
    readers = office_people(on=on)
    if body := difficulty.forwarded_to:
        readers += letters.addressees([body], on=on)[body]
    return follow(letter, readers)

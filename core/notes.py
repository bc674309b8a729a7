"""Notes in the portal (thông báo): each letter is told there too, and its readers choose what also comes as mail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from .enums import Topic
from .letter_kinds import kind_of
from .models import Notification, OutboxMessage


@dataclass(frozen=True, slots=True)
class Reader:
    """An account a letter goes to: its number, its address in lower case, whether it wants mail about the topic."""

    pk: int
    email: str
    wants_mail: bool


# Given the recipient's number, the addresses and the topic of a letter: the accounts behind them. One query.
Directory = Callable[[int | None, Sequence[str], Topic], list[Reader]]


def _nobody(recipient_id: int | None, addresses: Sequence[str], topic: Topic) -> list[Reader]:
    return []


_directory: Directory = _nobody


def register(directory: Directory) -> None:
    """Ask `directory` from now on; called once by the app that keeps the accounts."""
    global _directory
    _directory = directory


def tell(message: OutboxMessage, now: datetime) -> list[str]:
    """Leave a note for every account the letter goes to (báo trong cổng); returns the addresses that get it as mail.

    Asked once it is certain that the letter is still needed, before it leaves: a note does not wait for a mail server.
    Telling twice leaves one note. A link that opens an account is told nowhere but in its letter.
    """
    kind, addresses = kind_of(message), [message.email, *message.copy_to]
    if kind.is_secret:
        return addresses
    readers = _directory(message.recipient_id, addresses, kind.topic)
    Notification.objects.bulk_create(
        [Notification(message=message, recipient_id=reader.pk, created_at=now) for reader in readers],
        ignore_conflicts=True,
    )
    if kind.topic.is_mandatory:
        return addresses
    wants = {reader.email: reader.wants_mail for reader in readers}
    for reader in readers:
        # A letter may go to another address of its recipient, never one that is somebody else's.
        if reader.pk == message.recipient_id:
            wants.setdefault(message.email.lower(), reader.wants_mail)
    return [address for address in addresses if wants.get(address.lower(), True)]


def kept() -> timedelta:
    """How long a note stays in the list."""
    return timedelta(days=settings.NOTES_KEPT_DAYS)


def forget_old(*, now: datetime | None = None) -> int:
    """Remove notes kept long enough, read or not; returns how many (dọn thông báo cũ)."""
    return Notification.objects.filter(created_at__lt=(now or timezone.now()) - kept()).delete()[0]

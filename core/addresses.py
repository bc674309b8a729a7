"""Addresses that take no mail: marked by a refusal or a letter that came back, until somebody repairs them.

A letter all of whose readers are marked ends as one that could not be sent, with a plain reason; the note in the portal
is there all the same. Letters whose link opens an account are always tried: their readers ask for them on the spot, and
a mark must lock nobody out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from . import audit
from .enums import TroubleKind
from .letter_kinds import kind_of
from .mail_faults import is_dead
from .models import AddressTrouble, OutboxMessage

DEAD = "Địa chỉ không nhận thư."

# What a server answered to each refused reader: code and words, as smtplib gives them.
Refusals = Mapping[str, tuple[int, bytes | str]]


def folded(address: str) -> str:
    """The form in which addresses are compared."""
    return address.strip().lower()


def troubles_of(addresses: Iterable[str]) -> dict[str, AddressTrouble]:
    """What is known against each of the addresses, by folded address; one query."""
    rows = AddressTrouble.objects.filter(address__in={folded(address) for address in addresses})
    return {row.address: row for row in rows}


def known() -> dict[str, AddressTrouble]:
    """Every mark, by folded address; one query."""
    return {row.address: row for row in AddressTrouble.objects.all()}


def living(message: OutboxMessage, readers: Sequence[str]) -> list[str]:
    """Those of `readers` whose address takes mail, in their order; one query."""
    if kind_of(message).is_secret:
        return list(readers)
    dead = {address for address, trouble in troubles_of(readers).items() if trouble.is_dead}
    return [one for one in readers if folded(one) not in dead]


def note_answers(message: OutboxMessage, readers: Sequence[str], refused: Refusals, *, at: datetime) -> None:
    """Mark whom the server refused for good, and take passing marks off those it took the letter for."""
    for address, (code, words) in refused.items():
        if code >= 500:
            mark(address, answer=f"{code} {in_text(words)}", message=message, at=at)
    taken = {folded(one) for one in readers} - {folded(one) for one in refused}
    AddressTrouble.objects.filter(kind=TroubleKind.SOFT, address__in=taken).delete()


def in_text(words: bytes | str) -> str:
    """What a server said, as text."""
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)


@transaction.atomic
def mark(address: str, *, answer: str, message: OutboxMessage | None, at: datetime) -> None:
    """Remember that a server refused the address, in its words (ghi địa chỉ không nhận thư).

    `answer` begins with an SMTP code. A refusal for good is never softened by a passing one.
    """
    kind, words = TroubleKind.HARD if is_dead(answer) else TroubleKind.SOFT, answer[:500]
    first = {"kind": kind, "words": words, "since": at, "last_at": at, "message": message}
    row, created = AddressTrouble.objects.get_or_create(address=folded(address)[:254], defaults=first)
    if created:
        return
    rows = AddressTrouble.objects.filter(pk=row.pk)
    rows.update(times=F("times") + 1, last_at=at)
    softer = rows if kind == TroubleKind.HARD else rows.filter(kind=TroubleKind.SOFT)
    softer.update(kind=kind, words=words, message=message)


def arrived(address: str) -> None:
    """Take every mark off an address whose owner has just opened a link that was mailed there: letters do arrive."""
    AddressTrouble.objects.filter(address=folded(address)).delete()


@transaction.atomic
def try_again(trouble: AddressTrouble, *, by) -> bool:
    """Send to the address again from now on (thử lại địa chỉ); False when somebody did so before."""
    if not AddressTrouble.objects.filter(pk=trouble.pk).delete()[0]:
        return False
    audit.record("try_address", trouble, by=by, times=trouble.times)
    return True

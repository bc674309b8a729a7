"""The mailbox in which letters come back, read by IMAP over TLS."""

import imaplib
import re
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings

from . import bounces
from .enums import BounceFate

TIMEOUT_SECONDS = 20
# So many messages in one round; the next round takes the rest.
PER_ROUND = 200
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxError(Exception):
    """The mailbox could not be read; what was not read stays unread."""


def is_set() -> bool:
    """Whether this installation reads a mailbox."""
    return bool(settings.BOUNCES_IMAP_HOST)


def read_all(*, at: datetime) -> Counter:
    """Take in every unread message (đọc hộp thư trả về); returns how many had which fate.

    A message is marked read only after what it says was written: whoever is stopped in between reads it again, which
    changes nothing. Raises MailboxError when the server is away or refuses.
    """
    fates = Counter()
    with _mailbox() as box:
        for uid in _ask(box, "SEARCH", "UNSEEN")[0].split()[:PER_ROUND]:
            fates[_take(box, uid.decode(), at)] += 1
            _ask(box, "STORE", uid.decode(), "+FLAGS", r"(\Seen)")
    return fates


def _take(box: imaplib.IMAP4, uid: str, at: datetime) -> str:
    size = SIZE.search(b"".join(_flat(_ask(box, "FETCH", uid, "(RFC822.SIZE)"))))
    if size and int(size[1]) > bounces.MAX_BYTES:
        return BounceFate.TOO_LARGE
    answer = _ask(box, "FETCH", uid, "(BODY.PEEK[])")
    raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
    return bounces.take(raw, at=at)


def _flat(answer: list) -> Iterator[bytes]:
    for part in answer:
        yield from part if isinstance(part, tuple) else [part or b""]


def _ask(box: imaplib.IMAP4, *command: str) -> list:
    word, answer = box.uid(*command)
    if word != "OK":
        raise MailboxError(f"{command[0]}: {word}")
    return answer


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    try:
        with imaplib.IMAP4_SSL(
            settings.BOUNCES_IMAP_HOST,
            settings.BOUNCES_IMAP_PORT,
            ssl_context=ssl.create_default_context(),
            timeout=TIMEOUT_SECONDS,
        ) as box:
            box.login(settings.BOUNCES_IMAP_USER, settings.BOUNCES_IMAP_PASSWORD)
            if box.select(f'"{settings.BOUNCES_IMAP_FOLDER}"')[0] != "OK":
                raise MailboxError(f"no folder {settings.BOUNCES_IMAP_FOLDER}")
            yield box
    except (imaplib.IMAP4.error, OSError) as exc:
        raise MailboxError(str(exc)) from exc

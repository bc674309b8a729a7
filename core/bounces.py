"""Letters that came back: the report of a mail server (RFC 3464) marks the address it is about.

Anybody can write to the mailbox these reports arrive in. A report is believed only when it names a letter of ours by
its Message-ID, which none but its readers know, and an address that letter went to. Whatever else lies there, however
broken, is passed over and counted.
"""

import email
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from django.db import transaction

from . import addresses
from .enums import BounceFate as Fate
from .enums import MessageStatus
from .models import OutboxMessage

logger = logging.getLogger(__name__)

# A report holds some words and at most one letter of ours, which has no large files.
MAX_BYTES = 1_000_000
# So many different reports about one letter are heard; its readers could write more.
MAX_REPORTS = 20
MAX_IDS = 20

MESSAGE_ID = re.compile(r"<[^<>\s]{1,118}>")
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
REPLY = re.compile(r"\b([45]\d\d)[ -]")
RETURNED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})


@dataclass(frozen=True, slots=True)
class Failure:
    """What happened at one address: `answer` as an SMTP server would put it, `given_up` unless it is tried further."""

    names: frozenset[str]
    answer: str
    given_up: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A mail server's report: letters it may be about, by Message-ID, and what happened at which address."""

    message_ids: list[str]
    failures: list[Failure]


def read(raw: bytes) -> Report | None:
    """The report in a message, None when it is none. Raises whatever the parser does on broken input."""
    top = email.message_from_bytes(raw)
    if top.get_content_type() != "multipart/report" or not top.is_multipart():
        return None
    parts = top.get_payload()
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if status is None or not status.is_multipart():
        return None
    failures = [found for block in status.get_payload() if (found := _failure(block))]
    ids = dict.fromkeys(one for text in _naming(top, parts) for one in MESSAGE_ID.findall(text))
    return Report(list(ids)[:MAX_IDS], failures)


def _naming(top: Message, parts: list[Message]) -> Iterator[str]:
    """Texts that may name the letter: its own header as it was returned, then what the report answers to."""
    for part in parts:
        if part.get_content_type() not in RETURNED:
            continue
        payload = part.get_payload()
        if isinstance(payload, list):
            yield from (str(inner.get("Message-ID", "")) for inner in payload)
        else:
            text = part.get_payload(decode=True) or b""
            yield str(email.message_from_bytes(text.lstrip()).get("Message-ID", ""))
    for name in ("In-Reply-To", "References"):
        yield str(top.get(name, ""))


def _failure(block: Message) -> Failure | None:
    """What one block of the report says; None for deliveries, for the block about the letter as a whole, for noise."""
    action = str(block.get("Action", "")).split("(")[0].strip().lower()
    names = {_address(block.get(name)) for name in ("Final-Recipient", "Original-Recipient")} - {""}
    if action not in ("failed", "delayed") or not names:
        return None
    said = _clean(str(block.get("Diagnostic-Code", "")))
    found = STATUS.search(str(block.get("Status", "")))
    if found is None or found[0].endswith(".0.0"):
        found = STATUS.search(said) or found
    code = reply[1] if (reply := REPLY.search(said)) else ""
    # While it is still tried nothing is final, whatever the number says.
    first = (code or (found[0] if found else "5"))[0] if action == "failed" else "4"
    code = code if code.startswith(first) else f"{first}50"
    detail = f" {first}{found[0][1:]}" if found else ""
    words = said.partition(";")[2].strip() or said
    words = STATUS.sub("", REPLY.sub("", words, count=1), count=1).strip(" -")
    return Failure(frozenset(names), f"{code}{detail} {words}".strip()[:500], action == "failed")


def _address(value: object) -> str:
    return addresses.folded(_clean(str(value or "")).rpartition(";")[2]).strip("<> ")


def _clean(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def take(raw: bytes, *, at: datetime) -> str:
    """Take one message of the mailbox in (ghi thư trả về); returns its `BounceFate`. Twice is as once.

    The address is marked, and a letter that did not reach whom it was written to is no longer counted as sent.
    """
    if len(raw) > MAX_BYTES:
        return Fate.TOO_LARGE
    try:
        report = read(raw)
    except Exception as exc:  # the parser of a hundred dialects: one message must not stop the rest
        logger.warning("a message among the bounces could not be read: %s", exc)
        return Fate.UNREADABLE
    if report is None or not report.failures:
        return Fate.NOT_A_BOUNCE
    return _believe(report, hashlib.sha256(raw).hexdigest(), at)


@transaction.atomic
def _believe(report: Report, fingerprint: str, at: datetime) -> str:
    rows = OutboxMessage.objects.select_for_update().filter(message_id__in=report.message_ids, attempts__gt=0)
    message = rows.order_by("pk").first()
    if message is None:
        return Fate.NOT_OURS
    if fingerprint in message.bounces or len(message.bounces) >= MAX_REPORTS:
        return Fate.REPEATED
    readers = {addresses.folded(one) for one in [message.email, *message.copy_to]}
    found = [(name, failure) for failure in report.failures for name in failure.names & readers]
    if not found:
        return Fate.OTHER_ADDRESS
    for name, failure in found:
        addresses.mark(name, answer=failure.answer, message=message, at=at)
        if failure.given_up and name == addresses.folded(message.email):
            sent = OutboxMessage.objects.filter(pk=message.pk, status=MessageStatus.SENT)
            sent.update(status=MessageStatus.FAILED, last_error=failure.answer)
    message.bounces = [*message.bounces, fingerprint]
    message.save(update_fields=["bounces"])
    return Fate.TAKEN

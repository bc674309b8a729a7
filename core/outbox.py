"""Mail that is never lost and never doubled: a row in the business transaction, claimed by lease, sent by id.

The queue is never trusted for "once" or "not lost": the row is (reliability F1-F5).
"""

import logging
import secrets
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from .enums import MessageStatus
from .models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# Growing gaps for some hours, then the office is told honestly that the letter could not be sent.
RETRY_GAPS = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240)]

Guard = Callable[[OutboxMessage], str]
_guards: dict[str, Guard] = {}


def register_guard(kind: str, guard: Guard) -> None:
    """Ask `guard(message)` once more at the moment of sending; a non-empty Vietnamese reason skips the message."""
    _guards[kind] = guard


def notify(
    *,
    recipient,
    dedupe_key: str,
    kind: str,
    subject: str,
    text: str,
    link: str = "",
    context: dict | None = None,
    copy_to: list[str] | None = None,
    at: datetime | None = None,
) -> OutboxMessage | None:
    """Queue one letter to `recipient` (anything with `pk` and `email`) in the current transaction (gửi thư).

    `dedupe_key` makes it exist once: a second call with the same key changes nothing and returns None. `text` is
    the plain
    body without the link; `link` a path on this site. The worker is told after commit; the sweeper finds what it
    missed.
    """
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.create(
                dedupe_key=dedupe_key,
                kind=kind,
                recipient_id=recipient.pk,
                email=recipient.email,
                subject=" ".join(subject.split())[:200],
                text=text,
                link=link,
                context=context or {},
                copy_to=copy_to or [],
                next_try_at=at or timezone.now(),
            )
    except IntegrityError:
        return None
    transaction.on_commit(lambda: _hand_over(message.pk))
    return message


def _hand_over(message_id: int) -> None:
    """Tell a worker; when the broker is away the sweeper will find the row."""
    from .tasks import deliver_message

    try:
        deliver_message.delay(message_id)
    except Exception as exc:  # any transport error of any broker: the row stays, nothing is lost
        logger.warning("broker away, message %s waits for the sweeper: %s", message_id, exc)


def _claim(message_id: int, now: datetime) -> OutboxMessage | None:
    lease = secrets.token_hex(16)
    claimed = (
        OutboxMessage.objects.due(now)
        .filter(pk=message_id)
        .update(status=MessageStatus.SENDING, lease=lease, leased_until=now + LEASE)
    )
    return OutboxMessage.objects.get(pk=message_id) if claimed else None


def _close(message: OutboxMessage, **values) -> None:
    OutboxMessage.objects.filter(pk=message.pk, lease=message.lease).update(leased_until=None, lease="", **values)


def build(message: OutboxMessage) -> EmailMultiAlternatives:
    """The letter as it is sent: text and HTML, one link on the fixed site address, stable Message-ID."""
    context = {
        "message": message,
        "link": settings.SITE_URL + message.link if message.link else "",
        "phone": settings.OFFICE_PHONE,
        "office": settings.OFFICE_NAME,
    }
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=render_to_string("emails/message.txt", context),
        to=[message.email],
        cc=message.copy_to,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("emails/message.html", context), "text/html")
    return mail


def deliver(message_id: int, *, now: datetime | None = None) -> str:
    """Send one message if it is due and nobody else holds it; return its status afterwards, "" when not claimed
    (gửi thư).

    Refused for good ends FAILED with the server's words; anything else is tried again with growing gaps for some hours.
    """
    now = now or timezone.now()
    message = _claim(message_id, now)
    if message is None:
        return ""
    guard = _guards.get(message.kind)
    reason = guard(message) if guard else ""
    if reason:
        _close(message, status=MessageStatus.SKIPPED, last_error=reason)
        return MessageStatus.SKIPPED
    try:
        build(message).send()
    except smtplib.SMTPRecipientsRefused as exc:
        code, words = next(iter(exc.recipients.values()))
        return _failed(message, now, f"{code} {words.decode(errors='replace')}", final=code >= 500)
    except smtplib.SMTPResponseException as exc:
        words = exc.smtp_error.decode(errors="replace") if isinstance(exc.smtp_error, bytes) else str(exc.smtp_error)
        return _failed(message, now, f"{exc.smtp_code} {words}", final=exc.smtp_code >= 500)
    except (smtplib.SMTPException, OSError) as exc:
        return _failed(message, now, str(exc) or type(exc).__name__, final=False)
    _close(message, status=MessageStatus.SENT, sent_at=now, last_error="")
    return MessageStatus.SENT


def _failed(message: OutboxMessage, now: datetime, words: str, *, final: bool) -> str:
    attempts = message.attempts + 1
    if final or attempts > len(RETRY_GAPS):
        status = MessageStatus.FAILED
        _close(message, status=status, attempts=attempts, last_error=words[:500])
    else:
        status = MessageStatus.PENDING
        gap = RETRY_GAPS[attempts - 1]
        _close(message, status=status, attempts=attempts, last_error=words[:500], next_try_at=now + gap)
    logger.warning("message %s not sent (%s): %s", message.pk, status, words[:200])
    return status


def sweep(*, now: datetime | None = None, limit: int = 500) -> int:
    """Queue again what was forgotten: due messages and those whose worker died; return how many (quét thư sót)."""
    now = now or timezone.now()
    ids = list(OutboxMessage.objects.due(now).order_by("pk").values_list("pk", flat=True)[:limit])
    for message_id in ids:
        _hand_over(message_id)
    return len(ids)

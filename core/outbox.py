"""Mail that is never lost and never doubled: a row in the business transaction, claimed by lease, sent by id.

The queue is never trusted for "once" or "not lost": the row is (reliability F1-F5).
"""

import logging
import secrets
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from .enums import MessageStatus
from .letter_kinds import kind_of
from .models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# Growing gaps for some hours, then the office is told honestly that the letter could not be sent.
RETRY_GAPS = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240)]

WORKER_LOST = "Nhiều lần đang gửi thì máy gửi thư dừng đột ngột."


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

    `dedupe_key` makes it exist once: a second call with the same key changes nothing and returns None. `text` is the
    plain body without the link, `link` a path on this site, `at` the moment from which it is due. The worker is told
    after commit; the sweeper finds what it missed.
    """
    at = at or timezone.now()
    message, created = OutboxMessage.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "recipient_id": recipient.pk,
            "email": recipient.email,
            "subject": " ".join(subject.split())[:200],
            "text": text,
            "link": link,
            "context": context or {},
            "copy_to": copy_to or [],
            "next_try_at": at,
            "created_at": at,
        },
    )
    if not created:
        return None
    transaction.on_commit(lambda: _hand_over(message.pk))
    return message


def _hand_over(message_id: int) -> None:
    """Tell a worker; when the broker is away the sweeper will find the row."""
    from .tasks import deliver_message

    try:
        # No retries here: a person waits for this request, and the sweeper comes every minute.
        deliver_message.apply_async([message_id], retry=False)
    except Exception as exc:  # any transport error of any broker: the row stays, nothing is lost
        logger.warning("broker away, message %s waits for the sweeper: %s", message_id, exc)


def _claim(message_id: int, now: datetime) -> OutboxMessage | None:
    """Take a due message for this worker alone. The claim counts: a letter that kills its worker must end some day."""
    lease = secrets.token_hex(16)
    claimed = (
        OutboxMessage.objects.due(now)
        .filter(pk=message_id)
        .update(status=MessageStatus.SENDING, lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1)
    )
    return OutboxMessage.objects.get(pk=message_id) if claimed else None


def _close(message: OutboxMessage, **values) -> None:
    OutboxMessage.objects.filter(pk=message.pk, lease=message.lease).update(leased_until=None, lease="", **values)


def build(message: OutboxMessage) -> EmailMultiAlternatives:
    """The letter as it is sent: text and HTML, one link on the fixed site address, stable Message-ID."""
    kind = kind_of(message)
    path = kind.make_link(message) if kind.make_link else message.link
    context = {
        "message": message,
        "link": settings.SITE_URL + path if path else "",
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
    for each in kind.attach(message) if kind.attach else []:
        mail.attach(each.name, each.content, each.mimetype)
    return mail


def deliver(message_id: int, *, now: datetime | None = None) -> str:
    """Send one message if it is due and nobody else holds it; "" when not claimed, else its new status (gửi thư).

    Refused for good ends FAILED with the server's words; anything else is tried again with growing gaps for some hours.
    """
    now = now or timezone.now()
    message = _claim(message_id, now)
    if message is None:
        return ""
    guard = kind_of(message).guard
    try:
        if reason := guard(message, now) if guard else "":
            _close(message, status=MessageStatus.SKIPPED, last_error=reason)
            return MessageStatus.SKIPPED
        build(message).send()
    except smtplib.SMTPRecipientsRefused as exc:
        code, words = next(iter(exc.recipients.values()))
        return _failed(message, now, f"{code} {_words(words)}", final=code >= 500)
    except smtplib.SMTPDataError as exc:
        return _failed(message, now, f"{exc.smtp_code} {_words(exc.smtp_error)}", final=exc.smtp_code >= 500)
    except Exception as exc:  # a wrong password, a lost line, a fault of ours: none is the addressee's, all may pass
        logger.exception("message %s could not be sent", message.pk)
        return _failed(message, now, str(exc) or type(exc).__name__, final=False)
    _close(message, status=MessageStatus.SENT, sent_at=now, last_error="")
    return MessageStatus.SENT


def _words(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)


def _failed(message: OutboxMessage, now: datetime, words: str, *, final: bool) -> str:
    if final or message.attempts > len(RETRY_GAPS):
        status, retry = MessageStatus.FAILED, {}
    else:
        status, retry = MessageStatus.PENDING, {"next_try_at": now + RETRY_GAPS[message.attempts - 1]}
    _close(message, status=status, last_error=words[:500], **retry)
    logger.warning("message %s not sent (%s): %s", message.pk, status, words[:200])
    return status


def sweep(*, now: datetime | None = None, limit: int = 500) -> int:
    """Queue again what was forgotten: due messages and those whose worker died; return how many (quét thư sót)."""
    now = now or timezone.now()
    # Whoever killed a worker this often will do so again.
    lost = OutboxMessage.objects.due(now).filter(attempts__gt=len(RETRY_GAPS))
    lost.update(status=MessageStatus.FAILED, last_error=WORKER_LOST, leased_until=None, lease="")
    ids = list(OutboxMessage.objects.due(now).order_by("pk").values_list("pk", flat=True)[:limit])
    for message_id in ids:
        _hand_over(message_id)
    return len(ids)

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
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from . import addresses, notes
from .enums import MessageStatus
from .letter_kinds import kind_of
from .models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
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
    about: str = "",
    at: datetime | None = None,
) -> OutboxMessage | None:
    """Queue one letter to `recipient` (anything with `pk` and `email`) in the current transaction (gửi thư).

    `dedupe_key` makes it exist once: a second call with the same key changes nothing and returns None. `text` is the
    plain body without the link, `link` a path on this site, `at` the moment from which it is due, `about` whom it is
    about ("unit-12", "person-5"), for the list of what was sent to them. The worker is told after commit; the sweeper
    finds what it missed.
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
            "about": about,
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


def build(message: OutboxMessage, *, to: list[str] | None = None) -> EmailMultiAlternatives:
    """The letter as it is sent: text and HTML, one link on the fixed site address, stable Message-ID.

    `to` names who gets it, the first in person, the others in copy; all it was written to unless given.
    """
    kind = kind_of(message)
    first, *copies = to or [message.email, *message.copy_to]
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
        to=[first],
        cc=copies,
        # Where letters come back to; whoever reads sees the usual sender.
        from_email=settings.EMAIL_BOUNCES_TO or None,
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "From": settings.DEFAULT_FROM_EMAIL,
        },
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
        if not (wanted := notes.tell(message, now)):
            _close(message, status=MessageStatus.NOTED, last_error="")
            return MessageStatus.NOTED
        if not (readers := addresses.living(message, wanted)):
            return _failed(message, now, addresses.DEAD, final=True)
        mail = build(message, to=readers)
        mail.send()
    except smtplib.SMTPRecipientsRefused as exc:
        addresses.note_answers(message, [], exc.recipients, at=now)
        return _refused(message, exc.recipients.get(message.email) or next(iter(exc.recipients.values())), now)
    except smtplib.SMTPDataError as exc:
        return _refused(message, (exc.smtp_code, exc.smtp_error), now)
    except Exception as exc:  # a wrong password, a lost line, a fault of ours: none is the addressee's, all may pass
        logger.exception("message %s could not be sent", message.pk)
        return _failed(message, now, str(exc) or type(exc).__name__, final=False)
    refused = getattr(mail, "refused", {})
    if answer := refused.get(readers[0]):
        if answer[0] < 500:
            # Those in copy have it: when it is tried again, it goes to whom it was written to alone.
            OutboxMessage.objects.filter(pk=message.pk, lease=message.lease).update(email=readers[0], copy_to=[])
        status = _refused(message, answer, now)
    else:
        _close(message, status=MessageStatus.SENT, sent_at=now, last_error="")
        status = MessageStatus.SENT
    addresses.note_answers(message, readers, refused, at=now)
    return status


def _refused(message: OutboxMessage, answer: tuple[int, bytes | str], now: datetime) -> str:
    code, words = answer
    return _failed(message, now, f"{code} {addresses.in_text(words)}", final=code >= 500)


def _failed(message: OutboxMessage, now: datetime, words: str, *, final: bool) -> str:
    if final or message.attempts > len(RETRY_GAPS):
        # When it was given up: core.mail_watch counts by it.
        status, retry = MessageStatus.FAILED, {"next_try_at": now}
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
    lost.update(status=MessageStatus.FAILED, last_error=WORKER_LOST, next_try_at=now, leased_until=None, lease="")
    ids = list(OutboxMessage.objects.due(now).order_by("pk").values_list("pk", flat=True)[:limit])
    for message_id in ids:
        _hand_over(message_id)
    return len(ids)


@transaction.atomic
def send_again(messages: QuerySet[OutboxMessage], *, now: datetime | None = None) -> int:
    """Queue letters that could not be sent once more (gửi lại thư chưa đến); returns how many.

    The same row and the same Message-ID: should one have arrived after all, mail programs show it once. The guard is
    asked again as each leaves.
    """
    now = now or timezone.now()
    failed = messages.filter(status=MessageStatus.FAILED)
    ids = list(failed.order_by("pk").values_list("pk", flat=True))
    rows = OutboxMessage.objects.filter(pk__in=ids, status=MessageStatus.FAILED)
    count = rows.update(
        status=MessageStatus.PENDING, attempts=0, next_try_at=now, sent_at=None, last_error="", lease="",
        leased_until=None,
    )  # fmt: skip
    transaction.on_commit(lambda: [_hand_over(message_id) for message_id in ids])
    return count

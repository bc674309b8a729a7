"""The outbox: once, never lost, honest about failures (reliability F1-F5)."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from core import letter_kinds, outbox
from core.enums import MessageStatus as S
from core.enums import Topic
from core.models import OutboxMessage
from tests import factories
from tests.factories import ward

NOW = ward(2026, 12, 8, 7)


@pytest.fixture
def recipient(db):
    return factories.make_user(email="dau-moi@demo.example")


def queue(recipient, key="thu-1", **fields):
    return outbox.notify(
        **{
            "recipient": recipient, "dedupe_key": key, "kind": "test", "subject": "Còn 3 ngày", "at": NOW,
            "text": "Kính gửi đơn vị.", "link": "/don-vi/", **fields,
        }
    )  # fmt: skip


def of_kind(monkeypatch, **asked):
    """The letters of this test are of a kind that asks something as they leave."""
    monkeypatch.setitem(letter_kinds._kinds, "test", letter_kinds.LetterKind("test", "Thư thử", Topic.DUE, **asked))


@pytest.fixture
def refusing(monkeypatch):
    """Make every sending end with the given error; returns the list of attempts."""
    attempts = []

    def refuse_with(error):
        def send(self, *args, **kwargs):
            attempts.append(self)
            raise error

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send)
        return attempts

    return refuse_with


def test_one_key_is_one_letter(recipient):
    first = queue(recipient)

    assert queue(recipient, subject="Khác") is None
    assert list(OutboxMessage.objects.values_list("pk", "subject")) == [(first.pk, "Còn 3 ngày")]


def test_a_faulty_letter_is_an_error_not_a_silent_none(recipient):
    with pytest.raises(IntegrityError), transaction.atomic():
        queue(recipient, text=None)


def test_a_rolled_back_business_leaves_no_letter(recipient, django_capture_on_commit_callbacks):
    with (
        django_capture_on_commit_callbacks(execute=True) as callbacks,
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        queue(recipient)
        raise ZeroDivisionError
    assert (callbacks, OutboxMessage.objects.count(), mail.outbox) == ([], 0, [])


def test_a_committed_letter_leaves_at_once(recipient, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue(recipient, at=None)

    assert OutboxMessage.objects.get().status == S.SENT
    assert [letter.to for letter in mail.outbox] == [["dau-moi@demo.example"]]


def test_the_letter_has_one_link_on_the_fixed_address(recipient, settings):
    settings.SITE_URL = "https://thidua.lechan.example"
    message = queue(recipient, subject="Dòng một\r\nBcc: ai-do@demo.example", text="Kính gửi <b>đơn vị</b>.")

    assert outbox.deliver(message.pk, now=NOW) == S.SENT

    letter = mail.outbox[0]
    assert letter.subject == "Dòng một Bcc: ai-do@demo.example"
    assert letter.recipients() == ["dau-moi@demo.example"]
    assert letter.body.count("http") == 1
    assert "https://thidua.lechan.example/don-vi/" in letter.body
    html = letter.alternatives[0][0]
    assert "&lt;b&gt;đơn vị&lt;/b&gt;" in html
    assert letter.extra_headers["Message-ID"] == message.message_id


def test_a_second_worker_gets_nothing(recipient):
    message = queue(recipient)

    assert [outbox.deliver(message.pk, now=NOW) for _ in range(2)] == [S.SENT, ""]
    assert len(mail.outbox) == 1


def test_a_held_message_is_sent_again_only_after_its_lease(recipient):
    message = queue(recipient)
    assert outbox._claim(message.pk, NOW) is not None

    assert outbox.deliver(message.pk, now=NOW + outbox.LEASE) == ""
    assert outbox.deliver(message.pk, now=NOW + outbox.LEASE + timedelta(seconds=1)) == S.SENT
    assert mail.outbox[0].extra_headers["Message-ID"] == message.message_id


def test_a_worker_that_lost_its_lease_does_not_overwrite_the_other(recipient):
    message = queue(recipient)
    slow = outbox._claim(message.pk, NOW)
    later = NOW + outbox.LEASE + timedelta(seconds=1)
    assert outbox.deliver(message.pk, now=later) == S.SENT

    outbox._failed(slow, later, "quá chậm", final=True)

    message.refresh_from_db()
    assert (message.status, message.last_error) == (S.SENT, "")


def test_refused_for_good_ends_with_the_servers_words(recipient, refusing):
    refusing(smtplib.SMTPRecipientsRefused({recipient.email: (550, b"5.1.1 No such user")}))
    message = queue(recipient)

    assert outbox.deliver(message.pk, now=NOW) == S.FAILED

    message.refresh_from_db()
    assert (message.status, message.last_error, message.attempts) == (S.FAILED, "550 5.1.1 No such user", 1)
    assert outbox.sweep(now=NOW + timedelta(days=9)) == 0


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"x": (450, b"busy")}),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPSenderRefused(550, b"not our domain", "x"),
        TimeoutError("timed out"),
        ConnectionRefusedError(111, "refused"),
        RuntimeError("template"),
    ],
)
def test_what_may_pass_is_tried_again(recipient, refusing, error):
    refusing(error)
    message = queue(recipient)

    assert outbox.deliver(message.pk, now=NOW) == S.PENDING
    message.refresh_from_db()
    assert message.next_try_at == NOW + timedelta(minutes=1)
    assert message.last_error


def test_gaps_grow_for_hours_then_the_office_is_told(recipient, refusing):
    attempts = refusing(TimeoutError("máy chủ thư không trả lời"))
    message = queue(recipient)
    now, moments = NOW, []
    while outbox.deliver(message.pk, now=now) == S.PENDING:
        moments.append(now)
        message.refresh_from_db()
        assert outbox.deliver(message.pk, now=message.next_try_at - timedelta(seconds=1)) == ""
        now = message.next_try_at

    message.refresh_from_db()
    gaps = [(b - a) // timedelta(minutes=1) for a, b in zip(moments, [*moments[1:], now], strict=True)]
    assert gaps == [1, 2, 5, 15, 30, 60, 120, 240]
    assert (message.status, message.last_error) == (S.FAILED, "máy chủ thư không trả lời")
    assert len(attempts) == 9


def test_a_letter_that_kills_its_worker_does_not_return_for_ever(recipient):
    message = queue(recipient)
    now = NOW
    for _ in range(len(outbox.RETRY_GAPS) + 1):
        assert outbox._claim(message.pk, now) is not None
        now += outbox.LEASE + timedelta(seconds=1)

    assert outbox.sweep(now=now) == 0
    message.refresh_from_db()
    assert (message.status, message.last_error) == (S.FAILED, outbox.WORKER_LOST)


def test_the_guard_skips_with_its_reason_and_may_renew_the_words(recipient, monkeypatch):
    of_kind(monkeypatch, guard=lambda message, now: "đã nộp" if message.link == "/a/" else "")
    pointless, needed = queue(recipient, "a", link="/a/"), queue(recipient, "b")

    assert outbox.deliver(pointless.pk, now=NOW) == S.SKIPPED
    assert outbox.deliver(needed.pk, now=NOW) == S.SENT
    pointless.refresh_from_db()
    assert (pointless.last_error, len(mail.outbox)) == ("đã nộp", 1)


def test_the_broker_away_stops_nobody_and_the_sweeper_finds_it(
    recipient, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args, **kwargs):
        raise ConnectionError("broker away")

    with monkeypatch.context() as patch:
        patch.setattr("core.tasks.deliver_message.apply_async", away)
        with django_capture_on_commit_callbacks(execute=True):
            message = queue(recipient, at=None)
    assert OutboxMessage.objects.get().status == S.PENDING

    assert outbox.sweep() == 1
    message.refresh_from_db()
    assert message.status == S.SENT


def test_a_letter_for_later_waits(recipient):
    message = queue(recipient, at=NOW + timedelta(hours=1))

    assert outbox.sweep(now=NOW) == 0
    assert outbox.deliver(message.pk, now=NOW) == ""
    assert outbox.deliver(message.pk, now=NOW + timedelta(hours=1)) == S.SENT


def test_a_registered_link_is_made_as_the_letter_leaves_and_kept_nowhere(recipient, monkeypatch, settings):
    settings.SITE_URL = "https://thidua.lechan.example"
    of_kind(monkeypatch, make_link=lambda message: f"/moi/bi-mat-{message.pk}/")
    message = queue(recipient, link="")

    assert outbox.deliver(message.pk, now=NOW) == S.SENT

    assert f"https://thidua.lechan.example/moi/bi-mat-{message.pk}/" in mail.outbox[0].body
    assert "bi-mat" not in str(OutboxMessage.objects.values().get())


def test_a_link_that_cannot_be_made_is_a_fault_that_may_pass(recipient, monkeypatch):
    of_kind(monkeypatch, make_link=lambda message: 1 // 0)
    message = queue(recipient)

    assert outbox.deliver(message.pk, now=NOW) == S.PENDING
    assert mail.outbox == []


def test_what_belongs_to_the_kind_goes_along(recipient, monkeypatch):
    file = letter_kinds.Attachment("hop.ics", b"BEGIN:VCALENDAR", "text/calendar")
    of_kind(monkeypatch, attach=lambda message: [file])
    queue(recipient)

    assert outbox.deliver(OutboxMessage.objects.get().pk, now=NOW) == S.SENT
    assert [tuple(each) for each in mail.outbox[0].attachments] == [("hop.ics", "BEGIN:VCALENDAR", "text/calendar")]

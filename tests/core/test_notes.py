"""Each letter is told in the portal too; its readers choose what also comes as mail."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail

from accounts.enums import Role
from accounts.models import MutedTopic
from core import letter_kinds, notes, outbox, tasks
from core.enums import MessageStatus as S
from core.enums import Topic
from core.models import Notification, OutboxMessage
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
NOW = ward(2026, 12, 8, 7)


@pytest.fixture
def officer():
    return factories.make_user(Role.UNIT_OFFICER, email="dau-moi@demo.example")


@pytest.fixture
def head():
    return factories.make_user(Role.UNIT_HEAD, email="thu-truong@demo.example")


def letter(monkeypatch, recipient, topic=Topic.RESULT, copy_to=(), key="thu-1", **asked) -> OutboxMessage:
    """A letter of a kind of this test."""
    monkeypatch.setitem(letter_kinds._kinds, "test", letter_kinds.LetterKind("test", "Thư thử", topic, **asked))
    return outbox.notify(
        recipient=recipient, dedupe_key=key, kind="test", subject="Công bố điểm", text="Kính gửi đơn vị.", at=NOW,
        link="/don-vi/", copy_to=list(copy_to),
    )  # fmt: skip


def mute(user, topic=Topic.RESULT) -> None:
    MutedTopic.objects.create(user=user, topic=topic)


def told() -> list[tuple[int, bool]]:
    """Whom the portal told, and whether it waits to be read."""
    return [(note.recipient_id, note.read_at is None) for note in Notification.objects.order_by("pk")]


def sent() -> list[tuple[list[str], list[str]]]:
    return [(each.to, each.cc) for each in mail.outbox]


def test_a_letter_leaves_a_note_for_each_account_it_goes_to(monkeypatch, officer, head):
    message = letter(monkeypatch, officer, copy_to=["Thu-Truong@demo.example", "co-quan@demo.example"])
    assert told() == []

    assert outbox.deliver(message.pk, now=NOW) == S.SENT

    assert told() == [(officer.pk, True), (head.pk, True)]
    note = Notification.objects.first()
    assert (note.message.subject, note.message.link, note.created_at) == ("Công bố điểm", "/don-vi/", NOW)
    assert sent() == [([officer.email], ["Thu-Truong@demo.example", "co-quan@demo.example"])]


def test_an_address_without_an_account_gets_mail_and_no_note(monkeypatch):
    message = letter(monkeypatch, type("Address", (), {"pk": None, "email": "co-quan@demo.example"}))

    assert outbox.deliver(message.pk, now=NOW) == S.SENT
    assert (told(), sent()) == ([], [(["co-quan@demo.example"], [])])


def test_what_the_guard_stops_leaves_no_note(monkeypatch, officer):
    message = letter(monkeypatch, officer, guard=lambda message, now: "đã nộp")

    assert outbox.deliver(message.pk, now=NOW) == S.SKIPPED
    assert told() == []


def test_the_note_goes_to_whom_the_guard_names(monkeypatch, officer, head):
    def hand_on(message, now):
        message.recipient_id, message.email = head.pk, head.email
        message.save()
        return ""

    message = letter(monkeypatch, officer, guard=hand_on)

    assert outbox.deliver(message.pk, now=NOW) == S.SENT
    assert told() == [(head.pk, True)]


def test_a_link_that_opens_an_account_is_told_nowhere_else(monkeypatch, officer):
    message = letter(monkeypatch, officer, Topic.ACCOUNT, make_link=lambda message: "/moi/bi-mat/")

    assert outbox.deliver(message.pk, now=NOW) == S.SENT
    assert told() == []


def test_a_mail_that_fails_and_is_tried_again_leaves_one_note(monkeypatch, officer):
    message = letter(monkeypatch, officer)
    with monkeypatch.context() as away:

        def refuse(self):
            raise smtplib.SMTPServerDisconnected("gone")

        away.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert outbox.deliver(message.pk, now=NOW) == S.PENDING
    Notification.objects.update(read_at=NOW)

    assert outbox.deliver(message.pk, now=NOW + timedelta(minutes=1)) == S.SENT
    assert (told(), len(mail.outbox)) == ([(officer.pk, False)], 1)


def test_whoever_wants_no_mail_about_a_topic_reads_it_in_the_portal_only(monkeypatch, officer):
    mute(officer)
    message = letter(monkeypatch, officer)

    assert outbox.deliver(message.pk, now=NOW) == S.NOTED

    message.refresh_from_db()
    assert (message.status, message.lease, message.leased_until, message.sent_at) == (S.NOTED, "", None, None)
    assert (told(), mail.outbox, outbox.sweep(now=NOW + timedelta(days=1))) == ([(officer.pk, True)], [], 0)


def test_the_others_still_get_their_mail(monkeypatch, officer, head):
    mute(officer)
    message = letter(monkeypatch, officer, copy_to=[head.email])

    assert outbox.deliver(message.pk, now=NOW) == S.SENT
    assert (sent(), len(told())) == ([([head.email], [])], 2)


def test_a_reader_in_copy_may_want_none(monkeypatch, officer, head):
    mute(head)
    message = letter(monkeypatch, officer, copy_to=[head.email])

    assert outbox.deliver(message.pk, now=NOW) == S.SENT
    assert (sent(), len(told())) == ([([officer.email], [])], 2)


def test_another_address_of_the_recipient_follows_the_recipients_choice_and_no_one_elses(monkeypatch, officer, head):
    mute(officer)
    elsewhere, to_head = (letter(monkeypatch, officer, key=key) for key in ("a", "b"))
    OutboxMessage.objects.filter(pk=elsewhere.pk).update(email="nha-rieng@demo.example")
    OutboxMessage.objects.filter(pk=to_head.pk).update(email=head.email)

    assert [outbox.deliver(each.pk, now=NOW) for each in (elsewhere, to_head)] == [S.NOTED, S.SENT]
    assert sent() == [([head.email], [])]


def test_the_choice_is_of_one_topic_and_mandatory_mail_always_comes(monkeypatch, officer):
    for topic in (Topic.DIFFICULTY, Topic.DUE):
        mute(officer, topic)
    for number, topic in enumerate((Topic.RESULT, Topic.DUE)):
        message = letter(monkeypatch, officer, topic, key=f"thu-{number}")
        assert outbox.deliver(message.pk, now=NOW) == S.SENT


def test_who_reads_is_asked_once_however_many_they_are(monkeypatch, officer, django_assert_num_queries):
    copies = [factories.make_user().email for _ in range(3)]
    for key, several in (("a", []), ("b", copies)):
        message = letter(monkeypatch, officer, copy_to=several, key=key)
        with django_assert_num_queries(2):
            notes.tell(message, NOW)


def test_notes_go_after_a_year_read_or_not(monkeypatch, officer, settings):
    settings.NOTES_KEPT_DAYS = 30
    for key, days, read_at in (("cu", 31, None), ("doc", 31, NOW), ("moi", 29, None)):
        message = letter(monkeypatch, officer, key=key)
        Notification.objects.create(
            message=message, recipient_id=officer.pk, created_at=NOW - timedelta(days=days), read_at=read_at
        )
    assert notes.forget_old(now=NOW) == 2
    assert [note.message.dedupe_key for note in Notification.objects.all()] == ["moi"]


def test_the_nightly_sweep_takes_them(monkeypatch, officer):
    message = letter(monkeypatch, officer)
    Notification.objects.create(message=message, recipient_id=officer.pk, created_at=NOW - timedelta(days=4000))
    assert tasks.sweep_leftovers() == 1

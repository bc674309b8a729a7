"""Administrators learn that letters do not leave, once a day; the health page says so at once (reliability F3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import mail_alarm
from accounts.enums import Role
from core import addresses, mail_watch, outbox
from core.enums import MessageStatus as S
from core.models import OutboxMessage
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
NOW = ward(2026, 12, 8, 9)


@pytest.fixture
def admin(db):
    return factories.make_user(Role.ADMIN, full_name="Vũ Quản Trị")


def letter(key: str, *, at=NOW, **fields) -> OutboxMessage:
    outbox.notify(
        recipient=factories.make_user(), dedupe_key=key, kind="test", subject="Thư", text="Kính gửi đơn vị.", at=at
    )
    OutboxMessage.objects.filter(dedupe_key=key).update(**fields)
    return OutboxMessage.objects.get(dedupe_key=key)


def alarms() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=mail_alarm.KIND).order_by("pk"))


def test_nothing_wrong_writes_nothing(admin):
    letter("waits a little", at=NOW - timedelta(minutes=59))
    letter("sent", status=S.SENT)
    assert mail_alarm.send_due(now=NOW) == 0


def test_failures_and_waiting_letters_are_told_once_a_day(admin):
    factories.make_user(Role.REVIEWER)
    letter("refused", status=S.FAILED, last_error="550 5.7.1 Relaying denied")
    letter("waits", at=NOW - timedelta(minutes=61))
    assert mail_alarm.send_due(now=NOW) == 1
    assert mail_alarm.send_due(now=NOW + timedelta(hours=5)) == 0
    (alarm,) = alarms()
    assert (alarm.email, alarm.link) == (admin.email, "/healthz/")
    assert alarm.text == (
        "Kính gửi đồng chí Vũ Quản Trị. Trong 24 giờ qua 1 thư không gửi được, thư gần nhất vì: Máy chủ thư từ chối: "
        "máy chủ không nhận thư của cổng (mã 550). 1 thư đã đến giờ mà chờ quá 1 giờ chưa gửi, máy gửi thư có thể đã "
        "dừng. Tình trạng hiện nay:"
    )
    assert mail_alarm.send_due(now=NOW + timedelta(days=1)) == 1


def test_its_own_letters_and_known_dead_addresses_raise_no_alarm(admin):
    letter("dead", status=S.FAILED, last_error=addresses.DEAD)
    letter("own", status=S.FAILED, kind=mail_alarm.KIND, last_error="550 no")
    assert mail_alarm.send_due(now=NOW) == 0


def test_a_letter_given_up_late_counts_from_that_moment(admin, monkeypatch):
    def away(*args, **kwargs):
        raise OSError("no route")

    waited = letter("waited for two days", at=NOW - timedelta(days=2), attempts=len(outbox.RETRY_GAPS))
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
    assert outbox.deliver(waited.pk, now=NOW) == S.FAILED
    assert mail_watch.failed(now=NOW + timedelta(hours=23)).count() == 1
    assert mail_watch.failed(now=NOW + timedelta(hours=25)).count() == 0


def test_whoever_is_no_administrator_any_more_gets_none(admin):
    letter("refused", status=S.FAILED, last_error="550 no")
    mail_alarm.send_due(now=NOW)
    admin.memberships.all().delete()
    assert outbox.deliver(alarms()[0].pk, now=NOW) == "SKIPPED"


def test_the_health_page_counts_what_waits_and_what_failed(db):
    assert mail_watch.state() == "ok"
    letter("waits", at=timezone.now() - timedelta(minutes=16))
    letter("waits a little", at=timezone.now() - timedelta(minutes=14))
    assert mail_watch.state() == "waiting 1"
    letter("refused", at=timezone.now(), status=S.FAILED, last_error="550 no")
    assert mail_watch.state() == "waiting 1, failed 1"

"""Letters of the difficulties channel: one for each event, to whoever is concerned as it leaves."""

import pytest

from accounts.enums import Role
from core.models import OutboxMessage
from core.outbox import deliver
from submissions.services import difficulties as service
from tests import factories
from tests.submissions.matters import ASKED, LATER, answer, ask, forward, letters, make_body

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]


@pytest.fixture
def asked(period, unit, officer):
    return ask(unit, officer)


@pytest.fixture
def body():
    return make_body()


def test_one_letter_tells_the_whole_office(unit, officer, period):
    first, second = factories.make_user(Role.REVIEWER), factories.make_user(Role.REVIEWER)
    difficulty = ask(unit, officer)
    letter = letters()[0]
    assert [one.kind for one in letters()] == ["difficulty-asked"]
    assert (letter.recipient_id, letter.copy_to) == (first.pk, [second.email])
    assert "máy quét" not in letter.text and "gửi vướng mắc lúc 09:00 ngày 02/03/2026" in letter.text
    assert letter.link == f"/kho-khan/{difficulty.pk}/"


def test_the_office_is_written_to_once_while_somebody_waits(asked, officer, reviewer):
    service.ask_again(asked, text="Thêm.", by=officer, at=LATER)
    assert len(letters("difficulty-asked")) == 0
    answer(asked, reviewer)
    service.ask_again(asked, text="Vẫn vướng.", by=officer, at=LATER)
    assert len(letters("difficulty-asked")) == 1


def test_the_answer_reaches_who_asked_and_the_officers_of_today(asked, unit, officer, reviewer):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    answer(asked, reviewer)
    letter = letters("difficulty-answered")[0]
    assert (letter.recipient_id, letter.copy_to) == (officer.pk, [colleague.email])
    assert letter.text == (
        "Kính gửi Phòng Kinh tế, Hạ tầng và Đô thị. Phường đã trả lời vướng mắc gửi ngày 02/03/2026. Đọc tại:"
    )


def test_a_head_who_asked_gets_the_answer_though_there_is_an_officer(period, unit, officer, reviewer):
    head = factories.make_user(Role.UNIT_HEAD, unit=unit)
    answer(ask(unit, head), reviewer)
    letter = letters("difficulty-answered")[0]
    assert (letter.recipient_id, letter.copy_to) == (head.pk, [officer.email])


def test_whoever_left_the_unit_gets_no_answer(asked, officer, unit, reviewer, django_capture_on_commit_callbacks):
    officer.memberships.update(ends_on=ASKED.date())
    successor = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    answer(asked, reviewer)
    letter = letters("difficulty-answered")[0]
    assert (letter.recipient_id, letter.copy_to) == (successor.pk, [])


def test_the_body_is_written_to_and_named_in_the_answer(asked, reviewer, body):
    forward(asked, body, reviewer)
    letter, helper = letters("difficulty-forwarded")[0], body.memberships.get().user
    assert letter.recipient_id == helper.pk
    assert letter.text.startswith("Kính gửi Phòng Kinh tế. ")
    answer(asked, helper)
    assert "Phòng Kinh tế đã trả lời vướng mắc" in letters("difficulty-answered")[0].text


def test_a_letter_leaves_only_to_who_is_concerned_by_then(asked, officer, reviewer, mailoutbox):
    answer(asked, reviewer)
    service.ask_again(asked, text="Còn vướng.", by=officer, at=LATER)
    waiting = letters("difficulty-asked")[0]
    OutboxMessage.objects.filter(pk=waiting.pk).update(status="PENDING", next_try_at=ASKED, lease="", sent_at=None)
    reviewer.memberships.update(ends_on=ASKED.date())
    colleague = factories.make_user(Role.REVIEWER)
    mailoutbox.clear()
    assert deliver(waiting.pk, now=LATER) == "SENT"
    assert [mail.to for mail in mailoutbox] == [[colleague.email]]


def test_a_letter_about_a_matter_that_is_gone_does_not_leave(asked, officer, reviewer, mailoutbox):
    answer(asked, reviewer)
    waiting = letters("difficulty-answered")[0]
    OutboxMessage.objects.filter(pk=waiting.pk).update(
        status="PENDING", next_try_at=ASKED, lease="", context={"difficulty": 0}
    )
    mailoutbox.clear()
    assert (deliver(waiting.pk, now=LATER), mailoutbox) == ("SKIPPED", [])

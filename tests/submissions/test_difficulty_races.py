"""Several people at one difficulty at once, on real connections: one answer, one waiting, nobody passed unseen."""

import pytest

from accounts.enums import Role
from accounts.models import User
from core.models import AuditEvent, OutboxMessage
from core.workflow import InvalidTransition
from submissions.enums import DifficultyStatus as S
from submissions.models import Difficulty
from submissions.services import difficulties as service
from submissions.services import questions
from tests import factories
from tests.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.plan("D10")]


@pytest.fixture
def asked(period, unit, officer):
    return service.ask(subject=unit, text="Chưa có máy quét.", by=officer)


def fresh(difficulty) -> Difficulty:
    return Difficulty.objects.select_related("unit", "person", "forwarded_to").get(pk=difficulty.pk)


def lost(results) -> list:
    return [one for one in results if isinstance(one, InvalidTransition)]


def test_of_five_answers_at_once_one_is_sent_and_four_are_told(asked):
    office = [factories.make_user(Role.REVIEWER) for _ in range(5)]
    seen = asked.messages.get().pk

    def press(number):
        return lambda: service.answer(
            fresh(asked), text=f"Trả lời {number}.", seen=seen, by=User.objects.get(pk=office[number].pk)
        )

    results = at_once((InvalidTransition,), *(press(number) for number in range(5)))
    assert len(lost(results)) == 4
    assert {str(one) for one in lost(results)} == {"Người khác vừa xử lý hồ sơ này. Đã tải lại trạng thái mới nhất."}
    assert (fresh(asked).status, asked.messages.count()) == (S.ANSWERED, 2)
    assert AuditEvent.objects.filter(action="answer").count() == 1
    assert OutboxMessage.objects.filter(kind="difficulty-answered").count() == 1


def test_an_answer_and_a_passing_on_at_once_have_one_winner(asked):
    office, body = [factories.make_user(Role.REVIEWER) for _ in range(2)], factories.make_unit()
    seen = asked.messages.get().pk
    results = at_once(
        (InvalidTransition,),
        lambda: service.answer(fresh(asked), text="Đáp.", seen=seen, by=User.objects.get(pk=office[0].pk)),
        lambda: service.forward(fresh(asked), body=body, note="", seen=seen, by=User.objects.get(pk=office[1].pk)),
    )
    assert len(lost(results)) == 1
    row = fresh(asked)
    assert (row.status, row.waiting_since is None) in ((S.ANSWERED, True), (S.FORWARDED, False))
    assert row.messages.count() == 2


def test_a_further_question_and_an_answer_at_once_leave_nothing_unanswered_unseen(asked, officer):
    office = factories.make_user(Role.REVIEWER)
    for _ in range(4):
        row = fresh(asked)
        seen = row.messages.latest("pk").pk
        results = at_once(
            (InvalidTransition,),
            lambda: service.ask_again(fresh(asked), text="Thêm.", by=User.objects.get(pk=officer.pk)),
            lambda seen=seen: service.answer(fresh(asked), text="Đáp.", seen=seen, by=User.objects.get(pk=office.pk)),
        )
        # Whichever came first: the unit's last word is owed an answer.
        row = fresh(asked)
        assert (row.status, row.waiting_since is not None) == (S.WAITING, True), results


def test_two_who_publish_at_once_have_one_winner(asked):
    office = [factories.make_user(Role.REVIEWER) for _ in range(2)]
    service.answer(asked, text="Đáp.", seen=None, by=office[0])
    was = questions.stamp(asked)

    def press(number):
        return lambda: questions.publish(
            fresh(asked), question=f"Hỏi {number}?", answer="Đáp.", was=was, by=User.objects.get(pk=office[number].pk)
        )

    results = at_once((InvalidTransition,), press(0), press(1))
    assert len(lost(results)) == 1
    assert AuditEvent.objects.filter(action="publish_question").count() == 1

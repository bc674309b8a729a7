"""The difficulties channel (D10): asked at any time, answered or passed on, the waiting counted, nothing unseen."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import difficulty_lists as lists
from submissions.enums import DifficultyStatus as S
from submissions.enums import MessageKind
from submissions.models import Difficulty, DifficultyMessage
from submissions.services import difficulties as service
from tests import factories
from tests.submissions.matters import ASKED, LATER, answer, ask, forward, last, make_body

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]


@pytest.fixture
def asked(period, unit, officer):
    return ask(unit, officer)


@pytest.fixture
def body():
    return make_body()


# --- asking ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "at", [factories.ward(2026, 2, 1), factories.ward(2026, 12, 1), factories.ward(2026, 12, 30)],
    ids=["before opening", "while open", "after the lock"],
)  # fmt: skip
def test_a_unit_asks_at_any_time_of_the_year(period, unit, officer, at):
    difficulty = ask(unit, officer, at=at)
    assert (difficulty.status, difficulty.waiting_since, difficulty.unit) == (S.WAITING, at, unit)
    message = difficulty.messages.get()
    assert (message.kind, message.author, message.on_behalf_of) == (MessageKind.QUESTION, officer, unit)
    assert AuditEvent.objects.get(action="ask_difficulty").object_id == str(difficulty.pk)


def test_a_person_asks_for_themselves(period):
    user = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Trần Văn Minh", user=user)
    difficulty = ask(person, user)
    assert (difficulty.person, difficulty.unit, difficulty.messages.get().on_behalf_of) == (person, None, None)


def test_nobody_asks_without_a_unit(period):
    with pytest.raises(Forbidden, match="chưa gắn với đơn vị hay cá nhân nào"):
        ask(None, factories.make_user(Role.INDIVIDUAL))
    with pytest.raises(Forbidden):
        ask(factories.make_unit(), factories.make_user(Role.MEDIA))


def test_text_is_found_without_accents(asked):
    assert asked.messages.get().search_text == "chua co may quet de so hoa ho so."


# --- answering -------------------------------------------------------------------------------------------------------
def test_the_office_answers_and_the_waiting_ends(asked, reviewer):
    message = answer(asked, reviewer)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since, message.on_behalf_of) == (S.ANSWERED, None, None)


def test_nobody_answers_their_own_units(asked, unit, reviewer):
    reviewer.memberships.create(role=Role.UNIT_OFFICER, unit=unit)
    with pytest.raises(Forbidden, match="của đơn vị mình"):
        answer(asked, reviewer)


def test_the_asker_and_strangers_do_not_answer(asked, officer):
    for user in (officer, factories.make_user(Role.UNIT_OFFICER), factories.make_user(Role.ADMIN)):
        with pytest.raises(Forbidden):
            answer(asked, user)
    assert asked.messages.count() == 1


def test_the_second_who_answers_is_told_and_nothing_is_written(asked, reviewer):
    seen, colleague = last(asked), factories.make_user(Role.REVIEWER)
    stale = Difficulty.objects.get(pk=asked.pk)
    answer(asked, reviewer)
    for copy in (stale, Difficulty.objects.get(pk=asked.pk)):
        with pytest.raises(InvalidTransition, match="Người khác vừa xử lý"):
            answer(copy, colleague, seen=seen)
    assert asked.messages.filter(kind=MessageKind.ANSWER).count() == 1


def test_what_the_asker_adds_is_read_before_the_answer_goes(asked, officer, reviewer):
    seen = last(asked)
    service.ask_again(asked, text="Cần cả máy in.", by=officer, at=LATER)
    with pytest.raises(InvalidTransition):
        answer(asked, reviewer, seen=seen)
    asked.refresh_from_db()
    assert asked.status == S.WAITING


def test_an_answer_may_be_followed_by_another(asked, reviewer):
    answer(asked, reviewer)
    answer(asked, reviewer, text="Đính chính: trong tháng 5.")
    assert asked.messages.filter(kind=MessageKind.ANSWER).count() == 2


# --- passing on ------------------------------------------------------------------------------------------------------
def test_passed_on_it_still_waits_and_the_body_answers_in_its_name(asked, reviewer, body):
    forward(asked, body, reviewer, note="Nhờ phòng trả lời giúp.")
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since, asked.forwarded_to) == (S.FORWARDED, ASKED, body)
    note = asked.messages.get(kind=MessageKind.FORWARD)
    assert note.text == "Đã chuyển tới Phòng Kinh tế.\nNhờ phòng trả lời giúp."
    helper = body.memberships.get().user
    assert Difficulty.objects.visible_to(helper).get() == asked
    assert answer(asked, helper).on_behalf_of == body
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since) == (S.ANSWERED, None)


def test_the_body_that_had_it_before_reads_it_no_more(asked, reviewer, body):
    forward(asked, body, reviewer)
    helper = body.memberships.get().user
    other = factories.make_unit("Phòng Tư pháp")
    forward(asked, other, reviewer)
    assert not Difficulty.objects.visible_to(helper).exists()
    with pytest.raises(Forbidden):
        answer(asked, helper)


def test_it_is_not_passed_to_who_asked_or_has_it_or_ended(asked, unit, reviewer, body):
    ended = factories.make_unit(active_to=ASKED.date())
    for wrong in (unit, ended):
        with pytest.raises(service.NowhereToPass, match="Chọn một đơn vị đang hoạt động"):
            forward(asked, wrong, reviewer)
    forward(asked, body, reviewer)
    with pytest.raises(service.NowhereToPass):
        forward(asked, body, reviewer)
    assert asked.messages.count() == 2


def test_only_the_office_passes_on(asked, officer, reviewer, body):
    other = factories.make_unit()
    forward(asked, body, reviewer)
    for user in (officer, body.memberships.get().user):
        with pytest.raises(Forbidden):
            forward(asked, other, user)


# --- writing again, closing ------------------------------------------------------------------------------------------
def test_writing_in_an_answered_thread_opens_it_and_the_days_begin_anew(asked, officer, reviewer):
    answer(asked, reviewer)
    again = LATER + timedelta(days=2)
    service.ask_again(asked, text="Máy chưa về.", by=officer, at=again)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since) == (S.WAITING, again)


def test_writing_on_while_waiting_keeps_the_first_day(asked, officer):
    service.ask_again(asked, text="Thêm một ý.", by=officer, at=LATER)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since) == (S.WAITING, ASKED)


def test_the_unit_closes_and_opens_again(asked, officer, reviewer):
    with pytest.raises(InvalidTransition):
        service.close(asked, by=officer)
    answer(asked, reviewer)
    with pytest.raises(Forbidden):
        service.close(asked, by=reviewer)
    service.close(asked, by=officer)
    asked.refresh_from_db()
    assert asked.status == S.CLOSED
    service.ask_again(asked, text="Lại vướng.", by=officer, at=LATER)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since) == (S.WAITING, LATER)


def test_each_step_is_one_line_of_the_log(asked, officer, reviewer, body):
    AuditEvent.objects.filter(action="ask_difficulty").get()
    before = AuditEvent.objects.count()
    forward(asked, body, reviewer)
    answer(asked, reviewer)
    service.ask_again(asked, text="Còn một ý.", by=officer, at=LATER)
    answer(asked, reviewer)
    service.close(asked, by=officer)
    rows = AuditEvent.objects.order_by("pk")[before:]
    assert [row.action for row in rows] == ["forward", "answer", "ask_again", "answer", "close"]
    assert "máy quét" not in str([vars(row) for row in rows])


def test_the_database_knows_that_an_answered_one_waits_for_nobody(asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Difficulty.objects.filter(pk=asked.pk).update(status=S.ANSWERED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Difficulty.objects.filter(pk=asked.pk).update(status=S.FORWARDED)


# --- the days --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "days", "overdue"),
    [
        (factories.ward(2026, 3, 2, 23, 59), 0, False),
        (factories.ward(2026, 3, 3), 1, False),
        (factories.ward(2026, 3, 9, 23, 59, 59), 7, False),
        (factories.ward(2026, 3, 10), 8, True),
    ],
)
def test_days_are_whole_days_of_the_ward(asked, now, days, overdue):
    row = lists.rows_of([asked], now=now)[0]
    assert (row.days, row.is_overdue) == (days, overdue)
    found = lists.chosen(Difficulty.objects.all(), lists.Choices(view="qua-han"), now=now)
    assert found.exists() is overdue


def test_messages_say_something(asked, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        DifficultyMessage.objects.create(
            difficulty=asked, kind=MessageKind.QUESTION, text="", author=officer, sent_at=ASKED
        )

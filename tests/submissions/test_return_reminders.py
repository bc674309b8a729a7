"""Reminders of the day additions are due: by the calendar, once, never doubled with a letter by hand (D9; F19, F20)."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from core import outbox
from core.models import OutboxMessage
from submissions.enums import SubmissionStatus as S
from submissions.models import Return, ReturnNote, Submission
from submissions.services import return_reminders, urging
from tests.factories import ward
from tests.submissions.office import hand_in_again, handed_in

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D9")]
RETURNED_AT = ward(2026, 12, 14, 9)
DUE = date(2026, 12, 18)


@pytest.fixture
def report(group, period, unit, reviewer) -> Submission:
    """A report given back on 14/12 for one place, until the end of 18/12; the period locks at 21/12."""
    return give_back(handed_in(group, period, subject=unit), reviewer)


def give_back(report: Submission, by, *, due_on=DUE, at=RETURNED_AT) -> Submission:
    asked = Return.objects.create(submission=report, reason="x", due_on=due_on, returned_by=by, returned_at=at)
    ReturnNote.objects.create(request=asked, section="kien-nghi", note="Ghi rõ kinh phí.")
    report.status = S.RETURNED
    report.save()
    return report


def written() -> list[tuple]:
    rows = OutboxMessage.objects.filter(kind=return_reminders.KIND).order_by("pk")
    return list(rows.values_list("created_at", "subject"))


def beats(first, last):
    """Every hour of beat, 07:00 to 18:00."""
    moment = first
    while moment <= last:
        if 7 <= moment.hour <= 18:
            yield moment
        moment += timedelta(hours=1)


def test_the_whole_table_each_step_once(report):
    for moment in beats(ward(2026, 12, 14, 9), ward(2026, 12, 31, 18)):
        return_reminders.send_due(now=moment)
        return_reminders.send_due(now=moment)
    assert written() == [
        (ward(2026, 12, 16, 7), f"Còn 2 ngày bổ sung báo cáo {report.code}"),
        (ward(2026, 12, 19, 7), f"Quá hạn bổ sung 1 ngày: báo cáo {report.code}"),
    ]
    letter = OutboxMessage.objects.filter(kind=return_reminders.KIND).earliest("pk")
    assert letter.email == report.submitted_by.email
    assert letter.text == (
        f"Kính gửi {report.unit}. Phường đề nghị bổ sung 1 chỗ của báo cáo năm 2026, chậm nhất hết Thứ Sáu, "
        "18/12/2026; nay chưa nhận được bản bổ sung. Sửa tại:"
    )


def test_beat_away_catches_up_the_latest_missed_step_alone(report):
    assert return_reminders.send_due(now=ward(2026, 12, 17, 9)) == 1
    assert return_reminders.send_due(now=ward(2026, 12, 20, 10)) == 1
    assert [subject for _, subject in written()] == [
        f"Còn 1 ngày bổ sung báo cáo {report.code}", f"Quá hạn bổ sung 2 ngày: báo cáo {report.code}",
    ]  # fmt: skip


def test_beat_away_over_both_steps_writes_once(report):
    assert return_reminders.send_due(now=ward(2026, 12, 20, 10)) == 1
    assert return_reminders.send_due(now=ward(2026, 12, 20, 11)) == 0


def test_nothing_after_the_lock_and_nothing_once_answered(report):
    assert return_reminders.send_due(now=report.period.locks_at) == 0
    hand_in_again(report)
    assert return_reminders.send_due(now=ward(2026, 12, 16, 7)) == 0
    assert written() == []


def test_a_return_of_the_last_moment_is_not_followed_by_a_reminder_at_once(group, period, reviewer):
    report = give_back(handed_in(group, period), reviewer, due_on=date(2026, 12, 15))
    assert [return_reminders.send_due(now=moment) for moment in beats(RETURNED_AT, ward(2026, 12, 16, 6))] == [0] * 22
    assert return_reminders.send_due(now=ward(2026, 12, 16, 7)) == 1
    assert written()[0][1] == f"Quá hạn bổ sung 1 ngày: báo cáo {report.code}"


def test_by_hand_stands_for_the_step_and_by_hand_waits_after_it(report, period, reviewer):
    at = ward(2026, 12, 16, 6, 30)
    assert urging.urge(Submission.objects.all(), period, by=reviewer, now=at).done == {report.pk}
    for moment in beats(ward(2026, 12, 16, 7), ward(2026, 12, 18, 18)):
        assert return_reminders.send_due(now=moment) == 0
    assert return_reminders.send_due(now=ward(2026, 12, 19, 7)) == 1
    same_day = ward(2026, 12, 19, 9)
    assert not urging.urge(Submission.objects.all(), period, by=reviewer, now=same_day).done
    assert not urging.urge(Submission.objects.all(), period, insist=[report.pk], by=reviewer, now=same_day).done
    assert OutboxMessage.objects.filter(kind__in=urging.KINDS).count() == 2


@pytest.mark.parametrize(
    ("at", "status", "words"),
    [
        (ward(2026, 12, 16, 7, 1), "SENT", "Còn 2 ngày bổ sung báo cáo"),
        (ward(2026, 12, 17, 8), "SENT", "Còn 1 ngày bổ sung báo cáo"),
        (ward(2026, 12, 18, 8), "SENT", "Hôm nay là ngày cuối bổ sung báo cáo"),
        (ward(2026, 12, 19, 0, 30), "SKIPPED", "đã qua hạn bổ sung"),
        (ward(2026, 12, 21), "SKIPPED", "đã khóa sổ"),
    ],
)
def test_a_letter_that_waited_says_the_day_on_which_it_leaves(report, at, status, words):
    return_reminders.send_due(now=ward(2026, 12, 16, 7))
    letter = OutboxMessage.objects.get(kind=return_reminders.KIND)
    assert outbox.deliver(letter.pk, now=at) == status
    letter.refresh_from_db()
    assert words in (letter.last_error if status == "SKIPPED" else mail.outbox[0].subject)


def test_whoever_answered_before_it_leaves_gets_nothing(report, reviewer):
    return_reminders.send_due(now=ward(2026, 12, 16, 7))
    letter = OutboxMessage.objects.get(kind=return_reminders.KIND)
    hand_in_again(report)
    # Given back again meanwhile: the letter is about the former return.
    give_back(report, reviewer, due_on=date(2026, 12, 19), at=ward(2026, 12, 16, 8))
    assert outbox.deliver(letter.pk, now=ward(2026, 12, 16, 9)) == "SKIPPED"
    letter.refresh_from_db()
    assert (letter.last_error, mail.outbox) == ("đã nộp bổ sung", [])


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same_for_one_and_for_three(count, group, period, reviewer, django_assert_num_queries):
    for _ in range(count):
        give_back(handed_in(group, period), reviewer)
    with django_assert_num_queries(11):
        assert len(return_reminders.due_now(now=ward(2026, 12, 16, 7))) == count


def test_the_command_says_whom_it_would_remind_and_reminds(report, settings):
    said = StringIO()
    call_command("send_reminders", "--dry-run", "--now", "2026-12-16T07:00", stdout=said)
    assert "Nhắc hạn bổ sung: sẽ nhắc 1 nơi." in said.getvalue()
    assert f"- {report.unit} <{report.submitted_by.email}>: Còn 2 ngày bổ sung báo cáo {report.code}" in said.getvalue()
    assert written() == []
    settings.DEMO = True
    call_command("send_reminders", "--now", "2026-12-16T07:00", stdout=said)
    assert "Nhắc hạn bổ sung: đã xếp 1 thư vào hàng gửi." in said.getvalue()
    assert len(written()) == 1

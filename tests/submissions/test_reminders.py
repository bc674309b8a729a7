"""The reminder schedule through time (D9; reliability F19, F20)."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.enums import Role
from core import outbox
from core.enums import MessageStatus
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from submissions import reminder_steps, reminders
from submissions.enums import SubmissionStatus as S
from submissions.models import ReminderRun, Submission
from tests import factories
from tests.factories import ward
from tests.submissions.office import handed_in

pytestmark = pytest.mark.plan("D9")


@pytest.fixture
def other(group):
    """A second unit with its officer."""
    unit = factories.make_unit("Ủy ban Mặt trận Tổ quốc Việt Nam phường")
    factories.enrol(group, unit)
    factories.make_user(Role.UNIT_OFFICER, unit=unit, email="mat-tran@demo.example")
    return unit


def draft(period, group, unit, **fields):
    return Submission.objects.create(
        period=period, group=group, unit=unit, criteria_set=group.criteria_sets.get(), **fields
    )


def subjects_sent(email):
    return list(OutboxMessage.objects.filter(email=email).order_by("pk").values_list("subject", flat=True))


WHOLE_TABLE = [
    "Mời nộp báo cáo phong trào thi đua năm 2026",
    "Còn 14 ngày nộp báo cáo thi đua năm 2026",
    "Còn 7 ngày: báo cáo thi đua của Phòng Kinh tế, Hạ tầng và Đô thị chưa nộp",
    "Còn 3 ngày nộp báo cáo thi đua",
    "Ngày mai là ngày cuối nộp báo cáo thi đua",
    "Quá hạn 1 ngày: báo cáo thi đua năm 2026",
    "Quá hạn 3 ngày: báo cáo thi đua năm 2026",
    "Quá hạn 7 ngày: báo cáo thi đua năm 2026",
]
DAYS_OF_TABLE = [(11, 11), (11, 27), (12, 4), (12, 8), (12, 10), (12, 12), (12, 14), (12, 18)]


def test_schedule_counts_to_the_last_day(period):
    steps = reminder_steps.schedule(period)

    assert [step.days for step in steps] == [30, 14, 7, 3, 1, -1, -3, -7]
    assert [step.due_at for step in steps] == [ward(2026, *day, 7) for day in DAYS_OF_TABLE]


def test_the_second_before_seven_is_not_due(period, officer):
    assert reminders.send_due_reminders(now=ward(2026, 12, 8, 6, 59, 59)) != []  # the step of 04/12, caught up
    assert reminders.send_due_reminders(now=ward(2026, 12, 8, 6, 59, 59)) == []
    assert [run.days_before for run in reminders.send_due_reminders(now=ward(2026, 12, 8, 7))] == [3]


def test_a_beat_that_lost_the_race_gives_way(period, officer, monkeypatch):
    found = reminder_steps.waiting(now=ward(2026, 12, 8, 7))
    reminders.send_due_reminders(now=ward(2026, 12, 8, 7))
    monkeypatch.setattr(reminders, "waiting", lambda now: found)

    assert reminders.send_due_reminders(now=ward(2026, 12, 8, 7)) == []
    assert OutboxMessage.objects.count() == 1


def test_beat_down_for_a_day_catches_up_once_with_true_words(period, officer):
    reminders.send_due_reminders(now=ward(2026, 11, 11, 7))
    for hour in (9, 10, 11):
        reminders.send_due_reminders(now=ward(2026, 11, 28, hour))

    assert subjects_sent(officer.email) == [WHOLE_TABLE[0], "Còn 13 ngày nộp báo cáo thi đua năm 2026"]


def test_of_several_missed_steps_only_the_latest_is_sent(period, officer):
    runs = reminders.send_due_reminders(now=ward(2026, 12, 9, 8))

    assert [run.days_before for run in runs] == [3]
    assert subjects_sent(officer.email) == ["Còn 2 ngày nộp báo cáo thi đua"]


def test_nothing_pointless_between_the_end_and_the_first_overdue_step(period, officer):
    assert reminders.send_due_reminders(now=ward(2026, 12, 12, 0)) == []
    assert reminders.send_due_reminders(now=ward(2026, 12, 21, 7)) == []
    assert reminders.send_due_reminders(now=ward(2026, 11, 10, 23)) == []
    assert not OutboxMessage.objects.exists()


def test_who_has_handed_in_gets_nothing(period, group, unit, officer, other):
    handed_in(group, period, subject=unit)

    reminders.send_due_reminders(now=ward(2026, 12, 8, 7))
    assert list(OutboxMessage.objects.values_list("email", flat=True)) == ["mat-tran@demo.example"]


@pytest.mark.parametrize(
    ("status", "reminded"),
    [(S.DRAFT, 1), (S.SUBMITTED, 0), (S.UNDER_REVIEW, 0), (S.RETURNED, 0), (S.ACCEPTED, 0)],
)
def test_only_a_report_in_its_units_hands_unsent_is_missing(period, group, unit, status, reminded):
    handed_in(group, period, subject=unit, status=status)

    assert len(reminders.still_missing(period, now=ward(2026, 12, 8, 7))) == reminded


def test_handing_in_between_queue_and_sending_is_seen(period, group, unit, officer):
    reminders.send_due_reminders(now=ward(2026, 12, 8, 7))
    message = OutboxMessage.objects.get()
    handed_in(group, period, subject=unit)

    assert outbox.deliver(message.pk, now=ward(2026, 12, 8, 7, 1)) == MessageStatus.SKIPPED
    message.refresh_from_db()
    assert (message.last_error, mail.outbox) == ("đã nộp", [])


def test_a_letter_that_left_a_day_late_speaks_of_its_own_day(period, officer):
    reminders.send_due_reminders(now=ward(2026, 12, 8, 7))
    message = OutboxMessage.objects.get()

    outbox.deliver(message.pk, now=ward(2026, 12, 10, 8))

    assert mail.outbox[0].subject == "Ngày mai là ngày cuối nộp báo cáo thi đua"


def test_a_letter_about_the_deadline_never_leaves_after_it(period, officer):
    reminders.send_due_reminders(now=ward(2026, 12, 10, 7))
    message = OutboxMessage.objects.get()

    assert outbox.deliver(message.pk, now=ward(2026, 12, 12)) == MessageStatus.SKIPPED
    message.refresh_from_db()
    assert message.last_error == "đã qua hạn"


def test_words_say_how_far_the_report_is(period, group, unit, officer):
    draft(period, group, unit, reporter_name="Nguyễn Văn An", reporter_phone="0225 000 000", no_initiatives=True)

    reminders.send_due_reminders(now=ward(2026, 11, 27, 7))

    text = OutboxMessage.objects.get().text
    assert text.startswith("Kính gửi Phòng Kinh tế, Hạ tầng và Đô thị. Còn 14 ngày, đơn vị đã điền ")
    assert "/9 mục. Còn: " in text
    assert "Khó khăn, kiến nghị, đề xuất khen thưởng" in text
    assert text.endswith(". Làm tiếp tại:")


def test_the_head_reads_along_from_three_days_overdue(period, unit, officer):
    head = factories.make_user(Role.UNIT_HEAD, unit=unit)
    for day in (12, 14, 18):
        reminders.send_due_reminders(now=ward(2026, 12, day, 7))

    copies = OutboxMessage.objects.order_by("pk").values_list("copy_to", flat=True)
    assert list(copies) == [[], [head.email], [head.email]]


def test_who_is_written_to(period, group):
    alone, headed, nobody = (factories.make_unit(name) for name in ("Tổ A", "Tổ B", "Tổ C"))
    type(alone).objects.filter(pk=alone.pk).update(email="to-a@demo.example")
    head = factories.make_user(Role.UNIT_HEAD, unit=headed)
    account = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Trần Thị Bích", user=account)
    worker = factories.make_person("Lê Văn Cường", unit=headed)
    officer = factories.make_user(Role.UNIT_OFFICER, unit=headed)
    for subject in (alone, headed, nobody, person, worker):
        factories.enrol(group, subject)

    found = {
        str(t.subject): [a.email for a in t.addressees] for t in reminders.still_missing(period, now=ward(2026, 12, 8))
    }
    assert found == {
        "Tổ A": ["to-a@demo.example"],
        "Tổ B": [officer.email],
        "Tổ C": [],
        "Trần Thị Bích": [account.email],
        "Lê Văn Cường": [officer.email],
    }
    assert head.email not in sum(found.values(), [])


def test_a_person_is_addressed_as_one(period, group):
    person = factories.make_person("Trần Thị Bích", user=factories.make_user(Role.INDIVIDUAL))
    factories.enrol(group, person)

    reminders.send_due_reminders(now=ward(2026, 11, 27, 7))
    assert OutboxMessage.objects.get().text.startswith("Kính gửi ông/bà Trần Thị Bích. Còn 14 ngày, ông/bà đã điền 0/9")


def test_a_unit_of_another_year_or_closed_is_left_alone(period, group, unit):
    factories.enrol(group, factories.make_unit("Đã giải thể", active_to=ward(2026, 6, 30).date()))
    group.enrolments.filter(unit=unit).update(from_year=2027)

    assert reminders.still_missing(period, now=ward(2026, 12, 8)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_who_is_missing_costs_the_same_for_any_number(period, group, count, django_assert_num_queries):
    for _ in range(count):
        unit = factories.make_unit()
        factories.enrol(group, unit)
        factories.make_user(Role.UNIT_OFFICER, unit=unit)
        draft(period, group, unit)

    with django_assert_num_queries(12):
        assert len(reminders.still_missing(period, now=ward(2026, 12, 8))) == count


@pytest.mark.parametrize("count", [1, 3])
def test_asking_as_a_letter_leaves_costs_the_same_for_any_number(period, group, count, django_assert_num_queries):
    for _ in range(count):
        unit = factories.make_unit()
        factories.enrol(group, unit)
        factories.make_user(Role.UNIT_OFFICER, unit=unit)
        draft(period, group, unit)
    reminders.send_due_reminders(now=ward(2026, 12, 8, 7))
    message = OutboxMessage.objects.first()

    # The period, what is missing, whether a later letter says the same, the office's words: nothing is written.
    with django_assert_num_queries(15):
        assert reminders.still_needed(message, ward(2026, 12, 8, 7, 1)) == ""


def test_send_now_leaves_out_who_was_reminded_since_yesterday(period, reviewer, unit, officer, other):
    reminders.send_due_reminders(now=ward(2026, 12, 8, 7))
    missing = reminders.still_missing(period, now=ward(2026, 12, 9, 9))
    keys = [target.key for target in missing]
    now = ward(2026, 12, 9, 9)

    assert reminders.send_now(period, keys, by=reviewer, now=now) == reminders.Outcome(queued=0, held=2)
    insisted = [f"unit-{unit.pk}"]
    assert reminders.send_now(period, keys, insist=insisted, by=reviewer, now=now) == reminders.Outcome(1, 1)
    assert reminders.send_now(period, keys, insist=insisted, by=reviewer, now=now) == reminders.Outcome(0, 1)
    assert reminders.send_now(period, keys, by=reviewer, now=ward(2026, 12, 10, 9)) == reminders.Outcome(1, 1)
    assert AuditEvent.objects.filter(action="send_reminders").count() == 4


def test_send_now_needs_the_right_and_an_open_period(period, reviewer, officer):
    with pytest.raises(Forbidden):
        reminders.send_now(period, [], by=officer, now=ward(2026, 12, 8))
    with pytest.raises(Forbidden, match="chưa mở nhận"):
        reminders.send_now(period, [], by=reviewer, now=ward(2026, 10, 8))


def test_the_zalo_text_has_the_days_and_the_link(period, unit, settings):
    settings.SITE_URL = "https://thidua.lechan.example"
    target = reminders.still_missing(period, now=ward(2026, 12, 8))[0]

    text = reminders.zalo_text(reminders.letter(period, target, at=ward(2026, 12, 8)))
    assert text == (
        "Kính gửi Phòng Kinh tế, Hạ tầng và Đô thị. Hạn cuối là hết Thứ Sáu, 11/12/2026. Báo cáo chưa bắt đầu. "
        "Đề nghị hoàn thành và nộp tại: https://thidua.lechan.example/don-vi/"
    )


def command(**options):
    out = StringIO()
    call_command("send_reminders", stdout=out, **options)
    return out.getvalue()


def test_command_sends_and_says_so(period, officer, settings):
    settings.DEMO = True
    ReminderRun.objects.create(period=period, days_before=7, due_at=ward(2026, 12, 4, 7), run_at=ward(2026, 12, 4, 7))
    assert command(now="2026-12-08T07:00") == "Năm 2026: mốc 3 ngày, đã xếp 1 thư vào hàng gửi.\n"
    assert command(now="2026-12-08T00:30+00:00") == "Không có lần nhắc nào đến lịch.\n"


def test_command_dry_run_writes_nothing(period, officer):
    words = command(now="2026-12-08T07:00", dry_run=True)

    assert f"- Phòng Kinh tế, Hạ tầng và Đô thị <{officer.email}>: Còn 3 ngày nộp báo cáo thi đua" in words
    assert not OutboxMessage.objects.exists()
    assert not ReminderRun.objects.exists()


def test_command_refuses_a_wrong_moment(db):
    with pytest.raises(CommandError, match="không đọc được"):
        command(now="hôm nay")

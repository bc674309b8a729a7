"""Which step of the reminder calendar waits (D9): changed settings, a moved last day, missed steps, more time."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.enums import Role
from campaigns.models import DatedSetting
from core import outbox
from core.clock import WARD
from core.enums import MessageStatus
from core.models import OutboxMessage
from submissions import reminder_steps, reminders
from submissions.enums import SubmissionStatus as S
from submissions.models import Extension, ReminderRun, Submission
from submissions.services import extensions, handing_in
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.plan("D9")


def send(*moment: int) -> list[int]:
    """Let beat ask at a moment of the ward; the steps carried out."""
    return [run.days_before for run in reminders.send_due_reminders(now=ward(2026, *moment))]


def send_to_extended(*moment: int) -> list[int]:
    """The same; the steps of those with a last day of their own."""
    runs = reminders.send_due_reminders(now=ward(2026, *moment))
    return [run.days_before for run in runs if run.extension]


def send_daily(first: date, last: date) -> list[tuple[str, int]]:
    """Beat at eight on every day; day and step of each run."""
    runs = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        runs += [(f"{day:%d/%m}", step) for step in send(day.month, day.day, 8)]
    return runs


def set_days(period, key: str, days: list[int], *, since: date | None) -> None:
    count = DatedSetting.objects.count()
    DatedSetting.objects.create(
        campaign=period.campaign, code=f"nhac-{count}", key=key, label="Nhắc", value=days, valid_from=since
    )


def move_last_day(period, day: int) -> None:
    period.closes_at = ward(2026, 12, day + 1)
    period.locks_at = ward(2026, 12, 31)
    period.save()


def extend(period, subject, last_day: date, *, at):
    by = factories.make_user(Role.REVIEWER)
    return extensions.grant_extension(
        period=period, subject=subject, last_day=last_day, reason="Mưa bão.", by=by, at=at
    )


def subjects() -> list[str]:
    return list(OutboxMessage.objects.filter(kind="reminder").order_by("pk").values_list("subject", flat=True))


# --- the setting is changed in the middle


def test_a_step_belongs_to_the_calendar_of_its_own_day(period, officer):
    set_days(period, "reminder_days", [30, 14, 7, 3, 1], since=None)
    set_days(period, "reminder_days", [10, 5, 2], since=date(2026, 12, 5))

    steps = reminder_steps.schedule(period)
    # D-10 was 01/12, when nobody had asked for it; D-7 was sent by the former setting, D-3 and D-1 are no more.
    assert [step.days for step in steps] == [30, 14, 7, 5, 2, -1, -3, -7]
    assert send_daily(date(2026, 12, 4), date(2026, 12, 12)) == [
        ("04/12", 7),
        ("06/12", 5),
        ("09/12", 2),
        ("12/12", -1),
    ]


def test_a_setting_without_a_day_that_is_changed_for_all_days_is_caught_up_once(period, officer):
    set_days(period, "reminder_days", [7, 1], since=None)
    assert send(12, 4, 7) == [7]
    DatedSetting.objects.filter(key="reminder_days").update(value=[7, 5, 1])
    assert (send(12, 7, 8), send(12, 7, 9), send(12, 10, 7)) == ([5], [], [1])


# --- the last day is moved


def test_a_later_last_day_brings_the_steps_that_are_still_to_come_again(period, officer):
    assert send_daily(date(2026, 11, 11), date(2026, 12, 8))[-1] == ("08/12", 3)
    move_last_day(period, 18)

    assert send_daily(date(2026, 12, 9), date(2026, 12, 28)) == [
        ("11/12", 7), ("15/12", 3), ("17/12", 1), ("19/12", -1), ("21/12", -3), ("25/12", -7),
    ]  # fmt: skip
    assert subjects()[-5:-3] == ["Còn 3 ngày nộp báo cáo thi đua", "Ngày mai là ngày cuối nộp báo cáo thi đua"]
    assert OutboxMessage.objects.filter(subject="Còn 3 ngày nộp báo cáo thi đua").count() == 2


def test_an_earlier_last_day_is_told_of_at_once_when_a_step_has_passed_unsaid(period, officer):
    assert send_daily(date(2026, 11, 11), date(2026, 11, 28)) == [("11/11", 30), ("27/11", 14)]
    move_last_day(period, 4)

    # D-3 of the new day was on 01/12, after the last word.
    assert send(12, 2, 9) == [3]
    assert (send(12, 2, 10), send(12, 3, 7)) == ([], [1])
    assert subjects()[-2:] == ["Còn 2 ngày nộp báo cáo thi đua", "Ngày mai là ngày cuối nộp báo cáo thi đua"]


def test_a_last_day_moved_there_and_back_says_nothing_twice(period, officer):
    assert send(12, 8, 7) == [3]
    move_last_day(period, 15)
    assert send(12, 8, 8) == []
    move_last_day(period, 11)
    assert (send(12, 8, 9), send(12, 9, 7), send(12, 10, 7)) == ([], [], [1])


def test_one_due_moment_of_a_period_is_carried_out_once(period):
    send(12, 8, 7)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderRun.objects.create(period=period, days_before=7, due_at=ward(2026, 12, 8, 7))


# --- who comes, goes and comes back


def test_who_joins_late_gets_the_steps_that_follow(period, group, officer):
    send(12, 8, 7)
    later = factories.make_unit("Trường Mầm non Sao Mai")
    factories.enrol(group, later)
    new = factories.make_user(Role.UNIT_OFFICER, unit=later)
    assert send(12, 8, 8) == []
    send(12, 10, 7)
    assert OutboxMessage.objects.filter(email=new.email).count() == 1


def test_persons_of_a_unit_are_reminded_each_by_its_officers(period, group, unit, officer):
    for name in ("Lê Văn Cường", "Trần Thị Bích"):
        factories.enrol(group, factories.make_person(name, unit=unit))
    send(12, 8, 7)
    texts = OutboxMessage.objects.filter(email=officer.email).values_list("text", flat=True)
    assert sorted(text.split(".")[0] for text in texts) == [
        "Kính gửi Phòng Kinh tế, Hạ tầng và Đô thị",
        "Kính gửi ông/bà Lê Văn Cường",
        "Kính gửi ông/bà Trần Thị Bích",
    ]


def test_who_takes_the_report_back_gets_the_steps_that_follow_and_none_that_has_passed(period, unit, officer):
    report = factories.submission_at(S.SUBMITTED, subject=unit, period=period, by=officer, at=ward(2026, 12, 1))
    extend(period, unit, date(2026, 12, 18), at=ward(2026, 12, 1, 9))
    assert send_daily(date(2026, 12, 2), date(2026, 12, 15)) != []
    assert subjects() == []
    handing_in.withdraw(report, by=officer, at=ward(2026, 12, 15, 12))
    # D-3 of its own last day was at seven this morning, when the ward had the report.
    assert (send(12, 15, 13), send(12, 16, 7), send(12, 17, 7)) == ([], [], [1])
    assert subjects() == ["Ngày mai là ngày cuối nộp báo cáo thi đua"]


def test_the_head_reads_along_once_however_many_officers_there_are(period, unit, officer):
    head = factories.make_user(Role.UNIT_HEAD, unit=unit)
    factories.make_user(Role.UNIT_OFFICER, unit=unit)
    assert send(12, 14, 7) == [-3]
    copies = OutboxMessage.objects.order_by("pk").values_list("copy_to", flat=True)
    assert list(copies) == [[head.email], []]


def test_a_head_who_writes_the_report_too_gets_it_once(period, unit, officer):
    officer.memberships.create(role=Role.UNIT_HEAD, unit=unit)
    factories.make_user(Role.UNIT_OFFICER, unit=unit)
    assert send(12, 14, 7) == [-3]
    assert list(OutboxMessage.objects.values_list("copy_to", flat=True)) == [[], []]


# --- missed steps


def test_a_missed_step_of_one_with_more_time_is_caught_up_once(period, unit, officer):
    extend(period, unit, date(2026, 12, 18), at=ward(2026, 12, 10, 9))
    assert send_to_extended(12, 11, 7) == [7]
    # Nobody beat on 15/12.
    assert [send_to_extended(12, 16, hour) for hour in (7, 8, 9)] == [[3], [], []]
    assert subjects()[-1] == "Còn 2 ngày nộp báo cáo thi đua"
    assert send_to_extended(12, 17, 7) == [1]


def test_a_step_before_more_time_was_given_is_not_caught_up(period, unit, officer):
    extend(period, unit, date(2026, 12, 18), at=ward(2026, 12, 12, 9))
    assert (send_to_extended(12, 12, 10), send_to_extended(12, 15, 7)) == ([], [3])
    assert subjects() == ["Còn 3 ngày nộp báo cáo thi đua"]


def test_a_run_says_which_steps_were_missed_before_it(period, officer):
    send(11, 11, 7)
    send(12, 9, 8)
    assert ReminderRun.objects.get(days_before=3).left_out == [14, 7]
    send(12, 12, 7)
    assert ReminderRun.objects.get(days_before=-1).left_out == [1]
    send(12, 14, 7)
    assert ReminderRun.objects.get(days_before=-3).left_out == []


def test_a_letter_that_waited_so_long_that_the_next_is_there_is_not_sent(period, officer):
    send(12, 8, 7)
    send(12, 10, 7)
    first, second = OutboxMessage.objects.order_by("pk")
    assert outbox.deliver(first.pk, now=ward(2026, 12, 10, 8)) == MessageStatus.SKIPPED
    assert outbox.deliver(second.pk, now=ward(2026, 12, 10, 8)) == MessageStatus.SENT
    first.refresh_from_db()
    assert first.last_error == "đã có thư nhắc sau"


def test_who_left_the_movement_is_not_said_to_have_handed_in(period, unit, group, officer):
    send(12, 8, 7)
    group.enrolments.all().delete()
    message = OutboxMessage.objects.get()
    assert outbox.deliver(message.pk, now=ward(2026, 12, 8, 8)) == MessageStatus.SKIPPED
    message.refresh_from_db()
    assert message.last_error == "không còn tham gia"


# --- the command


def command(**options) -> str:
    out = StringIO()
    call_command("send_reminders", stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "now", ["2026-11-11T07:00", "2026-11-28T09:00", "2026-12-12T06:59", "2026-12-14T07:00", "2026-12-15T09:00"]
)
def test_dry_run_answers_as_the_run_does(period, unit, officer, group, settings, now):
    settings.DEMO = True
    other = factories.make_unit("Trường Mầm non Sao Mai")
    factories.enrol(group, other)
    factories.make_user(Role.UNIT_OFFICER, unit=other)
    extend(period, other, date(2026, 12, 18), at=ward(2026, 12, 10, 9))
    told = [line for line in command(now=now, dry_run=True).splitlines() if not line.startswith("- ")]
    assert not ReminderRun.objects.exists()
    assert [line.replace("sẽ xếp", "đã xếp") for line in told] == command(now=now).splitlines()
    assert command(now=now) == command(now=now, dry_run=True) == "Không có lần nhắc nào đến lịch.\n"


def test_dry_run_names_the_missed_steps_and_those_with_more_time(period, unit, officer):
    extend(period, unit, date(2026, 12, 18), at=ward(2026, 12, 10, 9))
    assert command(now="2026-12-16T08:00", dry_run=True) == (
        "Năm 2026: mốc quá hạn 3 ngày, sẽ xếp 0 thư vào hàng gửi. Bỏ qua mốc bị lỡ: 30 ngày, 14 ngày, 7 ngày, 3 ngày, "
        "1 ngày, quá hạn 1 ngày.\n"
        "Năm 2026, Phòng Kinh tế, Hạ tầng và Đô thị (gia hạn): mốc 3 ngày, sẽ xếp 1 thư vào hàng gửi. Bỏ qua mốc bị lỡ:"
        f" 7 ngày.\n- Phòng Kinh tế, Hạ tầng và Đô thị <{officer.email}>: Còn 2 ngày nộp báo cáo thi đua\n"
    )


def test_a_day_to_come_is_only_played_where_it_harms_nobody(period, officer, settings):
    with pytest.raises(CommandError, match="chỉ dùng cùng --dry-run"):
        command(now="2090-12-08T07:00")
    settings.DEMO = True
    assert "Không có lần nhắc nào" in command(now="2090-12-08T07:00")


def test_a_demo_reads_the_letters_of_the_day_it_plays(period, officer, settings):
    settings.DEMO = True
    year = 2090
    period.year, period.opens_at = year, ward(year, 11, 11)
    period.closes_at, period.locks_at = ward(year, 12, 12), ward(year, 12, 21)
    period.save()
    command(now=f"{year}-12-08T07:00")
    assert OutboxMessage.objects.get().status == MessageStatus.SENT


# --- whatever happens


def hand_in(period, group, unit, at) -> Submission:
    """The report is the ward's from now on; whether the calendar lets it in is told elsewhere."""
    times = {"first_submitted_at": at, "submitted_at": at, "submitted_by": unit.memberships.get().user}
    report, _ = Submission.objects.update_or_create(
        period=period, group=group, unit=unit,
        defaults={"status": S.SUBMITTED, "code": f"LC-2026-{unit.pk:04d}", "rounds": 1, **times},
    )  # fmt: skip
    return report


class AnyHistory(TestCase):
    """Outages, moved days, changed settings, hand-ins in any order: everybody missing is told once, nobody else."""

    ACTS = st.one_of(
        st.tuples(st.just("hours"), st.integers(1, 60)),
        st.tuples(st.just("days"), st.integers(2, 9)),
        st.tuples(st.just("hand in"), st.integers(0, 1)),
        st.tuples(st.just("take back"), st.integers(0, 1)),
        st.tuples(st.just("move"), st.integers(2, 20)),
        st.tuples(st.just("set"), st.lists(st.integers(1, 31), min_size=1, max_size=5, unique=True)),
        st.tuples(st.just("extend"), st.integers(1, 12)),
    )

    @settings(max_examples=8, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTS, min_size=4, max_size=14))
    def test_everybody_missing_is_told_once(self, acts):
        period = factories.make_period()
        group = factories.make_group(period.campaign)
        factories.make_criteria_set(group, period)
        units = [factories.make_unit() for _ in range(2)]
        for unit in units:
            factories.enrol(group, unit)
            factories.make_user(Role.UNIT_OFFICER, unit=unit)
        now, begun = ward(2026, 11, 25, 6), {}
        for act, value in acts:
            if act in ("hours", "days"):
                now += timedelta(hours=value) if act == "hours" else timedelta(days=value)
            elif act == "hand in":
                begun[value] = hand_in(period, group, units[value], now)
            elif act == "take back" and value in begun:
                Submission.objects.filter(pk=begun[value].pk).update(status=S.DRAFT)
            elif act == "move":
                move_last_day(period, value)
            elif act == "set":
                set_days(period, "reminder_days", value, since=now.astimezone(WARD).date())
            elif act == "extend":
                # Past the service: which days it refuses is told elsewhere.
                Extension.objects.create(
                    period=period, unit=units[0], closes_at=period.closes_at + timedelta(days=value),
                    reason="Mưa bão.", granted_by=factories.make_user(), granted_at=now,
                )  # fmt: skip
            self.ask(period, units, now)

    def ask(self, period, units, now):
        missing = {t.key: t for t in reminders.still_missing(period, now=now)}
        waiting = {each.extension and each.extension.pk: each.step for each in reminder_steps.waiting(now=now)}
        known = OutboxMessage.objects.count()
        reminders.send_due_reminders(now=now)
        letters = OutboxMessage.objects.order_by("pk")[known:]
        told = [letter.context["subject"] for letter in letters]
        assert len(told) == len(set(told)), "nobody is told twice at once"
        assert set(told) <= set(missing), "nobody who handed in is told"
        for key, target in missing.items():
            extension = target.deadline.extension
            step = waiting.get(extension and extension.pk)
            assert (key in told) == (step is not None), "everybody missing is told when their step waits"
        assert reminder_steps.waiting(now=now) == [], "nothing is left to say"
        for letter in letters:
            assert reminders.still_needed(letter, now) == "", "what is said is true"

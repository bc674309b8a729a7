"""More time for one unit: on time until its own end, everywhere (decision 1)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from submissions import reminders, windows
from submissions.enums import SubmissionStatus as S
from submissions.enums import Window
from submissions.models import Extension, Submission
from submissions.services import drafting, extensions, handing_in, returning, reviewing
from tests import factories
from tests.factories import ward

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D9")]
TICK = timedelta(microseconds=1)
WHY = "Đơn vị thay người phụ trách."
REASON = "Mưa bão, mất điện ba ngày."
LAST = date(2026, 12, 18)
END = ward(2026, 12, 19)


@pytest.fixture
def ready(period, unit, officer):
    """The unit's report, filled."""
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    return factories.fill_report(draft, by=officer)


def grant(period, unit, by, *, last_day=LAST, reason=REASON, at=None):
    at = at or ward(2026, 12, 10, 9)
    return extensions.grant_extension(period=period, subject=unit, last_day=last_day, reason=reason, by=by, at=at)


def fresh(report):
    return Submission.objects.select_related("period", "group", "unit", "person").get(pk=report.pk)


@pytest.mark.parametrize(("at", "late"), [(END - TICK, False), (END, True)])
def test_the_units_own_end_decides_to_the_microsecond(period, unit, officer, reviewer, ready, at, late):
    grant(period, unit, reviewer)
    assert handing_in.is_late_now(ready, at) is late
    if late:
        with pytest.raises(handing_in.LateReasonMissing):
            handing_in.submit(ready, by=officer, at=at)
    handing_in.submit(ready, by=officer, at=at, late_reason=WHY if late else "")
    report = fresh(ready)
    assert (report.is_late, report.snapshots.get().on_time) == (late, not late)
    assert handing_in.punctuality(report) == ("Nộp muộn 1 ngày" if late else "Đúng hạn")
    letter = OutboxMessage.objects.get(kind="received")
    assert ("nộp muộn 1 ngày" if late else "đúng hạn") in letter.text


def test_only_that_unit_has_more_time(period, unit, group, reviewer):
    other = factories.make_unit()
    grant(period, unit, reviewer)
    assert windows.deadline_of(period, unit_id=unit.pk).last_day == LAST
    assert windows.deadline_of(period, unit_id=other.pk).closes_at == period.closes_at
    person = factories.make_person(unit=unit)
    assert not windows.deadline_of(period, person_id=person.pk).is_extended


def test_many_deadlines_are_one_query(period, unit, reviewer, django_assert_num_queries):
    grant(period, unit, reviewer)
    with django_assert_num_queries(1):
        known = windows.extensions_of([period])
        found = [windows.deadline_of(period, unit_id=pk, known=known).is_extended for pk in (unit.pk, 999_999)]
    assert found == [True, False]


def test_the_latest_end_counts_and_none_is_shorter(period, unit, reviewer):
    grant(period, unit, reviewer)
    for day in (LAST, LAST - timedelta(days=1)):
        with pytest.raises(ValidationError) as refused:
            grant(period, unit, reviewer, last_day=day)
        assert refused.value.message_dict == {"last_day": ["Hạn mới phải sau ngày cuối hiện nay, 18/12/2026."]}
    grant(period, unit, reviewer, last_day=date(2026, 12, 22))
    assert windows.deadline_of(period, unit_id=unit.pk).last_day == date(2026, 12, 22)
    assert Extension.objects.count() == 2


@pytest.mark.parametrize(
    ("last_day", "reason", "at", "field", "words"),
    [
        (LAST, "  ", None, "reason", "Chưa nhập lý do gia hạn."),
        (date(2026, 12, 11), REASON, None, "last_day", "Hạn mới phải sau ngày cuối hiện nay, 11/12/2026."),
        (date(2026, 12, 14), REASON, ward(2026, 12, 15), "last_day", "Hạn mới phải từ hôm nay trở đi."),
        (date(2027, 1, 11), REASON, None, "last_day", "Gia hạn được nhiều nhất 30 ngày, đến hết 10/01/2027."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(period, unit, reviewer, last_day, reason, at, field, words):
    with pytest.raises(ValidationError) as refused:
        grant(period, unit, reviewer, last_day=last_day, reason=reason, at=at)
    assert refused.value.message_dict == {field: [words]}
    assert not Extension.objects.exists()


def test_the_setting_says_how_far(period, unit, reviewer):
    from campaigns.models import DatedSetting

    DatedSetting.objects.create(
        campaign=period.campaign, code="gia-han", key="extension_days", label="Gia hạn", value=3,
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="nhiều nhất 3 ngày, đến hết 14/12/2026"):
        grant(period, unit, reviewer)
    grant(period, unit, reviewer, last_day=date(2026, 12, 14))


def test_only_the_office_and_not_for_itself(period, unit, officer):
    in_unit = factories.make_user(Role.REVIEWER, unit=unit)
    for user in (officer, in_unit, factories.make_user(Role.COUNCIL_SECRETARY), factories.make_user(Role.ADMIN)):
        with pytest.raises(Forbidden):
            grant(period, unit, user)


def test_who_takes_no_part_gets_none(period, reviewer):
    with pytest.raises(ValidationError, match="không tham gia phong trào năm 2026"):
        grant(period, factories.make_unit("Trường Mầm non 1"), reviewer)


def test_beyond_the_lock_that_unit_stays_open_until_its_own_end(period, unit, officer, reviewer):
    grant(period, unit, reviewer, last_day=date(2026, 12, 28), at=ward(2026, 12, 22))
    assert windows.calendar_of(windows.deadline_of(period, unit_id=unit.pk), period.locks_at).window == Window.ON_TIME
    draft = drafting.start(period=period, subject=unit, by=officer, at=ward(2026, 12, 22))
    factories.fill_report(draft, by=officer)
    handing_in.submit(draft, by=officer, at=ward(2026, 12, 29) - TICK)
    handing_in.withdraw(draft, by=officer, at=ward(2026, 12, 29) - TICK)
    with pytest.raises(handing_in.WindowClosed, match="đã khóa ngày 28/12"):
        handing_in.submit(fresh(draft), by=officer, at=ward(2026, 12, 29), late_reason=WHY)
    assert not fresh(draft).is_late


def test_a_late_report_turns_to_on_time_and_its_snapshot_stays(period, unit, officer, reviewer, ready):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 13, 8), late_reason=WHY)
    grant(period, unit, reviewer, at=ward(2026, 12, 14, 8))
    report = fresh(ready)
    assert (report.is_late, report.late_reason, report.snapshots.get().on_time) == (False, WHY, False)
    assert handing_in.punctuality(report) == "Đúng hạn"
    rows = AuditEvent.objects.filter(action__in=["grant_extension", "count_on_time"]).order_by("pk")
    assert [(row.action, row.changes) for row in rows] == [
        ("grant_extension", {"closes_at": ["11/12/2026", "18/12/2026"]}),
        ("count_on_time", {"is_late": ["có", "không"]}),
    ]
    letter = OutboxMessage.objects.get(kind="extension")
    assert letter.text.endswith("Báo cáo đã nộp được ghi đúng hạn. Xem tại:")


def test_a_report_after_the_new_end_stays_late_by_its_own_days(period, unit, officer, reviewer, ready):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 20, 8), late_reason=WHY)
    grant(period, unit, reviewer, at=ward(2026, 12, 16, 8))
    report = fresh(ready)
    assert (report.is_late, handing_in.late_days(report)) == (True, 2)


def test_late_again_after_taking_back_counts_from_the_units_own_end(period, unit, officer, reviewer, ready):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 13, 8), late_reason=WHY)
    grant(period, unit, reviewer, last_day=date(2026, 12, 15), at=ward(2026, 12, 14, 8))
    handing_in.withdraw(fresh(ready), by=officer, at=ward(2026, 12, 15, 8))
    handing_in.submit(fresh(ready), by=officer, at=ward(2026, 12, 17, 8), late_reason=WHY)
    report = fresh(ready)
    assert (report.is_late, handing_in.punctuality(report)) == (True, "Nộp muộn 2 ngày")


def test_an_answer_to_the_office_does_not_make_it_late(period, unit, officer, reviewer, ready):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 13, 8), late_reason=WHY)
    reviewing.start_review(fresh(ready), by=reviewer, at=ward(2026, 12, 14))
    notes = {"tu-cham": "Bổ sung."}
    returning.return_for_changes(fresh(ready), by=reviewer, notes=notes, due_on=date(2027, 1, 5), at=ward(2026, 12, 14))
    handing_in.submit(fresh(ready), by=officer, at=ward(2027, 1, 4))
    assert fresh(ready).is_late
    grant(period, unit, reviewer, last_day=date(2027, 1, 2), at=ward(2027, 1, 2))
    assert not fresh(ready).is_late


def test_one_letter_says_until_when_and_why(period, unit, officer, reviewer):
    grant(period, unit, reviewer)
    letter = OutboxMessage.objects.get(kind="extension")
    assert (letter.recipient_id, letter.subject) == (
        officer.pk,
        "Gia hạn nộp báo cáo thi đua năm 2026 đến hết 18/12/2026",
    )
    assert letter.text == (
        "Kính gửi Phòng Kinh tế, Hạ tầng và Đô thị. Phường gia hạn nộp báo cáo năm 2026 đến hết Thứ Sáu, 18/12/2026. "
        "Lý do: Mưa bão, mất điện ba ngày. Nộp trong hạn này được ghi đúng hạn. Nộp tại:"
    )


def test_reminders_count_to_the_units_own_last_day(period, unit, officer, reviewer):
    grant(period, unit, reviewer)
    OutboxMessage.objects.all().delete()
    for hours in range(0, 15 * 24, 12):
        # Seven in the morning and in the evening, twice each.
        for _ in range(2):
            reminders.send_due_reminders(now=ward(2026, 12, 10, 19) + timedelta(hours=hours))
    letters = OutboxMessage.objects.filter(kind="reminder").order_by("pk")
    assert [(letter.created_at.astimezone(END.tzinfo).strftime("%d/%m %H"), letter.subject) for letter in letters] == [
        ("11/12 07", "Còn 7 ngày: báo cáo thi đua của Phòng Kinh tế, Hạ tầng và Đô thị chưa nộp"),
        ("15/12 07", "Còn 3 ngày nộp báo cáo thi đua"),
        ("17/12 07", "Ngày mai là ngày cuối nộp báo cáo thi đua"),
        ("19/12 07", "Quá hạn 1 ngày: báo cáo thi đua năm 2026"),
        # Three days overdue is the day the period locks.
    ]
    assert "18/12/2026" in letters[1].text


def test_an_overdue_letter_that_waits_is_not_sent_once_there_is_more_time(period, unit, officer, reviewer):
    reminders.send_due_reminders(now=ward(2026, 12, 12, 7))
    letter = OutboxMessage.objects.get(kind="reminder", context__days=-1)
    assert reminders.still_needed(letter, ward(2026, 12, 12, 7, 1)) == ""
    grant(period, unit, reviewer, at=ward(2026, 12, 12, 7, 2))
    assert reminders.still_needed(letter, ward(2026, 12, 12, 7, 3)) == "được gia hạn"
    assert fresh_status(period, unit) is None


def fresh_status(period, unit):
    return Submission.objects.filter(period=period, unit=unit).values_list("status", flat=True).first()


def test_saving_costs_no_query_more_while_the_period_is_open(period, unit, officer, django_assert_num_queries):
    report = factories.submission_at(S.DRAFT, subject=unit, period=period, by=officer)
    report = fresh(report)
    with django_assert_num_queries(0):
        assert windows.open_for_work(report, period.closes_at + timedelta(days=1))


def test_lists_and_tables_count_from_the_units_own_end(period, unit, officer, reviewer, ready, client_of):
    from reports.rows import received_reports
    from reports.tables import days_late

    handing_in.submit(ready, by=officer, at=ward(2026, 12, 20, 8), late_reason=WHY)
    assert days_late(received_reports(period).get()) == 9
    grant(period, unit, reviewer, at=ward(2026, 12, 16, 8))
    assert days_late(received_reports(period).get()) == 2
    html = client_of(reviewer).get(f"/tham-dinh/?nam={period.year}").content.decode()
    assert "Gia hạn đến hết 18/12/2026" in html
    assert f'aria-label="Gia hạn cho {unit}"' in html
    grant(period, unit, reviewer, last_day=date(2026, 12, 20), at=ward(2026, 12, 20, 9))
    assert days_late(received_reports(period).get()) is None

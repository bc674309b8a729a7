"""The days of reports in one's calendar: one's own last day, the bell for whoever has not handed in, nobody else's."""

from datetime import date

import pytest
from icalendar import Calendar

from accounts import calendar_feed
from accounts.enums import Role
from accounts.models import Membership
from submissions.enums import SubmissionStatus as S
from submissions.models import Extension
from tests import factories
from tests.factories import ward
from tests.submissions import published

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D9")]
NOW = ward(2026, 11, 20, 9)


def events(user, now=NOW):
    """The entries by title."""
    user = type(user).objects.get(pk=user.pk)
    found = Calendar.from_ical(calendar_feed.written(user, now=now)).walk("VEVENT")
    return {str(event["summary"]): event for event in found}


def days(user, now=NOW):
    return {title: event["dtstart"].dt for title, event in events(user, now).items()}


OWN = {
    "Phường mở nhận báo cáo thi đua năm 2026": date(2026, 11, 11),
    "Ngày cuối nộp báo cáo thi đua năm 2026": date(2026, 12, 11),
    "Khóa sổ báo cáo thi đua năm 2026": date(2026, 12, 20),
}


def give_time(period, unit, by):
    Extension.objects.create(
        period=period, unit=unit, closes_at=ward(2026, 12, 19), reason="Mất điện", granted_by=by, granted_at=NOW
    )


def test_an_officer_reads_the_days_of_the_unit_and_one_bell(period, unit, officer, settings):
    settings.SITE_URL = "https://thidua.lechan.example"
    found = events(officer)
    assert {title: event["dtstart"].dt for title, event in found.items()} == OWN
    last = found["Ngày cuối nộp báo cáo thi đua năm 2026"]
    assert "Kế hoạch yêu cầu gửi trước ngày 12/12/2026." in last["description"]
    assert last["url"] == "https://thidua.lechan.example/don-vi/"
    bells = {title: [bell["trigger"].to_ical() for bell in event.walk("VALARM")] for title, event in found.items()}
    assert {title: bell for title, bell in bells.items() if bell} == {str(last["summary"]): [b"-PT16H"]}


def test_the_own_last_day_counts_and_the_entry_stays_the_same(period, unit, officer, reviewer):
    before = events(officer)["Ngày cuối nộp báo cáo thi đua năm 2026"]
    give_time(period, unit, reviewer)
    after = events(officer)["Ngày cuối nộp báo cáo thi đua năm 2026"]
    assert (after["dtstart"].dt, after["uid"]) == (date(2026, 12, 18), before["uid"])
    assert "Được gia hạn đến hết Thứ Sáu, 18/12/2026." in after["description"]


def test_whoever_handed_in_hears_no_bell_and_additions_have_their_day(period, unit, officer):
    report = factories.submission_at(S.RETURNED, subject=unit, period=period, by=officer)
    found = events(officer)
    assert not [event for event in found.values() if event.walk("VALARM")]
    due = report.returns.get().due_on
    assert found[f"Hạn bổ sung báo cáo {report.code}"]["dtstart"].dt == due


def test_who_has_several_reads_whose_day_it_is(period, group, unit, officer):
    other = factories.make_unit("Trường Tiểu học Ngô Gia Tự")
    factories.enrol(group, other)
    Membership.objects.create(user=officer, unit=other, role=Role.UNIT_OFFICER, starts_on=date(2026, 1, 1))
    titles = {title for title in days(officer) if title.startswith("Ngày cuối")}
    assert titles == {f"Ngày cuối nộp báo cáo thi đua năm 2026: {one}" for one in (unit, other)}


def test_the_office_reads_the_days_of_the_movement(period, reviewer):
    assert days(reviewer) == {
        "Phường mở nhận báo cáo thi đua năm 2026": date(2026, 11, 11),
        "Ngày cuối các đơn vị nộp báo cáo thi đua năm 2026": date(2026, 12, 11),
        "Khóa sổ báo cáo thi đua năm 2026": date(2026, 12, 20),
        "Thẩm định xong báo cáo thi đua năm 2026": period.review_ends_on,
    }


def test_who_has_no_role_any_more_reads_nothing(period, officer):
    officer.memberships.all().delete()
    assert days(officer) == {}


def test_an_individual_reads_the_own_last_day(period, group, reviewer):
    user = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Nguyễn Thị Lan", user=user)
    factories.enrol(group, person)
    Extension.objects.create(
        period=period, person=person, closes_at=ward(2026, 12, 16), reason="Ốm", granted_by=reviewer, granted_at=NOW
    )
    assert days(user)["Ngày cuối nộp báo cáo thi đua năm 2026"] == date(2026, 12, 15)
    assert "Lan" not in calendar_feed.written(user, now=NOW).decode()


def test_published_scores_bring_their_days(period, group):
    reviewers = [factories.make_user(Role.REVIEWER) for _ in range(2)]
    board, reports = published.board_of(group, period, {"Trường A": (20,) * 4, "Trường B": (18,) * 4}, reviewers)
    writer = reports["Trường A"].submitted_by
    assert not [title for title in days(writer) if "điểm" in title]
    published.publish(board, reviewers[0])
    assert {title: day for title, day in days(writer).items() if "điểm" in title} == {
        "Phường công bố điểm thi đua năm 2026": date(2026, 12, 21),
        "Ngày cuối gửi kiến nghị về điểm năm 2026": date(2026, 12, 26),
    }


def test_years_far_away_are_left_out(period, officer):
    assert days(officer, ward(2028, 6, 1)) == {}


def test_more_units_ask_no_more_questions(period, group, officer, django_assert_num_queries):
    for number in range(2):
        row = factories.make_unit(f"Đơn vị số {number}")
        factories.enrol(group, row)
        Membership.objects.create(user=officer, unit=row, role=Role.UNIT_OFFICER, starts_on=date(2026, 1, 1))
    with django_assert_num_queries(6):
        days(officer)

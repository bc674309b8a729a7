"""Pledging: the season by the database's clock, one winner of two, what becomes of a pledge in the report."""

from datetime import date, timedelta

import pytest

from accounts.enums import Role
from campaigns.enums import GroupKind
from campaigns.models import ContentArea
from core.models import AuditEvent
from core.verdict import Forbidden
from submissions import phrases, pledging
from submissions.models import KeyFigure, Pledge, PledgeContent
from submissions.pledging import Line, Season, Target
from submissions.services import drafting, handing_in, pledges
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
IN_SEASON = ward(2026, 3, 2, 9)


@pytest.fixture
def areas(period):
    return list(ContentArea.objects.filter(campaign=period.campaign).order_by("order"))


@pytest.fixture
def front(period):
    """A mass organisation, which chooses among the contents."""
    group = factories.make_group(period.campaign, GroupKind.MASS_ORGANISATION)
    factories.make_criteria_set(group, period, (50, 50))
    unit = factories.make_unit("Hội Phụ nữ")
    factories.enrol(group, unit)
    return unit


def line(area, *, taken=True, aim="", targets=()):
    return Line(area.pk, taken, aim, tuple(targets))


def send(subject, period, lines, *, by, seen=0, at=IN_SEASON):
    return pledges.send(period=period, subject=subject, lines=lines, seen=seen, by=by, at=at)


# --- the season ------------------------------------------------------------------------------------------------------


@pytest.mark.plan("R1")
@pytest.mark.parametrize(
    ("pledges_from", "moment", "is_open"),
    [
        (None, ward(2025, 12, 31, 23, 59, 59), False),
        (None, ward(2026, 1, 1), True),
        (None, ward(2026, 11, 10, 23, 59, 59), True),
        (None, ward(2026, 11, 11), False),
        (date(2025, 12, 15), ward(2025, 12, 14, 23, 59, 59), False),
        (date(2025, 12, 15), ward(2025, 12, 15), True),
        (date(2026, 2, 1), ward(2026, 1, 31, 23, 59, 59), False),
    ],
)
def test_season_second_by_second(period, unit, pledges_from, moment, is_open):
    period.pledges_from = pledges_from
    period.save()
    assert Season(period).is_open(moment) is is_open
    assert bool(Season(period).verdict(moment)) is is_open
    assert (pledging.open_season(moment) is not None) is is_open
    assert (pledging.season_of(unit, moment) is not None) is is_open


def test_next_years_season_runs_while_last_years_report_is_the_current_one(period, unit):
    following = factories.make_period(period.campaign, 2027)
    at = ward(2027, 2, 1)
    assert type(period).objects.current(at) == period
    assert pledging.open_season(at).period == following
    assert pledging.season_of(unit, at).period == following
    assert pledging.season_of(factories.make_unit(), at) is None


def test_season_asks_who_takes_part_in_that_year(period, unit):
    factories.make_period(period.campaign, 2027)
    unit.enrolments.update(to_year=2026)
    assert pledging.season_of(unit, ward(2027, 2, 1)) is None


def test_season_of_two_years_at_once_is_the_one_that_ends_first(period, unit):
    factories.make_period(period.campaign, 2027, pledges_from=date(2026, 9, 1))
    assert pledging.open_season(ward(2026, 10, 1)).period == period
    assert pledging.open_season(ward(2026, 11, 11)).period.year == 2027


# --- sending ---------------------------------------------------------------------------------------------------------


@pytest.mark.plan("R1")
def test_an_office_takes_on_every_content_with_its_own_aims(period, unit, officer, areas):
    target = Target("Hồ sơ nộp trực tuyến", "95", "%")
    sent = send(unit, period, [line(areas[1], taken=False, aim="Số hóa hồ sơ", targets=[target])], by=officer)
    assert (sent.version, sent.sent_at, sent.first_sent_at, sent.sent_by) == (1, IN_SEASON, IN_SEASON, officer)
    stored = pledging.lines_of(pledging.pledge_of(unit, period))
    assert [one.taken_on for one in stored] == [True] * 5
    assert stored[1] == Line(areas[1].pk, True, "Số hóa hồ sơ", (target,))


@pytest.mark.plan("R2")
def test_the_front_chooses_its_contents(period, front, areas):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=front)
    send(front, period, [line(areas[0]), line(areas[3], aim="Bình dân học vụ số")], by=officer)
    stored = pledging.lines_of(pledging.pledge_of(front, period))
    assert [one.taken_on for one in stored] == [True, False, False, True, False]


@pytest.mark.plan("R2")
def test_one_content_at_least(period, front, areas):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=front)
    with pytest.raises(Forbidden) as refusal:
        send(front, period, [line(areas[0], taken=False)], by=officer)
    assert str(refusal.value) == phrases.PLEDGE_NOTHING
    assert not Pledge.objects.exists()


@pytest.mark.plan("R4")
def test_a_person_pledges_and_the_unit_for_its_people(period, unit, officer, areas):
    group = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    account = factories.make_user(Role.INDIVIDUAL)
    person, colleague = factories.make_person(unit=unit, user=account), factories.make_person(unit=unit)
    for one in (person, colleague):
        factories.enrol(group, one)
    send(person, period, [line(areas[2])], by=account)
    send(colleague, period, [line(areas[2])], by=officer)
    with pytest.raises(Forbidden) as refusal:
        send(colleague, period, [line(areas[0])], by=account, seen=1)
    assert str(refusal.value) == phrases.PLEDGE_OF_OTHERS


def test_each_sending_is_one_line_of_the_log(period, unit, officer, areas):
    first = send(unit, period, [line(areas[0], aim="Một")], by=officer)
    later = IN_SEASON + timedelta(days=1)
    second = send(unit, period, [line(areas[0], aim="Hai")], by=officer, seen=1, at=later)
    send(unit, period, [line(areas[0], aim="Hai")], by=officer, seen=2, at=later + timedelta(days=1))
    assert (first.pk, second.version) == (second.pk, 2)
    again = Pledge.objects.get()
    assert (again.version, again.first_sent_at, again.sent_at) == (2, IN_SEASON, later)
    assert [event.data for event in AuditEvent.objects.filter(action="send_pledge").order_by("pk")] == [
        {"version": 1, "contents": "1, 2, 3, 4, 5", "count": 0},
        {"version": 2, "contents": "1, 2, 3, 4, 5", "count": 0},
    ]


def test_a_second_officer_never_overwrites_unseen(period, unit, officer, areas):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    send(unit, period, [line(areas[0], aim="Bản của đồng nghiệp")], by=colleague)
    with pytest.raises(pledges.PledgeConflict) as conflict:
        send(unit, period, [line(areas[0], aim="Bản của tôi")], by=officer)
    assert pledging.lines_of(conflict.value.theirs)[0].aim == "Bản của đồng nghiệp"
    assert PledgeContent.objects.get(content_area=areas[0]).aim == "Bản của đồng nghiệp"
    send(unit, period, [line(areas[0], aim="Bản của tôi")], by=officer, seen=1)
    assert PledgeContent.objects.get(content_area=areas[0]).aim == "Bản của tôi"


def test_the_same_text_from_two_officers_is_no_conflict(period, unit, officer, areas):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    send(unit, period, [line(areas[0], aim="Như nhau")], by=colleague)
    assert send(unit, period, [line(areas[0], aim="Như nhau")], by=officer).sent_by == colleague


def test_the_row_made_meanwhile_is_a_conflict_too(period, unit, officer, areas, monkeypatch):
    """Both officers read that there is none; the unique row lets one through."""
    send(unit, period, [line(areas[0], aim="Bản của đồng nghiệp")], by=officer)
    real, seen = pledging.pledge_of, []

    def none_at_first(subject, period):
        seen.append(1)
        return None if len(seen) == 1 else real(subject, period)

    monkeypatch.setattr(pledging, "pledge_of", none_at_first)
    with pytest.raises(pledges.PledgeConflict):
        send(unit, period, [line(areas[0], aim="Bản của tôi")], by=officer)
    assert Pledge.objects.count() == 1


@pytest.mark.parametrize("moment", [ward(2025, 12, 31, 23, 59, 59), ward(2026, 11, 11)])
def test_outside_the_season_nothing_is_taken(period, unit, officer, areas, moment):
    with pytest.raises(Forbidden):
        send(unit, period, [line(areas[0])], by=officer, at=moment)
    assert not Pledge.objects.exists()


def test_who_takes_no_part_or_is_of_another_unit_is_refused(period, officer, areas):
    stranger = factories.make_unit()
    theirs = factories.make_user(Role.UNIT_OFFICER, unit=stranger)
    with pytest.raises(Forbidden) as none:
        send(stranger, period, [line(areas[0])], by=theirs)
    assert "chưa được xếp vào nhóm thi đua nào của năm 2026" in str(none.value)
    with pytest.raises(Forbidden) as foreign:
        send(stranger, period, [line(areas[0])], by=officer)
    assert str(foreign.value) == phrases.PLEDGE_OF_OTHERS


def test_a_content_of_another_movement_is_left_out(period, unit, officer, areas):
    foreign = factories.make_content_areas(factories.make_campaign(), 1)[0]
    send(unit, period, [line(foreign, aim="Của nơi khác"), line(areas[0])], by=officer)
    assert not PledgeContent.objects.filter(content_area=foreign).exists()


# --- in the report ---------------------------------------------------------------------------------------------------


@pytest.mark.plan("R2", "D3")
def test_the_report_of_the_front_follows_its_pledge(period, front, areas):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=front)
    target = Target("Lớp bình dân học vụ số", "12", "lớp")
    send(front, period, [line(areas[0]), line(areas[3], targets=[target])], by=officer)
    report = drafting.start(period=period, subject=front, by=officer, at=period.opens_at)
    contents = report.contents.order_by("content_area__order")
    assert [content.taken_on for content in contents] == [True, False, False, True, False]
    figure = KeyFigure.objects.get()
    assert (figure.content, figure.name, figure.target, figure.measure, figure.this_year) == (
        contents[3], "Lớp bình dân học vụ số", "12", "lớp", "",
    )  # fmt: skip
    assert figure.pledge_target.name == "Lớp bình dân học vụ số"
    assert factories.fill_report(report, by=officer) and handing_in.submit(report, by=officer, at=period.opens_at).code


@pytest.mark.plan("R1")
def test_the_report_of_an_office_is_about_all_with_its_targets(period, unit, officer, areas):
    rows = [Target("Hồ sơ trực tuyến", "95", "%"), Target("Điện tiết kiệm", "10", "%")]
    send(unit, period, [line(areas[1], targets=rows)], by=officer)
    report = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    assert not report.contents.filter(taken_on=False).exists()
    figures = KeyFigure.objects.filter(content__submission=report)
    assert [(row.name, row.order) for row in figures] == [("Hồ sơ trực tuyến", 1), ("Điện tiết kiệm", 2)]


def test_without_a_pledge_all_contents_are_on(period, front):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=front)
    report = drafting.start(period=period, subject=front, by=officer, at=period.opens_at)
    assert (report.contents.filter(taken_on=True).count(), KeyFigure.objects.count()) == (5, 0)


def test_a_content_added_after_the_pledge_is_on(period, front, areas):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=front)
    send(front, period, [line(areas[0])], by=officer)
    ContentArea.objects.create(campaign=period.campaign, code="nd6", order=6, short_title="Nội dung 6", text="Mới")
    report = drafting.start(period=period, subject=front, by=officer, at=period.opens_at)
    taken = report.contents.filter(taken_on=True).order_by("content_area__order")
    assert [content.content_area.order for content in taken] == [1, 6]


@pytest.mark.plan("R1")
def test_a_body_moved_to_a_group_that_does_not_choose_reports_on_all(period, front, group, areas):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=front)
    send(front, period, [line(areas[0])], by=officer)
    front.enrolments.update(group=group)
    report = drafting.start(period=period, subject=front, by=officer, at=period.opens_at)
    assert not report.contents.filter(taken_on=False).exists()


def test_a_pledge_a_report_rests_on_stays(period, unit, officer, areas):
    send(unit, period, [line(areas[0])], by=officer)
    drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    # The office moves the opening after somebody has begun.
    period.opens_at += timedelta(days=5)
    period.save()
    with pytest.raises(Forbidden) as refusal:
        send(unit, period, [line(areas[0], aim="Đổi")], by=officer, seen=1, at=ward(2026, 11, 12))
    assert str(refusal.value) == phrases.PLEDGE_IN_REPORT.format(year=2026)

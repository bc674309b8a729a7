"""Groups as the pages of units and people ask for them: a change counts from a year on, never for the past."""

from datetime import date

import pytest

from accounts import groups
from accounts.groups import NO_GROUP, GroupRefused
from accounts.models import Unit
from campaigns.enums import GroupKind
from campaigns.models import Enrolment
from tests import factories

pytestmark = pytest.mark.django_db
IN_2026, IN_2027, IN_2028 = date(2026, 6, 1), date(2027, 6, 1), date(2028, 6, 1)


@pytest.fixture
def offices(period):
    return factories.make_group(period.campaign, code="phong", short_title="Phòng, cơ quan, đơn vị")


@pytest.fixture
def firms(period):
    return factories.make_group(period.campaign, GroupKind.ENTERPRISE, code="doanh-nghiep", short_title="Doanh nghiệp")


@pytest.fixture
def officials(period):
    parent = factories.make_group(period.campaign, GroupKind.INDIVIDUAL, code="ca-nhan")
    return factories.make_group(period.campaign, GroupKind.INDIVIDUAL, code="cbccvc", parent=parent)


def spans(subject) -> list[tuple[str, int | None, int | None]]:
    return [(span.group.code, span.from_year, span.to_year) for span in groups.history(subject)]


def test_choices_offer_sub_groups_instead_of_their_parent(offices, firms, officials):
    assert [group.code for group in groups.choices(on=IN_2026)] == ["phong", "doanh-nghiep", "cbccvc"]
    assert [group.code for group in groups.choices(on=IN_2026, of_persons=True)] == ["cbccvc"]


@pytest.mark.parametrize("typed", ["doanh-nghiep", "Doanh nghiệp", "  DOANH  NGHIEP "])
def test_find_takes_code_and_titles_in_any_spelling(offices, firms, typed):
    assert groups.find(typed, on=IN_2026, of_persons=False).code == "doanh-nghiep"
    assert groups.find(typed, on=IN_2026, of_persons=True) is None


def test_enrol_from_the_first_year_has_no_beginning(offices):
    unit = factories.make_unit()
    assert groups.enrol({unit: "phong"}, on=IN_2026) == {unit.pk: (NO_GROUP, "phong")}
    assert groups.groups_of([unit], on=IN_2026)[unit.pk].code == "phong"
    assert Enrolment.objects.get().from_year is None


def test_enrol_again_changes_nothing(offices):
    unit = factories.make_unit()
    groups.enrol({unit: "phong"}, on=IN_2026)
    row = Enrolment.objects.get()
    assert groups.enrol({unit: "phong"}, on=IN_2027) == {}
    assert Enrolment.objects.get() == row


def test_change_without_report_replaces_the_group(offices, firms):
    unit = factories.make_unit()
    groups.enrol({unit: "phong"}, on=IN_2026)
    assert groups.enrol({unit: "doanh-nghiep"}, on=IN_2026) == {unit.pk: ("phong", "doanh-nghiep")}
    assert spans(unit) == [("doanh-nghiep", 2026, None)]


def test_change_a_year_later_keeps_the_past(offices, firms):
    unit = factories.make_unit()
    groups.enrol({unit: "phong"}, on=IN_2026)
    groups.enrol({unit: "doanh-nghiep"}, on=IN_2027)
    assert spans(unit) == [("phong", 2026, 2026), ("doanh-nghiep", 2027, None)]
    assert groups.groups_of([unit], on=IN_2026)[unit.pk].code == "phong"
    assert groups.groups_of([unit], on=IN_2027)[unit.pk].code == "doanh-nghiep"


def test_group_can_be_entered_again_after_another(offices, firms):
    unit = factories.make_unit()
    for code, on in (("phong", IN_2026), ("doanh-nghiep", IN_2027), ("phong", IN_2028)):
        groups.enrol({unit: code}, on=on)
    assert spans(unit) == [("phong", 2026, 2026), ("doanh-nghiep", 2027, 2027), ("phong", 2028, None)]


def test_change_taken_back_in_the_same_year_leaves_one_span(offices, firms):
    unit = factories.make_unit()
    for code, on in (("phong", IN_2026), ("doanh-nghiep", IN_2027), ("phong", IN_2027)):
        groups.enrol({unit: code}, on=on)
    assert spans(unit) == [("phong", 2026, None)]
    assert Enrolment.objects.count() == 1


def test_year_with_a_report_is_refused_with_its_reason(period, offices, firms):
    unit = factories.make_unit()
    groups.enrol({unit: "phong"}, on=IN_2026)
    factories.make_accepted_report(unit, period, offices)
    reason = "Đã có báo cáo năm 2026 trong nhóm Phòng, cơ quan, đơn vị; nhóm mới chỉ tính được từ năm 2027."
    assert groups.refusals({unit: "doanh-nghiep"}, on=IN_2026) == {unit.pk: reason}
    with pytest.raises(GroupRefused, match="năm 2027"):
        groups.enrol({unit: "doanh-nghiep"}, on=IN_2026)
    assert spans(unit) == [("phong", 2026, None)]
    groups.enrol({unit: "doanh-nghiep"}, on=IN_2027)
    assert spans(unit) == [("phong", 2026, 2026), ("doanh-nghiep", 2027, None)]


def test_one_refused_wish_leaves_all_as_they_were(period, offices, firms):
    first, second = factories.make_unit(), factories.make_unit()
    factories.make_accepted_report(second, period, offices)
    with pytest.raises(GroupRefused):
        groups.enrol({first: "phong", second: "doanh-nghiep"}, on=IN_2026)
    assert not Enrolment.objects.exists()


def test_units_and_persons_do_not_enter_each_others_groups(offices, officials):
    unit, person = factories.make_unit(), factories.make_person()
    assert list(groups.refusals({unit: "cbccvc"}, on=IN_2026)) == [unit.pk]
    assert list(groups.refusals({person: "phong"}, on=IN_2026)) == [person.pk]
    assert list(groups.refusals({unit: "khong-co"}, on=IN_2026)) == [unit.pk]
    assert list(groups.refusals({person: "ca-nhan"}, on=IN_2026)) == [person.pk]
    groups.enrol({person: "cbccvc"}, on=IN_2026)
    assert groups.groups_of([person], on=IN_2026)[person.pk].of_persons


def test_in_group_filters_and_finds_those_without(offices, firms):
    one, two, three = (factories.make_unit() for _ in range(3))
    groups.enrol({one: "phong", two: "doanh-nghiep"}, on=IN_2026)
    assert list(Unit.objects.filter(groups.in_group("phong", on=IN_2026))) == [one]
    assert list(Unit.objects.filter(groups.in_group(NO_GROUP, on=IN_2026))) == [three]


def test_leaving_before_the_deadline_takes_the_year_away_and_rejoining_gives_it_back(offices):
    unit = factories.make_unit()
    groups.enrol({unit: "phong"}, on=IN_2026)
    groups.leave(unit, last_day=date(2026, 12, 10))
    assert groups.groups_of([unit], on=IN_2026) == {}
    assert spans(unit) == []
    groups.rejoin(unit, on=IN_2026)
    assert spans(unit) == [("phong", 2026, None)]


def test_leaving_on_the_last_day_or_with_a_report_keeps_the_year(period, offices):
    late, reported = factories.make_unit(), factories.make_unit()
    groups.enrol({late: "phong", reported: "phong"}, on=IN_2026)
    factories.make_accepted_report(reported, period, offices)
    groups.leave(late, last_day=date(2026, 12, 11))
    groups.leave(reported, last_day=date(2026, 3, 1))
    assert spans(late) == spans(reported) == [("phong", 2026, 2026)]


def test_rejoining_after_years_keeps_the_gap(offices):
    unit = factories.make_unit()
    groups.enrol({unit: "phong"}, on=IN_2026)
    groups.leave(unit, last_day=date(2026, 12, 31))
    groups.rejoin(unit, on=IN_2028)
    assert spans(unit) == [("phong", 2026, 2026), ("phong", 2028, None)]


def test_many_wishes_take_a_constant_number_of_queries(offices, django_assert_max_num_queries):
    few = {factories.make_unit(): "phong" for _ in range(2)}
    many = {factories.make_unit(): "phong" for _ in range(40)}
    for wishes in (few, many):
        with django_assert_max_num_queries(8):
            groups.enrol(wishes, on=IN_2026)

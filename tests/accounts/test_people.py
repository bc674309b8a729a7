"""People with and without an account: officers add nominees, doubles are merged with their history kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import groups
from accounts.enums import Role
from accounts.models import Person
from accounts.permissions import PERSON_FACTS
from accounts.services import people
from accounts.services.records import EditedElsewhere, stamp, values_of
from awards import dossier
from awards.enums import NominationStatus
from campaigns.enums import GroupKind
from core.clock import ward_date
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.enums import SubmissionStatus as S
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R4")]
DAY = date(2026, 6, 1)


@pytest.fixture
def admin(db):
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def individuals(period):
    return factories.make_group(period.campaign, GroupKind.INDIVIDUAL, code="ca-nhan-khac")


@pytest.fixture
def own():
    return factories.make_unit("Của mình")


@pytest.fixture
def officer(own):
    return factories.make_user(Role.UNIT_OFFICER, unit=own)


def test_officer_adds_a_nominee_without_account_to_the_own_unit(own, officer, individuals):
    values = {"full_name": "  Nguyễn  Văn An ", "position": "Tổ trưởng", "unit": own, "group": individuals.code}
    person = people.add_person(values=values, by=officer, on=DAY)
    assert (person.full_name, person.unit, person.user) == ("Nguyễn Văn An", own, None)
    assert groups.groups_of([person], on=DAY)[person.pk].code == individuals.code
    assert [event.action for event in AuditEvent.objects.all()] == ["add_person"]


def test_officer_adds_nobody_elsewhere_and_links_no_account(own, officer):
    account = factories.make_user()
    for values in (
        {"full_name": "An", "unit": factories.make_unit()},
        {"full_name": "An"},
        {"full_name": "An", "unit": own, "user": account},
        {"full_name": "An", "unit": own, "code": "X1"},
    ):
        with pytest.raises(Forbidden):
            people.add_person(values=values, by=officer, on=DAY)
    assert not Person.objects.exists()


def test_officer_edits_own_people_but_moves_nobody(own, officer):
    person, other = factories.make_person(unit=own), factories.make_person(unit=factories.make_unit())
    assert people.edit_person(person, values={"position": "Kế toán"}, seen=None, by=officer, on=DAY)
    for values in ({"unit": factories.make_unit()}, {"user": officer}, {"group": ""}, {"active_from": DAY}):
        with pytest.raises(Forbidden):
            people.edit_person(person, values=values, seen=None, by=officer, on=DAY)
    with pytest.raises(Forbidden):
        people.edit_person(other, values={"position": "Kế toán"}, seen=None, by=officer, on=DAY)


def test_officer_does_not_rename_somebody_on_a_paper_the_office_does(own, officer, admin, period, individuals):
    person = factories.make_person("Nguyễn Văn An", unit=own)
    factories.make_accepted_report(person, period, individuals)
    with pytest.raises(ValidationError) as caught:
        people.edit_person(person, values={"full_name": "Trần Văn Bình"}, seen=None, by=officer, on=DAY)
    assert list(caught.value.message_dict) == ["full_name"]
    assert people.edit_person(person, values={"full_name": "Nguyễn Văn Ân"}, seen=None, by=admin, on=DAY)


def test_account_belongs_to_one_person(admin):
    account = factories.make_user()
    factories.make_person("Đã có", user=account)
    person = factories.make_person()
    with pytest.raises(ValidationError) as caught:
        people.edit_person(person, values={"user": account}, seen=None, by=admin, on=DAY)
    assert caught.value.message_dict == {"user": ["Tài khoản này đã gắn với Đã có."]}


def test_code_reads_once(admin):
    factories.make_person("Một", code="CN-1")
    with pytest.raises(ValidationError) as caught:
        people.add_person(values={"full_name": "Hai", "code": "cn-1 "}, by=admin, on=DAY)
    assert caught.value.message_dict == {"code": ["Mã này đã có: Một."]}
    for _ in range(2):
        people.add_person(values={"full_name": "Không mã", "code": ""}, by=admin, on=DAY)


def test_edit_over_somebody_elses_change_is_refused(admin):
    person = factories.make_person()
    mark = stamp(values_of(person, PERSON_FACTS, ""))
    people.edit_person(person, values={"is_woman": True}, seen=mark, by=admin, on=DAY)
    with pytest.raises(EditedElsewhere) as caught:
        people.edit_person(person, values={"is_woman": False}, seen=mark, by=admin, on=DAY)
    assert [(one.label, one.theirs) for one in caught.value.differences] == [("là nữ", "có")]


def test_end_and_reopen_keep_the_group(admin, individuals):
    person = factories.make_person()
    today = ward_date(timezone.now())
    groups.enrol({person: individuals.code}, on=today)
    people.end_person(person, last_day=date(today.year, 1, 1), reason="Chuyển công tác", by=admin)
    person.refresh_from_db()
    assert person.ended_reason == "Chuyển công tác"
    assert groups.groups_of([person], on=today) == {}
    people.reopen_person(person, by=admin)
    assert groups.groups_of([person], on=today)[person.pk].code == individuals.code
    with pytest.raises(Forbidden):
        people.reopen_person(person, by=admin)


def test_end_waits_for_the_report(admin, period, group):
    person = factories.make_person(unit=factories.make_unit())
    report = factories.submission_at(S.SUBMITTED, subject=person, period=period)
    with pytest.raises(InvalidTransition, match="chờ thẩm định"):
        people.end_person(person, last_day=DAY, reason="Nghỉ", by=admin)
    assert report.person.active_to is None


def test_merge_keeps_both_rows_papers_and_moves_the_account(admin, period, individuals):
    account = factories.make_user()
    double, kept = factories.make_person("Lê Thị Hoa", user=account), factories.make_person("Lê Thị Hoa")
    report = factories.make_accepted_report(double, period, individuals)
    people.merge_person(double, into=kept, by=admin)
    double.refresh_from_db(), kept.refresh_from_db(), report.refresh_from_db()
    assert (double.merged_into, double.user, kept.user) == (kept, None, account)
    assert report.person == double
    assert sorted(AuditEvent.objects.values_list("action", flat=True)) == ["edit_person", "merge_person"]


def test_merge_follows_to_the_row_that_counts(admin):
    first, second, third = (factories.make_person("Lê Thị Hoa") for _ in range(3))
    people.merge_person(first, into=second, by=admin)
    people.merge_person(second, into=third, by=admin)
    assert set(Person.objects.filter(merged_into=third)) == {first, second}
    with pytest.raises(ValidationError) as caught:
        people.merge_person(third, into=first, by=admin)
    assert list(caught.value.message_dict) == ["into"]
    with pytest.raises(InvalidTransition):
        people.merge_person(first, into=third, by=admin)


def test_merge_of_two_accounts_or_with_itself_is_refused(admin):
    one, two = (factories.make_person(user=factories.make_user()) for _ in range(2))
    for into in (two, one):
        with pytest.raises(ValidationError) as caught:
            people.merge_person(one, into=into, by=admin)
        assert list(caught.value.message_dict) == ["into"]


def test_merge_of_somebody_who_left_is_possible_and_reopening_takes_it_back(admin):
    double, kept = factories.make_person(active_to=date(2026, 1, 31)), factories.make_person()
    people.merge_person(double, into=kept, by=admin)
    double.refresh_from_db()
    assert (double.merged_into, double.active_to) == (kept, date(2026, 1, 31))
    people.reopen_person(double, by=admin)
    double.refresh_from_db()
    assert (double.merged_into, double.active_to) == (None, None)


def test_person_without_papers_can_be_removed_others_stay(admin, period, individuals):
    mistake, reported = factories.make_person(), factories.make_person()
    groups.enrol({mistake: individuals.code}, on=DAY)
    factories.make_accepted_report(reported, period, individuals)
    people.remove_person(mistake, by=admin)
    for person in (reported, factories.make_person(user=factories.make_user())):
        with pytest.raises(Forbidden, match="thôi tham gia thay vì xóa"):
            people.remove_person(person, by=admin)
    assert not Person.objects.filter(pk=mistake.pk).exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_else_ends_merges_or_removes(role):
    unit = factories.make_unit()
    by = factories.make_user(role, unit=unit)
    person, other = factories.make_person(unit=unit), factories.make_person(unit=unit)
    for call in (
        lambda: people.end_person(person, last_day=DAY, reason="Nghỉ", by=by),
        lambda: people.merge_person(person, into=other, by=by),
        lambda: people.remove_person(person, by=by),
    ):
        with pytest.raises(Forbidden):
            call()


def test_erased_person_is_neither_edited_nor_reopened(admin):
    person = factories.make_person(erased_at=timezone.now(), active_to=DAY)
    for call in (
        lambda: people.edit_person(person, values={"full_name": "X"}, seen=None, by=admin, on=DAY),
        lambda: people.reopen_person(person, by=admin),
    ):
        with pytest.raises(Forbidden, match="xóa theo yêu cầu"):
            call()


def test_award_under_another_row_of_the_same_human_is_warned_of(admin):
    double, kept = factories.make_person("Lê Thị Hoa"), factories.make_person("Lê Thị Hoa")
    earlier = factories.nomination_at(NominationStatus.READY, subject=double)
    people.merge_person(double, into=kept, drop_drafts=True, by=admin)
    nomination = factories.nomination_at(NominationStatus.DRAFT, subject=kept, award_round=earlier.round)
    assert len(dossier.duplicates(nomination)) == 1

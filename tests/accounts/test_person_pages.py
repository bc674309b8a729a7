"""The pages of people: list, one person with what stands under their other rows, forms of office and unit."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Person
from campaigns.enums import GroupKind
from core.clock import ward_date
from tests import factories
from tests.accounts.test_unit_pages import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R4")]
LIST = "accounts:person_list"


@pytest.fixture
def as_admin(client_of):
    return client_of(factories.make_user(Role.ADMIN))


@pytest.fixture
def individuals(period):
    return factories.make_group(period.campaign, GroupKind.INDIVIDUAL, code="ca-nhan-khac")


def names(answer) -> list[str]:
    return [line.row.full_name for line in answer.context["rows"]]


def test_list_is_ordered_by_given_name_and_filtered(as_admin, individuals):
    an, dung, da = (factories.make_person(name) for name in ("Lê Thị An", "Bùi Đức Dũng", "Ngô Đa"))
    factories.enrol(individuals, dung)
    factories.make_person("Nghỉ", active_to=ward_date(timezone.now()).replace(year=2020))
    factories.make_person("Trùng", active_to=ward_date(timezone.now()), merged_into=an)
    an.user = factories.make_user()
    an.save()
    for query, expected in (
        ({}, ["Lê Thị An", "Bùi Đức Dũng", "Ngô Đa"]),
        ({"q": "dung bui"}, ["Bùi Đức Dũng"]),
        ({"nhom": "ca-nhan-khac"}, ["Bùi Đức Dũng"]),
        ({"tinh-trang": "da-ngung"}, ["Nghỉ"]),
        ({"tinh-trang": "da-sap-nhap"}, ["Trùng"]),
        ({"tinh-trang": "chua-tai-khoan"}, ["Bùi Đức Dũng", "Ngô Đa"]),
    ):
        assert names(as_admin.get(reverse(LIST), query)) == expected, query


def test_list_takes_a_constant_number_of_queries(as_admin, individuals, django_assert_num_queries):
    def another():
        person = factories.make_person(unit=factories.make_unit(), user=factories.make_user())
        factories.enrol(individuals, person)

    another()
    as_admin.get(reverse(LIST))
    with django_assert_num_queries(9):
        assert len(names(as_admin.get(reverse(LIST)))) == 1
    another(), another()
    with django_assert_num_queries(9):
        assert len(names(as_admin.get(reverse(LIST)))) == 3


def test_officer_adds_a_nominee_from_the_units_page(client_of, individuals):
    unit, other = factories.make_unit(), factories.make_unit()
    client = client_of(factories.make_user(Role.UNIT_OFFICER, unit=unit))
    url = f"{reverse('accounts:person_add')}?don-vi={unit.pk}"
    assert url in client.get(reverse("accounts:unit", args=[unit.pk])).content.decode()
    form = client.get(url)
    assert list(form.context["form"].fields["unit"].queryset) == [unit]
    assert not {"user", "code", "active_from"} & set(form.context["form"].fields)
    sent = {**form_of(form), "full_name": "Lê Thị Hoa", "is_woman": "true", "group": individuals.code}
    forged = client.post(url, {**sent, "unit": other.pk})
    assert forged.status_code == 422 and not Person.objects.exists()
    assert client.post(url, {**sent, "code": "X", "merged_into": 1}).status_code == 302
    person = Person.objects.get()
    assert (person.unit, person.is_woman, person.code, person.merged_into) == (unit, True, "", None)
    assert client.get(reverse("accounts:person", args=[person.pk])).status_code == 200
    assert client.get(f"{reverse('accounts:person_add')}?don-vi={other.pk}").status_code == 404


def test_account_is_linked_by_its_address(as_admin):
    account, person = factories.make_user(email="hoa@demo.example"), factories.make_person()
    url = reverse("accounts:person_edit", args=[person.pk])
    sent = form_of(as_admin.get(url))
    wrong = as_admin.post(url, {**sent, "user": "khong-co@demo.example"})
    assert "Không có tài khoản nào dùng địa chỉ này." in wrong.content.decode()
    assert as_admin.post(url, {**sent, "user": "HOA@demo.example"}).status_code == 302
    person.refresh_from_db()
    assert person.user == account
    again = as_admin.get(url)
    assert 'value="hoa@demo.example"' in again.content.decode()
    assert as_admin.post(url, {**form_of(again), "user": "hoa@demo.example"}).status_code == 302


def test_merge_finds_the_same_name_and_shows_both_histories(as_admin, period, individuals):
    double, kept = factories.make_person("Lê Thị Hoa"), factories.make_person("Lê Thị Hòa")
    stranger = factories.make_person("Ngô Văn Ba")
    factories.make_accepted_report(double, period, individuals)
    url = reverse("accounts:person_merge", args=[double.pk])
    assert as_admin.get(url).context["candidates"] == [kept]
    assert as_admin.get(url, {"q": "ngo ba"}).context["candidates"] == [stranger]
    assert as_admin.post(url, {"into": stranger.pk}).status_code == 422
    assert as_admin.post(url, {"into": kept.pk}).status_code == 302
    page = as_admin.get(reverse("accounts:person", args=[kept.pk])).content.decode()
    assert "Báo cáo năm 2026" in page
    page = as_admin.get(reverse("accounts:person", args=[double.pk])).content.decode()
    assert f'trùng với <a href="{reverse("accounts:person", args=[kept.pk])}">' in page


def test_end_reopen_remove_from_the_pages(as_admin):
    person = factories.make_person()
    args = {"args": [person.pk]}
    sent = {"last_day": "01/02/2026", "reason": "Chuyển công tác"}
    assert as_admin.post(reverse("accounts:person_end", **args), sent).status_code == 302
    assert "Chuyển công tác" in as_admin.get(reverse("accounts:person", **args)).content.decode()
    assert as_admin.get(reverse("accounts:person_end", **args)).status_code == 403
    assert as_admin.post(reverse("accounts:person_reopen", **args)).status_code == 302
    person.refresh_from_db()
    assert person.active_to is None
    assert as_admin.post(reverse("accounts:person_remove", **args)).status_code == 302
    assert not Person.objects.exists()


def test_person_page_takes_a_constant_number_of_queries(as_admin, period, individuals, django_assert_max_num_queries):
    person = factories.make_person(unit=factories.make_unit())
    url = reverse("accounts:person", args=[person.pk])
    for year in (2027, 2028, 2029):
        factories.make_accepted_report(person, factories.make_period(period.campaign, year=year), individuals)
    as_admin.get(url)
    with django_assert_max_num_queries(19):
        as_admin.get(url)

"""The pages of units: the list with its filters, one unit, forms, and what each kind of person finds there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Unit
from campaigns.enums import GroupKind
from core.clock import ward_date
from submissions.enums import SubmissionStatus as S
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R10")]
LIST = "accounts:unit_list"


@pytest.fixture
def today():
    return ward_date(timezone.now())


@pytest.fixture
def admin(db):
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def as_admin(client_of, admin):
    return client_of(admin)


def names(answer) -> list[str]:
    return [line.row.name for line in answer.context["rows"]]


def form_of(answer) -> dict:
    """What a browser would send back of the form it was shown."""
    form = answer.context["form"]
    sent = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in sent.items()}


def test_list_is_in_vietnamese_order_and_searched_without_accents(as_admin):
    for name in ("Đội thuế", "Ủy ban Mặt trận", "Dân quân", "Ấp 1", "Hội Liên hiệp Phụ nữ"):
        factories.make_unit(name)
    assert names(as_admin.get(reverse(LIST))) == [
        "Ấp 1", "Dân quân", "Đội thuế", "Hội Liên hiệp Phụ nữ", "Ủy ban Mặt trận",
    ]  # fmt: skip
    assert names(as_admin.get(reverse(LIST), {"q": "hoi phu nu"})) == ["Hội Liên hiệp Phụ nữ"]
    assert names(as_admin.get(reverse(LIST), {"q": "ĐỘI"})) == ["Đội thuế"]


def test_list_filters_live_in_the_address(as_admin, period, today):
    offices = factories.make_group(period.campaign, code="phong")
    firms = factories.make_group(period.campaign, GroupKind.ENTERPRISE, code="dn")
    office, firm, loose = (factories.make_unit(name) for name in ("Phòng", "Xí nghiệp", "Tổ dân phố"))
    factories.enrol(offices, office), factories.enrol(firms, firm)
    factories.make_unit("Đã ngừng", active_to=today - timedelta(days=1))
    factories.make_unit("Đã nhập", active_to=today - timedelta(days=1), merged_into=office)
    factories.make_unit("Sắp có", active_from=today + timedelta(days=1))
    factories.make_user(Role.UNIT_OFFICER, unit=office)
    for query, expected in (
        ({}, ["Phòng", "Tổ dân phố", "Xí nghiệp"]),
        ({"nhom": "dn"}, ["Xí nghiệp"]),
        ({"nhom": "chua-xep"}, ["Tổ dân phố"]),
        ({"tinh-trang": "da-ngung"}, ["Đã ngừng"]),
        ({"tinh-trang": "da-sap-nhap"}, ["Đã nhập"]),
        ({"tinh-trang": "sap-hoat-dong"}, ["Sắp có"]),
        ({"tinh-trang": "thieu-dau-moi"}, ["Tổ dân phố", "Xí nghiệp"]),
        ({"tinh-trang": "tat-ca"}, ["Đã ngừng", "Đã nhập", "Phòng", "Sắp có", "Tổ dân phố", "Xí nghiệp"]),
        ({"q": "khong co dau"}, []),
    ):
        answer = as_admin.get(reverse(LIST), query)
        assert names(answer) == expected, query
    assert "Không có đơn vị khớp bộ lọc" in answer.content.decode()


def test_list_takes_a_constant_number_of_queries(as_admin, group, django_assert_num_queries):
    def another():
        unit = factories.make_unit(parent=Unit.objects.first())
        factories.enrol(group, unit)
        factories.make_user(Role.UNIT_OFFICER, unit=unit)
        factories.make_user(Role.UNIT_HEAD, unit=unit)

    another()
    as_admin.get(reverse(LIST))
    with django_assert_num_queries(10):
        assert len(names(as_admin.get(reverse(LIST)))) == 1
    another(), another()
    with django_assert_num_queries(10):
        assert len(names(as_admin.get(reverse(LIST)))) == 3


def test_unit_page_takes_a_constant_number_of_queries(as_admin, period, group, django_assert_num_queries):
    unit = factories.make_unit()
    factories.enrol(group, unit)

    def another(year):
        factories.make_user(Role.UNIT_OFFICER, unit=unit)
        factories.make_person(unit=unit)
        factories.make_unit(parent=unit)
        factories.make_unit(merged_into=unit, active_to=ward_date(timezone.now()))
        factories.make_accepted_report(unit, factories.make_period(period.campaign, year=year), group)

    another(2027)
    url = reverse("accounts:unit", args=[unit.pk])
    as_admin.get(url)
    with django_assert_num_queries(22):
        as_admin.get(url)
    another(2028), another(2029)
    with django_assert_num_queries(22):
        as_admin.get(url)


def test_unit_page_shows_where_it_stands_and_what_it_reported(as_admin, today):
    report = factories.submission_at(S.SUBMITTED)
    page = as_admin.get(reverse("accounts:unit", args=[report.unit_id])).content.decode()
    assert "Báo cáo năm 2026" in page and "Chờ thẩm định" in page
    # Whoever keeps accounts learns that there is a report, not what is in it.
    assert reverse("submissions:receipt", args=[report.pk]) not in page


def test_office_reads_and_the_own_officer_changes_the_contact_only(client_of):
    report = factories.submission_at(S.SUBMITTED)
    unit = report.unit
    reviewer, officer = factories.make_user(Role.REVIEWER), factories.make_user(Role.UNIT_OFFICER, unit=unit)
    page = client_of(reviewer).get(reverse("accounts:unit", args=[unit.pk])).content.decode()
    assert reverse("submissions:receipt", args=[report.pk]) in page
    assert reverse("accounts:unit_end", args=[unit.pk]) not in page
    client, url = client_of(officer), reverse("accounts:unit_edit", args=[unit.pk])
    form = client.get(url)
    assert set(form.context["form"].fields) == {"seen", "contact_name", "email", "phone", "address"}
    answer = client.post(url, {**form_of(form), "phone": "0225 123", "name": "Tên lạ", "code": "LA", "group": "khac"})
    assert answer.status_code == 302
    before, code = unit.name, unit.code
    unit.refresh_from_db()
    assert (unit.phone, unit.name, unit.code) == ("0225 123", before, code)


def test_add_unit_from_the_form(as_admin, group):
    form = as_admin.get(reverse("accounts:unit_add"))
    sent = {**form_of(form), "code": "PVHXH", "name": "Phòng Văn hóa – Xã hội", "group": group.code}
    answer = as_admin.post(reverse("accounts:unit_add"), {**sent, "active_from": "05/12/2025", "is_staff": "1"})
    unit = Unit.objects.get()
    assert answer["Location"] == reverse("accounts:unit", args=[unit.pk])
    assert unit.active_from.isoformat() == "2025-12-05"
    page = as_admin.get(answer["Location"]).content.decode()
    assert group.title in page and "Đã thêm Phòng Văn hóa – Xã hội." in page


def test_wrong_form_says_what_to_do_and_keeps_what_was_typed(as_admin):
    factories.make_unit("Phòng cũ", code="A1")
    answer = as_admin.post(reverse("accounts:unit_add"), {"code": "a1", "name": "Phòng mới", "email": "khong"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Phòng mới" in page
    assert "Thêm đơn vị" in page and "Lỗi: " in page
    answer = as_admin.post(reverse("accounts:unit_add"), {"code": "a1", "name": "Phòng mới"})
    assert "Mã này đã có: Phòng cũ." in answer.content.decode()
    assert Unit.objects.count() == 1


def test_two_windows_meet_and_both_texts_are_shown(as_admin, client_of):
    unit = factories.make_unit("Phòng", phone="1")
    url = reverse("accounts:unit_edit", args=[unit.pk])
    sent = form_of(as_admin.get(url))
    other = client_of(factories.make_user(Role.ADMIN, full_name="Trần Thị Mai"))
    other.post(url, {**sent, "phone": "0225 222"})
    answer = as_admin.post(url, {**sent, "phone": "0225 333"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mục này vừa được Trần Thị Mai sửa" in page
    assert "0225 222" in page and 'value="0225 333"' in page
    assert "Giữ bản của tôi" in page and "Lấy bản kia" in page
    unit.refresh_from_db()
    assert unit.phone == "0225 222"
    assert as_admin.post(url, form_of(answer)).status_code == 302
    unit.refresh_from_db()
    assert unit.phone == "0225 333"


def test_end_merge_reopen_remove_from_the_pages(as_admin, today):
    old, new = factories.make_unit("Cũ"), factories.make_unit("Mới")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=old)
    day = today.strftime("%d/%m/%Y")
    merge = reverse("accounts:unit_merge", args=[old.pk])
    assert as_admin.post(merge, {"last_day": day, "people": "chuyen", "officers": "thoi"}).status_code == 422
    sent = {"last_day": day, "reason": "Sắp xếp lại", "people": "chuyen", "officers": "thoi", "into": new.pk}
    assert as_admin.post(merge, sent).status_code == 302
    page = as_admin.get(reverse("accounts:unit", args=[old.pk])).content.decode()
    assert f'Đã sáp nhập vào <a href="{reverse("accounts:unit", args=[new.pk])}">Mới</a>' in page
    assert "Sắp xếp lại" in page
    reopen = reverse("accounts:unit_reopen", args=[old.pk])
    shown = as_admin.get(reopen).context["form"]
    assert [grant.user for grant in shown.fields["grants"].queryset] == [officer]
    assert as_admin.post(reopen, {"grants": list(shown.fields["grants"].initial)}).status_code == 302
    old.refresh_from_db()
    assert old.active_to is None
    assert as_admin.post(reverse("accounts:unit_remove", args=[old.pk])).status_code == 403
    end = reverse("accounts:unit_end", args=[old.pk])
    assert as_admin.post(end, {"last_day": day, "reason": "Giải thể", "people": "giu"}).status_code == 302
    assert as_admin.get(end).status_code == 403
    mistake = factories.make_unit("Nhầm")
    assert as_admin.get(reverse("accounts:unit_remove", args=[mistake.pk])).status_code == 200
    assert as_admin.post(reverse("accounts:unit_remove", args=[mistake.pk])).status_code == 302
    assert not Unit.objects.filter(name="Nhầm").exists()


def test_open_report_is_named_on_the_page_and_holds_the_ending(as_admin, today):
    report = factories.submission_at(S.SUBMITTED)
    url = reverse("accounts:unit_end", args=[report.unit_id])
    page = as_admin.post(url, {"last_day": today.strftime("%d/%m/%Y"), "reason": "Giải thể", "people": "thoi"})
    assert page.status_code == 422
    assert "Phường còn đang xử lý báo cáo năm 2026" in page.content.decode()


def test_same_form_pressed_twice_adds_one_unit(as_admin):
    sent = {"code": "A1", "name": "Một", "_khoa": "mot-khoa"}
    first, second = (as_admin.post(reverse("accounts:unit_add"), sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Unit.objects.count() == 1


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.COUNCIL_MEMBER, Role.REVIEWER, Role.ADMIN])
def test_no_link_of_the_page_leads_where_the_reader_may_not_go(client_of, role, today):
    unit = factories.make_unit(parent=factories.make_unit("Cấp trên"))
    factories.make_unit("Cấp dưới", parent=unit)
    factories.make_unit("Đã nhập vào", merged_into=unit, active_to=today)
    factories.make_user(Role.UNIT_HEAD, unit=unit)
    person = factories.make_person(unit=unit)
    factories.make_person(unit=unit, merged_into=person, active_to=today)
    client = client_of(factories.make_user(role, unit=unit))
    pages = [reverse("accounts:unit", args=[unit.pk])]
    if role != Role.COUNCIL_MEMBER:
        pages.append(reverse("accounts:person", args=[person.pk]))
    for page in pages:
        main = client.get(page).content.decode().partition("<main")[2].partition("</main>")[0]
        for link in set(re.findall(r'href="(/[^"#]*)"', main)):
            assert client.get(link).status_code == 200, f"{role}: {page} -> {link}"

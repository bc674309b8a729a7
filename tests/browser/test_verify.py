"""Checking a certificate on a phone (ux h 15): the answer takes focus and repeats the award; also without scripts."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from awards.services import revoking
from tests import factories
from tests.awards import after
from tests.browser.axe import assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 780}


@pytest.fixture
def line():
    cache.clear()
    period = factories.make_period()
    factories.make_base_wage(period.campaign)
    person = factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"), position="Bác sĩ")
    yield after.award(factories.make_award_round(period.campaign), subjects=(person,))
    cache.clear()


def test_the_square_opens_the_answer_and_a_wrong_code_says_what_to_look_at(sit_down, line):
    page = sit_down(viewport=PHONE)
    page.goto(f"{reverse('awards:verify')}?ma={line.verify_code}")
    result = page.get_by_role("region", name="Đúng là văn bản do UBND phường Lê Chân phát hành")
    expect(result).to_be_focused()
    expect(result).to_contain_text("Lê Văn An")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Tra cứu mã khác").click()
    page.get_by_label("Mã trên giấy khen").fill("K7PM-4QXR-9TW0")
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("region", name="Kết quả tra cứu")).to_be_focused()
    expect(page.get_by_role("region", name="Kết quả tra cứu")).to_contain_text("Kiểm tra chữ O và số 0")
    assert_accessible(page)


def test_with_scripts_off_the_field_answers_too(sit_down, line):
    page = sit_down(viewport=PHONE, java_script_enabled=False)
    page.goto(reverse("awards:verify"))
    page.get_by_label("Mã trên giấy khen").fill(line.verify_code.lower())
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("heading", name="Đúng là văn bản do UBND phường Lê Chân phát hành")).to_be_visible()


def test_a_revoked_award_says_so_in_words(sit_down, line):
    chairman, day = factories.make_user(Role.CHAIRMAN), line.decision.signed_on
    revoking.revoke(
        line, number="15/QĐ-UBND", revoked_on=day, reason="Khai báo sai thành tích.", by=chairman, at=after.AT
    )
    page = sit_down(viewport=PHONE)
    page.goto(f"{reverse('awards:verify')}?ma={line.verify_code}")
    expect(page.get_by_role("heading", name="Văn bản này đã bị thu hồi ngày")).to_be_visible()
    assert "Khai báo sai" not in page.content()
    assert_accessible(page)

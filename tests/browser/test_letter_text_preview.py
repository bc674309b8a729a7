"""Words of a letter are shown with a unit's data while they are typed; nothing is stored until “Lưu”."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import Role
from campaigns.models import LetterText
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_letter_follows_the_typing(sit_down, period, unit, officer):
    now = timezone.now()
    period.opens_at, period.closes_at = now - timedelta(days=9), now + timedelta(days=9)
    period.locks_at = now + timedelta(days=19)
    period.save()
    page = sit_down(factories.make_user(Role.REVIEWER))
    page.goto(reverse("campaigns:letter_text", args=["reminder-soon"]))
    letter, box = page.locator(".lc-mailpage"), page.get_by_role("textbox", name="Nội dung")
    expect(letter).to_contain_text(f"Kính gửi {unit}. Hạn cuối là hết")

    box.fill("{loi_chao} Xin nộp đến hết {ngay_cuoi}. Nộp tại:")
    expect(letter).to_contain_text(re.compile(rf"Kính gửi {unit}\. Xin nộp đến hết \d\d/\d\d/\d{{4}}\."))
    box.fill("{loi_chao} {ngay_cuoi} {khong_co}")
    expect(page.get_by_text("Nội dung: Không có chỗ điền {khong_co}.")).to_be_visible()
    assert box.input_value() == "{loi_chao} {ngay_cuoi} {khong_co}"
    assert not LetterText.objects.exists()

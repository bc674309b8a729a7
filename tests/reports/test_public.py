"""The front door, open to everybody: what the portal is, the last day, the contents; no link that leads nowhere."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import ward

pytestmark = pytest.mark.django_db


def page_at(monkeypatch, moment, client=None) -> str:
    monkeypatch.setattr(timezone, "now", lambda: moment)
    answer = (client or Client()).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.plan("D9")
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (ward(2026, 11, 1), "Phường chưa mở nhận báo cáo năm 2026."),
        (ward(2026, 11, 23, 9), "<b>18</b><span>ngày nữa đến hạn</span>"),
        (ward(2026, 12, 11, 23, 59, 59), "Nộp đến hết Thứ Sáu, 11/12/2026."),
        (ward(2026, 12, 12), "Đã qua hạn 11/12/2026. Phường vẫn nhận và ghi nộp muộn."),
        (ward(2026, 12, 21), "Kỳ 2026 đã khóa ngày 21/12/2026."),
    ],
)
def test_front_page_says_the_last_day(period, monkeypatch, moment, words):
    assert words in page_at(monkeypatch, moment)


@pytest.mark.plan("D3")
def test_front_page_names_the_contents_in_their_order(period, monkeypatch):
    page = page_at(monkeypatch, ward(2026, 11, 23))
    assert re.findall(r"<strong>(Nội dung \d)\.</strong>", page) == [f"Nội dung {n}" for n in range(1, 6)]
    assert "Kế hoạch yêu cầu gửi trước ngày 12/12." in page


def test_every_link_of_the_front_page_leads_somewhere(period, monkeypatch):
    page = page_at(monkeypatch, ward(2026, 11, 23))
    links = {link for link in re.findall(r'href="(/[^"#]*)"', page) if not link.startswith("/static/")}
    assert len(links) >= 3
    for link in links:
        assert Client().get(link).status_code in (200, 302), link


def test_front_page_offers_the_workplace_to_who_is_signed_in(period, monkeypatch, client_of, officer):
    page = page_at(monkeypatch, ward(2026, 11, 23), client_of(officer))
    assert "Vào trang làm việc" in page and "Đăng nhập<" not in page


def test_front_page_without_a_plan_still_opens(monkeypatch):
    assert "Cổng thi đua, khen thưởng</h1>" in page_at(monkeypatch, ward(2026, 11, 23))

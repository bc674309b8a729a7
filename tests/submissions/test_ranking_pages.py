"""The boards and their locking in the browser's words."""

import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from submissions.models import RankingBoard
from tests import factories
from tests.submissions.office import NOW, handed_in, judged


@pytest.fixture(autouse=True)
def december(monkeypatch):
    for module in ("queue", "ranking"):
        monkeypatch.setattr(f"submissions.views.{module}.database_now", lambda: NOW)


@pytest.fixture
def pair(reviewer):
    return [reviewer, factories.make_user(Role.REVIEWER)]


def scored(group, period, pair, name, *points):
    report = handed_in(group, period, subject=factories.make_unit(name))
    for reviewer in pair:
        judged(report, reviewer, *points)
    return report


def shown(client, group):
    html = client.get(reverse("submissions:ranking"), {"nhom": group.code}).content.decode()
    rows = re.findall(r'<b>(\d+)</b>(.*?)</td>\s*<th scope="row">([^<]+)<.*?>([\d,]+)</a>', html, re.S)
    tied = re.findall(r"Hạng (\d+), đồng hạng", html)
    return html, [(int(rank), rank in tied, name, total) for rank, _, name, total in rows]


def test_board_shows_shared_ranks_in_alphabetical_order(client_of, group, period, pair):
    scored(group, period, pair, "Đội Quản lý", 28, 23, 22, 15)
    scored(group, period, pair, "Dân phòng", 28, 23, 22, 15)
    scored(group, period, pair, "Trạm Y tế", 20, 23, 22, 15)
    handed_in(group, period)

    html, rows = shown(client_of(pair[0]), group)
    assert rows == [(1, True, "Dân phòng", "88"), (1, True, "Đội Quản lý", "88"), (3, False, "Trạm Y tế", "80")]
    assert "Còn 1 hồ sơ chưa chấm, thứ hạng chưa chính thức." in html
    assert "-8</td>" in html


def test_lock_page_asks_then_locks_once(client_of, group, period, pair):
    scored(group, period, pair, "Trạm Y tế", 28, 23, 22, 15)
    client, address = client_of(pair[0]), reverse("submissions:lock") + f"?nhom={group.code}"

    assert "Chốt xong, điểm và thứ hạng không sửa được" in client.get(address).content.decode()
    assert not RankingBoard.objects.exists()
    for _ in range(2):
        client.post(address, {"_khoa": "chot-1"})
    assert RankingBoard.objects.get().lines.count() == 1
    html, rows = shown(client, group)
    assert "Đã chốt ngày 14/12/2026" in html
    assert rows == [(1, False, "Trạm Y tế", "88")]


def test_lock_page_says_what_is_missing(client_of, group, period, pair):
    scored(group, period, pair, "Trạm Y tế", 28, 23, 22, 15)
    handed_in(group, period)
    client, address = client_of(pair[0]), reverse("submissions:lock") + f"?nhom={group.code}"

    assert "disabled" in client.get(address).content.decode()
    response = client.post(address, follow=True)
    assert "Còn 1 hồ sơ chưa chấm, thứ hạng chưa chính thức." in response.content.decode()
    assert not RankingBoard.objects.filter(locked_at__isnull=False).exists()


def test_breakdown_shows_every_mark_and_its_history(client_of, group, period, pair):
    from decimal import Decimal

    from submissions.services import reviewing, scoring

    report = handed_in(group, period)
    review = reviewing.start_review(report, by=pair[0], at=NOW)
    item = report.items.get(criteria_item__order=1)
    scoring.save_score(review, item, by=pair[0], points=Decimal("12.75"), at=NOW)
    for reviewer in pair:
        judged(report, reviewer, 27, 23, 22, 15)

    html = client_of(pair[0]).get(reverse("submissions:breakdown", args=[report.pk])).content.decode()
    assert html.count(">27</td>") == 2
    assert html.count(">87</td>") == 2
    assert ">12,75</td>" in html


def test_breakdown_hides_marks_while_blind(client_of, group, period, pair):
    report = handed_in(group, period)
    judged(report, pair[1], "27.13", 23, 22, 15)

    html = client_of(pair[0]).get(reverse("submissions:breakdown", args=[report.pk])).content.decode()
    assert "27,13" not in html
    assert "hiện ra khi đã chấm đủ" in html


def test_who_may_look_and_who_may_lock(client_of, group, period, pair, officer):
    scored(group, period, pair, "Trạm Y tế", 28, 23, 22, 15)
    chairman = client_of(factories.make_user(Role.CHAIRMAN))

    assert client_of(officer).get(reverse("submissions:ranking")).status_code == 403
    html, rows = shown(chairman, group)
    assert (len(rows), "Chốt bảng điểm" in html) == (1, False)
    assert chairman.post(reverse("submissions:lock")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_board_page_costs_the_same_for_any_number_of_rows(
    client_of, group, period, pair, count, django_assert_num_queries
):
    for n in range(count):
        scored(group, period, pair, f"Đơn vị {n}", 28, 23, 22, 15)
    client = client_of(pair[0])
    shown(client, group)

    with django_assert_num_queries(16):
        assert len(shown(client, group)[1]) == count

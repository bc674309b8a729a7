"""What was decided by hand is listed before a board is locked, and something has to be said about it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.enums import Role
from campaigns.models import DatedSetting
from core.verdict import Forbidden
from submissions import by_hand
from submissions.enums import BoardStatus
from submissions.models import Extension, RankingBoard
from submissions.services import ranking, reconciling, reviewing, scoring
from tests import factories
from tests.factories import ward
from tests.submissions.kinds import handed_in_kinds, make_kinds, numbered
from tests.submissions.office import NOW, handed_in, judged, mark

REASON = "Năm hộ trong danh sách chưa có xác nhận."


@pytest.fixture(autouse=True)
def december(monkeypatch):
    for module in ("ranking", "breakdown"):
        monkeypatch.setattr(f"submissions.views.{module}.database_now", lambda: NOW)


@pytest.fixture
def trio(reviewer):
    return [reviewer, *(factories.make_user(Role.REVIEWER) for _ in range(2))]


@pytest.fixture
def kinds(period, trio):
    """A report of every kind: 16,67 by rule marked 12,34 by hand; bonus 8 + 8 where 10 counts; minus 3."""
    group = factories.make_group(period.campaign)
    make_kinds(group, period, scorers=1)
    report = handed_in_kinds(group, period, subject=factories.make_unit("Trạm Y tế"))
    review = reviewing.start_review(report, by=trio[0], at=NOW)
    for order, points in {1: 38, 2: "12.34", 3: 12, 4: 15, 5: 8, 6: 8, 7: 3}.items():
        item = numbered(report, order)
        scoring.save_score(review, item, by=trio[0], points=Decimal(points), note=REASON, at=NOW)
    scoring.complete_review(review, by=trio[0], at=NOW)
    return report


def settled(group, period, trio):
    """Two reviewers 20 points apart, and a third who settled it at 80."""
    report = handed_in(group, period, subject=factories.make_unit("Văn phòng"))
    judged(report, trio[0], 30, 25, 25, 20)
    judged(report, trio[1], 20, 20, 20, 20)
    third = reconciling.start(report, by=trio[2], at=NOW)
    mark(third, 25, 20, 20, 15, note="Đối chiếu lại với minh chứng đã nộp.")
    reconciling.settle(third, reason="Theo số liệu của cơ quan thống kê phường.", by=trio[2], at=NOW)
    return report


def test_a_mark_off_its_rule_a_settled_difference_and_an_extension_are_changes(group, period, trio, kinds):
    settled(group, period, trio)
    unit = handed_in(group, period, is_late=True, late_reason="Mất mạng").unit
    Extension.objects.create(
        period=period, unit=unit, closes_at=ward(2026, 12, 20), reason="Bão", granted_by=trio[0], granted_at=NOW
    )
    found = by_hand.changes(period, group)
    assert (found.count, [r.total_points for r in found.settled]) == (2, [80])
    assert [row.reason for row in found.extensions] == ["Bão"]
    assert [row.late_reason for row in found.late] == ["Mất mạng"]
    (score,) = by_hand.changes(period, kinds.group).marks
    assert (score.by_rule, score.points, score.note) == (Decimal("16.67"), Decimal("12.34"), REASON)


def test_locking_asks_for_a_word_and_keeps_it(client_of, period, trio, kinds):
    with pytest.raises(ValidationError, match="Có 1 chỗ sửa bằng tay"):
        ranking.lock_board(period, kinds.group, by=trio[0], note="  ", at=NOW)
    client, address = client_of(trio[0]), reverse("submissions:lock") + f"?nhom={kinds.group.code}"
    html = client.get(address).content.decode()
    for words in ("Điểm khác cách tính của tiêu chí", ">16,67</td>", ">12,34</td>", REASON):
        assert words in html
    answer = client.post(address, {"_khoa": "chot-1", "note": ""})
    assert (answer.status_code, RankingBoard.objects.filter(status=BoardStatus.LOCKED).count()) == (422, 0)
    assert "Ghi nhận xét về những chỗ đó trước khi chốt." in answer.content.decode()
    client.post(address, {"_khoa": "chot-2", "note": "Đã đối chiếu."})
    assert RankingBoard.objects.get().lock_note == "Đã đối chiếu."
    board = client.get(reverse("submissions:ranking"), {"nhom": kinds.group.code}).content.decode()
    assert "Nhận xét khi chốt: Đã đối chiếu." in board


def test_breakdown_tells_rule_from_hand_and_what_the_caps_leave(client_of, trio, kinds):
    html = client_of(trio[0]).get(reverse("submissions:breakdown", args=[kinds.pk])).content.decode()
    for words in (
        "sửa tay, cách tính cho 16,67", "theo cách tính", "Kinh tế, hạ tầng xanh", "tính nhiều nhất 10", "chấm 16",
        # 38 + 12,34 + 12 + 15 = 77,34; + 10 - 3
        ">77,34</td>", "Điểm của hồ sơ: <b>84,34</b>",
    ):  # fmt: skip
        assert words in html, words


def test_breakdown_and_board_show_whose_marks_stand(client_of, group, period, trio):
    report = settled(group, period, trio)
    client = client_of(trio[0])
    html = client.get(reverse("submissions:breakdown", args=[report.pk])).content.decode()
    assert f"Điểm của hồ sơ: <b>80</b>, theo {trio[2]} là người thống nhất điểm." in html
    assert "Theo số liệu của cơ quan thống kê phường." in html
    board = client.get(reverse("submissions:ranking"), {"nhom": group.code}).content.decode()
    assert '<td data-label="Chênh" class="r">20<span class="lc-small d-block">đã thống nhất</span>' in board


def test_a_difference_nobody_settled_keeps_the_report_off_the_board(client_of, group, period, trio):
    report = handed_in(group, period)
    judged(report, trio[0], 30, 25, 25, 20)
    judged(report, trio[1], 20, 20, 20, 20)
    with pytest.raises(Forbidden, match="Còn 1 hồ sơ chưa chấm"):
        ranking.lock_board(period, group, by=trio[0], at=NOW)
    html = client_of(trio[0]).get(reverse("submissions:ranking"), {"nhom": group.code}).content.decode()
    assert "Trong đó 1 hồ sơ các người chấm chênh nhau quá mức, cần thống nhất." in html


def test_the_line_of_the_quota_stands_after_those_who_share_its_last_place(client_of, group, period, trio):
    group.criteria_sets.update(scorers=1)
    DatedSetting.objects.create(
        campaign=period.campaign, code="chi-tieu", key="award_quota_percent", label="Chỉ tiêu", value=50
    )
    for name, points in (("A", 20), ("B", 19), ("C", 19), ("D", 18)):
        judged(handed_in(group, period, subject=factories.make_unit(name)), trio[0], 30, 25, 25, points)
    html = client_of(trio[0]).get(reverse("submissions:ranking"), {"nhom": group.code}).content.decode()
    line = html.index("Hết chỉ tiêu đề nghị khen thưởng: 2 trên 4 hồ sơ")
    assert html.index('<th scope="row">C<') < line < html.index('<th scope="row">D<')


def test_breakdown_asks_no_more_for_more_marks(client_of, group, period, trio, django_assert_num_queries):
    few = handed_in(group, period)
    many = handed_in(group, period)
    judged(few, trio[0], 30, 25, 25, 20)
    for by in trio[:2]:
        review = reviewing.start_review(many, by=by, at=NOW)
        for points in (10, 20):
            scoring.save_score(review, many.items.first(), by=by, points=Decimal(points), at=NOW)
        judged(many, by, 30, 25, 25, 20)
    client = client_of(trio[0])
    client.get(reverse("submissions:breakdown", args=[few.pk]))
    for report in (few, many):
        with django_assert_num_queries(9):
            client.get(reverse("submissions:breakdown", args=[report.pk]))

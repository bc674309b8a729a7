"""The review page with criteria of every kind: what it shows and adds up, what it refuses, what it costs."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.enums import Role
from submissions.enums import BoardStatus, ReviewStatus
from submissions.models import Evidence, RankingBoard, Review, Score
from submissions.services import reviewing, scoring, snapshots
from tests import factories
from tests.questions import expect_questions
from tests.submissions.kinds import handed_in_kinds, make_kinds, numbered
from tests.submissions.office import NOW, handed_in

MOST_HTML = 60 * 1024


@pytest.fixture(autouse=True)
def december(monkeypatch):
    """Every page is opened on 14/12/2026."""
    for module in ("queue", "review", "returning"):
        monkeypatch.setattr(f"submissions.views.{module}.database_now", lambda: NOW)


@pytest.fixture
def report(period, db):
    group = factories.make_group(period.campaign)
    make_kinds(group, period)
    return handed_in_kinds(group, period)


@pytest.fixture
def review(report, reviewer):
    return reviewing.start_review(report, by=reviewer, at=NOW)


@pytest.fixture
def office(client_of, reviewer, review):
    return client_of(reviewer)


def page(client, report, query=""):
    response = client.get(reverse("submissions:review", args=[report.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def grid(html):
    table = re.search(r"<table.*?</table>", html, re.S)[0].replace("<", " <")
    return re.sub(r"\s+", " ", strip_tags(table))


def autosave(client, report, order, value, field="diem"):
    data = {"field": f"{field}-{numbered(report, order).pk}", "value": value, "version": 0}
    address = reverse("submissions:score", args=[report.pk])
    return client.post(address, data, headers={"Accept": "application/json"})


def test_grid_stands_in_blocks_and_says_what_each_rule_gives(office, report):
    shown = grid(page(office, report))

    assert "Kinh tế, hạ tầng xanh tối đa 40 điểm 2. Phân loại rác tại nguồn Theo cách tính 16,67 từ 25/30 hộ" in shown
    assert "3. Mô hình xanh Theo cách tính 12 từ 6 mô hình" in shown
    assert "Theo cách tính 15 từ 85%" in shown
    assert "Cách tính: từ 100% được 20 điểm; từ 80% được 15 điểm; từ 50% được 10 điểm; dưới 50% được 0 điểm." in shown
    assert "Đối chiếu danh sách hộ có chữ ký." in shown
    assert "Điểm thưởng cộng nhiều nhất 10 điểm 5. Mô hình được thành phố nhân rộng" in shown
    assert "Điểm trừ trừ nhiều nhất 10 điểm 7. Cung cấp số liệu sai" in shown
    assert "Đã chấm 0/7 tiêu chí 100 83,67 0" in shown


def test_total_counts_the_caps_without_scripts(office, report, review, reviewer):
    for order, points in {1: 40, 5: 8, 6: 8, 7: "1.5"}.items():
        scoring.save_score(review, numbered(report, order), by=reviewer, points=Decimal(points), at=NOW)

    assert "Đã chấm 4/7 tiêu chí 100 83,67 48,5" in grid(page(office, report))


def test_a_mark_set_by_hand_keeps_its_note_open(office, report, review, reviewer):
    scoring.save_score(review, numbered(report, 2), by=reviewer, points=Decimal(15), note="Thiếu hộ.", at=NOW)

    html = page(office, report)
    assert "Thấp hơn cách tính 1,67 điểm: cần ghi lý do từ 20 ký tự" in grid(html)
    assert html.count('<tr class="sub quiet">') == 6


def refused(answer, status):
    assert answer.status_code == status
    return answer.json()["error"]


def test_marks_that_are_refused_say_why_beside_the_field(office, report):
    assert refused(autosave(office, report, 3, "20,01"), 422) == "Tiêu chí 3: nhập từ 0 đến 20."
    assert refused(autosave(office, report, 3, "hai mươi"), 422) == "Điểm là số, ví dụ 20,5."
    assert refused(autosave(office, report, 7, "-1"), 422) == "Tiêu chí 7: nhập từ 0 đến 10."
    assert not Score.objects.exists()


def test_a_locked_board_refuses_with_a_sentence(office, report, reviewer):
    RankingBoard.objects.create(
        period=report.period, group=report.group, status=BoardStatus.LOCKED, locked_at=NOW, locked_by=reviewer
    )

    assert "chốt" in refused(autosave(office, report, 1, "30"), 403)
    assert "data-score " not in page(office, report)


def test_losing_the_role_in_mid_score_is_refused_and_keeps_what_was_saved(client_of, report, review, reviewer):
    factories.Membership.objects.create(user=reviewer, role=Role.COUNCIL_MEMBER)
    client = client_of(reviewer)
    assert autosave(client, report, 1, "30").status_code == 200

    reviewer.memberships.filter(role=Role.REVIEWER).delete()

    answer = autosave(client, report, 1, "31")
    assert "thẩm định, chấm điểm báo cáo." in refused(answer, 403)
    assert review.scores.get(is_latest=True).points == 30


def test_a_conflict_found_in_mid_score_is_refused_with_its_reason(office, report, review, reviewer):
    factories.Membership.objects.create(user=reviewer, role=Role.UNIT_HEAD, unit=report.unit)

    assert refused(autosave(office, report, 1, "30"), 403) == "Không tự thẩm định báo cáo của đơn vị mình."
    assert "Không tự thẩm định báo cáo của đơn vị mình." in page(office, report)
    assert not Score.objects.exists()


def test_whoever_holds_no_slot_enters_nothing(client_of, report, review):
    stranger = client_of(factories.make_user(Role.REVIEWER))

    assert autosave(stranger, report, 1, "30").status_code == 404
    assert not Score.objects.exists()


def test_completing_by_hand_asks_for_the_reason_and_then_takes_it(office, report, review):
    marks = {1: 38, 2: 15, 3: 12, 4: 15, 5: 2, 6: 0, 7: 0}
    data = {f"diem-{numbered(report, order).pk}": str(points) for order, points in marks.items()}
    address = reverse("submissions:complete", args=[report.pk])

    html = office.post(address, data).content.decode()
    words = "Tiêu chí 2: thấp hơn cách tính 1,67 điểm, cần ghi lý do từ 20 ký tự trở lên."
    assert html.count(words) == 2

    note = {f"nhan-xet-{numbered(report, 2).pk}": "Năm hộ trong danh sách chưa có xác nhận."}
    seen = {f"phien-{score.item_id}": score.pk for score in review.scores.filter(is_latest=True)}
    assert office.post(address, data | note | seen).status_code == 302
    review = Review.objects.get()
    assert (review.status, review.total_hundredths) == (ReviewStatus.COMPLETE, 8200)


def test_a_file_that_is_gone_says_so_and_may_be_asked_for_again(office, report):
    item = numbered(report, 1)
    file = Evidence.objects.create(
        submission=report, file="evidence/000/khong-con", name="Bảng điện năng.pdf", media_type="application/pdf",
        size=10, sha256="0" * 64, uploaded_by=report.submitted_by,
    )  # fmt: skip
    file.items.add(item)
    report.snapshots.update(data=snapshots.picture_of(report))

    html = page(office, report, "?sap=don-vi")
    shown = re.search(r'<div class="broken" data-broken>.*?</div></div>', html, re.S)[0]
    assert "Tệp không mở được." in shown
    again = f"{reverse('submissions:return_form', args=[report.pk])}?gui-lai={file.pk}"
    assert f"{again}&amp;sap=don-vi" in shown
    assert "<iframe" not in html
    asked = office.get(again).content.decode()
    assert "Tệp không mở được. Gửi lại tệp này.</textarea>" in asked


@pytest.mark.parametrize("kinds", [False, True])
def test_review_costs_the_same_for_any_kind_of_criteria(client_of, reviewer, period, kinds):
    group = factories.make_group(period.campaign)
    if kinds:
        make_kinds(group, period)
        report = handed_in_kinds(group, period)
    else:
        factories.make_criteria_set(group, period)
        report = handed_in(group, period)
    reviewing.start_review(report, by=reviewer, at=NOW)
    client = client_of(reviewer)
    page(client, report)

    with expect_questions(27):
        html = page(client, report)
    assert len(html.encode()) <= MOST_HTML

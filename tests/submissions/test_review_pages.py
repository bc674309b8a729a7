"""The office's pages: list, review, marks field by field, return, accept."""

import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from campaigns.enums import GroupKind
from core.models import OutboxMessage
from submissions.enums import ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Score
from tests import factories
from tests.submissions.office import NOW, hand_in_again, handed_in, judged, mark


@pytest.fixture(autouse=True)
def december(monkeypatch):
    """Every page is opened on 14/12/2026."""
    for module in ("queue", "review", "returning"):
        monkeypatch.setattr(f"submissions.views.{module}.database_now", lambda: NOW)


@pytest.fixture
def report(group, period):
    return handed_in(group, period, subject=factories.make_unit("Hội Liên hiệp Phụ nữ phường"))


@pytest.fixture
def office(client_of, reviewer):
    return client_of(reviewer)


def names(html):
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html)


def url(name, *args, query=""):
    return reverse(f"submissions:{name}", args=args) + query


def page(client, name, *args, query="", status=200):
    response = client.get(url(name, *args, query=query))
    assert response.status_code == status
    return response.content.decode()


def autosave(client, report, field, value, version=0):
    data = {"field": field, "value": value, "version": version}
    return client.post(url("score", report.pk), data, headers={"Accept": "application/json"})


def taken(client, report):
    client.post(url("start_review", report.pk))
    report.refresh_from_db()
    return Review.objects.filter(submission=report, reviewer__pk=client.session["_auth_user_id"]).latest("pk")


def grid(report, *points, note="Theo minh chứng kèm theo."):
    items = report.items.order_by("criteria_item__order")
    data = {f"diem-{item.pk}": str(value) for item, value in zip(items, points, strict=True)}
    return data | {f"nhan-xet-{item.pk}": note for item in items}


# --- the list -------------------------------------------------------------------------------------------------------


def test_queue_finds_without_accents_and_says_when_nothing_fits(office, report, group, period):
    handed_in(group, period, subject=factories.make_unit("Đoàn Thanh niên"))

    assert names(page(office, "queue", query="?q=hoi+phu+nu")) == ["Hội Liên hiệp Phụ nữ phường"]
    assert names(page(office, "queue", query=f"?q={report.code}")) == ["Hội Liên hiệp Phụ nữ phường"]
    nothing = page(office, "queue", query="?q=khong+co")
    assert names(nothing) == []
    assert "Không có báo cáo khớp bộ lọc" in nothing


def test_queue_filters_live_in_the_address(office, report, group, period):
    other = factories.make_group(period.campaign, GroupKind.ENTERPRISE)
    factories.make_criteria_set(other, period)
    handed_in(other, period, subject=factories.make_unit("Công ty A"), is_late=True)
    handed_in(group, period, subject=factories.make_unit("Trạm Y tế"), status=S.RETURNED)
    handed_in(group, period, subject=factories.make_unit("Bản nháp"), status=S.DRAFT)

    def rows(query):
        return sorted(names(page(office, "queue", query=query)))

    assert rows("") == ["Công ty A", "Hội Liên hiệp Phụ nữ phường", "Trạm Y tế"]
    assert rows(f"?nhom={other.code}") == ["Công ty A"]
    assert rows("?trang-thai=RETURNED") == ["Trạm Y tế"]
    assert rows("?muon=1") == rows("?xem=muon") == ["Công ty A"]
    assert rows("?xem=tra-lai-lau") == ["Trạm Y tế"]
    assert rows("?trang-thai=SUBMITTED&nhom=khong-co") == []


def test_queue_sorts_by_the_vietnamese_alphabet(office, group, period):
    for name in ("Đội 1", "Dân phố 2", "Ủy ban", "Áo dài"):
        handed_in(group, period, subject=factories.make_unit(name))

    assert names(page(office, "queue", query="?sap=don-vi")) == ["Áo dài", "Dân phố 2", "Đội 1", "Ủy ban"]
    assert names(page(office, "queue", query="?sap=-don-vi")) == ["Ủy ban", "Đội 1", "Dân phố 2", "Áo dài"]


def test_queue_waiting_for_me_leaves_out_done_own_and_full(office, reviewer, report, group, period):
    full = handed_in(group, period, subject=factories.make_unit("Đã đủ"))
    for _ in range(2):
        judged(full, factories.make_user(Role.REVIEWER), 28, 23, 22, 15)
    judged(handed_in(group, period, subject=factories.make_unit("Tôi đã chấm")), reviewer, 28, 23, 22, 15)
    mine = handed_in(group, period, subject=factories.make_unit("Đơn vị tôi"))
    factories.Membership.objects.create(user=reviewer, role=Role.UNIT_HEAD, unit=mine.unit)

    assert names(page(office, "queue", query="?xem=cho-toi")) == ["Hội Liên hiệp Phụ nữ phường"]


def test_queue_answers_a_filter_with_the_table_only(office, report):
    response = office.get(url("queue"), headers={"HX-Request": "true"})

    html = response.content.decode()
    assert "<html" not in html
    assert names(html) == ["Hội Liên hiệp Phụ nữ phường"]
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("count", [1, 3])
def test_queue_costs_the_same_for_any_number_of_rows(office, group, period, count, django_assert_num_queries):
    for _ in range(count):
        judged(handed_in(group, period), factories.make_user(Role.REVIEWER), 28, 23, 22, 15)
    page(office, "queue")

    with django_assert_num_queries(20):
        assert len(names(page(office, "queue"))) == count


def test_queue_is_the_offices(client_of, officer, report):
    page(client_of(officer), "queue", status=403)
    page(client_of(officer), "review", report.pk, status=404)


# --- one report -----------------------------------------------------------------------------------------------------


def test_review_knows_its_neighbours_in_the_same_list(office, group, period):
    reports = [handed_in(group, period, subject=factories.make_unit(name)) for name in ("A", "B", "C")]
    taken(office, reports[1])

    html = page(office, "review", reports[1].pk, query="?trang-thai=SUBMITTED&sap=don-vi")
    assert "Hồ sơ 2/3" in html
    assert re.findall(r'data-(prev|next) href="/tham-dinh/(\d+)/\?([^"]+)"', html) == [
        ("prev", str(reports[0].pk), "trang-thai=SUBMITTED&amp;sap=don-vi"),
        ("next", str(reports[2].pk), "trang-thai=SUBMITTED&amp;sap=don-vi"),
    ]


def test_review_opens_by_press_not_by_looking(office, report):
    html = page(office, "review", report.pk)
    report.refresh_from_db()
    assert (report.status, "data-score" in html, "Nhận thẩm định" in html) == (S.SUBMITTED, False, True)

    taken(office, report)
    assert page(office, "review", report.pk).count("data-score ") == 4


def test_own_unit_has_a_closed_grid_with_its_reason(client_of, report):
    insider = factories.make_user(Role.REVIEWER, Role.UNIT_OFFICER, unit=report.unit)
    client = client_of(insider)

    html = page(client, "review", report.pk)
    assert "Không tự thẩm định báo cáo của đơn vị mình." in html
    assert "Nhận thẩm định</button>" not in html
    assert client.post(url("start_review", report.pk)).status_code == 403
    assert not Review.objects.exists()


def test_marks_of_the_other_are_absent_from_the_html(office, report, client_of):
    other = factories.make_user(Role.REVIEWER)
    judged(report, other, "27.35", "20.45", "21.55", "14.66")
    Score.objects.update(note="Ghi chú của người kia")
    mine = taken(office, report)
    secrets = ("27,35", "27.35", "20,45", "21,55", "14,66", "84,01", "Ghi chú của người kia")

    for query in ("", "?phan=toan-bo", "?phan=lich-su"):
        html = page(office, "review", report.pk, query=query)
        assert [secret for secret in secrets if secret in html] == []
    listed = page(office, "queue")
    assert not [secret for secret in secrets[:5] if secret in listed]

    office.post(url("complete", report.pk), grid(report, 28, 23, 22, 15))
    html = page(office, "review", report.pk)
    assert all(secret in html for secret in secrets if secret != "27.35")
    assert "Chênh 3,99 điểm" in html
    mine.refresh_from_db()
    assert mine.status == ReviewStatus.COMPLETE


def test_a_third_sees_who_is_scoring(client_of, report, office):
    taken(office, report)
    taken(client_of(factories.make_user(Role.REVIEWER)), report)

    html = page(client_of(factories.make_user(Role.REVIEWER)), "review", report.pk)
    assert "Đang được chấm bởi người thẩm định khác từ " in html


def test_autosave_reads_commas_and_answers_as_shown(office, report):
    taken(office, report)
    item = report.items.get(criteria_item__order=2)

    answer = autosave(office, report, f"diem-{item.pk}", "20.50")
    assert answer.status_code == 200
    mark_now = Score.objects.get(is_latest=True)
    body = answer.json()
    assert (body["ok"], body["version"], body["display"]) == (True, mark_now.pk, "20,5")
    note = autosave(office, report, f"nhan-xet-{item.pk}", "Thiếu biên bản.")
    assert (note.status_code, Score.objects.get(is_latest=True).points) == (200, mark_now.points)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("26", "Tiêu chí 2: nhập từ 0 đến 25."),
        ("-1", "Tiêu chí 2: nhập từ 0 đến 25."),
        ("tốt", "Điểm là số, ví dụ 20,5."),
    ],
)
def test_autosave_refuses_in_words(office, report, value, words):
    taken(office, report)
    item = report.items.get(criteria_item__order=2)

    answer = autosave(office, report, f"diem-{item.pk}", value)
    assert (answer.status_code, answer.json()) == (422, {"ok": False, "error": words})
    assert not Score.objects.exists()


def test_autosave_in_two_windows_shows_both(office, report):
    taken(office, report)
    item = report.items.get(criteria_item__order=1)
    autosave(office, report, f"diem-{item.pk}", "20")

    answer = autosave(office, report, f"diem-{item.pk}", "25", version=0)
    assert answer.status_code == 409
    assert (answer.json()["theirs"], answer.json()["conflict"]) == ("20", True)
    assert autosave(office, report, f"diem-{item.pk}", "25", version=answer.json()["theirs_version"]).status_code == 200


def test_autosave_of_a_foreign_field_is_not_found(office, report, group, period):
    taken(office, report)
    foreign = handed_in(group, period).items.first()

    for field in (f"diem-{foreign.pk}", "diem-x", "khac-1", ""):
        assert autosave(office, report, field, "1").status_code == 404


def test_complete_goes_to_the_next_of_the_list(office, group, period):
    first, second = (handed_in(group, period, subject=factories.make_unit(name)) for name in ("A", "B"))
    taken(office, first)

    response = office.post(url("complete", first.pk, query="?sap=don-vi"), grid(first, "28,5", 23, 22, 15))
    assert response.headers["Location"] == url("review", second.pk, query="?sap=don-vi")
    assert Review.objects.get().status == ReviewStatus.COMPLETE


def test_half_a_grid_is_kept_and_stays_open(office, report):
    review = taken(office, report)

    office.post(url("complete", report.pk), grid(report, 28, "", "", 15))
    assert Review.objects.get().status == ReviewStatus.OPEN
    assert review.scores.filter(is_latest=True, points__isnull=False).count() == 2


def test_faulty_grid_keeps_what_was_typed_and_says_where(office, report):
    taken(office, report)

    response = office.post(url("complete", report.pk), grid(report, 28, 26, "hai", 15))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Cần sửa 2 chỗ" in html
    assert "Tiêu chí 2: nhập từ 0 đến 25." in html
    assert "Tiêu chí 3: Điểm là số, ví dụ 20,5." in html
    assert 'value="hai"' in html


def test_an_older_window_does_not_wipe_what_a_newer_one_saved(office, report):
    taken(office, report)
    item = report.items.get(criteria_item__order=1)
    old = grid(report, "", 23, 22, 15) | {f"phien-{one.pk}": "0" for one in report.items.all()}
    autosave(office, report, f"diem-{item.pk}", "28")

    response = office.post(url("complete", report.pk), old)
    assert response.status_code == 422
    assert "Tiêu chí 1: ô này vừa được sửa ở cửa sổ khác (28)." in response.content.decode()
    assert Score.objects.get(item=item, is_latest=True).points == 28


def test_what_this_window_saved_itself_is_no_conflict(office, report):
    taken(office, report)
    item = report.items.get(criteria_item__order=1)
    autosave(office, report, f"diem-{item.pk}", "28")
    same = grid(report, 28, 23, 22, 15, note="") | {f"phien-{one.pk}": "0" for one in report.items.all()}

    assert office.post(url("complete", report.pk), same).status_code == 302
    assert Review.objects.get().status == ReviewStatus.COMPLETE


def test_owed_reason_keeps_the_grid_open(office, report):
    taken(office, report)

    response = office.post(url("complete", report.pk), grid(report, 28, 10, 22, 15, note=""))
    assert response.status_code == 422
    assert "Tiêu chí 2: thấp hơn tự chấm 13 điểm, cần ghi lý do từ 20 ký tự trở lên." in response.content.decode()
    assert Review.objects.get().status == ReviewStatus.OPEN


def test_return_shows_the_letter_then_sends_it_once(office, report):
    taken(office, report)
    asks = {"muc-tu-cham": "on", "ghi-tu-cham": "Gửi thêm số liệu điện năng."}
    data = {**asks, "due_on": "18/12/2026", "_khoa": "mot-lan"}

    preview = office.post(url("return_form", report.pk), data).content.decode()
    assert "Thư đơn vị sẽ nhận" in preview
    assert "chậm nhất hết Thứ Sáu, 18/12/2026" in preview
    assert not OutboxMessage.objects.exists()
    for _ in range(2):
        office.post(url("return", report.pk), data)
    report.refresh_from_db()
    assert (report.status, OutboxMessage.objects.count()) == (S.RETURNED, 1)
    assert page(office, "return_form", report.pk, status=403)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"due_on": "18/12/2026"}, "Chọn ít nhất một mục"),
        ({"muc-tu-cham": "on", "due_on": "18/12/2026"}, "Ghi cần bổ sung gì ở mục"),
        ({"muc-tu-cham": "on", "ghi-tu-cham": "x", "due_on": "13/12/2026"}, "Hạn bổ sung phải từ hôm nay trở đi."),
        ({"muc-tu-cham": "on", "ghi-tu-cham": "x", "due_on": "mai"}, "Ngày viết như 25/12/2026."),
    ],
)
def test_return_with_faults_sends_nothing(office, report, data, words):
    taken(office, report)

    response = office.post(url("return", report.pk), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    report.refresh_from_db()
    assert report.status == S.UNDER_REVIEW


def test_second_hand_in_shows_what_changed(office, report, reviewer):
    from submissions.services import returning, reviewing

    mark(reviewing.start_review(report, by=reviewer, at=NOW), 20, None, None, None)
    returning.return_for_changes(report, by=reviewer, notes={"tu-cham": "Thêm số liệu."}, at=NOW)
    report.items.filter(criteria_item__order=1).update(result="Đã làm. Điện năng giảm 27,7%.")
    hand_in_again(report)
    taken(office, report)

    html = page(office, "review", report.pk)
    assert "<mark>Điện năng giảm 27,7%.</mark>" in html
    assert html.count("<mark>") == 1
    assert "“Thêm số liệu.”" in html
    assert "Đã bổ sung lần 1" in html
    assert 'value="20"' in html


def test_accept_button_waits_for_the_second_reviewer(office, reviewer, report):
    judged(report, reviewer, 28, 23, 22, 15)
    assert "Mới có 1/2 người chấm xong." in page(office, "review", report.pk)
    assert office.post(url("accept", report.pk)).status_code == 403

    judged(report, factories.make_user(Role.REVIEWER), 28, 23, 22, 15)
    assert "Mới có" not in page(office, "review", report.pk)
    office.post(url("accept", report.pk))
    report.refresh_from_db()
    assert report.status == S.ACCEPTED


@pytest.mark.parametrize("name", ["start_review", "score", "complete", "accept", "return"])
def test_changing_pages_are_post_only(office, report, name):
    assert office.get(url(name, report.pk)).status_code == 405

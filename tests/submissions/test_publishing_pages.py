"""The pages of published scores: what each side sees, answers, marks again, and what the pages cost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from submissions import letters
from submissions.models import RankingBoard, ScoreAppeal
from submissions.services import appeals
from tests import factories
from tests.submissions.published import ask, board_of, publish

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R5")]
TABLE = {"A": (30, 20, 20, 15), "B": (28, 20, 20, 15)}
MOST = 60 * 1024


@pytest.fixture
def reviewers(db):
    return [factories.make_user(Role.REVIEWER, full_name=f"Đặng Chấm {number}") for number in range(2)]


@pytest.fixture
def third(db):
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def granter(db):
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def laid(group, period, reviewers):
    return board_of(group, period, TABLE, reviewers)


@pytest.fixture
def public(laid, reviewers):
    board, reports = laid
    return publish(board, reviewers[0], at=timezone.now()), reports


def result_url(report):
    return reverse("submissions:result", args=[report.pk])


def words(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def test_nothing_is_seen_before_publishing_and_the_office_looks_ahead(laid, reviewers, client_of):
    board, reports = laid
    own = client_of(reports["B"].submitted_by)
    assert own.get(result_url(reports["B"])).status_code == 404
    home = words(own, reverse("submissions:home"))
    assert "83 điểm" not in home
    assert result_url(reports["B"]) not in home
    assert "đơn vị chưa thấy trang này" in words(client_of(reviewers[0]), result_url(reports["B"]))


def test_the_office_is_told_that_publishing_is_not_undone_then_publishes(laid, reviewers, client_of):
    board, reports = laid
    client = client_of(reviewers[0])
    url = f"{reverse('submissions:publish')}?nam=2026&nhom={board.group.code}"
    html = words(client, url)
    assert "Công bố xong không thu hồi được." in html
    assert f'href="{result_url(reports["A"])}"' in html
    assert "Công bố điểm" in words(client, f"{reverse('submissions:ranking')}?nam=2026&nhom={board.group.code}")
    assert client.post(url).status_code == 302
    assert client.post(url, follow=True).context["messages"]
    assert OutboxMessage.objects.filter(kind="scores_published").count() == 2
    assert "Đã công bố cho các đơn vị" in words(
        client, f"{reverse('submissions:ranking')}?nam=2026&nhom={board.group.code}"
    )


def test_a_unit_reads_its_own_score_and_nobody_elses(public, reviewers, client_of):
    _, reports = public
    client = client_of(reports["B"].submitted_by)
    html = words(client, result_url(reports["B"]))
    for part in ("Kết quả thẩm định", ">83<", "Hạng 2, trong 2 báo cáo", "Theo minh chứng kèm theo.", "Gửi kiến nghị"):
        assert part in html
    for secret in ("Đặng Chấm", ">85<", "Xếp loại"):
        assert secret not in html
    assert client.get(result_url(reports["A"])).status_code == 404
    home = words(client, reverse("submissions:home"))
    assert f'href="{result_url(reports["B"])}">Xem kết quả' in home
    letter = OutboxMessage.objects.get(kind="scores_published", context__submission=reports["B"].pk)
    assert letters.to_whoever_writes_now(letter, timezone.now()) == ""


def test_a_unit_asks_once_and_reads_the_answer(public, third, client_of):
    _, reports = public
    client, url = client_of(reports["B"].submitted_by), reverse("submissions:appeal", args=[reports["B"].pk])
    assert "Ghi nội dung kiến nghị" in client.post(url, {"text": ""}).content.decode()
    item = reports["B"].items.first()
    foreign = client.post(url, {"text": "Xem lại.", "item": reports["A"].items.first().pk})
    assert foreign.status_code == 422
    assert client.post(url, {"text": "Xem lại tiêu chí 1.", "item": item.pk}).status_code == 302
    assert client.post(url, {"text": "Nữa."}).status_code == 403
    html = words(client, result_url(reports["B"]))
    assert "Xem lại tiêu chí 1." in html and "Mỗi lần gửi một kiến nghị." in html
    appeals.refuse(ScoreAppeal.objects.get(), answer="Đã xem đủ.", by=third)
    assert "Đã xem đủ." in words(client, result_url(reports["B"]))


def test_the_office_answers_from_the_inbox_and_a_third_person_marks_again(public, reviewers, third, granter, client_of):
    _, reports = public
    appeal = ask(reports["B"], at=timezone.now())
    page = reverse("submissions:appeal_page", args=[appeal.pk])
    conflicted = words(client_of(reviewers[0]), page)
    assert "Người đã chấm báo cáo này không trả lời kiến nghị" in conflicted and "<textarea" not in conflicted
    granting, client = client_of(granter), client_of(third)
    assert "1 kiến nghị về điểm chờ trả lời" in words(granting, reverse("submissions:appeal_inbox"))
    grant = reverse("submissions:appeal_grant", args=[appeal.pk])
    assert granting.post(grant, {"answer": ""}).status_code == 422
    assert granting.post(grant, {"answer": "Chấm lại."}).status_code == 302
    assert granting.post(grant, {"answer": "Chấm lại."}).status_code == 409
    assert "Người chấp nhận kiến nghị không tự chấm lại." in words(granting, page)
    assert granting.post(reverse("submissions:take_again", args=[appeal.pk])).status_code == 403
    again = reverse("submissions:mark_again", args=[appeal.pk])
    assert client.get(again).status_code == 403
    assert client.post(reverse("submissions:take_again", args=[appeal.pk])).url == again
    assert 'value="28"' in words(client, again)
    marks = {f"diem-{item.pk}": "20" for item in reports["B"].items.all()}
    notes = {f"ghi-chu-{item.pk}": "Chấm lại theo hồ sơ gốc đã nộp." for item in reports["B"].items.all()}
    wrong = client.post(again, {**marks, f"diem-{reports['B'].items.first().pk}": "31"})
    assert (wrong.status_code, "nhập từ 0 đến 30" in wrong.content.decode()) == (422, True)
    assert client.post(again, {**marks, **notes, "luu": "1"}).url == again
    assert client.post(again, {**marks, **notes, "xong": "1"}).status_code == 422
    done = client.post(again, {**marks, **notes, "xong": "1", "reason": "Minh chứng không đủ, điểm giảm."})
    assert done.url == page
    board = RankingBoard.objects.get()
    assert board.version == 2
    html = words(client_of(reports["B"].submitted_by), result_url(reports["B"]))
    for part in ("Các bản của bảng điểm", "Bản 1", "Bản 2", "Minh chứng không đủ, điểm giảm.", ">80<", ">83<"):
        assert part in html
    assert third.full_name not in html


def test_the_years_pages_say_what_counts(public, third, client_of):
    board, reports = public
    unit = reports["B"].unit
    factories.enrol(board.group, unit)
    url = reverse("submissions:years_unit", args=[unit.pk])
    html = words(client_of(reports["B"].submitted_by), url)
    assert "Mới có điểm năm 2026: 83 điểm." in html and "2 trên 2" in html
    group = words(client_of(third), f"{reverse('submissions:years_group')}?nhom={board.group.code}")
    assert f'href="{url}">B' in group
    assert client_of(reports["A"].submitted_by).get(url).status_code == 404


def test_the_years_leave_as_csv_with_one_line_of_the_log(public, third, client_of):
    board, reports = public
    unit = reports["B"].unit
    for report in reports.values():
        factories.enrol(board.group, report.unit)
    own, office = client_of(reports["B"].submitted_by), client_of(third)
    url = reverse("submissions:years_unit_csv", args=[unit.pk])
    html = words(own, reverse("submissions:years_unit", args=[unit.pk]))
    assert f'href="{url}" aria-label="Tải CSV, Điểm từng năm"' in html and "Xem bảng số liệu" in html
    answer = own.get(url)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "2026" in answer.content.decode() and ",83,2,2,," in answer.content.decode()
    assert client_of(reports["A"].submitted_by).get(url).status_code == 404
    group = reverse("submissions:years_group_csv") + f"?nhom={board.group.code}"
    assert f'href="{group}"' in words(office, f"{reverse('submissions:years_group')}?nhom={board.group.code}")
    text = office.get(group).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["A", "B"]
    assert own.get(group).status_code == 403
    taken = AuditEvent.objects.filter(action="list_exported").order_by("pk")
    assert [(row.data["file_name"], row.data["rows"]) for row in taken] == [
        (f"qua-cac-nam-don-vi-{unit.pk}.csv", 1), (f"qua-cac-nam-nhom-{board.group.pk}.csv", 2),
    ]  # fmt: skip


def test_pages_cost_the_same_however_much_is_on_them(public, third, reviewers, client_of, django_assert_num_queries):
    board, reports = public
    client = client_of(third)
    inbox = reverse("submissions:appeal_inbox")
    unit_client = client_of(reports["B"].submitted_by)
    client.get(inbox), unit_client.get(result_url(reports["B"]))
    asked = ask(reports["B"], at=timezone.now())
    factories.enrol(board.group, reports["A"].unit)
    group = f"{reverse('submissions:years_group')}?nhom={board.group.code}"
    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(inbox)
        with django_assert_num_queries(13):
            html = unit_client.get(result_url(reports["B"]))
        with django_assert_num_queries(14):
            client.get(group)
        assert len(html.content) < MOST
        if ScoreAppeal.objects.count() == 1:
            ask(reports["A"], at=timezone.now())
            factories.enrol(board.group, reports["B"].unit)
            appeals.refuse(asked, answer="Đã xem đủ.", by=third)
            ask(reports["B"], at=timezone.now())

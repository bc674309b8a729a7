"""The page before handing in, the way to the head and back, and the office's pages of more time (ux 4)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.enums import ApprovalKind, Role
from core.clock import database_now
from core.models import OutboxMessage
from submissions.enums import ScanStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import ApprovalRequest, Evidence, Extension, Submission
from submissions.places import Place
from submissions.services import drafting, evidence, extensions
from submissions.writable import FieldKey
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "Đơn vị thay người phụ trách."


@pytest.fixture
def period(db):
    """A year that is open now."""
    now = database_now()
    period = factories.make_period(
        opens_at=now - timedelta(days=20), closes_at=now + timedelta(days=5), locks_at=now + timedelta(days=15)
    )
    factories.make_content_areas(period.campaign)
    return period


@pytest.fixture
def ready(period, unit, officer):
    return factories.submission_at(subject=unit, period=period, by=officer)


@pytest.fixture
def head(unit):
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    return factories.make_user(Role.UNIT_HEAD, unit=unit, full_name="Trần Thị Thủ Trưởng")


@pytest.fixture
def late(period):
    """The same year, after its end."""
    period.closes_at = database_now() - timedelta(days=2)
    period.save()
    return period


def url(name, row):
    return reverse(f"submissions:{name}", args=[row.pk])


def page(client, name, row) -> str:
    return client.get(url(name, row)).content.decode()


def key_of(html: str) -> str:
    return re.search(r'name="_khoa" value="([^"]+)"', html)[1]


def test_complete_report_says_so_and_asks_for_the_heads_word(ready, client_of, officer):
    html = page(client_of(officer), "check", ready)
    assert "<b>Đủ điều kiện nộp</b>" in html
    assert "Thủ trưởng đơn vị đã duyệt nội dung này" in html
    assert "Rút lại để sửa được đến khi phường bắt đầu thẩm định." in html
    assert html.count(">Nộp báo cáo<") == 2  # the heading of the card and its button
    answer = client_of(officer).post(url("submit", ready))
    assert answer.status_code == 422
    assert "Đánh dấu xác nhận trước khi nộp." in answer.content.decode()


def test_gaps_are_links_to_their_fields_and_their_sections_stay_open(ready, client_of, officer):
    content = ready.contents.get(content_area__order=5)
    key = FieldKey("content", content.pk, "results")
    drafting.save_field(submission_id=ready.pk, key=key, text="", seen=None, by=officer)
    html = page(client_of(officer), "check", ready)
    assert "Còn thiếu 1 chỗ</h2>" in html
    target = f"{reverse('submissions:edit', args=[ready.pk, 'noi-dung-nd5'])}?ve=kiem-tra#{key}"
    assert f'<a href="{target}">Chưa nhập kết quả nổi bật của nội dung 5.</a>' in html
    assert html.count("data-fold-phone") == html.count('class="lc-checkrow') - 1
    assert f'id="{key}"' in client_of(officer).get(target).content.decode()
    assert "Báo cáo còn thiếu 1 chỗ, chưa nộp được." in html


def test_every_section_has_its_own_way_back_to_the_form(ready, client_of, officer):
    html = page(client_of(officer), "check", ready)
    names = re.findall(r'aria-label="(Sửa mục [^"]+)"', html)
    assert names[1] == "Sửa mục 2, Nội dung 1"
    assert len(names) == html.count('class="lc-checkrow')
    edit = client_of(officer).get(f"{reverse('submissions:edit', args=[ready.pk, 'noi-dung-nd1'])}?ve=kiem-tra")
    assert url("check", ready) in edit.content.decode()


def test_a_file_that_does_not_open_is_worth_a_second_look(ready, client_of, officer):
    content = ready.contents.first()
    row = evidence.attach_link(
        submission_id=ready.pk, place=Place("content", content.pk), url="https://haiphong.gov.vn/a", by=officer
    )
    Evidence.objects.filter(pk=row.pk).update(scan_status=ScanStatus.PENDING, name="Biên bản.pdf")
    html = page(client_of(officer), "check", ready)
    assert "Tệp “Biên bản.pdf” chưa quét xong, phường chưa mở được." in html
    assert f"#tep-content-{content.pk}" in html
    assert "Đủ điều kiện nộp" in html


def test_late_is_named_and_asks_why(ready, late, client_of, officer):
    html = page(client_of(officer), "check", ready)
    assert "Nộp muộn báo cáo" in html
    assert "Quá hạn 2 ngày. Phường vẫn nhận và ghi nộp muộn." in html
    answer = client_of(officer).post(url("submit", ready), {"approved": "on"})
    assert "Chưa nhập lý do nộp muộn." in answer.content.decode()
    client_of(officer).post(url("submit", ready), {"approved": "on", "late_reason": WHY})
    assert Submission.objects.get().is_late


def test_two_presses_are_one_report_one_code_one_letter(ready, client_of, officer):
    client = client_of(officer)
    data = {"approved": "on", "_khoa": key_of(page(client, "check", ready).split('id="nop"')[1])}
    first, second = (client.post(url("submit", ready), data) for _ in range(2))
    assert first.url == second.url == url("receipt", ready)
    third = client.post(url("submit", ready), {"approved": "on"})
    assert third.url == url("receipt", ready)
    assert Submission.objects.get().rounds == 1
    assert OutboxMessage.objects.filter(kind="received").count() == 1


def test_with_more_time_nothing_is_late(ready, late, unit, client_of, officer, reviewer):
    day = database_now() + timedelta(days=4)
    extensions.grant_extension(period=late, subject=unit, last_day=day.date(), reason=WHY, by=reviewer)
    html = page(client_of(officer), "check", ready)
    assert "Nộp muộn" not in html
    assert "theo lần gia hạn của phường" in html
    client_of(officer).post(url("submit", ready), {"approved": "on"})
    assert not Submission.objects.get().is_late


def test_the_head_reads_and_hands_in(ready, client_of, officer, head):
    html = page(client_of(officer), "check", ready)
    assert "Giờ nộp tính lúc thủ trưởng nộp" in html
    assert url("submit", ready) not in html
    answer = client_of(officer).post(url("ask_approval", ready), {"note": "Nhờ đồng chí xem."}, follow=True)
    assert "Đang chờ thủ trưởng duyệt" in answer.content.decode()
    assert "Lấy lại để sửa" in answer.content.decode()
    html = page(client_of(head), "check", ready)
    assert "“Nhờ đồng chí xem.”" in html
    assert "Duyệt và nộp báo cáo" in html
    assert "Sửa mục" not in html
    assert 'name="approved"' not in html
    assert client_of(head).post(url("submit", ready)).url == url("receipt", ready)
    assert Submission.objects.get().snapshots.get().approved_by == head


def test_the_head_gives_it_back_and_the_officer_reads_why(ready, client_of, officer, head):
    client_of(officer).post(url("ask_approval", ready))
    empty = client_of(head).post(url("approval_give_back", ready), {"answer": " "})
    assert (empty.status_code, "Ghi ý kiến" in empty.content.decode()) == (422, True)
    client_of(head).post(url("approval_give_back", ready), {"answer": "Bổ sung số liệu mục 3."})
    html = page(client_of(officer), "check", ready)
    assert "“Bổ sung số liệu mục 3.”" in html
    assert "Trần Thị Thủ Trưởng trả lại lúc" in html
    assert "Trình thủ trưởng duyệt" in html


def test_without_a_head_the_page_says_what_to_do(ready, unit, client_of, officer):
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    html = page(client_of(officer), "check", ready)
    assert "Đơn vị chưa có thủ trưởng trên hệ thống nên chưa trình được." in html
    assert client_of(officer).post(url("ask_approval", ready)).status_code == 403
    assert not ApprovalRequest.objects.exists()


def test_a_signed_copy_is_a_gap_that_leads_to_its_place(ready, unit, client_of, officer):
    unit.approval = ApprovalKind.SIGNED_COPY
    unit.save()
    html = page(client_of(officer), "check", ready)
    assert '<a href="#ban-ky">Chưa gửi bản có chữ ký, đóng dấu của thủ trưởng.</a>' in html
    assert 'id="ban-ky"' in html


def test_the_office_gives_more_time_from_the_list_of_those_missing(period, unit, officer, reviewer, client_of):
    client = client_of(reviewer)
    listed = client.get(reverse("submissions:reminders")).content.decode()
    address = f"{url('extend_unit', unit)}?nam={period.year}"
    assert f'href="{address}"' in listed
    form = client.get(address).content.decode()
    assert "Gia hạn được đến" in form
    assert client.post(address, {"last_day": "01/01/2020", "reason": ""}).status_code == 422
    day = period.last_day + timedelta(days=3)
    answer = client.post(address, {"last_day": day.strftime("%d/%m/%Y"), "reason": WHY}, follow=True)
    html = answer.content.decode()
    assert f"Đã gia hạn cho {unit} đến hết" in html
    assert WHY in html
    assert Extension.objects.get().unit == unit
    assert "Gia hạn đến hết" in client.get(reverse("submissions:reminders")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_extensions_costs_the_same(count, period, group, reviewer, client_of, django_assert_num_queries):
    for _ in range(count):
        unit = factories.make_unit()
        factories.enrol(group, unit)
        factories.submission_at(S.SUBMITTED, subject=unit, period=period, at=database_now())
        last_day = period.last_day + timedelta(days=2)
        extensions.grant_extension(period=period, subject=unit, last_day=last_day, reason=WHY, by=reviewer)
    client = client_of(reviewer)
    with django_assert_num_queries(8):
        client.get(reverse("submissions:extensions"))


def test_check_page_is_light_and_costs_the_same(ready, client_of, officer, django_assert_num_queries):
    client = client_of(officer)
    client.get(url("check", ready))
    with django_assert_num_queries(25):
        html = page(client, "check", ready)
    assert len(html.encode()) < 60 * 1024

"""The return form, the unit's ticks on the section, what the office reads of the answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.models import AuditEvent
from submissions import sections
from submissions.enums import SubmissionStatus as S
from submissions.models import ReturnNote
from submissions.services import drafting, handing_in, returning
from submissions.writable import FieldKey
from tests import factories
from tests.submissions.returned import give_back, officer_of, under_review

pytestmark = pytest.mark.django_db
MOST_HTML = 60 * 1024


@pytest.fixture
def period():
    """A year that is open now."""
    now = timezone.now()
    return factories.make_period(
        opens_at=now - timedelta(days=20), closes_at=now + timedelta(days=20), locks_at=now + timedelta(days=30)
    )


@pytest.fixture
def report(period, reviewer):
    row = under_review(period=period, reviewer=reviewer, files=3, subject=factories.make_unit("Hội Phụ nữ"))
    type(row).objects.update(status_since=timezone.now())
    row.refresh_from_db()
    return row


@pytest.fixture
def office(client_of, reviewer):
    return client_of(reviewer)


@pytest.fixture
def client(client_of, report):
    return client_of(officer_of(report))


def page(client, name, *args, query="", status=200):
    answer = client.get(reverse(f"submissions:{name}", args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def asking(report, **changes) -> dict:
    """The return form as the office fills it in."""
    file = report.evidence.first()
    due = (timezone.localdate() + timedelta(days=7)).strftime("%d/%m/%Y")
    data = {
        f"tep-{file.pk}": "on", f"ghi-tep-{file.pk}": "Thiếu trang 2.", "muc-kien-nghi": "on",
        "ghi-kien-nghi": "Nêu rõ kinh phí.", "due_on": due,
    }  # fmt: skip
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


# --- the office asks


def test_the_form_lists_every_section_with_its_files(office, report):
    html = page(office, "return_form", report.pk)
    for section in sections.sections_of(report):
        assert f'name="muc-{section.key}"' in html
    for file in report.evidence.all():
        assert f'name="tep-{file.pk}"' in html and f"Tệp “{file.name}”" in html
    assert "Khóa các phần không nêu" in html


def test_the_preview_is_the_letter_and_sends_nothing(office, report):
    answer = office.post(reverse("submissions:return_form", args=[report.pk]), asking(report, lock_rest="on"))
    html = answer.content.decode()
    assert "Tự chấm theo tiêu chí, tệp “Quyết định 1.pdf”: Thiếu trang 2." in html
    assert "Các phần khác giữ nguyên và đã khóa." in html
    report.refresh_from_db()
    assert report.status == S.UNDER_REVIEW


def test_returning_keeps_marks_on_files_and_the_lock(office, report):
    office.post(reverse("submissions:return", args=[report.pk]), asking(report, lock_rest="on"))
    request = report.returns.get()
    assert request.lock_rest
    assert list(request.notes.values_list("section", "evidence", "note")) == [
        ("tu-cham", report.evidence.first().pk, "Thiếu trang 2."),
        ("kien-nghi", None, "Nêu rõ kinh phí."),
    ]


def test_a_file_without_words_is_pointed_out(office, report):
    file = report.evidence.first()
    data = asking(report, **{f"ghi-tep-{file.pk}": "  "})
    answer = office.post(reverse("submissions:return", args=[report.pk]), data)
    assert answer.status_code == 422
    assert "Ghi cần bổ sung gì ở tệp “Quyết định 1.pdf”." in answer.content.decode()
    assert not report.returns.exists()


# --- the unit answers


def test_the_section_carries_what_is_asked_and_the_file_says_so_too(client, report):
    give_back(report)
    html = page(client, "edit", report.pk, "tu-cham")
    assert "Phường đề nghị bổ sung ở mục này" in html
    assert html.count("Tệp chụp thiếu trang 2.") == 2
    assert "Báo cáo còn 2/2 chỗ chưa đánh dấu đã sửa." in html
    assert 'name="xong" value="1"' in html
    other = page(client, "edit", report.pk, "don-vi")
    assert "Ở mục khác còn 2/2 chỗ phường yêu cầu bổ sung chưa đánh dấu đã sửa." in other
    assert 'name="xong"' not in other


def test_a_tick_saves_what_was_typed_with_it(client, report):
    give_back(report)
    note = ReturnNote.objects.get(evidence=None)
    key = FieldKey("report", report.pk, "difficulties")
    data = {"xong": "1", f"seen-{key}": drafting.stamp(report.difficulties), str(key): "Thiếu kinh phí số hóa."}
    answer = client.post(reverse("submissions:return_note_done", args=[note.pk]), data)
    assert answer.status_code == 302
    assert answer.url.endswith(f"/muc/kien-nghi/#de-nghi-{note.pk}")
    note.refresh_from_db()
    report.refresh_from_db()
    assert (note.done_by, report.difficulties) == (officer_of(report), "Thiếu kinh phí số hóa.")
    html = page(client, "edit", report.pk, "kien-nghi")
    assert "Báo cáo còn 1/2 chỗ chưa đánh dấu đã sửa." in html
    assert 'name="xong" value="0"' in html
    client.post(reverse("submissions:return_note_done", args=[note.pk]), {"xong": "0"})
    note.refresh_from_db()
    assert note.done_at is None
    assert AuditEvent.objects.filter(action__in=["tick_note", "untick_note"]).count() == 2


def test_a_fault_beside_the_tick_keeps_the_text_on_the_page(client, report):
    give_back(report)
    note = ReturnNote.objects.exclude(evidence=None).get()
    key = FieldKey("item", report.items.first().pk, "self_score")
    data = {"xong": "1", f"seen-{key}": drafting.stamp(report.items.first().self_score), str(key): "999"}
    answer = client.post(reverse("submissions:return_note_done", args=[note.pk]), data)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="999"' in html and "Điểm tự chấm phải từ 0 đến" in html


def test_after_handing_in_a_tick_is_refused_in_words(client, report):
    give_back(report)
    note = ReturnNote.objects.get(evidence=None)
    handing_in.submit(report, by=officer_of(report))
    answer = client.post(reverse("submissions:return_note_done", args=[note.pk]), {"xong": "1"}, follow=True)
    assert "Báo cáo đã nộp, không sửa được." in answer.content.decode()
    note.refresh_from_db()
    assert note.done_at is None


def test_a_locked_section_is_read_only_and_says_why(client, report):
    give_back(report, lock_rest=True)
    html = page(client, "edit", report.pk, "don-vi")
    assert "Phường chỉ mở những chỗ đề nghị bổ sung. Mục này giữ nguyên như đã nộp." in html
    assert "<textarea" not in html and 'type="file"' not in html
    named = page(client, "edit", report.pk, "kien-nghi")
    assert "<textarea" in named


def test_where_only_a_file_is_named_files_alone_can_change(client, report):
    give_back(report, lock_rest=True)
    html = page(client, "edit", report.pk, "tu-cham")
    assert "Phần chữ, số liệu và điểm giữ nguyên như đã nộp." in html
    assert "<textarea" not in html and 'type="file"' in html
    assert 'id="bao-cao"' in html and 'name="xong" value="1"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_a_section_costs_the_same_for_any_number_of_notes(client, report, count, django_assert_num_queries):
    named = report.evidence.order_by("pk").values_list("pk", flat=True)[:count]
    give_back(report, notes={}, files=dict.fromkeys(named, "Thiếu trang."))
    page(client, "edit", report.pk, "tu-cham")
    with django_assert_num_queries(15):
        html = page(client, "edit", report.pk, "tu-cham")
    assert html.count("Thiếu trang.") == 2 * count
    assert len(html.encode()) < MOST_HTML


# --- the office reads the answer


@pytest.fixture
def answered(report):
    """Handed in again with one note ticked and one word changed."""
    officer = officer_of(report)
    give_back(report)
    key = FieldKey("report", report.pk, "difficulties")
    drafting.save_field(submission_id=report.pk, key=key, text="Thiếu kinh phí số hóa.", seen=None, by=officer)
    returning.tick(ReturnNote.objects.get(evidence=None), by=officer, done=True)
    report.refresh_from_db()
    return handing_in.submit(report, by=officer)


def test_the_list_says_that_it_came_again_and_what_was_mended(office, answered):
    html = page(office, "queue", query=f"?nam={answered.period.year}")
    assert "Đã bổ sung lần 1" in html
    assert "Đã sửa 1/2 chỗ: Khó khăn" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_answers(office, period, reviewer, count, django_assert_num_queries):
    for _ in range(count):
        row = under_review(period=period, reviewer=reviewer, files=1)
        give_back(row)
        handing_in.submit(row, by=officer_of(row))
    page(office, "queue", query=f"?nam={period.year}")
    with django_assert_num_queries(27):
        html = page(office, "queue", query=f"?nam={period.year}")
    assert html.count("Đã bổ sung lần 1") == count


def test_the_report_links_to_what_changed_and_marks_the_section(office, answered):
    html = page(office, "review", answered.pk, query="?phan=toan-bo")
    assert "Xem phần đã sửa so với lần nộp 1" in html
    assert html.count('<span class="lc-tag warn">đã sửa</span>') == 1
    assert "Đơn vị chưa đánh dấu đã sửa" in html


def test_the_changes_are_words_for_eyes_and_ears(office, answered):
    html = page(office, "changes", answered.pk)
    assert '<ins><span class="visually-hidden">đã thêm: </span>Thiếu kinh phí số hóa.' in html
    assert "Đơn vị đánh dấu đã sửa lúc" in html and "mục này có sửa." in html
    assert "Đơn vị chưa đánh dấu; mục này không đổi." in html


@pytest.mark.parametrize("query", ["?lan=1", "?lan=3", "?lan=x", "?lan="])
def test_there_is_nothing_to_compare_a_first_hand_in_with(office, answered, query):
    page(office, "changes", answered.pk, query=query, status=404)


def test_a_report_handed_in_once_has_no_changes(office, report):
    page(office, "changes", report.pk, status=404)
    assert "Xem phần đã sửa" not in page(office, "review", report.pk)


def test_markup_in_the_texts_stays_text(office, report):
    officer = officer_of(report)
    give_back(report, notes={sections.PROPOSALS: "<b>Ghi</b> rõ."}, files={})
    key = FieldKey("report", report.pk, "difficulties")
    drafting.save_field(submission_id=report.pk, key=key, text="<script>alert(1)</script>", seen=None, by=officer)
    report.refresh_from_db()
    handing_in.submit(report, by=officer)
    html = page(office, "changes", report.pk)
    assert "<script>alert(1)" not in html and "&lt;script&gt;alert(1)" in html
    assert "&lt;b&gt;Ghi&lt;/b&gt;" in html


def test_a_stranger_of_another_unit_finds_no_note(client_of, report):
    give_back(report)
    note = ReturnNote.objects.get(evidence=None)
    stranger = client_of(factories.make_user(Role.UNIT_OFFICER))
    assert stranger.post(reverse("submissions:return_note_done", args=[note.pk]), {"xong": "1"}).status_code == 404


def test_the_check_page_warns_of_places_without_a_tick_and_stops_nobody(client, report):
    give_back(report)
    officer = officer_of(report)
    html = page(client, "check", report.pk)
    assert "Còn 2/2 chỗ phường yêu cầu chưa đánh dấu “Đã sửa chỗ này”." in html
    note = ReturnNote.objects.get(evidence=None)
    assert f"/muc/kien-nghi/?ve=kiem-tra#de-nghi-{note.pk}" in html
    for each in ReturnNote.objects.all():
        returning.tick(each, by=officer, done=True)
    assert "chưa đánh dấu" not in page(client, "check", report.pk)
    returning.tick(note, by=officer, done=False)
    client.post(reverse("submissions:submit", args=[report.pk]), {"approved": "on"})
    report.refresh_from_db()
    assert report.status == S.SUBMITTED


@pytest.mark.parametrize(
    "left, button", [(2, "Sửa 2 chỗ phường yêu cầu"), (1, "Sửa 1 chỗ còn lại"), (0, "Kiểm tra và nộp lại")]
)
def test_home_says_what_is_left(client, report, left, button):
    give_back(report)
    notes = list(ReturnNote.objects.order_by("pk"))
    for note in notes[: len(notes) - left]:
        returning.tick(note, by=officer_of(report), done=True)
    assert button in page(client, "home")

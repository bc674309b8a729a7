"""The office's list: filters, picks that touch no hidden row, kept filters, urging, Excel, the zip of evidence."""

import io
import re
import zipfile
from datetime import date, timedelta
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from accounts.enums import Role
from campaigns.models import ContentArea
from core.models import AuditEvent, OutboxMessage
from submissions import queue, queue_picks
from submissions.enums import ScanStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Assignment, Evidence, Return, ReturnNote, SavedView, SubmissionContent
from submissions.queue import Choices
from submissions.services import assigning, evidence_zip, urging
from submissions.services import evidence as files_service
from submissions.services import saved_views as views_service
from tests import factories
from tests.submissions import files
from tests.submissions.office import NOW, handed_in, judged

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december(monkeypatch):
    """Every page is opened on 14/12/2026."""
    for module in ("queue", "queue_acts"):
        monkeypatch.setattr(f"submissions.views.{module}.database_now", lambda: NOW)


@pytest.fixture
def office(client_of, reviewer):
    return client_of(reviewer)


@pytest.fixture
def report(group, period):
    return handed_in(group, period, subject=factories.make_unit("Hội Liên hiệp Phụ nữ phường"))


def url(name, *args, **query):
    pairs = [(key, one) for key, value in query.items() for one in (value if isinstance(value, list) else [value])]
    address = reverse(f"submissions:{name}", args=args)
    return f"{address}?{urlencode([(key.replace('_', '-'), value) for key, value in pairs])}"


def names(office, **query):
    html = office.get(url("queue", **query)).content.decode()
    return sorted(re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html))


def given(report, reviewer, **fields):
    return Assignment.objects.create(submission=report, reviewer=reviewer, assigned_by=reviewer, **fields)


def returned(report, *, days=7):
    """The report given back four days ago, to be answered within `days` of then."""
    since = NOW - timedelta(days=4)
    type(report).objects.filter(pk=report.pk).update(status=S.RETURNED, status_since=since)
    request = Return.objects.create(
        submission=report, reason="Bổ sung.", due_on=since.date() + timedelta(days=days),
        returned_by=factories.make_user(Role.REVIEWER), returned_at=since,
    )  # fmt: skip
    ReturnNote.objects.create(request=request, section="self_score", note="Bổ sung số liệu.")
    report.refresh_from_db()
    return request


def choices(text):
    return Choices.of(QueryDict(text))


# --- the filters ----------------------------------------------------------------------------------------------------


def test_an_address_is_read_and_said_again():
    text = "xem=muon&nhom=n1&trang-thai=SUBMITTED&noi-dung=nd1&nguoi=toi&han=qua-han&o=phong&muon=1&q=hoi&sap=-diem"
    assert choices(text).query == text
    nonsense = "xem=x&trang-thai=DRAFT&nguoi=٣&han=x&o=x&muon=2&sap=x&trang=4"
    assert choices(nonsense).query == ""
    assert choices("nguoi=" + "9" * 30).query == ""


def test_content_reviewer_due_and_holder_narrow_the_list(office, reviewer, report, group, period):
    area = ContentArea.objects.filter(campaign=period.campaign).first()
    other = handed_in(group, period, subject=factories.make_unit("Trạm Y tế"))
    back = handed_in(group, period, subject=factories.make_unit("Đoàn phường"))
    returned(back, days=3)
    SubmissionContent.objects.create(submission=report, content_area=area)
    SubmissionContent.objects.create(submission=other, content_area=area, taken_on=False)
    colleague = factories.make_user(Role.REVIEWER, full_name="Trần Thị Bảy")
    given(report, colleague, due_on=date(2026, 12, 13))
    given(other, reviewer, due_on=date(2026, 12, 16))
    phu_nu, tram, doan = "Hội Liên hiệp Phụ nữ phường", "Trạm Y tế", "Đoàn phường"

    assert names(office, noi_dung=area.code) == [phu_nu]
    assert names(office, nguoi=colleague.pk) == [phu_nu]
    assert names(office, nguoi="toi") == [tram]
    assert names(office, nguoi="chua-giao") == []
    assert names(office, han="qua-han") == [phu_nu, doan]
    assert names(office, han="sap-den") == [tram]
    assert names(office, o="nguoi-tham-dinh") == [phu_nu, tram]
    assert names(office, o="don-vi") == [doan]
    assert names(office, o="don-vi", nguoi="toi") == []
    html = office.get(url("queue", nguoi=colleague.pk)).content.decode()
    assert "hạn 13/12/2026" in html
    assert "Quá hạn" in html


def test_waiting_for_me_shows_what_was_given_to_me_and_hides_what_others_fill(office, reviewer, report, group, period):
    mine = handed_in(group, period, subject=factories.make_unit("Giao cho tôi"))
    for person in (reviewer, factories.make_user(Role.REVIEWER)):
        given(mine, person)
    for _ in range(2):
        given(report, factories.make_user(Role.REVIEWER))
    assert names(office, xem="cho-toi") == ["Giao cho tôi"]


def test_a_colleague_opens_the_same_rows(office, client_of, report, group, period):
    handed_in(group, period, subject=factories.make_unit("Trạm Y tế"))
    colleague = client_of(factories.make_user(Role.REVIEWER))
    for query in ({"q": "hoi phu nu"}, {"trang_thai": "SUBMITTED", "sap": "-don-vi"}):
        assert names(colleague, **query) == names(office, **query) != []


def test_a_row_weighs_little(office, group, period):
    people = [factories.make_user(Role.REVIEWER, full_name=f"Nguyễn Thị Người {n}") for n in range(2)]
    weights = []
    for number in range(2):
        unit = factories.make_unit(f"Trường Mầm non Nguyễn Công Trứ cơ sở {number}")
        one = handed_in(group, period, subject=unit, is_late=True)
        for person in people:
            given(one, person, due_on=date(2026, 12, 13))
        weights.append(len(office.get(url("queue", trang_thai="SUBMITTED")).content))
    # Before it is packed for the way; the heaviest kind of row, fifty of which stand on a page.
    assert weights[1] - weights[0] < 2200


# --- picks ----------------------------------------------------------------------------------------------------------


def picks(user, period, text):
    return queue_picks.picked(user, period, QueryDict(text), now=NOW)


def test_a_hidden_row_is_never_picked(reviewer, report, group, period):
    hidden = handed_in(group, period, subject=factories.make_unit("Trạm Y tế"), status=S.RETURNED)
    draft = handed_in(group, period, status=S.DRAFT)

    found = picks(reviewer, period, f"trang-thai=SUBMITTED&bao-cao={report.pk}&bao-cao={hidden.pk}&bao-cao={draft.pk}")
    assert list(found.reports) == [report]
    assert list(picks(reviewer, period, "trang-thai=SUBMITTED&tat-ca=1").reports) == [report]
    for nothing in ("", "bao-cao=x", f"bao-cao={draft.pk}", f"q=tram&bao-cao={report.pk}", "q=khong+co&tat-ca=1"):
        with pytest.raises(ValidationError, match="Chưa chọn"):
            picks(reviewer, period, nothing)


def test_all_that_fit_means_those_that_were_counted(reviewer, report, group, period):
    handed_in(group, period)
    with pytest.raises(ValidationError, match="nay có 2 báo cáo khớp, lúc trước 1"):
        picks(reviewer, period, "tat-ca=1&so=1")
    assert picks(reviewer, period, "tat-ca=1&so=2").count == 2


def test_giving_with_a_filter_touches_only_what_it_shows(office, report, group, period):
    hidden = handed_in(group, period, subject=factories.make_unit("Trạm Y tế"))
    person = factories.make_user(Role.REVIEWER)
    page = office.get(url("assign", q="phu nu", tat_ca=1))
    assert page.status_code == 200
    assert "Giao người thẩm định cho 1 báo cáo" in page.content.decode()

    answer = office.post(
        reverse("submissions:assign"),
        {"q": "phu nu", "tat-ca": "1", "so": "1", "way": "mot-nguoi", "reviewer": person.pk, "due_on": "18/12/2026"},
        follow=True,
    )
    assert "Đã giao 1." in answer.content.decode()
    assert answer.redirect_chain[0][0] == f"/tham-dinh/?{urlencode({'nam': 2026, 'q': 'phu nu'})}"
    assert list(Assignment.objects.values_list("submission", "due_on")) == [(report.pk, date(2026, 12, 18))]
    assert not hidden.assignments.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"way": "mot-nguoi"}, "Chọn người thẩm định."),
        ({"way": "deu"}, "Chọn người thẩm định."),
        ({"way": "noi-dung"}, "Chọn người thẩm định."),
        ({"way": "giao-lai"}, "Chọn người thẩm định."),
        ({"way": "mot-nguoi", "due_on": "01/12/2026"}, "Hạn chấm không được trước hôm nay."),
    ],
)
def test_a_form_without_its_people_comes_back(office, report, fields, words):
    answer = office.post(reverse("submissions:assign"), {"bao-cao": report.pk, **fields})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Assignment.objects.exists()


def test_the_other_ways_reach_their_service(office, reviewer, report, period):
    area = ContentArea.objects.filter(campaign=period.campaign).first()
    SubmissionContent.objects.create(submission=report, content_area=area)
    one, two = (factories.make_user(Role.REVIEWER, full_name=f"Người {n}") for n in (1, 2))

    def press(**fields):
        answer = office.post(reverse("submissions:assign"), {"bao-cao": report.pk, **fields}, follow=True)
        found = set(report.assignments.filter(ended_at=None).values_list("reviewer__full_name", flat=True))
        return answer.content.decode(), found

    html, found = press(way="noi-dung", **{f"content_{area.pk}": one.pk})
    assert ("Đã giao 1." in html, found) == (True, {"Người 1"})
    html, found = press(way="giao-lai", former=one.pk, successor=two.pk)
    assert ("Đã giao lại 1." in html, found) == (True, {"Người 2"})
    html, found = press(way="giao-lai", former=two.pk)
    assert ("Đã thôi giao 1." in html, found) == (True, set())
    html, found = press(way="deu", among=[one.pk, two.pk])
    assert ("Đã giao 1. Người 1: 1; Người 2: 1." in html, found) == (True, {"Người 1", "Người 2"})


def test_a_locked_period_only_gives_out(client_of, reviewer, report, period, monkeypatch):
    monkeypatch.setattr("submissions.views.queue.database_now", lambda: period.locks_at)
    monkeypatch.setattr("submissions.views.queue_acts.database_now", lambda: period.locks_at)
    office = client_of(reviewer)
    html = office.get(url("queue")).content.decode()
    assert "Kỳ 2026 đã khóa ngày 20/12. Chỉ còn xuất và tải về được." in html
    assert [reverse(f"submissions:{name}") in html for name in ("assign", "urge", "queue_export")] == [
        False, False, True,
    ]  # fmt: skip
    for name in ("assign", "urge"):
        assert office.get(url(name, bao_cao=report.pk)).status_code == 403
    assert office.get(url("queue_export", bao_cao=report.pk)).status_code == 200


# --- filters kept under a name --------------------------------------------------------------------------------------


def test_a_filter_is_kept_changed_and_forgotten(office, reviewer, report):
    answer = office.post(reverse("submissions:view_save"), {"ten": " Của  tôi ", "q": "phu nu", "o": "phong"})
    assert answer.headers["Location"] == "/tham-dinh/?o=phong&q=phu+nu"
    view = SavedView.objects.get()
    assert (view.user, view.name, view.query) == (reviewer, "Của tôi", "o=phong&q=phu+nu")
    assert 'aria-current="true">Của tôi</a>' in office.get(url("queue", o="phong", q="phu nu")).content.decode()

    office.post(reverse("submissions:view_save"), {"ten": "của TÔI", "han": "qua-han"})
    view.refresh_from_db()
    assert (SavedView.objects.count(), view.query) == (1, "han=qua-han")
    office.post(reverse("submissions:view_remove", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_kept_filters_of_others_are_neither_shown_nor_reached(client_of, office, report):
    view = views_service.save_view(
        name="Riêng của Bảy", choices=choices("muon=1"), by=factories.make_user(Role.REVIEWER)
    )
    assert "Riêng của Bảy" not in office.get(url("queue", muon=1)).content.decode()
    assert office.post(reverse("submissions:view_remove", args=[view.pk])).status_code == 404
    assert SavedView.objects.get() == view


def test_what_cannot_be_kept_is_said(office, reviewer):
    for fields, words in (
        ({"ten": "", "muon": "1"}, "Đặt tên cho bộ lọc rồi lưu."),
        ({"ten": "Tất cả"}, "Chưa lọc gì nên không có gì để lưu."),
    ):
        assert words in office.post(reverse("submissions:view_save"), fields, follow=True).content.decode()
    for number in range(views_service.MOST):
        SavedView.objects.create(user=reviewer, name=f"Lọc {number}", query="muon=1")
    with pytest.raises(ValidationError, match="Đã lưu 20 bộ lọc"):
        views_service.save_view(name="Một nữa", choices=choices("muon=1"), by=reviewer)
    assert views_service.save_view(name="Lọc 3", choices=choices("o=phong"), by=reviewer).query == "o=phong"


# --- urging ---------------------------------------------------------------------------------------------------------


def test_only_units_that_owe_an_answer_are_urged_and_once_a_day(office, reviewer, report, group, period):
    late, soon = handed_in(group, period), handed_in(group, period)
    returned(late, days=3)
    returned(soon)
    page = office.get(url("urge", tat_ca=1)).content.decode()
    assert "Sẽ nhắc 2 nơi" in page
    assert "1 trong 3 báo cáo đã chọn không ở bước trả lại bổ sung" in page

    answer = office.post(reverse("submissions:urge"), {"tat-ca": "1", "so": "3"}, follow=True).content.decode()
    assert "Số thư đã xếp vào hàng gửi: 2, bỏ qua 1 (không phải báo cáo trả lại bổ sung)." in answer
    texts = {letter.context["submission"]: letter.text for letter in OutboxMessage.objects.filter(kind="urged")}
    assert "hạn là hết Chủ Nhật, 13/12/2026, đã quá 1 ngày" in texts[late.pk]
    assert "chậm nhất hết Thứ Năm, 17/12/2026; nay chưa nhận được" in texts[soon.pk]
    assert AuditEvent.objects.get(action="urge_returned").data == {"queued": 2, "targets": [late.code, soon.code]}

    found = queue.reports(reviewer, period)
    again = urging.urge(found, period, by=reviewer, now=NOW + timedelta(hours=1))
    assert (len(again.done), again.skipped["vừa được nhắc hôm nay hoặc hôm qua"]) == (0, 2)
    insisted = urging.urge(found, period, insist=[late.pk], by=reviewer, now=NOW + timedelta(hours=2))
    assert insisted.done == set()
    tomorrow = urging.urge(found, period, insist=[late.pk], by=reviewer, now=NOW + timedelta(days=1))
    assert tomorrow.done == {late.pk}


def test_a_letter_to_a_unit_that_has_answered_does_not_leave(reviewer, report, period):
    returned(report)
    urging.urge(queue.reports(reviewer, period), period, by=reviewer, now=NOW)
    letter = OutboxMessage.objects.get(kind="urged")
    assert urging.still_needed(letter, NOW) == ""
    type(report).objects.update(status=S.SUBMITTED)
    assert urging.still_needed(letter, NOW) == "đã nộp bổ sung"


def test_the_page_of_urging_costs_the_same_for_any_number(office, group, period, django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            returned(handed_in(group, period))
        office.get(url("urge", tat_ca=1))
        with django_assert_num_queries(11):
            office.get(url("urge", tat_ca=1))


# --- files ----------------------------------------------------------------------------------------------------------


def body_of(response):
    return io.BytesIO(b"".join(response.streaming_content))


def test_the_table_holds_the_picked_rows_as_they_stand(office, reviewer, report, group, period):
    judged(report, reviewer, 28, 23, 22, 15)
    handed_in(group, period, subject=factories.make_unit("=1+1"))
    answer = office.get(url("queue_export", tat_ca=1, sap="don-vi"))
    assert answer.headers["Content-Type"].endswith("sheet")
    sheet = load_workbook(body_of(answer)).active
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    line = rows["Hội Liên hiệp Phụ nữ phường"]
    assert [line[place].value for place in (0, 6, 7, 8)] == [
        report.code, "Đang thẩm định", 88, "Phòng Văn hóa – Xã hội",
    ]  # fmt: skip
    assert line[10].value == f"{reviewer} (xong)"
    assert rows["=1+1"][1].data_type == "s"
    assert AuditEvent.objects.get(action="list_exported").data["rows"] == 2

    office.get(url("queue_export", bao_cao=report.pk))
    assert AuditEvent.objects.filter(action="list_exported").latest("pk").data["rows"] == 1


def test_a_table_too_long_is_refused_in_words(office, report, monkeypatch):
    monkeypatch.setattr("submissions.queue_excel.MOST_ROWS", 0)
    html = office.get(url("queue_export", tat_ca=1), follow=True).content.decode()
    assert "Có 1 báo cáo, nhiều hơn 0 dòng một tệp." in html


@pytest.fixture
def sent(media, group, period):
    """A report handed in with files of the same name, and one that is not clean."""
    report = handed_in(group, period, subject=factories.make_unit("Hội Phụ nữ / phường: 1"))
    report.status = S.DRAFT
    report.save()
    officer = report.submitted_by
    period_open = {"opens_at": NOW - timedelta(days=30), "closes_at": NOW + timedelta(days=900)}
    type(period).objects.filter(pk=period.pk).update(**period_open, locks_at=NOW + timedelta(days=999))
    place = files_service.Place("item", report.items.first().pk)
    for number in range(3):
        body = files.pdf(f"tệp số {number}".encode())
        files_service.attach(
            submission_id=report.pk, place=place, file=files.upload(body, "Biên bản.pdf"), by=officer, at=NOW
        )
    type(report).objects.filter(pk=report.pk).update(status=S.SUBMITTED)
    bad = report.evidence.latest("pk")
    Evidence.objects.filter(pk=bad.pk).update(scan_status=ScanStatus.PENDING)
    report.refresh_from_db()
    return report


def test_the_zip_holds_the_clean_files_and_an_index(office, sent):
    answer = office.get(url("queue_evidence", bao_cao=sent.pk))
    assert answer.headers["Content-Type"] == "application/zip"
    book = zipfile.ZipFile(body_of(answer))
    folder = f"{sent.code} Hội Phụ nữ phường 1"
    assert book.testzip() is None
    assert book.namelist() == [
        f"{folder}/Biên bản.pdf", f"{folder}/Biên bản (2).pdf", "Danh mục minh chứng.xlsx",
    ]  # fmt: skip
    kept = list(sent.evidence.filter(scan_status=ScanStatus.CLEAN).order_by("pk"))
    assert [sha256(book.read(name)).hexdigest() for name in book.namelist()[:2]] == [file.sha256 for file in kept]
    lines = list(load_workbook(io.BytesIO(book.read("Danh mục minh chứng.xlsx"))).active.iter_rows(values_only=True))
    assert [(line[0], line[3], line[4], line[5]) for line in lines[1:3]] == [
        ("Hội Phụ nữ / phường: 1", "Biên bản.pdf", name, file.sha256)
        for name, file in zip(book.namelist(), kept, strict=False)
    ]
    assert lines[1][2].startswith("Tiêu chí 1. ")
    assert (lines[3][4], lines[3][5], bool(lines[3][6])) == (None, None, True)
    event = AuditEvent.objects.get(action="evidence_zipped")
    assert event.data == {"count": 2, "evidence": [file.pk for file in kept], "codes": [sent.code]}
    assert "Tải minh chứng nhiều báo cáo (zip)" in office.get(url("file_log", sent.pk)).content.decode()


def test_a_zip_too_large_or_empty_is_refused_in_words(office, sent, report, monkeypatch):
    empty = office.get(url("queue_evidence", bao_cao=report.pk), follow=True).content.decode()
    assert "không có tệp minh chứng nào tải được" in empty
    monkeypatch.setattr("submissions.services.evidence_zip.MOST_FILES", 1)
    large = office.get(url("queue_evidence", tat_ca=1), follow=True).content.decode()
    assert "mỗi lần tải tối đa 1 tệp" in large
    assert not AuditEvent.objects.filter(action="evidence_zipped").exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "etc passwd"), ("a\\b:c*.pdf", "a b c .pdf"), ("CON.pdf", "tep CON.pdf"), ("...", "tep"),
        ("x" * 200 + ".docx", "x" * 95 + ".docx"), ("Bảng điểm.pdf ", "Bảng điểm.pdf"),
    ],
)  # fmt: skip
def test_names_in_the_zip_are_safe(name, kept):
    assert evidence_zip.safe(name) == kept


def test_names_in_the_zip_differ_even_without_case():
    taken = set()
    found = [evidence_zip.unique(name, taken) for name in ("a.b/Tệp.pdf", "a.b/tệp.PDF", "a.b/tệp", "a.b/TỆP")]
    assert found == ["a.b/Tệp.pdf", "a.b/tệp (2).PDF", "a.b/tệp", "a.b/TỆP (2)"]


def test_the_pages_are_the_offices(client_of, officer, report):
    client = client_of(officer)
    for name in ("assign", "urge", "queue_export", "queue_evidence"):
        assert client.get(url(name, bao_cao=report.pk)).status_code == 403
    assert client.post(reverse("submissions:view_save"), {"ten": "x", "muon": "1"}).status_code == 403
    assert list(assigning.reviewers(on=NOW.date())) == []

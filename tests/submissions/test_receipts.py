"""What a receipt says, and the mark that keeps others from walking through the codes."""

import pytest
from django.urls import reverse

from submissions import receipts
from submissions.enums import SubmissionStatus as S
from submissions.models import Extension
from submissions.services import handing_in
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
CODE = "LC-2026-0047"


@pytest.fixture
def ready(period, unit, officer):
    """A draft that can be handed in."""
    return factories.submission_at(subject=unit, period=period, by=officer)


# --- the mark ---------------------------------------------------------------------------------------------------------


def test_a_mark_is_read_however_it_was_typed():
    mark = receipts.mark_of(CODE)
    assert len(mark.replace("-", "")) * 5 >= 50
    for typed in (mark, mark.lower(), mark.replace("-", ""), mark.replace("-", " "), f" {mark} "):
        assert receipts.is_mark(CODE, typed)


def test_a_digit_taken_for_a_letter_does_not_matter():
    code = next(code for n in range(1000) if set("OIB") <= set(receipts.mark_of(code := f"LC-2026-{n:04d}")))
    assert receipts.is_mark(code, receipts.mark_of(code).translate(str.maketrans("OIB", "018")))


@pytest.mark.parametrize("typed", ["", "A", "AAAA-AAAA-AAAA", "ÀÀÀÀÀÀÀÀÀÀÀÀ", "=" * 12, "A" * 4000, "\x00" * 12])
def test_a_wrong_mark_is_wrong(typed):
    assert not receipts.is_mark(CODE, typed)


def test_the_mark_of_one_code_says_nothing_of_another():
    assert not receipts.is_mark("LC-2026-0048", receipts.mark_of(CODE))


def test_a_mark_outlives_a_change_of_the_key(settings):
    mark, settings.AUDIT_OLD_KEYS, settings.SECRET_KEY = receipts.mark_of(CODE), [settings.SECRET_KEY], "khoa-moi"
    assert receipts.mark_of(CODE) != mark
    assert receipts.is_mark(CODE, mark)
    settings.AUDIT_OLD_KEYS = []
    assert not receipts.is_mark(CODE, mark)


def test_the_address_of_the_check_page_reads_back():
    path = receipts.check_path(CODE)
    code, mark = receipts.read_token(path.rstrip("/").rsplit("/", 1)[1])
    assert (code, receipts.is_mark(code, mark)) == (CODE, True)


@pytest.mark.parametrize("token", ["", "x", "LC-26-1", "LC-2026-1", "LC-٢٠٢٦-0047-ABCD", "'; --"])
def test_what_is_no_code_is_none(token):
    assert receipts.read_token(token) == ("", "")


# --- what it says -----------------------------------------------------------------------------------------------------


def test_receipt_has_the_moment_of_the_database(ready, officer):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 10, 16, 5))
    receipt = receipts.receipt_of(ready)
    assert (receipt.code, receipt.is_valid, receipt.is_late, receipt.flag) == (ready.code, True, False, "Đúng hạn")
    assert [(row.number, row.words) for row in receipt.hand_ins] == [(1, "16:05 ngày 10/12/2026")]


@pytest.mark.plan("D9")
def test_receipt_tells_seconds_where_they_decide(ready, officer):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 11, 23, 59, 59))
    assert receipts.receipt_of(ready).first.words == "23:59:59 ngày 11/12/2026 (giờ Việt Nam)"


@pytest.mark.plan("D9")
def test_an_extension_moves_the_deadline_the_receipt_names(client_of, ready, officer, reviewer):
    Extension.objects.create(
        period=ready.period, unit=ready.unit, closes_at=ward(2026, 12, 19), reason="Mưa bão.", granted_by=reviewer,
        granted_at=ward(2026, 12, 10),
    )  # fmt: skip
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 18, 20))
    receipt = receipts.receipt_of(ready)
    assert receipt.deadline.words == "được gia hạn đến hết Thứ Sáu, 18/12/2026"
    # Close to the deadline that counts for this unit, not to the period's.
    assert receipt.first.words == "20:00:00 ngày 18/12/2026 (giờ Việt Nam)"
    assert receipt.flag == "Đúng hạn"
    assert "Được gia hạn đến hết Thứ Sáu, 18/12/2026" in page(client_of(officer), ready)


def test_the_paper_of_a_hand_in_does_not_know_what_came_after(ready, officer):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 10, 16, 5))
    first = ready.snapshots.get()
    handing_in.withdraw(ready, by=officer, at=ward(2026, 12, 10, 17))
    assert not receipts.receipt_of(ready).is_valid
    handing_in.submit(ready, by=officer, late_reason="Bổ sung phụ lục.", at=ward(2026, 12, 14, 8))
    assert ready.status == S.SUBMITTED
    now, then = receipts.receipt_of(ready), receipts.receipt_of(ready, upto=first)
    assert [row.number for row in now.hand_ins] == [1, 2]
    assert (now.flag, then.flag) == ("Nộp muộn 3 ngày", "Đúng hạn")
    assert ([row.number for row in then.hand_ins], then.is_late, then.is_valid) == ([1], False, True)


def test_receipt_asks_the_database_three_times_at_most(ready, officer, django_assert_max_num_queries):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 10, 16, 5))
    with django_assert_max_num_queries(3):
        receipts.receipt_of(ready)


# --- the page ---------------------------------------------------------------------------------------------------------


def page(client, report) -> str:
    return client.get(reverse("submissions:receipt", args=[report.pk])).text


def test_the_page_says_what_ux_says(client_of, ready, officer):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 9, 16, 5))
    html = page(client_of(officer), ready)
    for words in (
        "Phường đã nhận báo cáo",
        f'<p class="lc-code">{ready.code}</p>',
        "Nhận lúc 16:05 ngày 09/12/2026",
        "Đúng hạn",
        "Việc tiếp theo",
        "xong chậm nhất ngày 20/12/2026",
        "Sao chép tin báo Zalo",
        "Không cần ghi lại mã: biên nhận luôn có ở trang Báo cáo và trong thư điện tử.",
        receipts.mark_of(ready.code),
        "Hết Thứ Sáu, 11/12/2026",
    ):
        assert words in html, words
    assert html.count("<li>") - html.count("<li><a") >= 3


def test_a_receipt_taken_back_says_since_when(client_of, ready, officer):
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 10, 16, 5))
    handing_in.withdraw(ready, by=officer, at=ward(2026, 12, 10, 17, 30))
    html = page(client_of(officer), ready)
    assert "Biên nhận này không còn hiệu lực từ 17:30 ngày 10/12/2026" in html
    assert "Phường đã nhận báo cáo" not in html
    assert "giay-to" not in html


def test_a_late_receipt_says_so_and_why(client_of, ready, officer):
    handing_in.submit(ready, by=officer, late_reason="Mất điện hai ngày.", at=ward(2026, 12, 14, 8, 15))
    html = page(client_of(officer), ready)
    assert "Nộp muộn 3 ngày" in html and "Mất điện hai ngày." in html


def test_the_page_asks_a_constant_number_of_questions(client_of, ready, officer, django_assert_num_queries):
    client = client_of(officer)
    handing_in.submit(ready, by=officer, at=ward(2026, 12, 9, 16, 5))
    page(client, ready)
    with django_assert_num_queries(QUERIES):
        page(client, ready)
    for hour in (17, 18):
        handing_in.withdraw(ready, by=officer, at=ward(2026, 12, 9, hour))
        handing_in.submit(ready, by=officer, at=ward(2026, 12, 9, hour, 30))
    with django_assert_num_queries(QUERIES):
        html = page(client, ready)
    assert len(html.encode()) < 60 * 1024


# Session, person, roles; the report; its deadline, hand-ins and how it was late; the last hand-in and its papers.
QUERIES = 9

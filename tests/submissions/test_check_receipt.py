"""Anybody with a receipt on paper learns whether it is valid; nobody learns anything by trying codes."""

import re
from functools import reduce

import pytest
from django.test import Client
from django.urls import reverse

from submissions import receipts
from submissions.models import Submission
from submissions.services import handing_in
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(period, unit, officer):
    """A report the ward holds."""
    return factories.submission_at("SUBMITTED", subject=unit, period=period, by=officer, at=ward(2026, 12, 9, 16, 5))


@pytest.fixture
def visitor():
    """Somebody without an account."""
    return Client()


def check(client, code: str, mark: str = ""):
    return client.get(
        reverse("submissions:check_receipt", args=[receipts.token_of(code, mark or receipts.mark_of(code))])
    )


def test_a_valid_receipt_is_repeated_line_by_line(visitor, handed_in):
    answer = check(visitor, handed_in.code)
    assert answer.status_code == 200
    for words in (
        "Biên nhận còn hiệu lực",
        "Đúng là biên nhận do Ủy ban nhân dân phường Lê Chân cấp.",
        handed_in.code,
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "16:05 ngày 09/12/2026",
        "Đúng hạn",
        "Chờ thẩm định",
        "Hãy so từng dòng với bản đang cầm",
        "Chỉ tin kết quả trên địa chỉ",
    ):
        assert words in answer.text, words


def test_search_engines_are_kept_away(visitor, handed_in):
    for answer in (check(visitor, handed_in.code), visitor.get("/bien-nhan/")):
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in answer.text
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_receipt_taken_back_is_valid_no_longer(visitor, handed_in, officer):
    handing_in.withdraw(handed_in, by=officer, at=ward(2026, 12, 10, 8, 30))
    text = check(visitor, handed_in.code).text
    assert "Biên nhận này không còn hiệu lực từ 08:30 ngày 10/12/2026" in text
    assert "Biên nhận còn hiệu lực" not in text
    handing_in.submit(handed_in, by=officer, at=ward(2026, 12, 10, 9))
    text = check(visitor, handed_in.code).text
    assert "Biên nhận còn hiệu lực" in text and "09:00 ngày 10/12/2026 (lần 2)" in text


def test_what_is_unknown_and_what_is_marked_wrongly_read_alike(visitor, handed_in, django_assert_num_queries):
    wrong, unknown = "AAAA-BBBB-CCCC", "LC-2026-9999"
    bad_mark = check(visitor, handed_in.code, wrong)
    bad_code = check(visitor, unknown, wrong)
    # A true mark of a code nobody has: only the server could have made it.
    nobody = check(visitor, unknown)
    assert {answer.status_code for answer in (bad_mark, bad_code, nobody)} == {404}

    own = [handed_in.code, unknown, "AAAABBBBCCCC", receipts.mark_of(unknown).replace("-", "")]

    def words(answer):
        text = re.sub(r"\b\w{64}\b", "", answer.text)
        return reduce(lambda text, part: text.replace(part, "…"), own, text)

    assert words(bad_mark) == words(bad_code) == words(nobody)
    assert "Không tìm thấy mã này" in bad_mark.text and "Phòng Kinh tế" not in bad_mark.text


def test_a_report_of_a_person_names_nobody(visitor, period, unit, officer):
    person = factories.make_person("Trần Văn Minh", unit=unit)
    report = factories.submission_at("SUBMITTED", subject=person, period=period, by=officer)
    text = check(visitor, report.code).text
    assert "Báo cáo thành tích cá nhân" in text
    for name in ("Trần Văn Minh", str(officer), unit.name, "Nguyễn Thị Lan"):
        assert name not in text


def test_nothing_of_the_report_but_its_receipt_is_public(visitor, period, unit, officer):
    report = factories.submission_at("SUBMITTED", subject=unit, period=period, by=officer, at=ward(2026, 12, 14, 8))
    text = check(visitor, report.code).text
    assert "Nộp muộn 3 ngày" in text
    for secret in (report.late_reason, "Nguyễn Thị Lan", "0225 3700 001", report.snapshots.get().sha256, str(officer)):
        assert secret not in text


def test_what_was_typed_from_paper_leads_there(visitor, handed_in):
    typed = {"ma": f" {handed_in.code.lower()} ", "kiem-tra": receipts.mark_of(handed_in.code).lower()}
    answer = visitor.get("/bien-nhan/", typed, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"/bien-nhan/{handed_in.code}-")
    assert "Biên nhận còn hiệu lực" in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        {"ma": "LC-2026-0001"},
        {"kiem-tra": "AAAA-BBBB-CCCC"},
        {"ma": "mã lạ", "kiem-tra": "x"},
        {"ma": "<script>alert(1)</script>", "kiem-tra": "' OR 1=1"},
        {"ma": "L" * 5000, "kiem-tra": "A" * 5000},
    ],
)
def test_odd_input_is_not_found(visitor, handed_in, typed):
    answer = visitor.get("/bien-nhan/", typed)
    assert answer.status_code == 404
    assert "Không tìm thấy mã này" in answer.text and "<script>alert" not in answer.text


def test_who_tries_many_marks_waits_and_learns_nothing_meanwhile(visitor, handed_in, settings):
    for number in range(20):
        assert check(visitor, handed_in.code, f"AAAABBBB{number:04d}".replace("0", "Q")).status_code == 404
    blocked = check(visitor, handed_in.code, "AAAA-BBBB-CCCC")
    assert (blocked.status_code, "Thử lại sau 1 phút." in blocked.text) == (429, True)
    # Nor does the right one answer meanwhile: it would stand out.
    assert check(visitor, handed_in.code).status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert check(elsewhere, handed_in.code).status_code == 200


def test_right_marks_are_not_counted(visitor, handed_in):
    assert {check(visitor, handed_in.code).status_code for _ in range(30)} == {200}


def test_a_wrong_mark_asks_nothing_of_the_reports(visitor, handed_in, monkeypatch):
    def asked(*args, **kwargs):
        raise AssertionError("the table of reports was asked")

    monkeypatch.setattr(Submission.objects.__class__, "select_related", asked, raising=False)
    assert check(visitor, handed_in.code, "AAAA-BBBB-CCCC").status_code == 404


def test_the_page_is_light_and_reached_from_the_foot_of_every_page(visitor, handed_in):
    assert len(check(visitor, handed_in.code).content) < 40 * 1024
    assert 'href="/bien-nhan/"' in visitor.get("/").text

"""The public check page: valid, revoked, unknown, too many tries; the whole award; codes cannot be walked."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.enums import Role
from awards import checking
from awards.models import DecisionLine
from awards.models.decisions import CODE_ALPHABET, CODE_LENGTH
from awards.services import decisions, revoking
from submissions import receipts
from submissions.enums import SubmissionStatus
from tests import factories
from tests.awards import after
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db
URL = "awards:verify"


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def line(award_round):
    person = factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"), position="Bác sĩ")
    return after.award(award_round, subjects=(person,))


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()
    yield
    cache.clear()


def ask(client, code):
    return client.get(reverse(URL), {"ma": code})


def test_codes_are_random_and_hold_nothing_that_is_misread(award_round):
    made = after.signed_decision(award_round, subjects=tuple(factories.make_unit() for _ in range(4)))
    codes = set(made.lines.values_list("verify_code", flat=True))
    assert len(codes) == 4
    assert all(len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET) for code in codes)
    assert not set("OI01") & set(CODE_ALPHABET)


@pytest.mark.parametrize("dress", ["{}", " {} ", "{:s}".lower()])
def test_valid_repeats_the_whole_award_whatever_case(client, line, dress):
    code = line.verify_code
    typed = "-".join(code[at : at + 4] for at in range(0, 12, 4)).lower()
    answer = ask(client, dress.format(typed))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Đúng là văn bản do UBND phường Lê Chân phát hành" in page
    for fact in (
        "Giấy khen của Chủ tịch Ủy ban nhân dân phường", "Lê Văn An", "Bác sĩ, Trạm Y tế",
        "Số 12/QĐ-UBND ngày 28/12/2026", "Chủ tịch Ủy ban nhân dân phường Lê Chân",
        "Đã có thành tích xuất sắc trong phong trào thi đua", "Hãy so từng dòng với bản đang cầm.",
        "Chỉ tin kết quả trên địa chỉ localhost",
    ):  # fmt: skip
        assert fact in page, fact
    assert "760.000" not in page
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(answer.content) < 40_000
    assert re.search(r'role="region" aria-labelledby="kq" tabindex="-1" data-focus', page)


def test_a_deputys_paper_names_the_deputys_office(client, line):
    line.decision.signer_title = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    line.decision.save()
    assert "Phó Chủ tịch Ủy ban nhân dân phường Lê Chân" in ask(client, line.verify_code).content.decode()


def test_revoked_says_so_with_its_day_and_names_nobody(client, line):
    revoking.revoke(
        line, number="3/QĐ-UBND", revoked_on=date(2027, 1, 12), reason="Khai không đúng", at=ward(2027, 1, 12, 9),
        by=factories.make_user(Role.CHAIRMAN),
    )  # fmt: skip
    page = ask(client, line.verify_code).content.decode()
    assert "Văn bản này đã bị thu hồi ngày 12/01/2027" in page
    assert "Đúng là văn bản" not in page
    assert "Lê Văn An" not in page and "Khai không đúng" not in page


def test_unknown_and_misread_codes_say_what_to_check(client, line):
    for code, misread in (("K7PM4QXR9TWB", False), ("K7PM-4QXR-9TW0", True), ("12", False), ("<script>", False)):
        answer = ask(client, code)
        page = answer.content.decode()
        assert answer.status_code == 404
        assert "Không tìm thấy mã này. Kiểm tra chữ O và số 0, hoặc gọi" in page
        assert ("không có chữ O, chữ I, số 0 và số 1" in page) == misread, code
        assert "<script>" not in page.split("</head>")[1].split("<main")[1].split("</main>")[0]


def test_the_line_of_a_draft_is_unknown(client, award_round):
    nomination_at("ENDORSED", award_round=award_round)
    decisions.prepare(award_round, by=factories.make_user(Role.REVIEWER))
    assert ask(client, DecisionLine.objects.get().verify_code).status_code == 404


def test_whoever_walks_codes_waits_and_does_not_learn_which_was_right(client, line):
    for number in range(20):
        assert ask(client, f"{'A' * 10}{CODE_ALPHABET[number]}B").status_code == 404
    answer = ask(client, "AAAAAAAAAAAA")
    assert answer.status_code == 429
    assert "Thử lại sau 1 phút." in answer.content.decode()
    right = ask(client, line.verify_code)
    assert right.status_code == 429
    assert "Lê Văn An" not in right.content.decode()
    assert ask(client, "").status_code == 200


def test_right_codes_count_nothing_and_write_nothing(client, line, django_assert_num_queries):
    for _ in range(25):
        with django_assert_num_queries(1):
            assert ask(client, line.verify_code).status_code == 200


def test_the_one_field_knows_receipts_too(client, period):
    report = factories.submission_at(SubmissionStatus.SUBMITTED, period=period)
    token = receipts.check_token(report.code)
    answer = ask(client, f"{report.code} {receipts.mark_of(report.code)}")
    assert answer["Location"] == reverse("submissions:check_receipt", args=[token])
    page = ask(client, report.code).content.decode()
    assert "Đây là mã biên nhận báo cáo." in page
    assert f"{reverse('submissions:find_receipt')}?ma={report.code}" in page
    assert checking.read("LC-2026-0047").is_receipt_without_mark


def test_empty_shows_one_field_and_no_list(client, line):
    page = client.get(reverse(URL)).content.decode()
    assert page.split("<main")[1].split("</main>")[0].count("<input") == 1
    assert "Mã trên giấy khen" in page and "Lê Văn An" not in page

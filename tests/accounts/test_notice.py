"""The notice on personal data: read and accepted once before anything else, asked again for a new version."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import NoticeAcceptance
from accounts.services import notices
from core.models import AuditEvent
from submissions import sections
from tests import factories

NOTICE = "/thong-bao-du-lieu/"


@pytest.fixture
def newcomer(db):
    """An officer who signs in for the first time."""
    return factories.make_user(Role.UNIT_OFFICER, accepted_notice=False)


def test_the_notice_comes_before_the_first_page(client_of, newcomer):
    answer = client_of(newcomer).get("/bao-cao/?nam=2026")
    assert (answer.status_code, answer["Location"]) == (302, f"{NOTICE}?next=%2Fbao-cao%2F%3Fnam%3D2026")


def test_accepting_opens_the_page_asked_for_and_is_kept_with_its_version(client_of, newcomer):
    client = client_of(newcomer)
    answer = client.post(NOTICE, {"next": "/ca-nhan/"})
    assert (answer.status_code, answer["Location"]) == (302, "/ca-nhan/")
    assert client.get("/ca-nhan/").status_code == 200
    assert list(NoticeAcceptance.objects.values_list("user", "version")) == [(newcomer.pk, notices.VERSION)]
    assert [(row.action, row.object_id) for row in AuditEvent.objects.all()] == [("accept_notice", str(newcomer.pk))]


def test_a_second_press_keeps_one_acceptance_and_one_row(client_of, newcomer):
    client = client_of(newcomer)
    client.post(NOTICE), client.post(NOTICE)
    assert (NoticeAcceptance.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_reading_it_accepts_nothing(client_of, newcomer):
    page = client_of(newcomer).get(NOTICE).content.decode()
    assert "Đã đọc và đồng ý" in page
    assert not NoticeAcceptance.objects.exists()


def test_the_next_sign_in_does_not_ask_again(client_of, newcomer):
    client_of(newcomer).post(NOTICE)
    assert client_of(newcomer).get("/ca-nhan/").status_code == 200


def test_accepted_in_one_window_is_accepted_in_the_other(client_of, newcomer):
    first, second = client_of(newcomer), client_of(newcomer)
    first.post(NOTICE)
    assert second.get("/ca-nhan/").status_code == 200


def test_a_new_version_asks_again(client_of, newcomer, monkeypatch):
    client = client_of(newcomer)
    client.post(NOTICE)
    monkeypatch.setattr(notices, "VERSION", 3)
    assert client.get("/ca-nhan/")["Location"].startswith(NOTICE)
    monkeypatch.setattr(notices, "template_of", lambda version: "accounts/notices/1.html")
    client.post(NOTICE)
    assert client.get("/ca-nhan/").status_code == 200
    assert list(newcomer.notice_acceptances.order_by("version").values_list("version", flat=True)) == [2, 3]


def test_a_change_sent_before_is_not_done(client_of, newcomer):
    answer = client_of(newcomer).post("/ca-nhan/", HTTP_REFERER="http://testserver/bao-cao/?nam=2026")
    assert answer["Location"] == f"{NOTICE}?next=%2Fbao-cao%2F%3Fnam%3D2026"


def test_a_piece_of_a_page_is_led_there_whole(client_of, newcomer):
    answer = client_of(newcomer).get("/bao-cao/", HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"].startswith(NOTICE)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_host(client_of, newcomer, elsewhere):
    assert client_of(newcomer).post(NOTICE, {"next": elsewhere})["Location"] == reverse("accounts:start")


@pytest.mark.parametrize("path", ["/bao-ve-du-lieu/", "/phong-trao/", "/vinh-danh/"])
def test_what_everybody_may_read_needs_no_consent(client_of, newcomer, period, path):
    assert client_of(newcomer).get(path).status_code == 200


def test_leaving_and_the_look_work_before(client_of, newcomer):
    client = client_of(newcomer)
    assert client.post("/giao-dien/", {"giao-dien": "dark", "next": NOTICE})["Location"] == NOTICE
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/ca-nhan/")["Location"].startswith(reverse("account_login"))


def test_a_visitor_is_asked_to_sign_in_not_to_accept(client, db):
    assert client.get(NOTICE)["Location"].startswith(reverse("account_login"))


def test_no_page_asks_the_database_once_it_is_known(client_of, newcomer):
    client_of(newcomer).post(NOTICE)
    client = client_of(newcomer)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/ca-nhan/").status_code == 200
    assert not [query["sql"] for query in queries if "noticeacceptance" in query["sql"]]


def test_the_notice_asks_for_no_identity_card_and_says_the_terms(client, db):
    page = client.get("/bao-ve-du-lieu/").content.decode()
    for words in ("Không tải lên ảnh căn cước, giấy tờ tùy thân.", "2 ngày làm việc", "72 giờ", "91/2025/QH15"):
        assert words in page


@pytest.mark.parametrize(
    "path", ["/ca-nhan/sua/", "/don-vi-tai-khoan/tai-khoan/moi/", "/don-vi-tai-khoan/ca-nhan/them/"]
)
def test_a_form_that_asks_about_people_leads_to_the_notice(client_of, period, path):
    page = client_of(factories.make_user(Role.ADMIN)).get(path).content.decode()
    assert 'href="/bao-ve-du-lieu/">Thông báo xử lý dữ liệu cá nhân</a>' in page


def test_the_report_form_leads_to_the_notice_and_warns_at_the_files(client_of, period):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit())
    report = factories.submission_at("DRAFT", subject=officer.memberships.get().unit, period=period, by=officer)
    client = client_of(officer)
    assert (
        "Thông báo xử lý dữ liệu cá nhân</a>"
        in client.get(reverse("submissions:edit", args=[report.pk, sections.REPORTER])).content.decode()
    )
    page = client.get(reverse("submissions:edit", args=[report.pk, sections.SELF_SCORE])).content.decode()
    assert "Không gửi ảnh căn cước, giấy tờ tùy thân" in page


@pytest.mark.parametrize("version", range(1, notices.VERSION + 1))
def test_every_version_people_accepted_can_still_be_read(version):
    assert "dữ liệu cá nhân" in render_to_string(notices.template_of(version))

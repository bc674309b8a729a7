"""An address on the web as evidence: taken as text, never opened by the server."""

import socket

import pytest
from django.urls import reverse

from core.models import AuditEvent
from core.verdict import Forbidden
from submissions import links
from submissions.filechecks import FileRefused
from submissions.models import Evidence
from submissions.places import Place
from submissions.services import evidence, handing_in
from submissions.services.snapshots import picture_of
from tests.submissions.evidence_store import HTML

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
URL = "https://haiphong.gov.vn/tin-tuc/phuong-le-chan?id=1"


@pytest.fixture(autouse=True)
def no_line(monkeypatch):
    """Whoever opens a connection to the outside fails."""

    def refuse(self, address):
        raise AssertionError(f"connected to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def add(report, row, by, url=URL, **options):
    return evidence.attach_link(submission_id=report.pk, place=Place("item", row.pk), url=url, by=by, **options)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (URL, URL),
        ("  haiphong.gov.vn/bai-viet ", "https://haiphong.gov.vn/bai-viet"),
        ("//haiphong.gov.vn/a", "https://haiphong.gov.vn/a"),
        ("http://hải-phòng.vn/đường", "http://hải-phòng.vn/đường"),
        ("https://8.8.8.8/a", "https://8.8.8.8/a"),
        ("haiphong.gov.vn:8443/a", "https://haiphong.gov.vn:8443/a"),
    ],
)
def test_honest_addresses_are_kept(typed, kept):
    assert links.clean(typed) == kept


INSIDE = "Đường dẫn trỏ vào máy trong mạng nội bộ, phường không mở được. Gửi đường dẫn công khai hoặc gửi tệp."
WRONG = "Đường dẫn chưa đúng, ví dụ https://haiphong.gov.vn/tin-tuc."
NO_WEB = "Đường dẫn phải là trang web, bắt đầu bằng http:// hoặc https://."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("   ", "Chưa nhập đường dẫn."),
        ("https://a.vn/" + "a" * 1000, "Đường dẫn dài quá 1000 ký tự. Dùng đường dẫn ngắn hơn."),
        ("javascript:alert(1)", NO_WEB), ("JAVASCRIPT://a.vn/%0aalert(1)", NO_WEB), ("file:///etc/passwd", NO_WEB),
        ("data:text/html,<script>", NO_WEB), ("ftp://a.vn/x", NO_WEB), ("mailto:a@b.vn", NO_WEB),
        ("http://localhost/a", INSIDE), ("http://LOCALHOST:8000", INSIDE), ("http://127.0.0.1/", INSIDE),
        ("http://127.1/", INSIDE), ("http://2130706433/", INSIDE), ("http://0x7f.0.0.1/", INSIDE),
        ("http://0177.0.0.1/", INSIDE), ("http://10.1.2.3/", INSIDE), ("http://192.168.1.1/a", INSIDE),
        ("http://169.254.169.254/latest/", INSIDE), ("http://[::1]/", INSIDE), ("http://[fe80::1%25eth0]/", INSIDE),
        ("http://[::ffff:127.0.0.1]/", INSIDE), ("http://may.local/", INSIDE), ("http://a.internal./", INSIDE),
        ("http://0.0.0.0/", INSIDE), ("http://may-chu/", WRONG), ("https://", WRONG), ("https://lan:mat@a.vn/", WRONG),
        ("https://a.vn@b.vn/", WRONG), ("https://a.vn:999999/", WRONG), ("https://a vn/", WRONG),
        ("https://a.vn\\@b.vn/", WRONG), ("https://a.vn/\u202efdp", "") , ("https://[x]/", WRONG),
        ("xin chào", WRONG),
    ],
)  # fmt: skip
def test_addresses_that_are_none_or_lead_inside_are_told_why(typed, words):
    if not words:
        assert "\u202e" not in links.clean(typed)
        return
    with pytest.raises(FileRefused) as refused:
        links.clean(typed)
    assert str(refused.value) == words


def test_a_link_is_evidence_like_a_file(live, item, officer):
    row = add(live, item, officer, title="Bài trên trang  thành phố\n")
    assert (row.name, row.url, row.size, row.media_type) == ("Bài trên trang thành phố", URL, 0, "text/uri-list")
    assert row.is_link and not row.file
    assert add(live, live.items.get(criteria_item__order=2), officer, "https://a.vn").name == "a.vn"
    event = AuditEvent.objects.get(action="add_link", object_id=str(row.pk))
    assert event.data["url"] == URL
    other = live.items.get(criteria_item__order=2)
    evidence.use_again(row, place=Place("item", other.pk), by=officer)
    assert evidence.remove(row, place=Place("item", item.pk), by=officer) is False
    assert evidence.remove(row, place=Place("item", other.pk), by=officer) is True
    assert evidence.restore(row, by=officer).removed_at is None
    kept = next(file for file in picture_of(live)["files"] if file["id"] == row.pk)
    assert (kept["url"], kept["name"]) == (URL, row.name)


def test_the_same_address_twice_is_pointed_out(live, item, officer):
    add(live, item, officer)
    with pytest.raises(evidence.FileTwice, match="Đường dẫn này đã có ở tiêu chí 1. Dùng lại đường dẫn đó?"):
        add(live, live.items.get(criteria_item__order=2), officer)
    with pytest.raises(evidence.FileTwice, match="Đường dẫn này đã có ở đây."):
        add(live, item, officer)


def test_no_link_after_handing_in_or_past_the_quota(live, item, officer, settings):
    settings.EVIDENCE_MAX_FILES_PER_ITEM = 1
    add(live, item, officer)
    with pytest.raises(FileRefused, match="tối đa 1 tệp"):
        add(live, item, officer, "https://b.vn")
    handing_in.submit(live, by=officer)
    with pytest.raises(Forbidden):
        add(live, item, officer, "https://c.vn")


def test_the_sections_form_takes_a_link_without_scripts(live, item, officer, client_of):
    client, url = client_of(officer), reverse("submissions:edit", args=[live.pk, "tu-cham"])
    typed = {"act": "stay", f"duong-dan-item-{item.pk}": URL, f"ten-duong-dan-item-{item.pk}": "<b>Bài"}
    page = client.post(url, typed, follow=True, headers={"accept": HTML}).content.decode()
    assert "Đã nhận đường dẫn “&lt;b&gt;Bài”." in page
    assert f'<a href="{URL}" target="_blank" rel="noopener noreferrer nofollow">&lt;b&gt;Bài' in page
    assert "Trang web haiphong.gov.vn" in page


def test_a_refused_link_stays_in_its_field_with_the_reason(live, item, officer, client_of):
    client, url = client_of(officer), reverse("submissions:edit", args=[live.pk, "tu-cham"])
    answer = client.post(url, {"act": "stay", f"duong-dan-item-{item.pk}": 'javascript:"alert(1)'})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert NO_WEB in page and "javascript:&quot;alert(1)" in page
    assert not Evidence.objects.exists()


def test_a_link_is_no_file_to_download(live, item, officer, client_of):
    row = add(live, item, officer)
    assert client_of(officer).get(reverse("submissions:evidence_file", args=[row.pk])).status_code == 404


def test_a_link_in_the_handed_in_report_leads_there(live, item, officer, reviewer, client_of):
    add(live, item, officer, title="Bài báo")
    handing_in.submit(live, by=officer)
    for url in (reverse("submissions:review", args=[live.pk]), reverse("submissions:preview", args=[live.pk]),
                reverse("submissions:review", args=[live.pk]) + "?phan=toan-bo"):  # fmt: skip
        page = client_of(reviewer).get(url).content.decode()
        assert f'href="{URL}"' in page, url
        assert "noopener noreferrer nofollow" in page

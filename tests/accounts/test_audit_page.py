"""“Nhật ký”: who may read it, what it finds, how it pages, what its file holds."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from accounts import audit_pages
from accounts.audit_pages import PAGES, PER_PAGE
from accounts.enums import Role
from accounts.services import audit_export
from core import audit, seal_check, seals
from core.clock import ward_time
from core.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/nhat-ky/"


@pytest.fixture
def admin():
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def client(client_of, admin):
    return client_of(admin)


def written(count: int = 1, **values) -> list[AuditEvent]:
    """`count` rows a second apart, the last the newest."""
    start = values.pop("at", datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    values = {"actor_name": "Hệ thống", "action": "change"} | values
    rows = [AuditEvent(at=start + timedelta(seconds=n), **values) for n in range(count)]
    for row in rows:
        row.save()
    return rows


def shown(client, **query) -> list[int]:
    """Keys of the rows on a page."""
    answer = client.get(URL, query)
    assert answer.status_code == 200
    return [entry.event.pk for entry in answer.context["page"].entries]


def keys(rows) -> list[int]:
    return [row.pk for row in reversed(rows)]


def test_the_address_is_the_one_of_the_navigation(client):
    assert reverse("accounts:audit_log") == URL
    assert 'aria-current="page"' in client.get(URL).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_who_may_read_the_log_sees_it(client_of, role):
    user = factories.make_user(role, unit=factories.make_unit())
    for name in ("audit_log", "audit_export"):
        assert client_of(user).get(reverse(f"accounts:{name}")).status_code == 403
    assert AuditEvent.objects.filter(action="refused", actor_id=user.pk).count() == 2


def test_two_of_one_name_are_told_apart_by_their_number(client):
    one, two = (factories.make_user(full_name="Quản trị viên") for _ in range(2))
    for user in (one, two):
        audit.record("edit_account", user, by=user)
    audit.record("log_checked", None, by=None)
    page = client.get(URL).content.decode()
    assert [page.count(f"Tài khoản số {user.pk}<") for user in (one, two)] == [1, 1]
    assert page.count("Tài khoản số ") == 2
    book = load_workbook(BytesIO(client.get(reverse("accounts:audit_export")).getvalue()))
    rows = list(book.active.iter_rows(values_only=True))
    top = next(row for row in rows if "Tài khoản số" in row)
    who, number = top.index("Người làm"), top.index("Tài khoản số")
    assert {row[number] for row in rows if row[who] == "Quản trị viên"} == {one.pk, two.pk}


def test_the_same_refusal_again_is_no_second_row_within_ten_minutes(client_of):
    one, two = (factories.make_user(Role.UNIT_OFFICER) for _ in range(2))
    refused = AuditEvent.objects.filter(action="refused")
    for _ in range(3):
        client_of(one).get(URL)
    assert refused.count() == 1
    client_of(two).get(URL)
    client_of(one).get(reverse("accounts:audit_export"))
    client_of(one).post(reverse("accounts:unit_add"), {})
    assert refused.count() == 4
    # What the cache holds is forgotten after the window.
    cache.clear()
    client_of(one).get(URL)
    assert refused.count() == 5


def test_looking_writes_nothing(client):
    client.get(URL)
    before = AuditEvent.objects.count()
    client.get(URL, {"q": "x"})
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_many_rows(client, admin, rows, django_assert_num_queries):
    client.get(URL)
    for _ in range(rows):
        audit.record("edit_unit", factories.make_unit(), by=admin, changes={"name": ["Cũ", "Mới"]})
        audit.record("edit_account", factories.make_user(Role.REVIEWER), by=admin)
    with django_assert_num_queries(8):
        client.get(URL)


def test_a_line_is_readable(client, admin, unit):
    row = audit.record("edit_unit", unit, by=admin, changes={"name": ["Tên cũ", "Tên mới"]}, reason="Viết lại tên")
    html = client.get(URL).content.decode()
    for words in ("Sửa đơn vị", str(admin), str(unit), "<del>Tên cũ</del>", "Tên mới</ins>", "Lý do: Viết lại tên"):
        assert words in html
    assert f'datetime="{ward_time(row.at).isoformat(timespec="seconds")}"' in html
    assert "+07:00" in html


def test_people_are_found_by_name_without_accents_by_address_and_by_number(client):
    lan, hoa = (factories.make_user(Role.REVIEWER, full_name=name) for name in ("Đỗ Thị Lan", "Vũ Hoa"))
    mine, theirs = audit.record("sign_in", lan, by=lan), audit.record("sign_in", hoa, by=hoa)
    assert shown(client, nguoi="do thi LAN") == [mine.pk]
    assert shown(client, nguoi=hoa.email) == [theirs.pk]
    assert shown(client, ai=lan.pk) == [mine.pk]
    assert shown(client, nguoi="không có ai") == []


def test_the_portal_itself_and_strangers_are_people_too(client, admin):
    system, stranger = (
        audit.record("log_checked", None, by=None),
        audit.record("sign_in_failed", None, by=audit.VISITOR),
    )
    assert shown(client, nguoi="hệ thống") == [system.pk]
    assert shown(client, nguoi="Khách") == [stranger.pk]


def test_objects_are_found_by_words_and_exactly(client, admin):
    one, two = factories.make_unit("Trạm Y tế phường"), factories.make_unit("Trạm Y tế cũ")
    rows = [audit.record("edit_unit", unit, by=admin) for unit in (one, two)]
    assert shown(client, q="tram y te") == keys(rows)
    assert shown(client, ma=f"accounts.unit:{two.pk}") == [rows[1].pk]
    assert shown(client, q="100%") == []


def test_kinds_and_days_narrow(client):
    days = [written(at=datetime(2026, 12, day, 17, 0, tzinfo=UTC))[0] for day in (1, 2, 3)]
    grant = written(action="grant_role", at=datetime(2026, 12, 2, 5, 0, tzinfo=UTC))[0]
    # 17:00 UTC is 00:00 of the next day in the ward.
    assert shown(client, tu="02/12/2026", den="02/12/2026") == [grant.pk, days[0].pk]
    assert shown(client, loai="GRANT") == [grant.pk]
    assert shown(client, loai="GRANT", tu="03/12/2026") == []


@pytest.mark.parametrize("query", [{"tu": "31/31/2026"}, {"loai": "KHAC"}, {"tu": "05/12/2026", "den": "01/12/2026"}])
def test_a_filter_that_makes_no_sense_shows_nothing_and_says_so(client, query):
    written()
    answer = client.get(URL, query)
    assert answer.context["page"].entries == []
    assert "Bộ lọc chưa đúng" in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{"ai": "x"}, {"ma": ":::"}, {"truoc": "9" * 30}, {"sau": "-1"}, {"truoc": "7", "q": "%_\\"}]
)
def test_strange_addresses_are_no_server_error(client, query):
    written()
    assert client.get(URL, query).status_code == 200


def walk(client, answer, rel: str) -> list[list[int]]:
    """Every page reached by following the link `rel` (older: "next", newer: "prev")."""
    pages = [[entry.event.pk for entry in answer.context["page"].entries]]
    while key := getattr(answer.context["page"], {"next": "older", "prev": "newer"}[rel]):
        answer = client.get(URL, {{"next": "truoc", "prev": "sau"}[rel]: key})
        pages.append([entry.event.pk for entry in answer.context["page"].entries])
    return pages


def test_paging_meets_every_line_once_in_both_directions(client):
    rows = written(2 * PER_PAGE + 5)
    # Many rows of one moment: the order among them is that of their numbers.
    rows += [written(at=datetime(2026, 12, 2, tzinfo=UTC))[0] for _ in range(PER_PAGE + 20)]
    down = walk(client, client.get(URL), "next")
    assert [len(page) for page in down] == [50, 50, 50, 25]
    assert sum(down, []) == keys(rows)
    up = walk(client, client.get(URL, {"truoc": down[2][-1]}), "prev")
    assert [pk for page in reversed(up) for pk in page] == keys(rows)[: len(sum(up, []))]


def test_lines_written_meanwhile_do_not_move_the_next_page(client):
    rows = written(PER_PAGE + 3)
    first = client.get(URL)
    written(7, at=datetime(2026, 12, 5, tzinfo=UTC))
    assert shown(client, truoc=first.context["page"].older) == keys(rows)[PER_PAGE:]


def test_page_links_keep_the_filter(client):
    written(PER_PAGE + 1, action="grant_role")
    html = client.get(URL, {"loai": "GRANT"}).content.decode()
    link = next(part.split('"')[0] for part in html.split('href="') if part.startswith("?") and "truoc=" in part)
    assert parse_qs(urlsplit(link.replace("&amp;", "&")).query)["loai"] == ["GRANT"]


def test_counting_stops_where_it_no_longer_tells_anything(client, monkeypatch):
    monkeypatch.setattr(audit_pages, "COUNTED_UP_TO", 3)
    written(3)
    assert "3 dòng." in client.get(URL).content.decode()
    written(9)
    assert "Hơn 3 dòng" in client.get(URL).content.decode()


def test_objects_are_linked_where_this_reader_may_open_them(client, admin, period):
    unit = factories.make_unit()
    report = factories.submission_at("SUBMITTED")
    audit.record("edit_unit", unit, by=admin)
    audit.record("change", period, by=admin)
    entries = {entry.event.object_type: entry for entry in client.get(URL).context["page"].entries}
    assert entries["accounts.unit"].url == reverse("accounts:unit", args=[unit.pk])
    assert client.get(entries["accounts.unit"].url).status_code == 200
    # An administrator reads no reports: the line is there, the way to the report is not.
    assert entries["submissions.submission"].url == ""
    assert str(report.pk) == entries["submissions.submission"].event.object_id


def test_every_linked_kind_has_its_page_and_its_scope():
    for kind, (url_name, _) in PAGES.items():
        assert reverse(url_name, args=[1])
        assert hasattr(audit_pages.model_of(kind)._default_manager, "visible_to"), kind


def test_an_object_that_is_gone_is_named_without_a_link(client, admin):
    written(object_type="accounts.unit", object_id="4711", object_label="Đơn vị đã xóa")
    (entry,) = client.get(URL).context["page"].entries
    assert (entry.url, entry.object_label) == ("", "Đơn vị đã xóa")


def test_a_line_about_a_ballot_gets_on_no_page_and_in_no_file(client):
    written(object_type="awards.ballotreceipt", object_id="1", object_label="Phiếu")
    assert shown(client) == []
    assert "Phiếu" not in {row[9] for row in sheet(client)}


def test_text_of_people_is_escaped(client, admin):
    written(object_label="<script>alert(1)</script>", changes={"tên": ["<b>", "</td>"]})
    html = client.get(URL).content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;" in html


def test_the_state_of_the_chain_is_read_not_computed(client, monkeypatch):
    assert "chưa được kiểm lần nào" in client.get(URL).content.decode()
    written(3)
    seal_check.check_and_note(now=datetime(2026, 12, 1, 4, tzinfo=UTC))
    monkeypatch.setattr(seal_check, "check", None)
    assert "Chuỗi nhật ký nguyên vẹn đến dòng 3, kiểm lúc" in client.get(URL).content.decode()


def test_a_broken_chain_is_said_at_the_top(client):
    AuditEvent(actor_name="X", action="change").save()
    seals.seal()
    seal_check.check_and_note(now=datetime(2100, 1, 1, tzinfo=UTC))
    audit.record("log_checked", None, by=None, intact=False, position=1, first="Dòng 1: đã bị sửa sau khi ghi")
    html = client.get(URL).content.decode()
    assert "không còn nguyên vẹn" in html and "Dòng 1: đã bị sửa sau khi ghi" in html


def sheet(client, **query) -> list[tuple]:
    """Rows of the exported file below the heading."""
    answer = client.get(reverse("accounts:audit_export"), query)
    assert answer.status_code == 200
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return list(book.active.iter_rows(min_row=2, values_only=True))


def test_the_file_holds_the_filtered_lines_in_words_and_is_one_line_itself(client, admin, unit):
    row = audit.record("edit_unit", unit, by=admin, changes={"name": ["=1+1", "Mới"]}, reason="Viết lại")
    audit.record("sign_in", admin, by=admin)
    (line,) = sheet(client, loai="EDIT")
    assert line[0] == row.pk and line[1].endswith("+07:00")
    assert line[2:5] == (str(admin), admin.pk, None) or line[2:4] == (str(admin), admin.pk)
    assert line[7:] == (
        "Sửa đơn vị", "đơn vị", str(unit), str(unit.pk), "Tên đơn vị: =1+1", "Tên đơn vị: Mới", "Lý do: Viết lại",
    )  # fmt: skip
    noted = AuditEvent.objects.get(action="log_exported")
    assert noted.data == {"rows": 1, "capped": False, "filters": {"Loại việc": "EDIT"}}


def test_the_file_is_cut_where_it_says(client, monkeypatch):
    monkeypatch.setattr(audit_export, "MOST_ROWS", 2)
    rows = written(3)
    assert [line[0] for line in sheet(client)] == keys(rows)[:2]
    assert AuditEvent.objects.get(action="log_exported").data["capped"] is True


def test_no_cell_of_the_file_is_a_formula(client):
    for text in ("=1+1", "+1", "-1", "@x", "\t=1"):
        written(object_label=text, changes={"name": [text, text]}, data={"reason": text})
    answer = client.get(reverse("accounts:audit_export"))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}


def test_the_table_alone_answers_htmx(client):
    written()
    html = client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "<table" in html and "<html" not in html

"""The officer's pages: what they say in each state, what a plain form and the page's script can do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from campaigns.enums import GroupKind
from core.models import OutboxMessage
from submissions import sections
from submissions.enums import SubmissionStatus as S
from submissions.models import Submission
from submissions.services import drafting, handing_in, rows
from submissions.views import handing_in as handing_in_views
from submissions.views import home as home_views
from tests import factories

pytestmark = pytest.mark.django_db
MOST_HTML = 60 * 1024


@pytest.fixture
def now(monkeypatch):
    """A clock the pages and services read: 23 November, ten in the morning."""

    class Clock:
        at = factories.ward(2026, 11, 23, 10)

        def __call__(self):
            return self.at

    clock = Clock()
    for module in ("views.home", "views.editing", "views.handing_in", "services.drafting", "services.handing_in"):
        monkeypatch.setattr(f"submissions.{module}.database_now", clock)
    for module in ("drafting", "rows", "evidence"):
        monkeypatch.setattr(f"submissions.services.{module}.timezone", SimpleNamespace(now=clock))
    return clock


@pytest.fixture
def ready(now, period, unit, officer):
    return factories.submission_at(subject=unit, period=period, by=officer)


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


def page(client, name, *args, **options):
    answer = client.get(reverse(f"submissions:{name}", args=args), **options)
    assert answer.status_code == 200
    assert len(answer.content) < MOST_HTML
    return answer.content.decode()


# --- home ------------------------------------------------------------------------------------------------------------


def test_home_before_opening(now, client, period, group):
    now.at = period.opens_at - timedelta(seconds=1)
    html = page(client, "home")
    assert '<h1 id="dau">Phường chưa mở nhận báo cáo năm 2026</h1>' in html
    assert "Bắt đầu báo cáo" not in html


def test_home_not_begun_starts_the_report(now, client, period, unit):
    html = page(client, "home")
    assert "Bắt đầu báo cáo" in html
    form = {"period": period.pk, "kind": "unit", "subject": unit.pk}
    answer = client.post(reverse("submissions:start"), form)
    report = Submission.objects.get()
    assert answer.url == reverse("submissions:edit", args=[report.pk, "don-vi"])
    assert client.post(reverse("submissions:start"), form).url == answer.url


def test_home_of_a_draft_says_what_is_left(now, client, ready, officer, period):
    item = ready.items.first()
    key = drafting.FieldKey("item", item.pk, "self_score")
    drafting.save_field(
        submission_id=ready.pk, key=key, text="", seen=None, by=officer, at=now.at.replace(hour=9, minute=42)
    )
    html = page(client, "home")
    assert "Còn 1 mục nữa là nộp được" in html
    assert "Đã điền 8 trên 9 mục. Làm đến đâu, hệ thống lưu đến đó; lưu gần nhất lúc 09:42 hôm nay." in html
    assert "Làm tiếp mục 8: Tự chấm" in html
    assert "Chưa nộp" in html
    assert "Mở khi điền đủ mục 8" in html
    assert "Nộp đến hết <b>Thứ Sáu, 11/12/2026</b>" in html


def test_home_of_a_complete_report_leads_to_the_check(client, ready):
    html = page(client, "home")
    assert "Báo cáo đã sẵn sàng để nộp" in html
    assert reverse("submissions:check", args=[ready.pk]) in html


def test_home_after_handing_in_offers_receipt_and_taking_back(client, ready, officer, now):
    handing_in.submit(ready, by=officer, at=now.at)
    html = page(client, "home")
    assert "Phường đã nhận báo cáo" in html
    assert "Chưa nộp" not in html
    assert reverse("submissions:withdraw", args=[ready.pk]) in html


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (S.UNDER_REVIEW, "Phường đang thẩm định báo cáo"),
        (S.RETURNED, "Phường đề nghị bổ sung 1 chỗ, chậm nhất hết Thứ Sáu, 18/12/2026. Các phần khác giữ nguyên."),
        (S.ACCEPTED, "Báo cáo đã được chấp nhận"),
    ],
)
def test_home_of_a_report_in_the_offices_hands(now, client, period, unit, officer, group, status, words):
    group.criteria_sets.update(scorers=1)
    factories.submission_at(status, subject=unit, period=period, by=officer, at=now.at)
    html = page(client, "home")
    assert words in html
    assert "Chưa nộp" not in html


@pytest.mark.plan("D9")
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (factories.ward(2026, 12, 4, 9), "<b>7</b><span>ngày nữa hết hạn"),
        (factories.ward(2026, 12, 11, 17, 40), "Hôm nay là ngày cuối. Còn 6 giờ 20 phút."),
        (factories.ward(2026, 12, 11, 23, 59, 59), "Hôm nay là ngày cuối."),
        (factories.ward(2026, 12, 12), "Quá hạn 1 ngày. Phường vẫn nhận và ghi nộp muộn."),
        (factories.ward(2026, 12, 14, 8), "Quá hạn 3 ngày. Phường vẫn nhận và ghi nộp muộn."),
        (factories.ward(2026, 12, 21), "Kỳ 2026 đã khóa ngày 20/12."),
    ],
)
def test_deadline_panel_second_by_second(now, client, ready, moment, words):
    now.at = moment
    assert words in page(client, "home")


def test_home_asks_the_same_number_of_queries(client, ready, officer, unit, django_assert_num_queries, now):
    url = reverse("submissions:home")
    client.get(url)
    # session, user, grants, person, period, report, extension, season, pledges, five of the sections
    with django_assert_num_queries(14):
        client.get(url)
    for _ in range(3):
        rows.add_initiative(submission_id=ready.pk, by=officer, at=now.at)
        rows.add_figure(submission_id=ready.pk, content_id=ready.contents.first().pk, by=officer, at=now.at)
    with django_assert_num_queries(14):
        client.get(url)


def test_home_is_for_those_who_write_reports(client_of, reviewer):
    assert client_of(reviewer).get(reverse("submissions:home")).status_code == 403


def test_home_of_two_units_lets_choose(now, period, group, unit, officer, client):
    second = factories.make_unit("Trạm Y tế phường")
    factories.Membership.objects.create(user=officer, role=Role.UNIT_OFFICER, unit=second)
    assert f'name="unit" value="{second.pk}"' in page(client, "home")
    other = client.get(reverse("submissions:home"), {"cua": f"unit-{factories.make_unit().pk}"})
    assert other.status_code == 404


# --- the list --------------------------------------------------------------------------------------------------------


@pytest.mark.plan("R4")
@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(
    now, client, period, unit, officer, group, django_assert_num_queries, count
):
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    factories.make_criteria_set(people, period, (100,))
    for number in range(count):
        written = factories.make_person(f"Đã Viết {number}", unit=unit)
        factories.enrol(people, written)
        factories.submission_at(subject=written, period=period, by=officer)
        factories.enrol(people, factories.make_person(f"Chưa Viết {number}", unit=unit))
    client.get(reverse("submissions:list"))
    with django_assert_num_queries(12):
        html = page(client, "list")
    assert html.count("Bắt đầu báo cáo của") == count
    assert html.count("Đã Viết") >= count


def test_list_offers_only_people_who_take_part_that_year(now, client, period, unit):
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    factories.enrol(people, factories.make_person("Năm Nay", unit=unit))
    later = factories.enrol(people, factories.make_person("Năm Sau", unit=unit))
    later.from_year = period.year + 1
    later.save()
    html = page(client, "list")
    assert (html.count("Bắt đầu báo cáo của"), "Năm Sau" in html) == (1, False)


# --- the form --------------------------------------------------------------------------------------------------------

# session, user, grants, report, five of the sections, the extension, last year; then what the page itself shows
SECTION_QUERIES = {"don-vi": 12, "noi-dung-nd1": 15, "sang-kien": 12, "tu-cham": 14, "kien-nghi": 12}


@pytest.mark.parametrize(("key", "count"), SECTION_QUERIES.items())
def test_section_asks_a_constant_number_of_queries(client, ready, officer, now, key, count, django_assert_num_queries):
    url = reverse("submissions:edit", args=[ready.pk, key])
    for _ in range(2):
        rows.add_figure(submission_id=ready.pk, content_id=ready.contents.first().pk, by=officer, at=now.at)
        rows.add_initiative(submission_id=ready.pk, by=officer, at=now.at)
        with django_assert_num_queries(count):
            answer = client.get(url)
        assert len(answer.content) < MOST_HTML


def test_every_section_opens_and_says_not_handed_in(client, ready):
    for section in sections.sections_of(ready):
        html = page(client, "edit", ready.pk, section.key)
        assert f"<h1>{section.title}</h1>" in html
        assert "Chưa nộp" in html
    assert client.get(reverse("submissions:edit", args=[ready.pk, "khong-co"])).status_code == 404


def form_of(kind, row, column, text, seen):
    key = f"{kind}-{row.pk}-{column}"
    return {key: text, f"seen-{key}": drafting.stamp(seen)}


def test_plain_form_saves_everything_and_goes_on(client, ready):
    item, other = ready.items.order_by("criteria_item__order")[:2]
    form = {
        **form_of("item", item, "result", "Kết quả mới", item.result),
        **form_of("item", item, "self_score", "20.5", item.self_score),
        **form_of("item", other, "result", other.result, other.result),
        "act": "next",
    }
    answer = client.post(reverse("submissions:edit", args=[ready.pk, "tu-cham"]), form)
    assert answer.url == reverse("submissions:edit", args=[ready.pk, "kien-nghi"])
    item.refresh_from_db()
    assert (item.result, str(item.self_score)) == ("Kết quả mới", "20.5")
    assert "20,5" in page(client, "edit", ready.pk, "tu-cham")


def test_plain_form_keeps_what_was_typed_wrong_and_saves_the_rest(client, ready):
    item = ready.items.get(criteria_item__order=2)
    form = {
        **form_of("item", item, "result", "Vẫn được lưu", item.result),
        **form_of("item", item, "self_score", "26", item.self_score),
        "act": "next",
    }
    answer = client.post(reverse("submissions:edit", args=[ready.pk, "tu-cham"]), form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Lỗi: Mục 8." in html
    assert "Cần sửa 1 chỗ" in html
    assert f'<a href="#item-{item.pk}-self_score">Điểm tự chấm phải từ 0 đến 25.</a>' in html
    assert 'value="26"' in html
    item.refresh_from_db()
    assert (item.result, item.self_score) == ("Vẫn được lưu", 20)


def test_plain_form_shows_both_texts_of_a_conflict(client, ready, unit, now):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Lê Thị Hoa")
    content = ready.contents.first()
    key = drafting.FieldKey("content", content.pk, "results")
    at = now.at.replace(hour=10, minute=12)
    drafting.save_field(submission_id=ready.pk, key=key, text="Bản của Hoa", seen=None, by=colleague, at=at)
    form = form_of("content", content, "results", "Bản của tôi <b>", content.results)
    url = reverse("submissions:edit", args=[ready.pk, "noi-dung-nd1"])
    answer = client.post(url, form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Mục này vừa được người khác sửa lúc 10:12." in html
    assert "Bản của Hoa" in html
    assert "Bản của tôi &lt;b&gt;" in html
    # Pressing again with the stamp of the other text keeps mine.
    client.post(url, form_of("content", content, "results", "Bản của tôi <b>", "Bản của Hoa"))
    content.refresh_from_db()
    assert content.results == "Bản của tôi <b>"


def test_plain_form_adds_and_removes_rows_and_ticks(client, ready):
    content = ready.contents.first()
    url = reverse("submissions:edit", args=[ready.pk, "noi-dung-nd1"])
    answer = client.post(url, {"act": f"add-figure:{content.pk}"})
    figure = content.figures.get()
    assert answer.url.endswith(f"#figure-{figure.pk}-name")
    client.post(url, {**form_of("figure", figure, "name", "Trụ sạc", ""), "act": f"remove-figure:{figure.pk}"})
    assert not content.figures.exists()
    untick = {f"seen-report-{ready.pk}-nothing_to_add": drafting.stamp(True), "act": "exit"}
    answer = client.post(reverse("submissions:edit", args=[ready.pk, "kien-nghi"]), untick)
    ready.refresh_from_db()
    assert (answer.url, ready.nothing_to_add) == (reverse("submissions:home"), False)


def test_plain_form_takes_files(client, ready, settings):
    from tests.submissions import files

    item = ready.items.first()
    url = reverse("submissions:edit", args=[ready.pk, "tu-cham"])
    answer = client.post(url, {f"file-item-{item.pk}": files.upload(files.pdf(), "a.pdf"), "act": "stay"})
    assert answer.status_code == 302
    assert item.evidence.get().name == "a.pdf"
    refused = client.post(url, {f"file-item-{item.pk}": files.upload(b"MZ", "a.exe"), "act": "stay"})
    assert "a.exe: Tệp .exe không nhận." in refused.content.decode()


def test_form_from_the_check_page_returns_there(client, ready):
    url = reverse("submissions:edit", args=[ready.pk, "sang-kien"]) + "?ve=kiem-tra"
    assert "Lưu, về trang kiểm tra" in client.get(url).content.decode()
    assert client.post(url, {"act": "next"}).url == reverse("submissions:check", args=[ready.pk])


def test_locked_section_is_text_with_the_reason(client, ready, officer, reviewer, now):
    handing_in.submit(ready, by=officer, at=now.at)
    html = page(client, "edit", ready.pk, "tu-cham")
    assert "Báo cáo đã nộp lúc 10:00 ngày 23/11/2026. Muốn sửa, rút lại ở trang chủ đơn vị." in html
    assert "<textarea" not in html
    answer = client.post(reverse("submissions:edit", args=[ready.pk, "tu-cham"]), {"act": "next"})
    assert answer.status_code == 409


def test_returned_section_carries_the_wards_note(now, client, period, unit, officer, group):
    group.criteria_sets.update(scorers=1)
    report = factories.submission_at(S.RETURNED, subject=unit, period=period, by=officer, at=now.at)
    assert "Bổ sung số liệu của tiêu chí 2." in page(client, "edit", report.pk, "tu-cham")
    assert "Phường đề nghị" not in page(client, "edit", report.pk, "don-vi")


# --- autosave --------------------------------------------------------------------------------------------------------


def autosave(client, report, key, text, seen=""):
    url = reverse("submissions:autosave", args=[report.pk])
    return client.post(url, {"field": key, "value": text, "version": drafting.stamp(seen)})


def test_autosave_answers_with_stamp_time_and_comma(client, ready, now):
    item = ready.items.first()
    answer = autosave(client, ready, f"item-{item.pk}-self_score", "20.5", item.self_score)
    stamp = drafting.stamp(factories.Decimal("20.5"))
    assert answer.json() == {"ok": True, "version": stamp, "saved_at": "10:00", "display": "20,5"}


def test_autosave_costs_one_read_and_one_write(client, ready, django_assert_num_queries):
    item = ready.items.first()
    # session, user, grants; savepoint, read, write, release
    with django_assert_num_queries(7):
        answer = autosave(client, ready, f"item-{item.pk}-result", "Mới", item.result)
    assert answer.status_code == 200


def test_autosave_refusals(client, ready, officer, unit, client_of, now):
    item = ready.items.get(criteria_item__order=2)
    key = f"item-{item.pk}-self_score"
    answer = autosave(client, ready, key, "26", item.self_score)
    assert (answer.status_code, answer.json()) == (422, {"ok": False, "error": "Điểm tự chấm phải từ 0 đến 25."})
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Lê Thị Hoa")
    autosave(client_of(colleague), ready, key, "21", item.self_score)
    answer = autosave(client, ready, key, "22", item.self_score)
    stamp = drafting.stamp(factories.Decimal(21))
    other = {"conflict": True, "theirs": "21", "theirs_version": stamp, "by": "Lê Thị Hoa", "at": "10:00"}
    assert (answer.status_code, answer.json()) == (409, other)
    assert autosave(client, ready, "report-1-status", "ACCEPTED").status_code == 404
    stranger = client_of(factories.make_user(Role.UNIT_OFFICER))
    assert autosave(stranger, ready, key, "1", item.self_score).status_code == 404
    handing_in.submit(Submission.objects.get(pk=ready.pk), by=officer, at=now.at)
    answer = autosave(client, ready, key, "23", factories.Decimal(21))
    assert (answer.status_code, "đã nộp" in answer.json()["error"]) == (403, True)


def test_progress_piece_follows(client, ready):
    url = reverse("submissions:partial-sections", args=[ready.pk]) + "?muc=tu-cham"
    html = client.get(url).content.decode()
    assert "Đã điền 9/9 mục" in html
    assert "80/100" in html


# --- check, hand in, receipt -----------------------------------------------------------------------------------------


def test_check_lists_every_gap_as_a_link_to_its_control(client, now, period, unit, officer):
    report = factories.submission_at(subject=unit, period=period, by=officer, filled=False)
    html = page(client, "check", report.pk)
    found = sections.sections_of(report)
    assert f"Còn thiếu {len(found.gaps)} chỗ" in html
    for gap in found.gaps:
        address = reverse("submissions:edit", args=[report.pk, gap.section])
        assert f'href="{address}?ve=kiem-tra#{gap.control}"' in html
        assert f'id="{gap.control}"' in page(client, "edit", report.pk, gap.section)
    assert 'aria-label="Sửa mục 6, Nội dung 5"' in html


def hand_in(client, report, **form):
    return client.post(reverse("submissions:submit", args=[report.pk]), {"approved": "on", **form})


def test_handing_in_leads_to_the_receipt(client, ready):
    answer = hand_in(client, ready)
    assert answer.url == reverse("submissions:receipt", args=[ready.pk])
    html = page(client, "receipt", ready.pk)
    assert "Phường đã nhận báo cáo" in html
    assert "LC-2026-0001" in html
    assert "10:00 ngày 23/11/2026" in html
    assert "Đúng hạn" in html


def test_two_presses_with_one_key_make_one_receipt_and_one_letter(client, ready):
    first = hand_in(client, ready, _khoa="k" * 20)
    second = hand_in(client, ready, _khoa="k" * 20)
    assert first.url == second.url == reverse("submissions:receipt", args=[ready.pk])
    third = hand_in(client, ready, _khoa="m" * 20)
    assert third.url == first.url
    ready.refresh_from_db()
    assert (ready.rounds, OutboxMessage.objects.filter(kind="received").count()) == (1, 1)


def test_handing_in_wants_the_heads_word(client, ready):
    answer = client.post(reverse("submissions:submit", args=[ready.pk]), {})
    assert (answer.status_code, "Đánh dấu xác nhận trước khi nộp." in answer.content.decode()) == (422, True)
    ready.refresh_from_db()
    assert ready.status == S.DRAFT


@pytest.mark.plan("D9")
def test_late_report_asks_why_and_says_so(client, ready, now):
    now.at = factories.ward(2026, 12, 14, 8, 15)
    html = page(client, "check", ready.pk)
    assert "Quá hạn 3 ngày. Phường vẫn nhận và ghi nộp muộn." in html
    assert "Nộp muộn báo cáo" in html
    assert "Chưa nhập lý do nộp muộn." in hand_in(client, ready).content.decode()
    hand_in(client, ready, late_reason="Đơn vị thay người phụ trách.")
    html = page(client, "receipt", ready.pk)
    assert "Nộp muộn 3 ngày" in html
    assert "Đơn vị thay người phụ trách." in html
    assert "Đã nộp, muộn 3 ngày (nhận lúc 08:15 ngày 14/12/2026)." in page(client, "home")


@pytest.mark.plan("D9")
def test_midnight_between_page_and_press(client, ready, now):
    now.at = factories.ward(2026, 12, 11, 23, 59, 59)
    assert "Lý do nộp muộn" not in page(client, "check", ready.pk)
    now.at = factories.ward(2026, 12, 12)
    answer = hand_in(client, ready)
    assert "Chưa nhập lý do nộp muộn." in answer.content.decode()
    ready.refresh_from_db()
    assert ready.status == S.DRAFT


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (factories.ward(2026, 12, 11, 23, 59, 59), "23:59:59 ngày 11/12/2026 (giờ Việt Nam)"),
        (factories.ward(2026, 12, 10, 16, 5), "16:05 ngày 10/12/2026"),
    ],
)
def test_receipt_tells_the_second_where_it_decides(client, ready, officer, moment, words):
    handing_in.submit(ready, by=officer, at=moment)
    assert f"Nhận lúc {words}" in page(client, "receipt", ready.pk)


def test_withdrawing_voids_the_receipt_and_keeps_the_code(client, ready, officer, now):
    handing_in.submit(ready, by=officer, at=now.at)
    answer = client.post(reverse("submissions:withdraw", args=[ready.pk]), follow=True)
    assert "Đã rút báo cáo về để sửa. Nhớ nộp lại trước hạn." in answer.content.decode()
    html = page(client, "receipt", ready.pk)
    assert "Biên nhận này không còn hiệu lực từ 10:00 ngày 23/11/2026" in html
    hand_in(client, ready)
    html = page(client, "receipt", ready.pk)
    assert "LC-2026-0001" in html
    assert "(lần 2)" in html


def test_resubmitting_says_so(now, client, period, unit, officer, group):
    group.criteria_sets.update(scorers=1)
    report = factories.submission_at(S.RETURNED, subject=unit, period=period, by=officer, at=now.at)
    answer = client.post(reverse("submissions:submit", args=[report.pk]), {"approved": "on"}, follow=True)
    assert "Đã nộp lại lúc 10:00. Phường xem tiếp phần vừa sửa." in answer.content.decode()


def test_no_receipt_before_handing_in(client, ready):
    assert client.get(reverse("submissions:receipt", args=[ready.pk])).status_code == 404


def test_print_shows_what_was_handed_in(client, ready, officer, now):
    handing_in.submit(ready, by=officer, at=now.at)
    content = ready.contents.first()
    type(content).objects.filter(pk=content.pk).update(results="Đổi sau khi nộp")
    html = page(client, "preview", ready.pk)
    assert "Đổi sau khi nộp" not in html
    assert ready.snapshots.get().sha256 in html


@pytest.mark.parametrize("name", ["edit", "check", "receipt", "preview"])
def test_another_unit_finds_nothing(ready, officer, client_of, now, name):
    handing_in.submit(ready, by=officer, at=now.at)
    stranger = client_of(factories.make_user(Role.UNIT_OFFICER))
    args = [ready.pk, "don-vi"] if name == "edit" else [ready.pk]
    assert stranger.get(reverse(f"submissions:{name}", args=args)).status_code == 404


def test_office_reads_the_receipt_but_does_not_write(ready, officer, reviewer, client_of, now):
    handing_in.submit(ready, by=officer, at=now.at)
    office = client_of(reviewer)
    assert office.get(reverse("submissions:receipt", args=[ready.pk])).status_code == 200
    assert office.get(reverse("submissions:edit", args=[ready.pk, "don-vi"])).status_code == 403
    assert office.post(reverse("submissions:withdraw", args=[ready.pk])).status_code == 403
    assert office.post(reverse("submissions:submit", args=[ready.pk]), {"approved": "on"}).status_code == 403


@pytest.mark.plan("R4")
def test_report_of_a_person_names_them_everywhere(now, client, period, unit, officer):
    person = factories.make_person("Trần Văn Minh", unit=unit)
    report = factories.submission_at(subject=person, period=period, by=officer)
    for section in sections.sections_of(report):
        assert "Báo cáo thành tích của Trần Văn Minh" in page(client, "edit", report.pk, section.key)
    assert "Tôi cam đoan nội dung là đúng" in page(client, "check", report.pk)


def test_views_read_the_deciding_clock():
    from core.clock import database_now

    assert handing_in_views.database_now is database_now
    assert home_views.database_now is database_now
    assert timezone.is_aware(database_now())

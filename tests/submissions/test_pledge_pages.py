"""The pages of pledges: the form with and without rows, two officers, the season's end, the office's list."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from campaigns.enums import GroupKind
from campaigns.models import ContentArea
from submissions import phrases, pledging
from submissions.models import Pledge, PledgeContent, PledgeTarget
from submissions.pledging import Line, Target
from submissions.services import drafting, pledges
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
URL = "/dang-ky-thi-dua/"
MOST_HTML = 60 * 1024


@pytest.fixture
def now(monkeypatch):
    """The database's clock as the pages and services read it: a morning in March."""

    class Clock:
        at = ward(2026, 3, 2, 9)

        def __call__(self):
            return self.at

    clock = Clock()
    for module in ("views.pledges", "views.pledge_list", "views.home", "services.pledges", "services.drafting"):
        monkeypatch.setattr(f"submissions.{module}.database_now", clock)
    return clock


@pytest.fixture
def areas(period):
    return list(ContentArea.objects.filter(campaign=period.campaign).order_by("order"))


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


@pytest.fixture
def front(period):
    group = factories.make_group(period.campaign, GroupKind.MASS_ORGANISATION)
    unit = factories.make_unit("Hội Liên hiệp Phụ nữ phường")
    factories.enrol(group, unit)
    return unit


@pytest.fixture
def front_client(client_of, front):
    return client_of(factories.make_user(Role.UNIT_OFFICER, unit=front))


def html_of(answer, status=200):
    assert answer.status_code == status
    assert len(answer.content) < MOST_HTML
    return answer.content.decode()


def fields(areas, *, taken=(), aims=None, rows=None, version=0, act="send"):
    """A posted form: ticks and aims by order of the content, rows as (name, target, measure)."""
    data = {"act": act, "version": str(version)}
    for area in areas:
        prefix = f"nd{area.pk}"
        if area.order in taken:
            data[f"{prefix}-taken_on"] = "on"
        data[f"{prefix}-aim"] = (aims or {}).get(area.order, "")
        lines = (rows or {}).get(area.order, [])
        data[f"{prefix}-rows"] = str(len(lines))
        for place, values in enumerate(lines, start=1):
            for column, value in zip(("name", "target", "measure"), values, strict=True):
                data[f"{prefix}-{place}-{column}"] = value
    return data


def send(subject, period, lines, by, seen=0, at=ward(2026, 2, 2)):
    return pledges.send(period=period, subject=subject, lines=lines, seen=seen, by=by, at=at)


# --- the form --------------------------------------------------------------------------------------------------------


@pytest.mark.plan("R2")
def test_the_front_is_told_to_choose(now, front_client):
    html = html_of(front_client.get(URL))
    assert "Chọn những nội dung phù hợp" in html
    assert html.count("Đơn vị đăng ký nội dung này") == 5
    assert "checked" not in html
    assert "Gửi và sửa được đến hết <b>Thứ Ba, 10/11/2026</b>" in html


@pytest.mark.plan("R1")
def test_an_office_takes_on_all(now, client, unit, period, areas):
    html = html_of(client.get(URL))
    assert "Kế hoạch đặt ra 5 nội dung cho mọi phòng, cơ quan, đơn vị và doanh nghiệp" in html
    assert "Đơn vị đăng ký nội dung này" not in html
    answer = client.post(URL, fields(areas, aims={2: "Số hóa toàn bộ hồ sơ"}), follow=True)
    html = html_of(answer)
    assert "Đã gửi đăng ký thi đua năm 2026. Sửa được đến hết Thứ Ba, 10/11/2026." in html
    assert "Số hóa toàn bộ hồ sơ" in html
    assert PledgeContent.objects.filter(taken_on=True).count() == 5


def test_rows_come_and_go_without_scripts_and_nothing_typed_is_lost(now, front_client, areas):
    typed = {"aims": {1: "Mục tiêu  đang gõ", 4: "Khác"}, "rows": {1: [("Lớp học", "12", "lớp")]}}
    more = fields(areas, taken=(1,), act=f"add:{areas[0].pk}", **typed)
    html = html_of(front_client.post(URL, more))
    assert f'name="nd{areas[0].pk}-2-name"' in html
    for text in ("Mục tiêu  đang gõ", "Khác", 'value="Lớp học"', 'value="12"', "checked"):
        assert text in html
    assert "Cần sửa" not in html
    typed["rows"] = {1: [("Một", "1", ""), ("Hai", "2", ""), ("Ba", "3", "")]}
    less = fields(areas, taken=(1,), act=f"remove:{areas[0].pk}:2", **typed)
    html = html_of(front_client.post(URL, less))
    assert ('value="Một"' in html, 'value="Hai"' in html, 'value="Ba"' in html) == (True, False, True)
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("act", ["stay", "add:999999", "add:x", "remove:1", "remove:1:99", "", "add:"])
def test_a_strange_button_changes_nothing(now, front_client, areas, act):
    html = html_of(front_client.post(URL, fields(areas, aims={1: "Vẫn còn"}, act=act)))
    assert "Vẫn còn" in html
    assert not Pledge.objects.exists()


def test_rows_have_an_end(now, client, areas):
    rows = {1: [("Dòng", str(n), "") for n in range(pledging.MOST_TARGETS)]}
    html = html_of(client.post(URL, fields(areas, rows=rows, act=f"add:{areas[0].pk}")))
    assert f'name="nd{areas[0].pk}-{pledging.MOST_TARGETS + 1}-name"' not in html
    assert phrases.PLEDGE_ROWS.format(most=pledging.MOST_TARGETS) in html
    many = fields(areas, rows=rows) | {f"nd{areas[0].pk}-rows": "99999999"}
    client.post(URL, many)
    assert PledgeTarget.objects.count() == pledging.MOST_TARGETS


@pytest.mark.parametrize(
    ("aims", "rows", "sentence"),
    [
        ({1: "x" * 501}, {}, "Dài quá 1 ký tự. Rút gọn còn tối đa 500 ký tự."),
        ({1: "x" * 100_000}, {}, "Dài quá 99.500 ký tự. Rút gọn còn tối đa 500 ký tự."),
        ({}, {1: [("", "12", "lớp")]}, "Chưa nhập chỉ số của dòng 1, nội dung 1."),
        ({}, {1: [("Một", "1", ""), ("Lớp học", "", "lớp")]}, "Chưa nhập chỉ tiêu của dòng 2, nội dung 1."),
        ({}, {1: [("a" * 201, "1", "")]}, "Dài quá 1 ký tự. Rút gọn còn tối đa 200 ký tự."),
    ],
)
def test_what_cannot_be_stored_is_said_beside_its_control(now, client, areas, aims, rows, sentence):
    html = html_of_any(client.post(URL, fields(areas, aims=aims, rows=rows)), 422)
    assert html.count(sentence) == 2  # in the box at the top and under its control
    assert "<title>Lỗi: Đăng ký thi đua" in html
    assert "Cần sửa 1 chỗ" in html
    assert not Pledge.objects.exists()


def html_of_any(answer, status):
    """A page that gives back what was typed is as long as that."""
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.plan("R2")
def test_nothing_chosen_and_aims_without_a_tick_are_told(now, front_client, areas):
    html = html_of(front_client.post(URL, fields(areas)), 422)
    assert phrases.PLEDGE_NOTHING in html
    html = html_of(front_client.post(URL, fields(areas, taken=(1,), aims={3: "Quên đánh dấu"})), 422)
    assert phrases.PLEDGE_UNTICKED.format(order=3) in html
    assert "Quên đánh dấu" in html
    assert f'href="#id_nd{areas[2].pk}-taken_on"' in html


def test_strange_text_is_stored_tidy_and_shown_as_text(now, client, areas):
    aims = {1: "Đổi mới<script>alert(1)</script>{{ 7 }}", 2: "nul\x00 \u202ebidi", 3: "Đổi"}
    assert client.post(URL, fields(areas, aims=aims, rows={1: [("a\nb", " 95 ", "%")]})).status_code == 302
    stored = [content.aim for content in PledgeContent.objects.order_by("content_area__order")]
    assert stored[:3] == ["Đổi mới<script>alert(1)</script>{{ 7 }}", "nul bidi", "Đổi"]
    assert list(PledgeTarget.objects.values_list("name", "target")) == [("a b", "95")]
    html = html_of(client.get(URL))
    assert "&lt;script&gt;alert(1)" in html


def test_two_presses_are_one_pledge_and_one_answer(now, client, areas):
    data = fields(areas, aims={1: "Một"}) | {"_khoa": "k" * 24}
    first, second = client.post(URL, data), client.post(URL, data)
    assert first.url == second.url
    assert Pledge.objects.get().version == 1


def test_the_same_text_again_says_so(now, client, areas):
    client.post(URL, fields(areas, aims={1: "Một"}))
    html = html_of(client.post(URL, fields(areas, aims={1: "Một"}, version=1), follow=True))
    assert phrases.PLEDGE_SAME in html


def test_two_officers_are_offered_both_texts(now, client, client_of, unit, period, areas):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Cán bộ Hoa")
    lines = [Line(areas[0].pk, True, "Bản của Hoa", (Target("Trụ sạc", "5", "trụ"),))]
    send(unit, period, lines, colleague)
    html = html_of(client.post(URL, fields(areas, aims={1: "Bản của tôi"})), 409)
    for text in ("Cán bộ Hoa vừa gửi một bản đăng ký khác", "Bản của Hoa", "Trụ sạc: 5 trụ", "Bản của tôi"):
        assert text in html
    assert html.count("Bản kia, Cán bộ Hoa") == 1
    assert 'name="version" value="1"' in html
    assert PledgeContent.objects.get(content_area=areas[0]).aim == "Bản của Hoa"
    assert client.post(URL, fields(areas, aims={1: "Bản của tôi"}, version=1)).status_code == 302
    assert PledgeContent.objects.get(content_area=areas[0]).aim == "Bản của tôi"


def test_the_season_ends_while_somebody_types(now, client, areas):
    now.at = ward(2026, 11, 10, 23, 59, 59)
    assert "Gửi đăng ký" in html_of(client.get(URL))
    now.at = ward(2026, 11, 11)
    html = html_of(client.post(URL, fields(areas, aims={1: "Gõ dở"})), 409)
    assert phrases.PLEDGE_OVER.format(year=2026, day="11/11/2026") in html
    assert "Gõ dở" in html
    assert "vẫn còn trên trang" in html
    assert not Pledge.objects.exists()


def test_after_the_season_it_is_read_with_the_reason(now, client, unit, officer, period, areas):
    send(unit, period, [Line(areas[0].pk, True, "Mục tiêu đã gửi", (Target("Trụ sạc", "5", "trụ"),))], officer)
    now.at = ward(2026, 11, 23)
    html = html_of(client.get(URL))
    assert phrases.PLEDGE_OVER.format(year=2026, day="11/11/2026") in html
    assert "Mục tiêu đã gửi" in html
    assert "<textarea" not in html


def test_before_the_season_the_page_says_when(now, client, period):
    period.pledges_from = date(2026, 4, 1)
    period.save()
    html = html_of(client.get(URL))
    assert phrases.PLEDGE_NOT_YET.format(year=2026, day="01/04/2026") in html


def test_the_address_names_whose_and_which_year(now, client, unit, period, front):
    following = factories.make_period(period.campaign, 2027, pledges_from=date(2026, 2, 1))
    html = html_of(client.get(URL, {"cua": f"unit-{unit.pk}", "nam": following.year}))
    assert "<h1>Đăng ký thi đua năm 2027</h1>" in html
    for query in (
        {"cua": f"unit-{front.pk}"}, {"cua": "unit-x"}, {"cua": "moi-1"}, {"nam": "1999"}, {"nam": "9" * 30},
    ):  # fmt: skip
        assert client.get(URL, query).status_code == 404
    assert client.get(URL, {"cua": f"unit-{unit.pk}", "nam": "2026"}).status_code == 200


def test_who_takes_no_part_is_told_whom_to_ask(now, client_of, period):
    stranger = client_of(factories.make_user(Role.UNIT_OFFICER))
    assert "Chưa có kỳ nào để đăng ký thi đua." in html_of(stranger.get(URL))
    group = factories.make_group(period.campaign)
    unit = factories.make_unit("Tổ dân phố số 1")
    enrolment = factories.enrol(group, unit)
    enrolment.to_year = 2025
    enrolment.save()
    html = html_of(client_of(factories.make_user(Role.UNIT_OFFICER, unit=unit)).get(URL))
    assert "chưa được xếp vào nhóm thi đua nào của năm 2026" in html


@pytest.mark.plan("R4")
def test_a_person_pledges_on_the_same_page(now, client_of, client, unit, period, areas):
    group = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    account = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Trần Thị Mai", unit=unit, user=account)
    factories.enrol(group, person)
    own = client_of(account)
    html = html_of(own.get(URL))
    assert "Trần Thị Mai" in html and "Đăng ký nội dung này" in html
    assert own.post(URL, fields(areas, taken=(2,))).status_code == 302
    by_unit = client.get(URL, {"cua": f"person-{person.pk}"})
    assert "checked" in html_of(by_unit)


def test_page_asks_a_constant_number_of_queries(now, client, unit, officer, period, areas, django_assert_num_queries):
    client.get(URL)
    # session, user, grants, own person; season, enrolment, contents, pledge, report begun (for the page and its button)
    with django_assert_num_queries(10):
        client.get(URL)
    lines = [Line(area.pk, True, "Mục tiêu", (Target("Một", "1"), Target("Hai", "2"))) for area in areas]
    send(unit, period, lines, officer)
    # and what the pledge says: contents, targets
    with django_assert_num_queries(12):
        client.get(URL)


def test_a_full_pledge_is_no_heavy_page(now, client, unit, officer, period, areas):
    rows = tuple(Target("Tỷ lệ hồ sơ giải quyết trực tuyến", "95", "phần trăm") for _ in range(pledging.MOST_TARGETS))
    send(unit, period, [Line(area.pk, True, "ố" * 500, rows) for area in areas], officer)
    html_of(client.get(URL))


# --- where the season is told ----------------------------------------------------------------------------------------


@pytest.mark.plan("R1")
def test_home_offers_the_pledge_before_reporting_opens(now, client, period, unit, officer, areas):
    html = html_of(client.get(reverse("submissions:home")))
    assert "Phường chưa mở nhận báo cáo năm 2026" in html
    assert f'href="{URL}?cua=unit-{unit.pk}&amp;nam=2026">Đăng ký thi đua' in html
    send(unit, period, [], officer)
    html = html_of(client.get(reverse("submissions:home")))
    assert "Xem, sửa đăng ký thi đua" in html


@pytest.mark.plan("R1")
def test_home_tells_the_next_season_while_last_years_report_is_current(now, client, period, unit):
    factories.make_period(period.campaign, 2027)
    now.at = ward(2027, 2, 1)
    html = html_of(client.get(reverse("submissions:home")))
    assert "Kỳ 2026 đã khóa" in html
    assert "<h2>Đăng ký thi đua năm 2027</h2>" in html
    assert "Gửi đến hết <b>Thứ Tư, 10/11/2027</b>" in html
    assert f'href="{URL}?cua=unit-{unit.pk}&amp;nam=2027"' in html


def test_home_keeps_the_way_to_this_years_pledge(now, client, period, unit, officer):
    send(unit, period, [], officer)
    now.at = ward(2026, 11, 23)
    html = html_of(client.get(reverse("submissions:home")))
    assert "Xem đăng ký" in html and "Bắt đầu báo cáo" in html


@pytest.mark.plan("R4")
@pytest.mark.parametrize("count", [1, 3])
def test_list_of_reports_holds_everybodys_pledge(now, client, unit, officer, period, django_assert_num_queries, count):
    group = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    for number in range(count):
        factories.enrol(group, factories.make_person(f"Người {number}", unit=unit))
    send(unit, period, [], officer)
    client.get(reverse("submissions:list"))
    with django_assert_num_queries(13):
        html = html_of(client.get(reverse("submissions:list")))
    assert html.count('aria-label="Đăng ký thi đua của Người') == count
    assert f'aria-label="Xem, sửa đăng ký của {unit}"' in html


# --- the office ------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(client_of, reviewer):
    return client_of(reviewer)


LIST = "/so-dang-ky/"


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_a_constant_number_of_queries(now, office, period, group, count, areas, django_assert_num_queries):
    for number in range(count):
        unit = factories.make_unit(f"Đơn vị {number}")
        factories.enrol(group, unit)
        by = factories.make_user(Role.UNIT_OFFICER, unit=unit)
        send(unit, period, [Line(areas[0].pk, True, "x", (Target("Một", "1"),))], by)
    office.get(LIST)
    with django_assert_num_queries(13):
        html = html_of(office.get(LIST))
    assert f"{count} trên {count} đơn vị, cá nhân đã đăng ký" in html
    assert html.count("1, 2, 3, 4, 5") == count


def test_list_finds_by_group_content_state_and_words(now, office, period, group, unit, officer, front, areas):
    by = factories.make_user(Role.UNIT_OFFICER, unit=front)
    send(front, period, [Line(areas[3].pk, True)], by)

    def names(**query):
        html = html_of(office.get(LIST, query))
        return [str(one) for one in (unit, front) if f">{one}</" in html]

    assert names() == [str(unit), str(front)]
    assert names(xem="chua") == [str(unit)]
    assert names(xem="da") == [str(front)]
    assert names(nhom=group.code) == [str(unit)]
    assert names(**{"noi-dung": areas[3].pk}) == [str(front)]
    assert names(**{"noi-dung": areas[0].pk}) == []
    assert names(q="phu nu") == [str(front)]
    assert "Không có đơn vị, cá nhân khớp bộ lọc" in html_of(office.get(LIST, {"q": "không có"}))
    assert names(**{"noi-dung": "x", "xem": "lạ", "nam": "2026"}) == [str(unit), str(front)]


def test_list_is_of_the_year_in_season(now, office, period, unit):
    factories.make_period(period.campaign, 2027)
    now.at = ward(2027, 2, 1)
    assert "Đăng ký thi đua năm 2027" in html_of(office.get(LIST))
    assert "Đăng ký thi đua năm 2026" in html_of(office.get(LIST, {"nam": 2026}))


def test_the_office_reads_a_pledge(now, office, period, front, areas, client):
    by = factories.make_user(Role.UNIT_OFFICER, unit=front, full_name="Cán bộ Mặt trận")
    sent = send(front, period, [Line(areas[3].pk, True, "Mở lớp", (Target("Lớp học", "12", "lớp"),))], by)
    url = reverse("submissions:pledge_read", args=[sent.pk])
    html = html_of(office.get(url))
    for text in ("Cán bộ Mặt trận gửi lúc 00:00 ngày 02/02/2026", "Mở lớp", "Lớp học", "12"):
        assert text in html
    assert html.count("Đơn vị không đăng ký nội dung này") == 4
    assert client.get(url).status_code == 404
    # The way back keeps the filter.
    assert f'href="{url}?xem=da"' in html_of(office.get(LIST, {"xem": "da"}))
    assert 'href="/so-dang-ky/?nam=2026&amp;xem=da"' in html_of(office.get(url, {"xem": "da"}))


# --- what a pledge holds ---------------------------------------------------------------------------------------------


def test_a_unit_with_a_pledge_has_a_footprint(now, unit, officer, period, areas, reviewer):
    from accounts import footprint

    assert footprint.used([unit]) == set()
    send(unit, period, [], officer)
    assert footprint.used([unit]) == {unit.pk}
    assert [paper.title for paper in footprint.papers(unit, by=reviewer)] == ["Đăng ký thi đua năm 2026"]
    words = [paper.words for paper in footprint.open_papers([unit])[unit.pk]]
    assert words == [f"đăng ký thi đua năm 2026 của {unit}"]
    drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    words = [paper.words for paper in footprint.open_papers([unit])[unit.pk]]
    assert words == [f"báo cáo năm 2026 của {unit} (đang làm)"]


def test_a_pledge_of_a_year_gone_holds_nobody(now, unit, officer, period):
    from accounts import footprint

    send(unit, period, [], officer)
    period.locks_at = period.closes_at
    long_ago = timedelta(days=3650)
    for name in ("opens_at", "closes_at", "locks_at"):
        setattr(period, name, getattr(period, name) - long_ago)
    period.save()
    assert footprint.open_papers([unit])[unit.pk] == []

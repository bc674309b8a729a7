"""The overview: every number equals the list it links to, parts add up, charts equal their tables."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from campaigns.enums import GroupKind
from campaigns.models import ContentArea
from reports import charts, figures, overview
from reports.figures import State
from submissions.enums import ScanStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Evidence, SubmissionContent
from submissions.services import difficulties
from tests import factories
from tests.factories import ward
from tests.reports import rows

pytestmark = pytest.mark.django_db
NOW = ward(2026, 11, 23, 14, 5)


@pytest.fixture
def freeze(monkeypatch):
    """The clock of the pages stands at NOW."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def ward_year(period, group):
    """Two groups, ten subjects in all five states."""
    firms = factories.make_group(period.campaign, GroupKind.ENTERPRISE)
    factories.make_criteria_set(firms, period, scorers=1)
    for status in (S.ACCEPTED, S.ACCEPTED, S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED):
        rows.report(group, period, status=status, at=ward(2026, 11, 20, 9))
    rows.report(firms, period, status=S.SUBMITTED, at=ward(2026, 11, 12, 9))
    rows.report(firms, period, status=S.DRAFT)
    for _ in range(3):
        factories.enrol(firms, factories.make_unit())
    return period


def test_counts_add_up_to_everybody_who_takes_part(ward_year):
    groups = figures.by_group(ward_year)
    counts = figures.total(groups)
    assert list(counts.by_state.values()) == [2, 3, 1, 1, 3]
    assert (counts.total, counts.handed_in, counts.missing) == (10, 6, 4)
    assert counts.total == figures.taking_part(ward_year).count() == sum(group.total for group in groups)
    for state, number in counts.by_state.items():
        assert figures.in_state(ward_year, state).count() == number


def test_subgroups_of_persons_count_for_their_main_group(period):
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL, short_title="Cá nhân")
    officials = factories.make_group(period.campaign, GroupKind.INDIVIDUAL, parent=people)
    factories.make_criteria_set(officials, period)
    rows.report(officials, period, factories.make_person())
    factories.enrol(officials, factories.make_person())
    (only,) = figures.by_group(period)
    assert (only.group.short_title, only.handed_in, only.not_opened) == ("Cá nhân", 1, 1)


def test_who_left_the_movement_before_the_year_does_not_count(period, group):
    gone = factories.enrol(group, factories.make_unit())
    gone.to_year = 2025
    gone.save()
    assert figures.by_group(period) == []


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CHAIRMAN])
def test_every_number_equals_the_list_it_links_to(ward_year, client_of, freeze, role):
    client = client_of(factories.make_user(role))
    page = client.get(reverse("reports:overview"))
    assert [(item.state, item.number) for item in page.context["bands"]] == list(
        figures.total(figures.by_group(ward_year)).by_state.items()
    )
    for item in page.context["bands"]:
        listed = client.get(item.url)
        assert listed.status_code == 200, item.url
        assert listed.context["page"].paginator.count == item.number, item.url


def test_todo_lines_equal_the_lists_they_link_to(ward_year, group, client_of, freeze):
    returned = figures.in_state(ward_year, State.RETURNED).get()
    returned.status_since = NOW - timedelta(days=4)
    returned.save()
    far = rows.scored(group, ward_year, "", (30, 25, 25, 20), (30, 25, 25, 20), self_scores=(20, 20, 20, 20))
    Evidence.objects.create(
        submission=far, name="a.pdf", file="evidence/000/a", media_type="application/pdf", size=1, sha256="1" * 64,
        uploaded_by=factories.make_user(), scan_status=ScanStatus.REFUSED,
    )  # fmt: skip
    unit = factories.make_unit()
    asker = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    difficulties.ask(subject=unit, text="Chưa có máy quét.", by=asker, at=NOW - timedelta(days=12))
    office = client_of(factories.make_user(Role.REVIEWER)).get(reverse("reports:overview"))
    assert office.context["chores"][-1].text == "1 vướng mắc chờ trả lời, lâu nhất 12 ngày"
    for role in (Role.REVIEWER, Role.CHAIRMAN):
        client = client_of(factories.make_user(role))
        chores = client.get(reverse("reports:overview")).context["chores"]
        assert len(chores) >= 4
        for chore in chores:
            number = int(chore.text.split()[0])
            listed = client.get(chore.url)
            assert listed.status_code == 200
            if chore.action != "Soạn đôn đốc":
                assert listed.context["page"].paginator.count == number, chore.text


@pytest.mark.plan("R7")
def test_the_chairman_reads_the_same_without_actions(ward_year, client_of, freeze):
    office = client_of(factories.make_user(Role.REVIEWER)).get(reverse("reports:overview")).content.decode()
    chairman = client_of(factories.make_user(Role.CHAIRMAN)).get(reverse("reports:overview")).content.decode()
    for page in (office, chairman):
        assert "6 trên 10 đơn vị đã nộp báo cáo</h1>" in page
        assert "Thứ Hai, 23/11/2026 · còn 18 ngày đến hạn nộp" in page
    assert "Xuất Excel" in office and "Xuất Excel" not in chairman
    assert "Đôn đốc 4 đơn vị" in office and "Đôn đốc 4" not in chairman


def test_overview_is_for_those_who_hold_the_right(ward_year, client_of, officer):
    assert client_of(officer).get(reverse("reports:overview")).status_code == 403
    assert client_of(officer).get(reverse("reports:subjects") + "?trang-thai=chua-mo").status_code == 403


def test_list_shows_names_and_states_but_opens_reports_for_reviewers_only(ward_year, client_of, freeze):
    url = f"{reverse('reports:subjects')}?nam=2026&trang-thai=da-chap-nhan"
    report = figures.in_state(ward_year, State.ACCEPTED).first()
    link = reverse("submissions:review", args=[report.pk])
    assert link in client_of(factories.make_user(Role.REVIEWER)).get(url).content.decode()
    page = client_of(factories.make_user(Role.CHAIRMAN)).get(url).content.decode()
    assert link not in page and report.subject_name in page


@pytest.mark.parametrize("query", ["trang-thai=gi-do", "", "nam=1999&trang-thai=chua-mo", "nam=²&trang-thai=chua-mo"])
def test_unknown_lists_are_not_found(ward_year, client_of, reviewer, query):
    assert client_of(reviewer).get(f"{reverse('reports:subjects')}?{query}").status_code == 404


def test_overview_takes_a_constant_number_of_queries(ward_year, group, client_of, freeze, django_assert_num_queries):
    client = client_of(factories.make_user(Role.REVIEWER))
    client.get(reverse("reports:overview"))
    with django_assert_num_queries(23):
        client.get(reverse("reports:overview"))
    for _ in range(5):
        rows.scored(group, ward_year, "", (1, 1, 1, 1), (1, 1, 1, 1))
    with django_assert_num_queries(23):
        client.get(reverse("reports:overview"))


def test_subject_list_takes_a_constant_number_of_queries(ward_year, group, client_of, django_assert_num_queries):
    client = client_of(factories.make_user(Role.CHAIRMAN))
    url = f"{reverse('reports:subjects')}?nam=2026&trang-thai=da-chap-nhan"
    with django_assert_num_queries(7):
        client.get(url)
    rows.report(group, ward_year, status=S.ACCEPTED)
    with django_assert_num_queries(7):
        client.get(url)


# --- Sentences and charts ---------------------------------------------------------------------------------------------


def counts_of(*numbers) -> figures.Counts:
    return figures.Counts(dict(zip(State, numbers, strict=True)))


@pytest.mark.plan("D9")
@pytest.mark.parametrize(
    ("now", "finding", "line"),
    [
        (ward(2026, 11, 10), "Mở nhận báo cáo từ 11/11.", "Thứ Ba, 10/11/2026 · mở nhận từ 11/11/2026"),
        (
            ward(2026, 11, 23),
            "Cần trung bình 2,7 báo cáo mỗi ngày từ nay đến 11/12.",
            "Thứ Hai, 23/11/2026 · còn 18 ngày đến hạn nộp",
        ),
        (
            ward(2026, 12, 11, 23, 59, 59),
            "Hôm nay là ngày cuối, còn 48 đơn vị chưa nộp.",
            "Thứ Sáu, 11/12/2026 · hôm nay là ngày cuối",
        ),
        (
            ward(2026, 12, 12),
            "Đã qua hạn nộp 11/12, còn 48 đơn vị chưa nộp.",
            "Thứ Bảy, 12/12/2026 · quá hạn 1 ngày",
        ),
        (
            ward(2026, 12, 21),
            "Đã qua hạn nộp 11/12, còn 48 đơn vị chưa nộp.",
            "Thứ Hai, 21/12/2026 · kỳ 2026 đã khóa ngày 21/12/2026",
        ),
    ],
)
def test_sentences_follow_the_calendar(period, now, finding, line):
    assert charts.pace_finding(period, counts_of(15, 19, 4, 27, 21), now=now) == finding
    assert overview.date_line(period, now=now) == line


def test_headline_says_when_nothing_can_have_come_yet(period):
    assert overview.headline(period, counts_of(0, 0, 0, 0, 5), now=ward(2026, 11, 1)) == "Chưa mở nhận báo cáo năm 2026"
    assert overview.headline(period, counts_of(15, 19, 4, 27, 21), now=NOW) == "38 trên 86 đơn vị đã nộp báo cáo"


def test_stacked_bar_fills_the_width_and_says_its_numbers():
    bar = charts.stacked_bar(counts_of(15, 19, 4, 27, 21), "86 đơn vị")
    assert bar.label == "86 đơn vị: 15 đã chấp nhận, 19 chờ thẩm định, 4 trả lại bổ sung, 27 đang làm, 21 chưa mở"
    assert [part.letter for part in bar.segments] == ["a", "b", "c", "d", "e"]
    widths = sum(Decimal(part.width) for part in bar.segments)
    assert abs(widths + 4 * Decimal("0.5") - 100) < Decimal("0.05")
    assert [part.letter for part in charts.stacked_bar(counts_of(0, 3, 0, 0, 1), "x").segments] == ["b", "e"]


def test_received_by_day_counts_in_ward_days(ward_year):
    points = dict(figures.received_by_day(ward_year, now=NOW))
    assert (min(points), max(points)) == (ward(2026, 11, 11).date(), NOW.date())
    assert [points[ward(2026, 11, day).date()] for day in (11, 12, 19, 20, 23)] == [0, 1, 1, 6, 6]


def test_received_by_day_at_the_edge_of_midnight(period, group):
    rows.report(group, period, at=ward(2026, 11, 12, 23, 59, 59))
    rows.report(group, period, at=ward(2026, 11, 13))
    points = dict(figures.received_by_day(period, now=NOW))
    assert [points[ward(2026, 11, day).date()] for day in (12, 13)] == [1, 2]


def test_progress_ends_where_the_count_stands(ward_year):
    counts = figures.total(figures.by_group(ward_year))
    drawn = charts.progress(ward_year, counts, figures.received_by_day(ward_year, now=NOW), [30, 14, 7, 3, 1], now=NOW)
    assert drawn.line.endswith("L120 40")
    assert drawn.pace == "M120 40 L300 0"
    assert drawn.reminders == ["0", "160", "230", "270", "290"]
    assert [tick.day for tick in drawn.ticks] == [11, 17, 23, 29, 5, 11]


def test_contents_count_reports_with_a_present_file(ward_year):
    area = ContentArea.objects.filter(campaign=ward_year.campaign).first()
    reports = list(figures.handed_in(ward_year)[:2])
    for number, report in enumerate(reports):
        content = SubmissionContent.objects.create(submission=report, content_area=area)
        for copy in range(2):
            file = Evidence.objects.create(
                submission=report, name="a.pdf", file="evidence/000/a", media_type="application/pdf", size=1,
                sha256=f"{copy}" * 64, uploaded_by=factories.make_user(), removed_at=NOW if number else None,
            )  # fmt: skip
            file.contents.add(content)
    found = figures.with_evidence(ward_year)
    assert [number for _, number in found] == [1, 0, 0, 0, 0]
    bars = charts.content_bars(found, 6)
    assert charts.weakest_content(bars) == "Nội dung 2 mới có 0/6 báo cáo."
    assert bars[0].width == "16.67"


def test_scores_appear_from_five_scored_reports_on(period, group, client_of, freeze):
    client = client_of(factories.make_user(Role.REVIEWER))
    for number in range(5):
        page = client.get(reverse("reports:overview")).content.decode()
        assert "Tự chấm và thẩm định" not in page, number
        rows.scored(group, period, "", (25, 20, 20, 15), (25, 20, 20, 16))
    page = client.get(reverse("reports:overview")).content.decode()
    assert "Tự chấm và thẩm định" in page
    assert f"{group.short_title} tự chấm cao hơn thẩm định trung bình 7,5 điểm." in page


def test_each_figure_has_heading_drawing_table_and_csv(ward_year, group, client_of, freeze):
    for _ in range(5):
        rows.scored(group, ward_year, "", (25, 20, 20, 15), (25, 20, 20, 16))
    page = client_of(factories.make_user(Role.REVIEWER)).get(reverse("reports:overview")).content.decode()
    drawn = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    titles = [re.search(r"<h2>(.*?)</h2>", figure)[1] for figure in drawn]
    assert titles == [
        "Tiến độ nộp báo cáo", "Theo nhóm đối tượng", "Nội dung thi đua có minh chứng", "Tự chấm và thẩm định",
    ]  # fmt: skip
    for figure in drawn:
        assert 'role="img" aria-label="' in figure and '<p class="say">' in figure
        assert "<caption" in figure and 'scope="row"' in figure and ".csv?nam=2026" in figure
    assert "style=" not in page


def test_csv_equals_the_table_under_the_chart(ward_year, client_of, freeze):
    client = client_of(factories.make_user(Role.CHAIRMAN))
    page = client.get(reverse("reports:overview")).content.decode()
    response = client.get(reverse("reports:chart_csv", args=["nhom-doi-tuong"]) + "?nam=2026")
    lines = [line.split(",") for line in response.content.decode("utf-8-sig").splitlines()]
    table = re.search(r"<caption[^>]*>Trạng thái báo cáo theo nhóm.*?<tbody>(.*?)</tbody>", page, re.DOTALL)[1]
    shown = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", table)]
    for row, line in zip(shown, lines[1:], strict=True):
        # The name may hold a comma and be quoted; the five numbers stand before the sum.
        assert row[1:] == line[-6:-1]
        assert unescape(row[0]) in ",".join(line)


@pytest.mark.parametrize("chart", ["tien-do", "nhom-doi-tuong", "noi-dung-minh-chung", "tu-cham-tham-dinh"])
def test_csv_of_every_chart_opens_in_excel(ward_year, client_of, reviewer, chart):
    response = client_of(reviewer).get(reverse("reports:chart_csv", args=[chart]))
    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf")


def test_csv_of_an_unknown_chart_is_not_found(ward_year, client_of, reviewer):
    assert client_of(reviewer).get(reverse("reports:chart_csv", args=["gi-do"])).status_code == 404


def test_overview_without_a_plan_says_so(db, client_of):
    page = client_of(factories.make_user(Role.REVIEWER)).get(reverse("reports:overview"))
    assert "Chưa nạp kế hoạch phong trào nào" in page.content.decode()


def test_before_opening_the_page_says_what_is_still_to_prepare(period, group, unit, client_of, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: ward(2026, 11, 1))
    bare = factories.make_group(period.campaign)
    factories.enrol(bare, factories.make_unit())
    assert [(step.text, step.done) for step in overview.preparations(period)] == [
        ("Danh sách tham gia: 2 đơn vị, cá nhân", True),
        ("Bộ tiêu chí đã ban hành: 1/2 nhóm", False),
        ("Đơn vị đã có cán bộ đầu mối: 0/2", False),
    ]
    factories.make_user(Role.UNIT_OFFICER, unit=unit)
    assert overview.preparations(period)[2].text == "Đơn vị đã có cán bộ đầu mối: 1/2"
    page = client_of(factories.make_user(Role.REVIEWER)).get(reverse("reports:overview")).content.decode()
    assert "<figure" not in page
    assert "Việc chuẩn bị trước khi mở nhận" in page and "Chưa mở nhận báo cáo năm 2026</h1>" in page


def test_once_locked_the_page_offers_the_summary(ward_year, client_of, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: ward(2026, 12, 21))
    page = client_of(factories.make_user(Role.REVIEWER)).get(reverse("reports:overview")).content.decode()
    assert "Tải báo cáo tổng hợp (PDF)" in page and "Đôn đốc 4 đơn vị" not in page

"""The office's Excel: real numbers and dates, sums equal to the database, text shown as typed and never run."""

import io
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from django.db.models import Sum

from core import excel
from reports import rows as report_rows
from reports import tables
from submissions.enums import SubmissionStatus as S
from submissions.models import Score, Snapshot, SubmissionItem
from submissions.services.handing_in import late_days
from tests import factories
from tests.factories import ward
from tests.reports import rows

pytestmark = pytest.mark.django_db
AT = ward(2026, 12, 20, 14, 5)
EVIL = "=cmd|' /C calc'!A0"


def read_reports(period):
    stream = io.BytesIO()
    tables.write_reports(stream, period, at=AT, progress=lambda percent: None)
    return openpyxl.load_workbook(stream)


def read_scores(period):
    stream = io.BytesIO()
    tables.write_scores(stream, period, report_rows.boards(period), at=AT, progress=lambda percent: None)
    return openpyxl.load_workbook(stream)


def column(sheet, heading):
    """Values under a heading."""
    place = [cell.value for cell in sheet[1]].index(heading)
    return [row[place].value for row in sheet.iter_rows(min_row=2)]


@pytest.mark.plan("R5")
def test_report_list_sums_equal_the_database(period, group):
    rows.report(group, period, self_scores=("28.25", 23, 22, 15))
    rows.report(group, period, self_scores=("0.1", "0.2", 0, None), is_late=True, at=ward(2026, 12, 14, 8))
    rows.report(group, period, status=S.DRAFT)
    sheet = read_reports(period)["Báo cáo đã nhận"]
    total = SubmissionItem.objects.exclude(submission__status=S.DRAFT).aggregate(total=Sum("self_score"))["total"]
    assert sum(Decimal(str(value)) for value in column(sheet, "Tổng điểm tự chấm")) == total == Decimal("88.55")
    assert column(sheet, "Số ngày muộn") == [None, 3]


def test_a_report_taken_back_and_late_the_second_time_has_the_days_of_that_hand_in(period, group):
    report = rows.report(group, period, at=ward(2026, 12, 10, 8), is_late=True, rounds=2)
    taken = {"submission": report, "taken_by": factories.make_user(), "data": {}, "sha256": "0" * 64}
    Snapshot.objects.create(number=1, on_time=True, taken_at=ward(2026, 12, 10, 8), **taken)
    Snapshot.objects.create(number=2, on_time=False, taken_at=ward(2026, 12, 16, 8), **taken)
    assert column(read_reports(period)["Báo cáo đã nhận"], "Số ngày muộn") == [5] == [late_days(report)]


def test_report_list_has_real_dates_on_the_wards_clock(period, group):
    rows.report(group, period, at=ward(2026, 12, 11, 23, 59))
    sheet = read_reports(period)["Báo cáo đã nhận"]
    assert column(sheet, "Nộp lần đầu lúc") == [datetime(2026, 12, 11, 23, 59)]
    assert sheet["F2"].number_format == "hh:mm dd/mm/yyyy"


def test_report_list_names_who_is_missing(period, group):
    rows.report(group, period, "Trạm Y tế", status=S.RETURNED)
    rows.report(group, period, "Văn phòng", status=S.DRAFT)
    factories.enrol(group, factories.make_unit("Đoàn Thanh niên"))
    sheet = read_reports(period)["Chưa nhận báo cáo"]
    assert column(sheet, "Đơn vị, cá nhân") == ["Đoàn Thanh niên", "Văn phòng"]


def test_sheets_are_frozen_filtered_and_set_up_for_paper(period, group):
    rows.report(group, period)
    sheet = read_reports(period)["Báo cáo đã nhận"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:U2"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$1"
    assert "Danh sách báo cáo thi đua năm 2026" in sheet.oddHeader.center.text


@pytest.mark.parametrize("typed", [EVIL, "+84912", "-1+1", "@SUM(A1)", "\tcmd", "{{ 7*7 }}", "http://127.0.0.1/x"])
def test_text_stays_text(period, group, typed):
    rows.report(group, period, typed, proposals=typed)
    sheet = read_reports(period)["Báo cáo đã nhận"]
    assert column(sheet, "Đơn vị, cá nhân") == column(sheet, "Kiến nghị") == [typed]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_a_text_longer_than_a_cell_is_cut_and_says_so(period, group):
    rows.report(group, period, difficulties="đ" * 40000)
    (value,) = column(read_reports(period)["Báo cáo đã nhận"], "Khó khăn, vướng mắc")
    assert (len(value), value[-1]) == (excel.CELL_LIMIT, "…")


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Phòng [1]: a/b?*", [], "Phòng 1 a b"),
        ("Mặt trận Tổ quốc, tổ chức chính trị - xã hội", [], "Mặt trận Tổ quốc, tổ chức chính"),
        ("Doanh nghiệp", ["DOANH NGHIỆP"], "Doanh nghiệp (2)"),
        ("''", [], "Bảng"),
    ],
)
def test_sheet_name_is_one_that_excel_takes(title, taken, name):
    assert excel.sheet_name(title, taken) == name


def test_scores_are_one_sheet_per_group_with_exact_means(period, group):
    other = factories.make_group(period.campaign, short_title="Doanh nghiệp")
    factories.make_criteria_set(other, period, scorers=1)
    rows.scored(group, period, "Trạm Y tế", (28, 20, 20, 15), (27, 21, 20, "15.5"))
    rows.scored(group, period, "Văn phòng", (30, 25, 25, 20), (30, 25, 25, 20))
    rows.scored(other, period, "Công ty A", (10, 10, 10, 10))
    book = read_scores(period)
    assert book.sheetnames == [group.short_title, "Doanh nghiệp", "Chi tiết điểm"]
    sheet = book[group.short_title]
    assert column(sheet, "Đơn vị, cá nhân") == ["Văn phòng", "Trạm Y tế"]
    assert column(sheet, "Tổng điểm") == [100, 83.25]
    assert column(sheet, "1. Tiêu chí 1") == [30, 27.5]
    assert column(sheet, "So với tự chấm") == [12, -4.75]


def test_breakdown_adds_up_to_the_database(period, group):
    submission = rows.scored(group, period, "Trạm Y tế", (28, 20, 20, 15), (27, 21, 20, "15.5"))
    sheet = read_scores(period)["Chi tiết điểm"]
    total = Score.objects.filter(review__submission=submission).aggregate(total=Sum("points"))["total"]
    assert sum(Decimal(str(value)) for value in column(sheet, "Điểm thẩm định")) == total
    assert column(sheet, "Người chấm thứ") == [1, 2] * 4


def test_marks_of_an_unfinished_pair_of_scorers_stay_inside(period, group):
    blind = rows.report(group, period, "Trạm Y tế", status=S.UNDER_REVIEW)
    rows.review(blind, 28, 20, 20, 15)
    rows.review(blind, 1, 1, 1, 1, slot=2, complete=False)
    assert report_rows.boards(period) == []
    rows.scored(group, period, "Văn phòng", (30, 25, 25, 20), (30, 25, 25, 20))
    book = read_scores(period)
    assert "Trạm Y tế" not in column(book["Chi tiết điểm"], "Đơn vị, cá nhân")


def test_marks_of_an_earlier_hand_in_do_not_count(period, group):
    submission = rows.scored(group, period, "Trạm Y tế", (28, 20, 20, 15), (27, 21, 20, 15), status=S.UNDER_REVIEW)
    submission.rounds = 2
    submission.save()
    assert report_rows.boards(period) == []


def test_boards_share_ranks_and_keep_the_alphabet_inside_a_tie(period, group):
    for name, points in [("Đội C", 20), ("Ban A", 20), ("Ấp B", 25), ("Xóm D", 10)]:
        rows.scored(group, period, name, (points, 0, 0, 0), (points, 0, 0, 0))
    (board,) = report_rows.boards(period)
    assert [(line.rank, str(line.submission.subject), line.tied) for line in board.lines] == [
        (1, "Ấp B", False), (2, "Ban A", True), (2, "Đội C", True), (4, "Xóm D", False),
    ]  # fmt: skip


def test_three_scorers_give_an_exact_third(period):
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period, scorers=3)
    rows.scored(group, period, "Trạm Y tế", (10, 0, 0, 0), (10, 0, 0, 0), (11, 0, 0, 0))
    (board,) = report_rows.boards(period)
    assert board.lines[0].total == Fraction(31, 3)


def test_boards_take_a_constant_number_of_queries(period, group, django_assert_num_queries):
    rows.scored(group, period, "", (1, 1, 1, 1), (1, 1, 1, 1))
    with django_assert_num_queries(7):
        report_rows.boards(period)
    rows.scored(group, period, "", (1, 1, 1, 1), (1, 1, 1, 1))
    rows.scored(group, period, "", (1, 1, 1, 1), (1, 1, 1, 1))
    with django_assert_num_queries(7):
        report_rows.boards(period)

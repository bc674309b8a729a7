"""The years side by side: gaps, a change of group, late reports, boards that do not count yet; worked out by hand."""

import csv
import io
from datetime import date
from fractions import Fraction

import pytest

from accounts.enums import Role
from campaigns.models import DatedSetting, Phase
from submissions import years, years_csv
from submissions.enums import BoardStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import RankingBoard, RankingLine, Submission
from submissions.year_chart import chart_of
from tests import factories
from tests.factories import ward

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D8")]
# After every year of the plan.
END = ward(2031, 2, 1)


@pytest.fixture
def plan(period):
    """Two phases with their years: 2026-2027 and 2028-2030."""
    campaign, first = period.campaign, period.phase
    first.end_year = 2027
    first.save()
    periods = {2026: period, **{year: factories.make_period(campaign, year=year) for year in range(2027, 2031)}}
    second = Phase.objects.create(
        campaign=campaign, code="giai-doan-hai", order=2, title="Giai đoạn 2", start_year=2028, end_year=2030,
        review_kind="FINAL", review_year=2030,
    )  # fmt: skip
    for year in range(2028, 2031):
        periods[year].phase = second
        periods[year].save()
    return periods


def line_of(period, group, subject, hundredths, rank, *, scorers=1, published=True, version=1, **fields):
    """A line on the group's locked board of that year, and the report behind it."""
    by = factories.make_user(Role.REVIEWER)
    board, _ = RankingBoard.objects.get_or_create(
        period=period, group=group,
        defaults={
            "status": BoardStatus.LOCKED, "locked_at": period.closes_at, "locked_by": by,
            **({"published_at": period.locks_at, "published_by": by, "appeals_close_at": END} if published else {}),
        },
    )  # fmt: skip
    report, _ = Submission.objects.get_or_create(
        period=period, group=group, unit=subject,
        defaults={
            "status": S.ACCEPTED, "code": f"LC-{period.year}-{subject.pk}", "rounds": 1, "submitted_by": by,
            "first_submitted_at": period.opens_at, "submitted_at": period.opens_at, **fields,
        },
    )  # fmt: skip
    return RankingLine.objects.create(
        board=board, submission=report, rank=rank, total_numerator=hundredths, total_denominator=scorers,
        version=version,
    )  # fmt: skip


def of(campaign, unit, *, at=END, published_only=False):
    return years.lines_of(campaign, [unit], at=at, published_only=published_only)[0]


def test_gaps_are_left_out_and_named(plan, group, unit):
    """2026: 85,5; 2027 none. 2028: 80; 2029 none; 2030: 255,25/3. Means 85,5 and (80 + 255,25/3) / 2."""
    line_of(plan[2026], group, unit, 8550, 2)
    line_of(plan[2028], group, unit, 16000, 1, scorers=2, is_late=True)
    line_of(plan[2030], group, unit, 25525, 3, scorers=3)
    line = of(plan[2026].campaign, unit)

    found = [(year.number, year.total, year.rank, year.words, year.is_late) for year in line.years]
    third = Fraction(25525, 300)
    assert found == [
        (2026, Fraction(171, 2), 2, "", False),
        (2027, None, None, "Không nộp báo cáo", False),
        (2028, Fraction(80), 1, "", True),
        (2029, None, None, "Không nộp báo cáo", False),
        (2030, third, 3, "", False),
    ]
    one, two = line.phases
    assert (one.mean, one.trend, one.scored, one.due, one.years) == (Fraction(171, 2), None, 1, 2, 2)
    assert (two.mean, two.trend) == ((80 + third) / 2, third - 80)
    assert (two.scored, two.due, two.years, two.first, two.last) == (2, 3, 3, 2028, 2030)
    assert one.note == "Không tính năm 2027 vì không có điểm."
    assert chart_of(line.years).finding == "Từ năm 2026 đến năm 2030, điểm giảm 0,42."


def test_the_setting_counts_a_year_without_a_report_as_zero(plan, group, unit):
    """2028: 80; 2029 none; 2030: 90. (80 + 0 + 90) / 3 = 56 2/3; a phase of nothing but gaps is 0."""
    DatedSetting.objects.create(
        campaign=plan[2026].campaign, code="nam-trong", key="missing_year_is_zero", label="Năm trống", value=True
    )
    line_of(plan[2028], group, unit, 8000, 1)
    line_of(plan[2030], group, unit, 9000, 1)
    one, two = of(plan[2026].campaign, unit).phases
    assert (one.mean, one.trend, one.scored, one.missing) == (0, 0, 0, [2026, 2027])
    assert (two.mean, two.trend, two.scored, two.missing) == (Fraction(170, 3), 10, 2, [2029])
    assert two.note == "Năm 2029 không có điểm, tính 0 điểm theo thiết lập."


def test_a_rank_is_that_of_the_years_own_group(plan, group, unit):
    other = factories.make_group(plan[2026].campaign)
    own = unit.enrolments.get()
    own.to_year = 2027
    own.save()
    later = factories.enrol(other, unit)
    later.from_year = 2028
    later.save()
    line_of(plan[2026], group, unit, 9000, 1)
    line_of(plan[2026], group, factories.make_unit(), 8000, 2)
    line_of(plan[2028], other, unit, 7000, 2)
    for hundredths, rank in ((8000, 1), (6000, 3)):
        line_of(plan[2028], other, factories.make_unit(), hundredths, rank)
    found = {year.number: (year.group, year.rank, year.of) for year in of(plan[2026].campaign, unit).years}
    assert found[2026] == (group, 1, 2)
    assert found[2028] == (other, 2, 3)
    assert (found[2027][0], found[2029][0]) == (group, other)
    assert unit in years.subjects_of_group(group)
    assert unit in years.subjects_of_group(other)


def test_years_to_come_and_boards_not_yet_public_count_for_nobody_yet(plan, group, unit):
    line_of(plan[2026], group, unit, 9000, 1, published=False)
    at = ward(2027, 12, 5)
    office, own = (of(plan[2026].campaign, unit, at=at, published_only=flag) for flag in (False, True))
    assert [year.words for year in office.years] == ["", "Đang trong kỳ", "Chưa đến kỳ", "Chưa đến kỳ", "Chưa đến kỳ"]
    assert [year.words for year in own.years][:2] == ["Chưa công bố điểm", "Đang trong kỳ"]
    assert (own.phases[0].mean, own.phases[0].due, own.phases[0].missing) == (None, 0, [])
    assert (office.phases[0].mean, office.phases[0].due) == (90, 1)


def test_off_the_board_and_not_taking_part_are_told_apart(plan, group, unit):
    enrolment = unit.enrolments.get()
    enrolment.from_year = 2027
    enrolment.save()
    line_of(plan[2027], group, factories.make_unit(), 9000, 1)
    Submission.objects.create(
        period=plan[2027], group=group, unit=unit, status=S.RETURNED, code="LC-2027-9", rounds=1,
        submitted_by=factories.make_user(), first_submitted_at=ward(2027, 12, 1), submitted_at=ward(2027, 12, 1),
    )  # fmt: skip
    found = of(plan[2026].campaign, unit)
    assert [year.words for year in found.years][:2] == ["Không tham gia", "Không có trong bảng điểm"]
    assert (found.phases[0].missing, found.phases[0].due) == ([2027], 1)


def test_only_the_latest_version_of_a_board_counts(plan, group, unit):
    line_of(plan[2026], group, unit, 9000, 1)
    line = line_of(plan[2026], group, unit, 7000, 2, version=2)
    RankingBoard.objects.filter(pk=line.board_id).update(version=2)
    year = of(plan[2026].campaign, unit).years[0]
    assert (year.total, year.rank, year.of) == (70, 2, 1)


def test_many_subjects_cost_the_queries_of_one(plan, group, unit, django_assert_num_queries):
    units = [unit, factories.make_unit(), factories.make_unit()]
    for number, each in enumerate(units):
        line_of(plan[2026], group, each, 9000 - number, number + 1)
    for some in (units[:1], units):
        with django_assert_num_queries(7):
            years.lines_of(plan[2026].campaign, some, at=END, published_only=False)


def test_the_figures_of_phases_are_dated(plan, group, unit):
    """What the setting says on the day the page is asked for."""
    DatedSetting.objects.create(
        campaign=plan[2026].campaign, code="nam-trong-2031", key="missing_year_is_zero", label="Năm trống", value=True,
        valid_from=date(2031, 1, 1),
    )  # fmt: skip
    line_of(plan[2026], group, unit, 9000, 1)
    assert of(plan[2026].campaign, unit, at=ward(2030, 12, 31)).phases[0].mean == 90
    assert of(plan[2026].campaign, unit).phases[0].mean == 45


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_csv_of_one_says_what_the_page_says(plan, group, unit):
    line_of(plan[2026], group, unit, 8550, 2)
    line_of(plan[2028], group, unit, 16001, 1, scorers=2, is_late=True)
    found = table(years_csv.subject_csv(of(plan[2026].campaign, unit, at=ward(2029, 1, 1))))
    name = str(group)
    assert found[1:] == [
        ["2026", name, "85,5", "2", "1", "", "Đúng hạn"],
        ["2027", name, "", "", "", "", "Không nộp báo cáo"],
        ["2028", name, "80,01", "1", "1", "", "Nộp muộn"],
        ["2029", name, "", "", "", "", "Chưa đến kỳ"],
        ["2030", name, "", "", "", "", "Chưa đến kỳ"],
    ]
    assert len(found[0]) == 7


def test_the_csv_of_a_group_runs_no_formula(plan, group, unit):
    tricky = factories.make_unit("=HYPERLINK(0)")
    line_of(plan[2026], group, unit, 8550, 1)
    line_of(plan[2026], group, tricky, 6000, 2)
    lines = years.lines_of(plan[2026].campaign, [unit, tricky], at=END, published_only=False)
    found = table(years_csv.group_csv(lines))
    assert [row[0] for row in found] == ["Đơn vị, cá nhân", str(unit), "'=HYPERLINK(0)"]
    assert found[0][-6:] == [
        "Bình quân 2026–2027", "Số năm có điểm 2026–2027", "Số năm đã đến kỳ 2026–2027",
        "Bình quân 2028–2030", "Số năm có điểm 2028–2030", "Số năm đã đến kỳ 2028–2030",
    ]  # fmt: skip
    assert (found[1][1:4], found[2][-6:]) == (["85,5", "1", "Đúng hạn"], ["60", "1", "1", "", "0", "0"])
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert table(years_csv.group_csv([])) == [["Đơn vị, cá nhân"]]

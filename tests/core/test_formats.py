"""Numbers, dates and remaining time as people in the ward read them."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from core import clock, formats

CLOSES_AT = datetime(2026, 12, 12, 0, 0, tzinfo=clock.WARD)


def ward(*parts):
    return datetime(*parts, tzinfo=clock.WARD)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("20.50"), "20,5"),
        (Decimal("20.00"), "20"),
        (Decimal("0.125"), "0,13"),
        (Decimal("20.005"), "20,01"),
        (Decimal("99.995"), "100"),
        (Fraction(1, 3), "0,33"),
        (Decimal("-3.5"), "-3,5"),
        (Decimal("-0.001"), "0"),
        (Decimal(100), "100"),
        (Decimal("1E+2"), "100"),
        (1250, "1.250"),
    ],
)
def test_format_points_has_comma_and_no_trailing_zeros(value, text):
    assert formats.format_points(value) == text


def test_format_points_refuses_floats():
    with pytest.raises(TypeError):
        formats.format_points(20.5)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (999, "999"), (1250, "1.250"), (5_000_000, "5.000.000")],
)
def test_format_number_groups_thousands(value, text):
    assert formats.format_number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(10, 11), "90,9%"),
        (Fraction(8, 11), "72,7%"),
        (Decimal("0.44"), "44%"),
        (Fraction(1, 1), "100%"),
        (Fraction(0), "0%"),
        (Decimal("0.0005"), "0,1%"),
        (Decimal("0.8245"), "82,5%"),
    ],
)
def test_format_percent_rounds_half_up_to_one_decimal(share, text):
    assert formats.format_percent(share) == text


def test_format_money_is_whole_dong():
    assert formats.format_money(5_000_000) == "5.000.000 đồng"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 byte"),
        (1023, "1023 byte"),
        (1024, "1 KB"),
        (812 * 1024, "812 KB"),
        (1024 * 1024 - 1, "1 MB"),
        (2_516_582, "2,4 MB"),
        (20 * 1024 * 1024, "20 MB"),
        (1024**3 - 1, "1 GB"),
        (3 * 1024**3 // 2, "1,5 GB"),
    ],
)
def test_format_size_picks_the_unit(size, text):
    assert formats.format_size(size) == text


def test_format_dates_of_a_day():
    day = date(2026, 12, 11)
    assert formats.format_date(day) == "11/12/2026"
    assert formats.format_day(day) == "11/12"
    assert formats.format_weekday_date(day) == "Thứ Sáu, 11/12/2026"


def test_weekdays_start_on_monday_and_end_on_sunday():
    week = [formats.format_weekday_date(date(2026, 11, 23) + timedelta(days=n)).split(",")[0] for n in range(7)]
    assert week == [
        "Thứ Hai",
        "Thứ Ba",
        "Thứ Tư",
        "Thứ Năm",
        "Thứ Sáu",
        "Thứ Bảy",
        "Chủ Nhật",
    ]


def test_instants_are_shown_in_ward_time():
    moment = datetime(2026, 12, 10, 17, 30, tzinfo=UTC)
    assert formats.format_date(moment) == "11/12/2026"
    assert formats.format_time(moment) == "00:30"
    assert formats.format_moment(moment) == "00:30 ngày 11/12/2026"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland", "Asia/Ho_Chi_Minh"])
def test_instants_do_not_depend_on_the_servers_zone(monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert formats.format_moment(datetime(2026, 12, 10, 9, 5, tzinfo=UTC)) == "16:05 ngày 10/12/2026"
        assert clock.last_day(CLOSES_AT.astimezone(UTC)) == date(2026, 12, 11)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_naive_instant_is_refused():
    with pytest.raises(ValueError, match="naive"):
        formats.format_moment(datetime(2026, 12, 10, 9, 5))


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (ward(2026, 11, 23, 9, 42), "09:42 hôm nay"),
        (ward(2026, 11, 22, 23, 59), "23:59 hôm qua"),
        (ward(2026, 11, 21, 9, 42), "09:42 ngày 21/11/2026"),
    ],
)
def test_format_when_says_today_and_yesterday(moment, text):
    assert formats.format_when(moment, now=ward(2026, 11, 23, 10, 0)) == text


@pytest.mark.plan("D9")
def test_last_day_of_an_exclusive_end():
    assert clock.last_day(CLOSES_AT) == date(2026, 12, 11)
    assert clock.last_day(ward(2026, 12, 12, 17, 0)) == date(2026, 12, 12)


@pytest.mark.plan("D9")
@pytest.mark.parametrize(
    ("now", "text"),
    [
        (ward(2026, 11, 23, 14, 5), "Còn 18 ngày"),
        (ward(2026, 12, 10, 0, 0), "Còn 1 ngày"),
        (ward(2026, 12, 10, 23, 59, 59), "Còn 1 ngày"),
        (ward(2026, 12, 11, 0, 0), "Hôm nay là ngày cuối. Còn 24 giờ."),
        (ward(2026, 12, 11, 17, 40), "Hôm nay là ngày cuối. Còn 6 giờ 20 phút."),
        (ward(2026, 12, 11, 23, 15), "Hôm nay là ngày cuối. Còn 45 phút."),
        (ward(2026, 12, 11, 23, 59, 59), "Hôm nay là ngày cuối. Còn chưa đầy 1 phút."),
        (ward(2026, 12, 12, 0, 0), "Quá hạn 1 ngày"),
        (ward(2026, 12, 12, 23, 59, 59), "Quá hạn 1 ngày"),
        (ward(2026, 12, 14, 8, 15), "Quá hạn 3 ngày"),
    ],
)
def test_format_remaining_counts_ward_days_to_the_last_day(now, text):
    assert formats.format_remaining(now, CLOSES_AT) == text
    assert formats.format_remaining(now.astimezone(UTC), CLOSES_AT.astimezone(UTC)) == text


def test_days_left_when_closing_inside_a_day():
    closes_at = ward(2026, 12, 12, 17, 0)
    assert formats.days_left(ward(2026, 12, 12, 16, 59), closes_at) == 0
    assert formats.days_left(ward(2026, 12, 12, 17, 0), closes_at) == -1


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("20,5", Decimal("20.5")),
        ("20.5", Decimal("20.5")),
        (" 20 ", Decimal(20)),
        ("0", Decimal(0)),
        ("20,25", Decimal("20.25")),
        ("-1", Decimal(-1)),
    ],
)
def test_parse_points_accepts_comma_and_dot(text, points):
    assert formats.parse_points(text) == points


@pytest.mark.parametrize(
    "text",
    ["", "hai mươi", "20,5,1", "1.250,5", "20,", ",5", "NaN", "1e3", "20 5", "²"],
)
def test_parse_points_refuses_what_is_no_number(text):
    with pytest.raises(ValueError, match="^Điểm là số, ví dụ 20,5.$"):
        formats.parse_points(text)


def test_parse_points_refuses_a_third_decimal():
    with pytest.raises(ValueError, match="tối đa 2 chữ số"):
        formats.parse_points("20,125")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", "1234.5"), ("1234,5", "1234.5"), ("1234.5", "1234.5"), ("1 234,5", "1234.5"), ("1.234", "1234"),
        ("1.234.567,89", "1234567.89"), ("12.5", "12.5"), ("0,05", "0.05"), (" 7 ", "7"), ("-3", "-3"),
        ("999.999.999.999.999", "999999999999999"),
    ],
)  # fmt: skip
def test_parse_number_reads_what_people_write_and_what_the_portal_writes(text, number):
    assert formats.parse_number(text) == Decimal(number)
    assert formats.parse_number(formats.format_points(Decimal(number))) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        *((text, formats.NUMBER_FORMAT) for text in ("", "mười", "1,234.5", "1.2.3", "5.", ",5", "NaN", "1e3", "²")),
        *((text, formats.NUMBER_TOO_FINE) for text in ("0.125", "1,234", "1.2345")),
        ("9" * 16, formats.NUMBER_TOO_LARGE),
    ],
)
def test_parse_number_refuses_what_is_no_number(text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        formats.parse_number(text)

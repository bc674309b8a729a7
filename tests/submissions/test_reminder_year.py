"""Travels through a year on the ward's clock (D9): every unit is sent exactly what the table says (F17, F19, F20).

The first walk goes through the whole year on a server in UTC, in the weeks of the period at all twelve moments a day at
which beat asks, before and after at three of them; the others, to spare time, keep to the weeks of the period and three
moments a day.
"""

import time
from datetime import UTC, datetime, timedelta

import pytest

from core.models import OutboxMessage
from lechan_thidua.celery import app
from submissions.models import ReminderRun
from tests import factories
from tests.factories import ward
from tests.submissions.reminder_year import ENTRY, World, beats, lived, server_in, travel  # noqa: F401 - fixture

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D9")]

ZONES = ["UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles"]
AUTUMN = (ward(2026, 11, 9), ward(2026, 12, 23))
YEAR = (ward(2026, 1, 1), ward(2027, 1, 1))

INVITED = "11/11 07:00  Mời nộp báo cáo phong trào thi đua năm 2026"
D14 = "27/11 07:00  Còn 14 ngày nộp báo cáo thi đua năm 2026"
D7 = "04/12 07:00  Còn 7 ngày: báo cáo thi đua của {} chưa nộp"
D3 = "08/12 07:00  Còn 3 ngày nộp báo cáo thi đua"
D1 = "10/12 07:00  Ngày mai là ngày cuối nộp báo cáo thi đua"
OVER_1 = "12/12 07:00  Quá hạn 1 ngày: báo cáo thi đua năm 2026"
OVER_3 = "14/12 07:00  Quá hạn 3 ngày: báo cáo thi đua năm 2026"
OVER_7 = "18/12 07:00  Quá hạn 7 ngày: báo cáo thi đua năm 2026"

TABLE = {
    "Nộp sớm": [INVITED],
    "Nộp sát hạn": [INVITED, D14, D7.format("Nộp sát hạn"), D3],
    "Nộp muộn": [INVITED, D14, D7.format("Nộp muộn"), D3, D1, OVER_1],
    "Không nộp": [INVITED, D14, D7.format("Không nộp"), D3, D1, OVER_1, OVER_3, OVER_7],
    "đồng gửi thu-truong@demo.example": [OVER_3, OVER_7],
    "Được gia hạn": [
        INVITED, D14, D7.format("Được gia hạn"), D3, D1,
        # More time was given at nine on 10/12, until 18/12.
        "11/12 07:00  Còn 7 ngày: báo cáo thi đua của Được gia hạn chưa nộp",
        "15/12 07:00  Còn 3 ngày nộp báo cáo thi đua",
        "17/12 07:00  Ngày mai là ngày cuối nộp báo cáo thi đua",
        # Three days overdue is the day the period locks.
        "19/12 07:00  Quá hạn 1 ngày: báo cáo thi đua năm 2026",
    ],
    "Bị trả lại": [INVITED, D14],
    "Rút lại": [INVITED, D14, D3, D1, OVER_1, OVER_3, OVER_7],
    "Vào sau": [D1, OVER_1, OVER_3, OVER_7],
    "Trần Thị Bích": [INVITED, D14, D7.format("Trần Thị Bích"), D3, D1],
}  # fmt: skip


def test_a_whole_year_gives_exactly_the_table(server_in):  # noqa: F811
    server_in("UTC")
    world = lived(factories.make_period())
    # Twelve hours a day, every day.
    assert world.walk(*YEAR, closely=AUTUMN) == 365 * 12
    assert dict(world.arrived) == TABLE
    assert ReminderRun.objects.filter(extension=None).count() == 8


@pytest.mark.parametrize(("zone", "beats_at_once"), [("Asia/Ho_Chi_Minh", 2), ("America/Los_Angeles", 1)])
def test_another_zone_or_a_second_beat_changes_nothing(zone, beats_at_once, server_in):  # noqa: F811
    server_in(zone)
    world = lived(factories.make_period())
    assert world.walk(*AUTUMN, at_once=beats_at_once) == 44 * 12
    assert dict(world.arrived) == TABLE


def test_a_beat_away_over_three_days_before_says_it_once_when_it_is_back():
    world = lived(factories.make_period())
    away = (ward(2026, 12, 8, 6).astimezone(UTC), ward(2026, 12, 9, 12, 20).astimezone(UTC))
    world.walk(*AUTUMN, away=away)
    caught_up = "09/12 12:20  Còn 2 ngày nộp báo cáo thi đua"
    assert dict(world.arrived) == {
        name: [caught_up if line == D3 else line for line in lines] for name, lines in TABLE.items()
    }


def test_a_last_day_at_the_end_of_the_year_crosses_it():
    times = {"opens_at": ward(2026, 12, 1), "closes_at": ward(2027, 1, 1), "locks_at": ward(2027, 1, 15)}
    world = World(factories.make_period(**times))
    world.unit("Không nộp")
    world.walk(ward(2026, 11, 30), ward(2027, 1, 16))
    assert dict(world.arrived) == {
        "Không nộp": [
            "01/12 07:00  Mời nộp báo cáo phong trào thi đua năm 2026",
            "17/12 07:00  Còn 14 ngày nộp báo cáo thi đua năm 2026",
            "24/12 07:00  Còn 7 ngày: báo cáo thi đua của Không nộp chưa nộp",
            "28/12 07:00  Còn 3 ngày nộp báo cáo thi đua",
            "30/12 07:00  Ngày mai là ngày cuối nộp báo cáo thi đua",
            "01/01 07:00  Quá hạn 1 ngày: báo cáo thi đua năm 2026",
            "03/01 07:00  Quá hạn 3 ngày: báo cáo thi đua năm 2026",
            "07/01 07:00  Quá hạn 7 ngày: báo cáo thi đua năm 2026",
        ]
    }


def test_overdue_steps_cross_the_year():
    times = {"closes_at": ward(2026, 12, 29), "locks_at": ward(2027, 1, 15)}
    world = World(factories.make_period(**times))
    world.unit("Không nộp")
    world.walk(ward(2026, 12, 28), ward(2027, 1, 16))
    assert world.arrived["Không nộp"][1:] == [
        "29/12 07:00  Quá hạn 1 ngày: báo cáo thi đua năm 2026",
        "31/12 07:00  Quá hạn 3 ngày: báo cáo thi đua năm 2026",
        "04/01 07:00  Quá hạn 7 ngày: báo cáo thi đua năm 2026",
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_seven_oclock_of_the_schedule_is_the_wards(zone, server_in):  # noqa: F811
    server_in(zone)
    start = ward(2026, 3, 1).astimezone(UTC)
    # America changes its clocks twice within these days.
    with travel(start) as clock:
        found = list(beats(clock, start, start + timedelta(days=270)))
        assert time.tzname[0] == {"UTC": "UTC", "Asia/Ho_Chi_Minh": "+07", "America/Los_Angeles": "PST"}[zone]
    # 00:00 to 11:00 UTC is 07:00 to 18:00 in the ward.
    days = [start.date() + timedelta(days=number) for number in range(1, 271)]
    assert found == [datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for day in days for hour in range(12)]


def test_a_beat_started_in_the_middle_of_the_day_asks_at_the_next_hour():
    start = ward(2026, 12, 8, 7, 0, 1).astimezone(UTC)
    with travel(start) as clock:
        assert next(beats(clock, start, start + timedelta(days=1))) == ward(2026, 12, 8, 8)


def test_a_moment_with_nothing_to_do_asks_the_database_once(django_assert_num_queries):
    factories.make_period()
    app.loader.import_default_modules()
    with travel(ward(2026, 6, 1, 7)), django_assert_num_queries(1):
        app.tasks[ENTRY["task"]]()
    assert not OutboxMessage.objects.exists()

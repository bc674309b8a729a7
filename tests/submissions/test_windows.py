"""The deadline to the second, whatever clock the server lives by (D9)."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import override_settings

from submissions import windows
from submissions.enums import SubmissionStatus as S
from submissions.enums import Window
from tests.factories import ward

PERIOD = SimpleNamespace(
    year=2026, opens_at=ward(2026, 11, 11), closes_at=ward(2026, 12, 12), locks_at=ward(2026, 12, 21)
)
TICK = timedelta(microseconds=1)

CASES = [
    (PERIOD.opens_at - TICK, Window.NOT_OPEN, 0),
    (PERIOD.opens_at, Window.ON_TIME, 0),
    (ward(2026, 12, 11), Window.ON_TIME, 0),
    (ward(2026, 12, 11, 23, 59, 59), Window.ON_TIME, 0),
    (ward(2026, 12, 11, 23, 59, 59) + timedelta(microseconds=999_999), Window.ON_TIME, 0),
    (ward(2026, 12, 12), Window.LATE, 1),
    (ward(2026, 12, 12, 23, 59, 59), Window.LATE, 1),
    (ward(2026, 12, 13), Window.LATE, 2),
    (ward(2026, 12, 14, 8, 15), Window.LATE, 3),
    (ward(2026, 12, 21) - TICK, Window.LATE, 9),
    (ward(2026, 12, 21), Window.LOCKED, 10),
]

PROBE = """
import json, os, sys, time
from datetime import datetime
import django
from django.conf import settings
settings.TIME_ZONE = sys.argv[1]
django.setup()
# Django has moved the process to its own zone: back to the server's.
os.environ["TZ"] = sys.argv[1]
time.tzset()
from types import SimpleNamespace
from submissions import windows
given = json.loads(sys.stdin.read())
read = datetime.fromisoformat
period = SimpleNamespace(year=2026, **{name: read(text) for name, text in given["period"].items()})
answers = []
for text in given["moments"]:
    calendar = windows.calendar_of(period, read(text))
    answers.append([str(calendar.window), calendar.days_late, calendar.days_left])
print(json.dumps({"zone": time.tzname, "answers": answers}))
"""


@pytest.mark.plan("D9")
@pytest.mark.parametrize(("moment", "window", "late"), CASES)
def test_calendar_of_each_side_of_each_boundary(moment, window, late):
    calendar = windows.calendar_of(PERIOD, moment)
    assert (calendar.window, calendar.days_late) == (window, late)
    assert calendar.receives == (window in (Window.ON_TIME, Window.LATE))


@pytest.mark.plan("D9")
def test_verdict_is_the_same_in_four_server_time_zones():
    moments = [moment.astimezone(UTC).isoformat() for moment, _, _ in CASES]
    times = {name: getattr(PERIOD, name).astimezone(UTC).isoformat() for name in ("opens_at", "closes_at", "locks_at")}
    question = json.dumps({"period": times, "moments": moments})
    expected = [[str(window), late] for _, window, late in CASES]
    names = set()
    for zone in ("UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati"):
        run = subprocess.run(
            [sys.executable, "-c", PROBE, zone],
            input=question,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "TZ": zone, "DJANGO_SETTINGS_MODULE": "lechan_thidua.settings.test"},
        )
        answer = json.loads(run.stdout.splitlines()[-1])
        names.add(tuple(answer["zone"]))
        assert [row[:2] for row in answer["answers"]] == expected, zone
    assert len(names) == 4


@pytest.mark.plan("D9")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_verdict_does_not_follow_the_setting(zone):
    with override_settings(TIME_ZONE=zone):
        answers = [windows.calendar_of(PERIOD, moment) for moment, _, _ in CASES]
    assert [(answer.window, answer.days_late) for answer in answers] == [(window, late) for _, window, late in CASES]


@pytest.mark.plan("D9")
def test_days_across_half_year_and_year():
    half = SimpleNamespace(opens_at=ward(2027, 6, 1), closes_at=ward(2027, 7, 1), locks_at=ward(2027, 7, 11))
    assert windows.calendar_of(half, ward(2027, 6, 30, 23, 59, 59)).window == Window.ON_TIME
    assert windows.calendar_of(half, ward(2027, 7, 1)).days_late == 1
    turn = SimpleNamespace(opens_at=ward(2027, 12, 1), closes_at=ward(2028, 1, 1), locks_at=ward(2028, 3, 2))
    assert windows.calendar_of(turn, ward(2027, 12, 31, 23, 59, 59)).days_left == 0
    assert windows.calendar_of(turn, ward(2028, 1, 1)).days_late == 1
    # 2028 is a leap year: 29 February is a day of its own.
    assert windows.calendar_of(turn, ward(2028, 3, 1)).days_late == 61


def test_evening_in_utc_is_the_next_day_in_the_ward():
    assert windows.days_late(PERIOD, datetime(2026, 12, 12, 16, 59, 59, tzinfo=UTC)) == 1
    assert windows.days_late(PERIOD, datetime(2026, 12, 12, 17, 0, tzinfo=UTC)) == 2


@pytest.mark.parametrize(
    ("status", "code", "returned", "settled"),
    [
        (S.DRAFT, None, False, False),
        (S.DRAFT, "LC-2026-0001", False, False),
        (S.DRAFT, "LC-2026-0001", True, True),
        (S.RETURNED, "LC-2026-0001", True, True),
    ],
)
def test_is_settled_once_the_office_asked(status, code, returned, settled, monkeypatch):
    monkeypatch.setattr(windows, "deadline_of_report", lambda report: report.period)
    report = SimpleNamespace(status=status, code=code, returns=SimpleNamespace(exists=lambda: returned), period=PERIOD)
    assert windows.is_settled(report) is settled
    assert bool(windows.open_for_work(report, ward(2027, 1, 5))) is settled


def test_refusals_say_when_and_what_is_still_possible():
    assert windows.open_for_start(PERIOD, ward(2026, 11, 1)).reason == "Phường chưa mở nhận báo cáo năm 2026."
    reason = windows.open_for_start(PERIOD, ward(2026, 12, 25)).reason
    assert reason.startswith("Kỳ 2026 đã khóa ngày 20/12.")

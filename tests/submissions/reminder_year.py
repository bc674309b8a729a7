"""A year of beat in small: the schedule's own clock, a world of units that live differently, what each was sent.

Beat asks the real crontab of the real schedule, which asks the app for the time; only the clock of the process is ours.
"""

import os
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.enums import Role
from campaigns.enums import GroupKind
from core import outbox
from core.clock import WARD, ward_time
from core.models import OutboxMessage
from lechan_thidua.celery import app
from submissions.enums import SubmissionStatus as S
from submissions.services import extensions, handing_in, returning, reviewing
from tests import factories
from tests.factories import ward

ENTRY = app.conf.beat_schedule["send-due-reminders"]
HOURS = (7, 8, 12)
ASKED = {"sang-kien": "Bổ sung số liệu."}


@pytest.fixture
def server_in(settings):
    """Put this process into a time zone, as a server that was installed there: server_in("UTC")."""
    was = os.environ.get("TZ")

    def move(zone: str) -> None:
        settings.TIME_ZONE = zone
        os.environ["TZ"] = zone
        time.tzset()
        timezone.activate(zone)

    yield move
    timezone.deactivate()
    os.environ.pop("TZ") if was is None else os.environ.update(TZ=was)
    time.tzset()


def travel(to: datetime) -> time_machine.travel:
    """The clock stands at `to`. By the number of the second: a moment with a zone would move the process there too."""
    return time_machine.travel(to.timestamp(), tick=False)


def beats(clock, start: datetime, end: datetime, *, away: tuple[datetime, datetime] | None = None):
    """The moments at which beat sends the task; while it is away it sends nothing, then what it finds overdue."""
    crontab, moment, last = ENTRY["schedule"], start, start
    crontab.app = app
    while moment < end:
        if away and away[0] <= moment < away[1]:
            moment = away[1]
        clock.move_to(moment.timestamp())
        is_due, seconds = crontab.is_due(last)
        if is_due:
            last = app.now()
            yield moment
        moment += timedelta(seconds=seconds)


class World:
    """Subjects by name, what they do at which moment, and what arrived with whom."""

    def __init__(self, period):
        self.period, self.campaign = period, period.campaign
        factories.make_content_areas(self.campaign)
        self.groups = {
            kind: factories.make_group(self.campaign, kind) for kind in (GroupKind.OFFICE, GroupKind.INDIVIDUAL)
        }
        for group in self.groups.values():
            factories.make_criteria_set(group, period, scorers=1)
        self.reviewer = factories.make_user(Role.REVIEWER)
        self.officers, self.names, self.reports, self.events = {}, {}, {}, []
        self.arrived = defaultdict(list)

    def unit(self, name: str, *, from_start: bool = True):
        """A unit that takes part, with its officer."""
        unit = factories.make_unit(name)
        self.officers[name] = factories.make_user(Role.UNIT_OFFICER, unit=unit)
        self.names[self.officers[name].email] = name
        if from_start:
            factories.enrol(self.groups[GroupKind.OFFICE], unit)
        return unit

    def person(self, name: str):
        """An individual with an account of their own."""
        self.officers[name] = factories.make_user(Role.INDIVIDUAL)
        self.names[self.officers[name].email] = name
        person = factories.make_person(name, user=self.officers[name])
        factories.enrol(self.groups[GroupKind.INDIVIDUAL], person)
        return person

    def at(self, moment: datetime, act, *args, **options) -> None:
        """Let something happen at a moment."""
        self.events.append((moment, act, args, options))

    def hand_in(self, subject, at: datetime) -> None:
        by = self.officers[str(subject)]
        self.reports[subject] = factories.submission_at(
            S.SUBMITTED, subject=subject, period=self.period, by=by, at=at
        )  # fmt: skip

    def withdraw(self, subject, at: datetime) -> None:
        handing_in.withdraw(self.reports[subject], by=self.officers[str(subject)], at=at)

    def give_back(self, subject, at: datetime) -> None:
        report = self.reports[subject]
        reviewing.start_review(report, by=self.reviewer, at=at)
        due_on = (at + timedelta(days=5)).astimezone(WARD).date()
        returning.return_for_changes(report, by=self.reviewer, notes=ASKED, due_on=due_on, at=at)

    def extend(self, subject, at: datetime, last_day) -> None:
        extensions.grant_extension(
            period=self.period, subject=subject, last_day=last_day, reason="Mưa bão.", by=self.reviewer, at=at
        )

    def enrol(self, subject, at: datetime) -> None:
        factories.enrol(self.groups[GroupKind.OFFICE], subject)

    def walk(self, start: datetime, end: datetime, *, at_once: int = 1, away=None, closely=None) -> int:
        """Let beat run from `start` to `end`, `at_once` of them; returns at how many moments it asked.

        To spare time the worker listens only at some HOURS of the ward, but at all of them in the span `closely`.
        """
        coming, asked = sorted(self.events, key=lambda event: event[0]), 0
        app.loader.import_default_modules()
        with travel(start) as clock:
            for moment in beats(clock, start.astimezone(UTC), end.astimezone(UTC), away=away):
                while coming and coming[0][0] <= moment:
                    happens_at, act, args, options = coming.pop(0)
                    clock.move_to(happens_at.timestamp())
                    act(*args, at=happens_at, **options)
                    clock.move_to(moment.timestamp())
                asked += 1
                listens = ward_time(moment).hour in HOURS or (closely and closely[0] <= moment < closely[1])
                if listens and sum(app.tasks[ENTRY["task"]]() for _ in range(at_once)):
                    self._post(moment)
        return asked

    def _post(self, moment: datetime) -> None:
        """The worker, a minute later; only reminders are counted here."""
        due = OutboxMessage.objects.due(moment).filter(kind="reminder")
        mail.outbox.clear()
        for message_id in due.order_by("pk").values_list("pk", flat=True):
            outbox.deliver(message_id, now=moment + timedelta(minutes=1))
        for letter in mail.outbox:
            line = f"{moment.astimezone(WARD):%d/%m %H:%M}  {letter.subject}"
            for address in letter.to:
                self.arrived[self.names[address]].append(line)
            for address in letter.cc:
                self.arrived[f"đồng gửi {address}"].append(line)


def lived(period) -> World:
    """The world of the table: everyone lives differently through November and December 2026."""
    world = World(period)
    early, barely, late, never = (world.unit(name) for name in ("Nộp sớm", "Nộp sát hạn", "Nộp muộn", "Không nộp"))
    extended, returned, withdrawn = (world.unit(name) for name in ("Được gia hạn", "Bị trả lại", "Rút lại"))
    joining, person = world.unit("Vào sau", from_start=False), world.person("Trần Thị Bích")
    factories.make_user(Role.UNIT_HEAD, unit=never, email="thu-truong@demo.example")
    world.at(ward(2026, 11, 21, 10), world.hand_in, early)
    world.at(ward(2026, 12, 9, 16), world.hand_in, barely)
    world.at(ward(2026, 12, 13, 9), world.hand_in, late)
    world.at(ward(2026, 12, 10, 9), world.extend, extended, last_day=ward(2026, 12, 18).date())
    world.at(ward(2026, 12, 1, 9), world.hand_in, returned)
    world.at(ward(2026, 12, 3, 9), world.give_back, returned)
    world.at(ward(2026, 11, 28, 9), world.hand_in, withdrawn)
    world.at(ward(2026, 12, 6, 9), world.withdraw, withdrawn)
    world.at(ward(2026, 12, 9, 14), world.enrol, joining)
    world.at(ward(2026, 12, 10, 8, 30), world.hand_in, person)
    return world

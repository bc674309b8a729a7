#!/usr/bin/env python3
"""Measure what saving one field costs: measure_saving.py [rounds]

Makes a database of its own (with DB=postgres on that server) and takes turns between the bare work, reading the row and
writing it in one transaction, the service that saves a field, and the whole request as a browser sends it. Prints
milliseconds (the median of all rounds) and how many times the bare work each of them takes: the ratio says whether
saving became dearer, whatever machine it ran on.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lechan_thidua.settings.test")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="lechan-do-luu-"))

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.enums import Role  # noqa: E402
from submissions.models import SubmissionItem  # noqa: E402
from submissions.services import drafting  # noqa: E402
from submissions.writable import FieldKey  # noqa: E402
from tests import factories  # noqa: E402

TEXT = "Lắp 12 trụ sạc xe điện; thay 124 bóng đèn LED; thu gom 640 kg rác điện tử. " * 12


def ways() -> dict[str, Callable[[int], None]]:
    """The three ways to write field `result` of one report, each with a text of its own per round."""
    now = timezone.now()
    period = factories.make_period(
        opens_at=now - timedelta(days=5), closes_at=now + timedelta(days=5), locks_at=now + timedelta(days=9)
    )
    unit = factories.make_unit()
    by = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    report = factories.submission_at(subject=unit, period=period, by=by)
    item = report.items.first()
    key = FieldKey("item", item.pk, "result")
    client = Client(headers={"host": "localhost"})
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("submissions:autosave", args=[report.pk])

    def bare(number: int) -> None:
        with transaction.atomic():
            SubmissionItem.objects.only("result", "version").get(pk=item.pk)
            SubmissionItem.objects.filter(pk=item.pk).update(result=f"{TEXT}{number}")

    def service(number: int) -> None:
        drafting.save_field(submission_id=report.pk, key=key, text=f"{TEXT}{number}", seen=None, by=by)

    def request(number: int) -> None:
        stored = SubmissionItem.objects.values_list("result", flat=True).get(pk=item.pk)
        form = {"field": str(key), "value": f"{TEXT}{number}", "version": drafting.stamp(stored)}
        assert client.post(url, form).json()["ok"]

    return {"đọc rồi ghi, không gì thêm": bare, "dịch vụ lưu một ô": service, "cả lượt gửi của trình duyệt": request}


def measure(rounds: int) -> None:
    """Take turns and print."""
    works = ways()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(-5, rounds):
        for place, (name, work) in enumerate(works.items()):
            begun = time.perf_counter()
            work(number * len(works) + place)
            if number >= 0:
                taken[name].append(time.perf_counter() - begun)
    medians = {name: statistics.median(seconds) * 1000 for name, seconds in taken.items()}
    least = next(iter(medians.values()))
    print(f"{connection.vendor}, {rounds} lượt")
    for name, middle in medians.items():
        print(f"{name:32} {middle:7.2f} ms   × {middle / least:.1f}")


def main() -> int:
    """A database of its own, made and removed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measure(rounds)
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())

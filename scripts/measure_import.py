#!/usr/bin/env python3
"""Measure the import of a long list: measure_import.py [rows] [UNITS|PEOPLE|OFFICERS]

Makes a database of its own (with DB=postgres on that server), brings the list in, again unchanged, changed, and takes
it back; prints seconds and memory of each step. The exit code is 1 when one of them misses goal 5 of the reliability
guide: 60 seconds, 300 MB more than the idle process.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lechan_thidua.settings.test")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="lechan-do-nhap-"))

import django

django.setup()

from django.db import connection  # noqa: E402

from accounts.enums import ImportKind, Role  # noqa: E402
from accounts.importing import applying, runs, services, undoing  # noqa: E402
from tests import factories  # noqa: E402
from tests.accounts.importing import files  # noqa: E402

MOST_SECONDS, MOST_MEGABYTES = 60, 300
UNITS_OF_OFFICERS = 500


def memory() -> int:
    """The highest use of memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def rows_of(kind: str, count: int, group) -> list[dict]:
    """The list by heading, every column that people fill."""
    if kind == ImportKind.UNITS:
        return [
            files.unit_row(
                f"{n:05}",
                f"Tổ dân phố số {n} phường Lê Chân",
                **{
                    "Nhóm đối tượng": group.short_title, "Mã đơn vị cấp trên": f"{n // 50:05}" if n >= 50 else "",
                    "Người liên hệ": f"Nguyễn Văn {n}", "Thư điện tử": f"to-{n}@demo.example",
                    "Điện thoại": "0225 3700 001", "Địa chỉ": "Đường Tô Hiệu", "Hoạt động từ": "05/12/2020",
                },
            )
            for n in range(count)
        ]  # fmt: skip
    for n in range(UNITS_OF_OFFICERS):
        factories.make_unit(f"Đơn vị {n}", code=f"D{n}")
    known = {"Họ và tên": "Nguyễn Thị Hoa", "Điện thoại": "0225 3700 001"}
    if kind == ImportKind.PEOPLE:
        return [{**known, "Mã cá nhân": f"{n:05}", "Mã đơn vị": f"D{n % UNITS_OF_OFFICERS}"} for n in range(count)]
    return [
        {**known, "Thư điện tử": f"can-bo-{n}@demo.example", "Mã đơn vị": f"D{n % UNITS_OF_OFFICERS}"}
        for n in range(count)
    ]


def measure(count: int, kind: str) -> bool:
    """Run all steps; True when each keeps the goal."""
    runs.hand_over = lambda run_id, status: None
    admin = factories.make_user(Role.ADMIN)
    rows = rows_of(kind, count, factories.make_group(factories.make_period().campaign))
    base, kept = memory(), True

    def step(name: str, work: Callable):
        nonlocal kept
        begun = time.monotonic()
        result = work()
        seconds, more = time.monotonic() - begun, memory() - base
        kept &= seconds <= MOST_SECONDS and more <= MOST_MEGABYTES
        print(f"{name:32} {seconds:6.1f} s   +{more} MB", flush=True)
        return result

    def read(name: str):
        content = files.listed(files.HEADINGS[kind], rows)
        run = step(name, lambda: files.preview(content, by=admin, kind=kind))
        print(f"  {services.counts_of(run)} {run.problem}")
        return run

    def write(name: str, run):
        applying.apply(run, skip_wrong=False, by=admin)
        step(name, lambda: applying.write(run.pk))
        run.refresh_from_db()
        print(f"  {run.get_status_display()} {run.problem}")

    first = read("đọc, xem trước: thêm mới")
    write("ghi: thêm mới", first)
    read("đọc, xem trước: giữ nguyên")
    for row in rows:
        row["Điện thoại"] = "0225 3700 002"
    second = read("đọc, xem trước: thay đổi")
    write("ghi: thay đổi", second)
    step("hoàn tác: thay đổi", lambda: undoing.undo(second, by=admin))
    step("hoàn tác: thêm mới", lambda: undoing.undo(first, by=admin))
    return kept


def main() -> int:
    """A database of its own, made and removed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    kind = ImportKind(sys.argv[2] if len(sys.argv) > 2 else ImportKind.UNITS)
    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return 0 if measure(count, kind) else 1
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())

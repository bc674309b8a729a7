"""Counts the cells of the access table that were requested and prints the number at the end of the run.

The numbers travel in the test reports, so that they add up also when several processes share the work.
"""

import pytest
from django.conf import settings

CELLS = "access-cells"


def count_cells(request: pytest.FixtureRequest, number: int) -> None:
    """Note that this test asked for `number` cells."""
    request.node.user_properties.append((CELLS, number))


def pytest_terminal_summary(terminalreporter):
    """“Access table: 4321 cells requested in 123 tests (sqlite3), 0 of them in failing tests.”"""
    counted = {
        outcome: [
            (report.nodeid, number)
            for report in terminalreporter.stats.get(outcome, [])
            for name, number in report.user_properties
            if name == CELLS
        ]
        for outcome in ("passed", "failed")
    }
    every = counted["passed"] + counted["failed"]
    if not every:
        return
    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    total, failing = (sum(number for _, number in rows) for rows in (every, counted["failed"]))
    tests = len({test for test, _ in every})
    terminalreporter.write_line(
        f"Access table: {total} cells requested in {tests} tests ({engine}), {failing} of them in failing tests."
    )

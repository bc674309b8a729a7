"""Counting the questions a page asks the database: the same number on both databases.

PostgreSQL is asked for the time (core.clock), SQLite lives in the process: that one question is never counted.
"""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

CLOCK = "SELECT clock_timestamp()"


class Questions(CaptureQueriesContext):
    """What was asked meanwhile, without the time of day: `with Questions() as asked: …; len(asked)`."""

    def __init__(self):
        super().__init__(connection)

    @property
    def captured_queries(self):
        return [query for query in super().captured_queries if query["sql"] != CLOCK]


@contextmanager
def expect_questions(count: int, *, exact: bool = True):
    """Fail unless exactly (or at most) `count` questions were asked; says which they were."""
    with Questions() as asked:
        yield asked
    found = len(asked)
    listed = "\n\n".join(query["sql"] for query in asked)
    assert found == count if exact else found <= count, f"{found} questions instead of {count}:\n\n{listed}"

"""Time of the ward (Asia/Ho_Chi_Minh) and the clock that decides: the database's."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

WARD = ZoneInfo("Asia/Ho_Chi_Minh")


def ward_time(moment: datetime) -> datetime:
    """The same moment on the ward's clock."""
    return moment.astimezone(WARD)


def ward_date(moment: datetime) -> date:
    """The calendar day in the ward at `moment`."""
    return ward_time(moment).date()


def start_of(day: date) -> datetime:
    """00:00 of `day` on the ward's clock."""
    return datetime.combine(day, time.min, tzinfo=WARD)


def last_day(closes_at: datetime) -> date:
    """Last day that still counts before an exclusive end: 12/12 00:00 gives 11/12 (D9)."""
    return ward_date(closes_at - timedelta(microseconds=1))


def database_now() -> datetime:
    """The moment by the database's clock (UTC-aware): the one that decides about deadlines (reliability F18).

    PostgreSQL answers with the wall clock of the server, not the start of the transaction. SQLite lives in the web
    process, so its clock is the machine's.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]
    return timezone.now()

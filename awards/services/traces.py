"""Wiping what the databases keep of an open vote: old row versions, write-ahead pages, the order on disk.

Measured (reliability 1.1): PostgreSQL keeps every version of a box until the table is rewritten, SQLite keeps old pages
in the write-ahead file. What copies outside the database hold (backups, archived WAL) is a rule for operations.
"""

import logging

from django.db import DatabaseError, connection, transaction

from ..enums import PollStatus
from ..models import BallotBox, BallotReceipt, CouncilSeat, Poll

logger = logging.getLogger(__name__)
# Seats too: each is written when its holder types the code of the room, so old versions lie in the order of coming.
TABLES = tuple(model._meta.db_table for model in (BallotBox, BallotReceipt, CouncilSeat))
FINISHED = (PollStatus.CLOSED, PollStatus.COUNTED, PollStatus.PUBLISHED, PollStatus.CANCELLED)


def remove_after_commit(poll: Poll) -> None:
    """Wipe when the transaction at hand is in; a failure never undoes the closing, the sweeper tries again.

    Also after paper ballots joined the choices: the list before would tell them apart from the electronic ones.
    """
    Poll.objects.filter(pk=poll.pk, traces_removed=True).update(traces_removed=False)
    transaction.on_commit(lambda: remove_traces(poll.pk))


def remove_traces(poll_id: int) -> bool:
    """Rewrite the ballot tables so that only today's rows remain on disk (xóa dấu vết); True when that is certain.

    Repeating it changes nothing. False while a transaction older than the closing still holds old versions, inside a
    transaction of the caller, or when the database refused.
    """
    if connection.in_atomic_block or not Poll.objects.filter(pk=poll_id, status__in=FINISHED).exists():
        return False
    if Poll.objects.filter(pk=poll_id, traces_removed=True).exists():
        return True
    try:
        done = _rewrite_postgres(poll_id) if connection.vendor == "postgresql" else _rewrite_sqlite()
    except DatabaseError as exc:
        logger.warning("traces of poll %s not removed yet: %s", poll_id, exc)
        return False
    if done:
        Poll.objects.filter(pk=poll_id).update(traces_removed=True)
    return done


def sweep() -> int:
    """Wipe after every finished poll that still needs it; return how many were done (quét dấu vết còn sót)."""
    waiting = Poll.objects.filter(status__in=FINISHED, traces_removed=False).order_by("pk")
    return sum(remove_traces(poll_id) for poll_id in list(waiting.values_list("pk", flat=True)))


def forbids_copy() -> str:
    """Why the database must not be copied now (sao lưu), in Vietnamese; empty when it may.

    From the opening of a vote until its paper ballots are in and its traces are wiped, two copies around one ballot
    would tell it apart.
    """
    polls = Poll.objects.exclude(status=PollStatus.PREPARED)
    if polls.filter(status=PollStatus.OPEN).exists():
        return "đang bỏ phiếu kín."
    if polls.filter(status=PollStatus.CLOSED, boxes__marks__on_paper=True, boxes__paper=None).exists():
        return "phiếu giấy chưa nhập."
    return "chưa xóa xong dấu vết của phiếu vừa đóng." if polls.filter(traces_removed=False).exists() else ""


def _rewrite_postgres(poll_id: int) -> bool:
    """New table files in the order of the primary key, without dead versions.

    A rewrite must keep versions that an older snapshot (a running pg_dump) may still see: then it does not count.
    """
    box = TABLES[0]
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        try:
            cursor.execute(
                f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                f" AND age(backend_xmin) >= (SELECT min(age(xmin)) FROM {box} WHERE poll_id = %s)",
                [poll_id],
            )
            watched = cursor.fetchone()[0]
            # A transaction that was running when the rows last changed holds them too, whichever database it is in.
            cursor.execute(
                f"SELECT age(pg_snapshot_xmin(pg_current_snapshot())::xid) >= min(age(xmin)) FROM {box}"
                " WHERE poll_id = %s",
                [poll_id],
            )
            watched = watched or cursor.fetchone()[0]
            for table in TABLES:
                cursor.execute(f"CLUSTER {table} USING {table}_pkey")
                cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
            _drop_write_ahead_files(cursor)
        finally:
            cursor.execute("RESET lock_timeout")
    return not watched


def _drop_write_ahead_files(cursor) -> None:
    """Let the server begin a new write-ahead file and drop the old ones: they hold each ballot as it was cast.

    With `wal_recycle = off` they are removed, else used again and overwritten in time (docs/operations.md). A database
    account without the right cannot: the log says so, and the rest counts all the same.
    """
    try:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
    except DatabaseError as exc:
        logger.warning("the write-ahead files of the vote stay until the server drops them: %s", exc)


def _rewrite_sqlite() -> bool:
    """A new database file without free pages, and an empty write-ahead file."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
    # (busy, frames in the log, frames moved); a database without a write-ahead file answers (0, -1, -1).
    return row is None or row[0] == 0

"""What an open vote leaves on disk is wiped when it closes: old row versions, the write-ahead file, statistics.

Also when the database may be copied. The thirteen ways themselves are tried in test_secrecy.py.
"""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from awards import tasks
from awards.models import Poll
from awards.services import polls, traces
from lechan_thidua.celery import app
from tests.awards.two_worlds import BALLOT_TABLES, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


@pytest.mark.postgres
def test_old_versions_of_the_boxes_are_gone_from_the_table_files(monkeypatch):
    world = World(1, monkeypatch).cast_all()

    def pairs_on_disk() -> int:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            files = b""
            for table in BALLOT_TABLES:
                cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [table])
                files += bytes(cursor.fetchone()[0])
        return sum(f"{receipt}{choice}".encode() in files for receipt, choice in world.true_pairs())

    assert pairs_on_disk() == len(world.true_pairs()) == 7 * 5 - 1
    world.close().wiped()
    assert pairs_on_disk() == 0


@pytest.mark.postgres
def test_choices_before_the_paper_joined_them_are_gone_from_the_table_files(monkeypatch):
    """The list without the paper ballot and the list with it differ by that ballot."""
    world = World(1, monkeypatch).cast_all()
    electronic = polls.close_poll(world.council.poll, by=world.council.secretary)
    before = [box.digest.encode() for box in electronic.boxes.order_by("order")]
    monkeypatch.setattr(polls, "close_poll", lambda poll, **kwargs: poll)
    world.close().wiped()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('awards_ballotbox'))")
        file = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT attname FROM pg_stats WHERE tablename = 'awards_ballotbox'")
        sampled = {row[0] for row in cursor.fetchall()}
    assert [box.digest.encode() in file for box in world.boxes()] == [True] * 5
    assert [digest in file for digest in before] == [False] * 5
    assert not {"entries", "receipts", "choices", "digest"} & sampled


@pytest.mark.postgres
def test_the_planners_statistics_never_hold_an_open_box(monkeypatch):
    world = World(1, monkeypatch).cast_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE awards_ballotbox")
        cursor.execute("SELECT pg_stats::text FROM pg_stats WHERE tablename = 'awards_ballotbox'")
        sampled = " ".join(row[0] for row in cursor.fetchall())
    assert "turnout" in sampled
    assert not [receipt for receipt, _ in world.true_pairs() if receipt in sampled]


@pytest.mark.postgres
def test_a_running_backup_keeps_the_traces_from_counting_as_removed(monkeypatch):
    """An older snapshot holds old versions: the wiping is not done until it has ended."""
    other = connection.copy()
    world = World(1, monkeypatch, members=3, lines=1, plain=True).cast_all()
    with other.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT 1")
        cursor.fetchone()
        world.close()
        assert not Poll.objects.get().traces_removed
        cursor.execute("COMMIT")
    other.close()
    assert traces.sweep() == 1
    assert Poll.objects.get().traces_removed


def test_a_backup_waits_for_paper_ballots_that_are_not_entered(monkeypatch):
    """The list of choices before the paper joined it and the one after differ by the paper ballots."""
    world = World(1, monkeypatch, members=6, lines=1)
    polls.close_poll(world.council.poll, by=world.council.secretary)
    world.wiped()
    with pytest.raises(CommandError, match="phiếu giấy chưa nhập"):
        call_command("backup_allowed", wait=0)


def test_sqlite_file_and_write_ahead_file_hold_no_pair_after_closing(monkeypatch):
    """On PostgreSQL another test looks into the table files; here no copy of a pair is left in the rows."""
    world = World(1, monkeypatch).cast_all()

    def pairs_left() -> int:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT string_agg(b::text, '') FROM awards_ballotbox b")
                kept = cursor.fetchone()[0].replace('""', '"').encode()
        else:
            name = connection.settings_dict["NAME"]
            kept = b"".join(Path(path).read_bytes() for path in (name, f"{name}-wal"))
        return sum(f'"{receipt}", "{choice}"'.encode() in kept for receipt, choice in world.true_pairs())

    assert pairs_left() == len(world.true_pairs())
    world.close().wiped()
    assert pairs_left() == 0
    assert Poll.objects.get().traces_removed


def test_a_failed_wiping_does_not_undo_the_closing_and_is_swept_up(monkeypatch):
    world = World(1, monkeypatch, members=3, lines=1, plain=True).cast_all()
    with transaction.atomic():
        world.close()
        # Still inside a transaction: nothing can be wiped yet.
        assert traces.remove_traces(world.council.poll.pk) is False
    assert Poll.objects.get().traces_removed
    Poll.objects.update(traces_removed=False)
    assert (traces.sweep(), traces.sweep()) == (1, 0)


def test_a_cancelled_vote_leaves_no_pair_either(monkeypatch):
    world = World(1, monkeypatch).cast_all()
    old = world.council.poll
    polls.cancel_poll(old, reason="Mất điện", by=world.council.chair)
    assert {tuple(map(str, row)) for row in old.boxes.values_list("entries", "receipts", "choices", "digest")} == {
        ("[]", "[]", "[]", "")
    }
    assert Poll.objects.get(pk=old.pk).traces_removed


def test_the_sweeper_of_traces_is_on_the_workers_schedule(monkeypatch):
    World(1, monkeypatch, members=3, lines=1, plain=True).close().wiped()
    entry = app.conf.beat_schedule["sweep-ballot-traces"]
    Poll.objects.update(traces_removed=False)
    assert entry["task"] == tasks.sweep_ballot_traces.name
    assert tasks.sweep_ballot_traces() == 1
    assert Poll.objects.get().traces_removed

"""Nobody can tell who chose what: the thirteen ways of reliability 1.3 on a closed vote of 9 members and 5 lines.

One of the nine votes on paper, one writes a signed opinion, one steps aside from a line, and seven type the code of the
room and vote by telephone. These tests allow the page to show the sentence of secrecy (phrases.SECRECY,
SECRECY_PROVED_BY; ux principle 8). They run on SQLite and on PostgreSQL. An open box is readable for whoever reads the
database meanwhile, and two copies around one vote tell it: the page and docs/operations.md say so.
"""

import itertools
import json
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from awards import phrases
from awards.enums import VoteChoice
from awards.models import BallotBox, BallotReceipt, CouncilSeat, Poll
from awards.services import casting, paper_ballots, polls
from core import audit
from core.models import AuditEvent, FormKey, OutboxMessage
from tests import factories
from tests.awards.two_worlds import (
    BALLOT_TABLES,
    World,
    everything_readable,
    fresh_database,
    sign_in,
    transaction_numbers,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


@pytest.fixture
def closed(monkeypatch) -> World:
    """A counted vote of 9 members and 5 lines."""
    return World(1, monkeypatch).cast_all().close().publish().wiped()


def both_worlds(monkeypatch, prepare=lambda: None) -> tuple[World, str, World, str]:
    """Two worlds one after the other in an empty database, and all that can be read after each."""
    # Views keep the functions they were loaded with: load them before anything is exchanged.
    reverse("awards:my_meetings")
    prepare()
    found = []
    for seed in (1, 2):
        fresh_database()
        monkeypatch.setattr(factories, "_serial", itertools.count(1))
        world = World(seed, monkeypatch).cast_all().close()
        seen = everything_readable()
        world.publish()
        found += [world, seen + everything_readable()]
    return tuple(found)


def difference(left: str, right: str) -> list[tuple[str, str]]:
    return [pair for pair in zip(left.splitlines(), right.splitlines(), strict=False) if pair[0] != pair[1]]


@pytest.mark.plan("R6")
def test_everything_readable_after_closing_depends_on_the_counts_alone(monkeypatch):
    """Ways 1 to 5, 7 to 9 and 11 at once: primary keys, times, order on disk, transaction numbers, audit, sessions,
    outbox, cache and mails are the same whoever chose what and whoever voted first."""
    first, left, second, right = both_worlds(monkeypatch)
    assert list(first.votes.values()) != list(second.votes.values())
    # The one who votes on paper chose otherwise in each world, and nothing shows it.
    assert first.votes[first.on_paper] != second.votes[second.on_paper]
    places = [[world.council.members.index(user) for user in world.order] for world in (first, second)]
    assert places[0] != places[1]
    assert difference(left, right) == []
    assert left == right


def _keep_casting_order():
    """A box that lists ballots as they came in."""
    return [(casting, "sorted", list), (polls, "sorted", list)]


def _log_each_vote():
    """An audit row per ballot, "only" with the name."""
    plain = casting.marks_of

    def logging_marks_of(poll, user):
        audit.record("vote", None, by=user)
        return plain(poll, user)

    return [(casting, "marks_of", logging_marks_of)]


def _log_the_paper_counts():
    """The counts of the paper ballots "only" in the log."""
    plain = paper_ballots._merge

    def logging_merge(box, line, number, *, by):
        audit.record("enter_paper", box, by=by, yes=line.yes, no=line.no)
        plain(box, line, number, by=by)

    return [(paper_ballots, "_merge", logging_merge)]


LEAKS = {
    "casting order in the box": _keep_casting_order,
    "a log row per vote": _log_each_vote,
    "paper counts in the log": _log_the_paper_counts,
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_comparison_would_notice(monkeypatch, leak):
    def prepare():
        for module, name, value in LEAKS[leak]():
            monkeypatch.setattr(module, name, value, raising=False)

    _, left, _, right = both_worlds(monkeypatch, prepare)
    assert left != right


@pytest.mark.postgres
@pytest.mark.parametrize("forgotten", ["_level_marks", "_level_seats"])
def test_the_comparison_would_notice_what_only_postgresql_keeps(monkeypatch, forgotten):
    _, left, _, right = both_worlds(monkeypatch, lambda: monkeypatch.setattr(polls, forgotten, lambda poll: None))
    assert left != right


def test_way_1_primary_keys_of_marks_follow_lines_and_seats_not_the_voting(closed):
    marks = BallotReceipt.objects.order_by("pk").values_list("box__order", "seat__order")
    assert list(marks) == [(line, seat) for line in range(1, 6) for seat in range(1, 10)]
    for box in closed.boxes():
        assert (box.entries, box.receipts, box.choices) == ([], sorted(box.receipts), sorted(box.choices))


def test_way_2_no_ballot_table_has_a_time_or_a_person(closed):
    kinds = {
        field.name: field.get_internal_type() for model in (BallotBox, BallotReceipt) for field in model._meta.fields
    }
    assert not {"DateTimeField", "DateField", "TimeField", "GenericIPAddressField"} & set(kinds.values())
    assert {f.name for f in BallotBox._meta.fields if f.is_relation} == {"poll", "nomination"}
    assert {f.name for f in BallotReceipt._meta.fields if f.is_relation} == {"box", "seat"}
    assert "choice" not in " ".join(field.name for field in BallotReceipt._meta.fields)
    # When the secretary noted a member as present is said aloud and stands in the minutes; the code leaves no time.
    times = {field.name for field in CouncilSeat._meta.fields if "Date" in field.get_internal_type()}
    assert times == {"arrived_at"}


def test_way_3_order_on_disk_is_the_order_of_keys(closed):
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        for table in BALLOT_TABLES:
            cursor.execute(f'SELECT id FROM "{table}" ORDER BY {place}')
            keys = [row[0] for row in cursor.fetchall()]
            assert keys == sorted(keys)


@pytest.mark.postgres
def test_way_4_all_marks_boxes_and_seats_share_one_transaction_number(closed):
    numbers = transaction_numbers()
    assert len({number for table in BALLOT_TABLES for number in numbers[table]}) == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.seat_id, count(*) FROM awards_ballotreceipt m"
            " JOIN awards_ballotbox b ON m.xmin = b.xmin GROUP BY 1"
        )
        joined = dict(cursor.fetchall())
    # The join pairs every mark with every box: it says nothing about anybody.
    assert set(joined.values()) == {5 * 5} and len(joined) == 9


@pytest.mark.postgres
def test_way_4_an_open_box_joined_by_transaction_names_only_the_last_voter(monkeypatch):
    world = World(1, monkeypatch).cast_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT m.seat_id FROM awards_ballotreceipt m JOIN awards_ballotbox b ON m.xmin = b.xmin"
        )
        named = [row[0] for row in cursor.fetchall()]
    assert named == [CouncilSeat.objects.get(user=world.order[-1]).pk]


def test_way_5_the_log_has_no_row_for_a_vote_and_none_with_a_choice(monkeypatch):
    world = World(1, monkeypatch)
    before = AuditEvent.objects.count()
    world.cast_all()
    assert AuditEvent.objects.count() == before
    world.close().publish()
    written = json.dumps(list(AuditEvent.objects.values()), default=str)
    assert not [word for word in (*VoteChoice.values, *world.boxes()[0].receipts) if f'"{word}"' in written]


def test_way_6_no_log_line_and_no_address_holds_a_choice_or_receipt(monkeypatch, caplog):
    world = World(1, monkeypatch)
    caplog.set_level(logging.DEBUG)
    world.cast_all().close()
    refused = world.post(world.order[0], "awards:ballot_cast")
    assert refused.status_code == 409
    secrets = {word for pair in world.true_pairs() for word in pair}
    lines = [record.getMessage() for record in caplog.records]
    assert not [line for line in lines if any(re.search(rf"\b{word}\b", line) for word in secrets)]
    # What the web server's access log would hold.
    requests = [answer.wsgi_request for answer in world.answers.values()]
    addresses = {f"{request.method} {request.get_full_path()}" for request in requests}
    assert addresses == {f"POST {reverse('awards:ballot_cast', args=[world.council.meeting.pk])}"}


def test_way_6_statements_are_never_logged_whatever_the_level():
    assert settings.LOGGING["loggers"]["django.db.backends"]["level"] == "INFO"


def test_way_7_voting_changes_no_session(monkeypatch):
    world = World(1, monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data, expire_date FROM django_session ORDER BY 1")
        before = cursor.fetchall()
        world.cast_all()
        cursor.execute("SELECT session_key, session_data, expire_date FROM django_session ORDER BY 1")
        assert cursor.fetchall() == before


def test_ways_8_9_11_12_voting_leaves_no_letter_task_key_or_admin_row(monkeypatch):
    def beside() -> list:
        return [
            OutboxMessage.objects.count(), FormKey.objects.count(), LogEntry.objects.count(), len(mail.outbox),
            sorted(map(str, cache._cache)),
        ]  # fmt: skip

    world = World(1, monkeypatch)
    before = beside()
    world.cast_all()
    assert beside() == before
    assert not {BallotBox, BallotReceipt, Poll, CouncilSeat} & set(admin.site._registry)


def test_way_10_the_difference_of_dumps_tells_lists_and_counts_only(monkeypatch, capsys):
    def dump() -> dict:
        call_command("dumpdata", "awards.ballotbox", "awards.ballotreceipt")
        return {(row["model"], row["pk"]): row["fields"] for row in json.loads(capsys.readouterr().out)}

    world = World(1, monkeypatch)
    before = dump()
    world.cast_all().close()
    after = dump()
    polls.count_poll(world.council.poll, by=world.council.secretary)
    counted = dump()

    def changed(old, new):
        return {(key[0], name) for key in new for name in new[key] if old[key][name] != new[key][name]}

    boxes = {("awards.ballotbox", name) for name in ("receipts", "choices", "digest", "turnout")}
    # Who wrote an opinion is named in the minutes; how a paper ballot stands is in no field.
    assert changed(before, after) == boxes | {("awards.ballotreceipt", name) for name in ("cast", "written")}
    sums = ("yes", "no", "abstain", "invalid", "endorsed")
    assert changed(after, counted) == {("awards.ballotbox", name) for name in sums}
    pairs = [f'"{receipt}", "{choice}"' for receipt, choice in world.true_pairs()]
    assert not [pair for pair in pairs if pair in json.dumps(list(after.values()))]


def test_way_10_is_not_promised_for_two_copies_around_one_vote_and_the_check_says_wait(monkeypatch, capsys):
    """The limit of the promise: who copies the database before and after one vote reads it. So no copy is made then."""

    def entries() -> list:
        return [[tuple(pair) for pair in box.entries] for box in world.boxes()]

    world = World(1, monkeypatch, members=3, lines=2, plain=True)
    user, before = world.order[0], entries()
    with pytest.raises(CommandError, match="đang bỏ phiếu kín"):
        call_command("backup_allowed")
    world.enter_room(user)
    world.post(user, "awards:ballot_cast")
    gained = [set(new) - set(old) for new, old in zip(entries(), before, strict=True)]
    assert [choice for ((_, choice),) in gained] == world.votes[user]
    poll = polls.close_poll(world.council.poll, by=world.council.secretary)
    world.wiped()
    call_command("backup_allowed")
    Poll.objects.filter(pk=poll.pk).update(traces_removed=False)
    with pytest.raises(CommandError, match="chưa xóa xong dấu vết"):
        call_command("backup_allowed")


def test_the_sentence_on_the_page_names_a_test_that_exists():
    """ux principle 8: the sentence may be shown only while this very test proves it."""
    file, name = phrases.SECRECY_PROVED_BY
    assert Path(__file__).resolve() == (Path(settings.BASE_DIR) / file).resolve()
    assert callable(globals()[name])
    templates = Path(settings.BASE_DIR, "templates")
    quoted = {str(p.relative_to(templates)) for p in templates.rglob("*.html") if "không kèm giờ" in p.read_text()}
    # The guide and the notice on personal data repeat it; wherever else it is wanted, it is taken from the phrases.
    assert quoted == {"accounts/guides/hoi-dong.html", "accounts/notices/1.html", "accounts/notices/2.html"}
    assert "{{ secrecy }}" in (templates / "awards/ballot.html").read_text()


def test_way_13_after_voting_no_page_can_be_kept_and_none_shows_a_choice(monkeypatch):
    world = World(1, monkeypatch)
    user, client = world.order[0], world.clients[world.order[0]]
    pk = world.council.meeting.pk
    world.enter_room(user)
    open_page = client.get(reverse("awards:ballot", args=[pk]))
    review = world.post(user, "awards:ballot_review")
    again = world.post(user, "awards:ballot")
    assert again.content.decode().count(" checked") == len([choice for choice in world.votes[user] if choice])
    done = world.post(user, "awards:ballot_cast")
    after = [
        client.get(reverse("awards:ballot", args=[pk])), client.get(reverse("awards:ballot_done", args=[pk])),
        *[world.post(user, f"awards:{name}") for name in ("ballot_review", "ballot", "ballot_cast")],
    ]  # fmt: skip
    for answer in (open_page, review, again, done, *after):
        assert "no-store" in answer["Cache-Control"]
    receipt = done.context["receipt"]
    for answer in (done, *after):
        html = answer.content.decode()
        assert "dong-" not in html and " checked" not in html
        assert not [
            label for label in (*VoteChoice.labels, *VoteChoice.values) if f">{label}<" in html or f'"{label}"' in html
        ]
    assert [receipt in answer.content.decode() for answer in after] == [False] * 5


def test_an_outsiders_session_is_no_way_in(closed):
    assert sign_in(closed.council.nominations[0].created_by).get("/quan-tri/awards/ballotbox/").status_code in (
        302,
        403,
        404,
    )

"""The attacker's view: everything the databases hold after a closed vote, as one comparable text.

Two worlds hold the same counts, but other members chose what, and they voted in another order. An attacker can tell who
chose what better than the counts do only if something he can read differs between the worlds. So the tests ask for
equality of everything readable; random receipts are dealt from one fixed list in the order of casting.
"""

import itertools
import json
import random
import time
from collections import Counter

from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.services import visits
from awards.enums import VoteChoice
from awards.models import BallotBox, BallotReceipt, CouncilSeat, Poll
from awards.services import casting, polls, traces
from tests.awards.council import Council

BALLOT_TABLES = [model._meta.db_table for model in (BallotBox, BallotReceipt)]
# Random, or a moment that has nothing to do with casting: made before the vote opens or after it closes.
MASKED = {
    # A signature holds a random number and the moment, a link all signatures before it.
    "core_auditevent": {"at", "signature"},
    "core_auditseal": {"digest"},
    "core_outboxmessage": {"message_id", "next_try_at", "created_at", "sent_at"},
    "core_formkey": {"key", "used_at"},
    "accounts_user": {"password", "last_login", "date_joined"},
    "accounts_noticeacceptance": {"accepted_at"},
    "awards_nomination": {"created_at"},
    "awards_awardround": {"created_at"},
    "awards_poll": {"closed_at"},
}
LEFT_OUT = {"django_session", "django_migrations", "django_content_type", "auth_permission"}


class World:
    """One closed vote of `members` and `lines`, held through the web as members do it."""

    def __init__(self, seed: int, monkeypatch, *, members: int = 9, lines: int = 5):
        dealt = itertools.count()
        deck = [f"{n:04d}-AAAA" for n in random.Random(7).sample(range(10_000), 100)]
        monkeypatch.setattr(casting, "new_receipt", lambda: deck[next(dealt)])
        self.council = Council(members=members, lines=lines).open()
        self.council.open_poll()
        chance = random.Random(seed)
        # The same multiset of votes on each line in every world, dealt out differently.
        pools = [random.Random(line).choices(VoteChoice.values, weights=[5, 3, 2], k=members) for line in range(lines)]
        for pool in pools:
            chance.shuffle(pool)
        self.votes = {user: [pool[n] for pool in pools] for n, user in enumerate(self.council.members)}
        self.clients = {user: sign_in(user) for user in self.council.members}
        self.order = chance.sample(self.council.members, members)
        self.answers = {}

    def cast_all(self) -> "World":
        """Everybody votes, in this world's order."""
        for user in self.order:
            self.answers[user] = self.post(user, "awards:ballot_cast")
            assert self.answers[user].status_code == 200, self.answers[user].content.decode()
        return self

    def post(self, user, name: str):
        """Send the member's choices to one of the ballot's addresses."""
        poll = self.council.poll
        fields = {f"dong-{box.pk}": choice for box, choice in zip(self.boxes(), self.votes[user], strict=True)}
        return self.clients[user].post(reverse(name, args=[poll.meeting_id]), {"phieu": poll.pk, **fields})

    def boxes(self) -> list[BallotBox]:
        return self.council.boxes()

    def close(self) -> "World":
        """The secretary closes; traces are wiped after commit."""
        polls.close_poll(self.council.poll, by=self.council.secretary)
        return self

    def wiped(self) -> "World":
        """Wait as the sweep does: while the server's own upkeep reads the tables, old row versions must stay."""
        for _ in range(60):
            traces.sweep()
            if self.council.poll.traces_removed:
                return self
            time.sleep(0.25)
        raise AssertionError("traces were not removed")

    def true_pairs(self) -> list[tuple[str, str]]:
        """What nobody may find out: receipt and choice of every ballot and line."""
        receipts = {user: answer.context["receipt"] for user, answer in self.answers.items()}
        return [(receipts[user], choice) for user, choices in self.votes.items() for choice in choices]


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def fresh_database() -> None:
    """Empty tables and sequences, so that both worlds count from one."""
    call_command("flush", verbosity=0, interactive=False)
    cache.clear()
    mail.outbox.clear()


def everything_readable() -> str:
    """Every row of every table in its order on disk, with transaction numbers, and what is beside the tables."""
    view = {table: _rows(table) for table in sorted(connection.introspection.table_names()) if table not in LEFT_OUT}
    _rank_transactions(view)
    sessions = Counter(json.dumps(_session(row)) for row in Session.objects.all())
    letters = sorted((letter.subject, tuple(letter.to), letter.body) for letter in mail.outbox)
    beside = {"sessions": sorted(sessions.items()), "letters": letters, "cache": sorted(map(str, cache._cache))}
    return json.dumps(view | beside, default=str, indent=0, ensure_ascii=False)


def _rank_transactions(view: dict[str, list[dict]]) -> None:
    """The number itself grows with the age of the cluster; what tells is which rows share one, and which came first."""
    hidden = [(row, name) for rows in view.values() for row in rows for name in ("xmin", "xmax") if name in row]
    numbers = {row[name] for row, name in hidden} | {0}
    ranks = {number: rank for rank, number in enumerate(sorted(numbers))}
    for row, name in hidden:
        row[name] = ranks[row[name]]


def _session(row: Session) -> dict:
    """Without what is random and without the moment of signing in, which no request about a ballot renews."""
    apart = {"_auth_user_hash", visits.BEGAN, visits.SEEN}
    return {name: value for name, value in row.get_decoded().items() if name not in apart}


def _rows(table: str) -> list[dict]:
    masked = MASKED.get(table, set())
    postgres = connection.vendor == "postgresql"
    hidden = (
        "ctid::text AS place, xmin::text::bigint AS xmin, xmax::text::bigint AS xmax,"
        if postgres
        else "rowid AS place,"
    )
    order = "ctid" if postgres else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {hidden} t.* FROM "{table}" t ORDER BY t.{order}')
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if postgres and table not in BALLOT_TABLES:
        # Elsewhere rows lie where earlier tests left room.
        for row in rows:
            row["place"] = ""
    return [{name: value for name, value in row.items() if name not in masked} for row in rows]


def transaction_numbers() -> dict[str, list[int]]:
    """PostgreSQL: the transaction numbers of poll, seats, boxes and marks, table by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in [*BALLOT_TABLES, Poll._meta.db_table, CouncilSeat._meta.db_table]:
            cursor.execute(f'SELECT DISTINCT xmin::text::bigint FROM "{table}"')
            found[table] = sorted(row[0] for row in cursor.fetchall())
    return found

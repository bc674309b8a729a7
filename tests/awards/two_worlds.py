"""The attacker's view: everything the databases hold after a closed vote, as one comparable text.

Two worlds hold the same counts, but other members chose what, and they voted in another order. An attacker can tell who
chose what better than the counts do only if something he can read differs between the worlds. So the tests ask for
equality of everything readable; random receipts are dealt from one fixed list in the order of casting.
"""

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
from awards.enums import RecusalGround, VoteChoice
from awards.models import BallotBox, BallotReceipt, CouncilSeat, Poll, Recusal
from awards.services import casting, opinions, paper_ballots, polls, traces
from awards.services.paper_ballots import PaperLine
from tests.awards.council import STARTS_AT, YES, Council

BALLOT_TABLES = [model._meta.db_table for model in (BallotBox, BallotReceipt, CouncilSeat)]
# Random, or a moment that has nothing to do with casting: made before the vote opens or after it closes.
MASKED = {
    # A signature holds a random number and the moment, a link all signatures before it.
    "core_auditevent": {"at", "signature"},
    "core_auditseal": {"digest"},
    "core_outboxmessage": {"message_id", "next_try_at", "created_at", "sent_at"},
    # A note is left when its letter leaves: the invitation, before the vote.
    "core_notification": {"created_at"},
    "core_formkey": {"key", "used_at"},
    "accounts_user": {"password", "last_login", "date_joined"},
    "accounts_noticeacceptance": {"accepted_at"},
    "awards_nomination": {"created_at"},
    "awards_awardround": {"created_at"},
    "awards_poll": {"closed_at"},
    # Attendance is the secretary's press before the vote; the code is of the wall.
    "awards_councilseat": {"arrived_at"},
    "awards_councilmeeting": {"room_code"},
    "awards_recusal": {"entered_at"},
    # Both are entered after the closing, for all lines at once.
    "awards_papercount": {"entered_at"},
    "awards_writtenopinion": {"entered_at"},
}
LEFT_OUT = {"django_session", "django_migrations", "django_content_type", "auth_permission"}


class World:
    """One closed vote of `members` and `lines`, held through the web as members do it.

    Unless `plain`: the last member is away and writes a signed opinion, the one before does not vote on the first line,
    the one before that votes on paper, all others type the room's code and vote by telephone. The world deals out who
    of the secret voters, paper or telephone, chose what, and in which order they come.
    """

    def __init__(self, seed: int, monkeypatch, *, members: int = 9, lines: int = 5, plain: bool = False):
        self.deck = [f"{n:04d}-AAAA" for n in random.Random(7).sample(range(10_000), 100)]
        monkeypatch.setattr(casting, "new_receipt", lambda: self.card)
        self.council = Council(members=members, lines=lines).open(present=members if plain else members - 1)
        self.council.meeting.seats.update(in_room=False)
        self.council.meeting.refresh_from_db()
        # By seats, which lie in the order of names: the last one was not noted as present.
        seated = [seat.user for seat in self.council.meeting.seats.select_related("user").order_by("order")]
        self.away, self.aside, self.on_paper = (None,) * 3 if plain else seated[:-4:-1]
        if not plain:
            self._step_aside()
        self.council.open_poll()
        if not plain:
            paper_ballots.hand_out(self.council.poll, self.seat(self.on_paper), by=self.council.secretary)
        self.voters = [user for user in self.council.members if user not in (self.away, self.on_paper)]
        self._deal(random.Random(seed))
        self.clients = {user: sign_in(user) for user in self.voters}
        self.order = random.Random(seed).sample(self.voters, len(self.voters))
        self.answers, self.card = {}, self.deck[-2]

    def _deal(self, chance: random.Random) -> None:
        """The same multiset of votes on each line in every world, dealt out differently."""
        secret = [user for user in self.council.members if user != self.away]
        self.votes = {user: [] for user in secret}
        for line, _ in enumerate(self.boxes()):
            here = [user for user in secret if not (line == 0 and user == self.aside)]
            pool = random.Random(line).choices(VoteChoice.values, weights=[5, 3, 2], k=len(here))
            chance.shuffle(pool)
            dealt = dict(zip(here, pool, strict=True))
            for user in secret:
                self.votes[user].append(dealt.get(user, ""))

    def _step_aside(self) -> None:
        Recusal.objects.create(
            seat=self.seat(self.aside), nomination=self.council.nominations[0], ground=RecusalGround.DECLARED,
            reason="Người thân", entered_by=self.council.secretary,
        )  # fmt: skip

    def seat(self, user) -> CouncilSeat:
        return self.council.meeting.seats.get(user=user)

    def cast_all(self) -> "World":
        """Everybody comes into the room and votes, in this world's order."""
        deck = iter(self.deck)
        for user in self.order:
            # Whoever steps aside is the one whose receipt is missing on that line: it is known, and proves no choice.
            self.card = self.deck[-1] if user == self.aside else next(deck)
            self.enter_room(user)
            self.answers[user] = self.post(user, "awards:ballot_cast")
            assert self.answers[user].status_code == 200, self.answers[user].content.decode()
        return self

    def enter_room(self, user) -> None:
        """The member types the code on the wall."""
        address = reverse("awards:room_code", args=[self.council.meeting.pk])
        answer = self.clients[user].post(address, {"code": self.council.meeting.room_code})
        assert answer.status_code == 302, answer.content.decode()

    def post(self, user, name: str):
        """Send the member's choices to one of the ballot's addresses."""
        poll = self.council.poll
        pairs = zip(self.boxes(), self.votes[user], strict=True)
        fields = {f"dong-{box.pk}": choice for box, choice in pairs if choice}
        return self.clients[user].post(reverse(name, args=[poll.meeting_id]), {"phieu": poll.pk, **fields})

    def close(self) -> "World":
        """The secretary closes, and takes in the one paper ballot and the written opinion."""
        poll = polls.close_poll(self.council.poll, by=self.council.secretary, at=STARTS_AT)
        if self.on_paper:
            found = dict(zip([box.pk for box in self.boxes()], self.votes[self.on_paper], strict=True))
            lines = {
                box: PaperLine(1, *(int(choice == kind) for kind in VoteChoice.values), 0)
                for box, choice in found.items()
            }
            paper_ballots.enter(poll, lines, by=self.council.secretary)
            given = {"choices": dict.fromkeys(found, YES), "received_on": STARTS_AT.date(), "at": STARTS_AT}
            opinions.record(poll, self.seat(self.away), by=self.council.secretary, **given)
        return self

    def publish(self) -> "World":
        """Count and announce."""
        polls.count_poll(self.council.poll, by=self.council.secretary)
        polls.publish_poll(self.council.poll, by=self.council.secretary)
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
        """What nobody may find out: receipt and choice of every electronic ballot and line."""
        receipts = {user: answer.context["receipt"] for user, answer in self.answers.items()}
        return [(receipts[user], choice) for user in receipts for choice in self.votes[user] if choice]

    def boxes(self) -> list[BallotBox]:
        return self.council.boxes()


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

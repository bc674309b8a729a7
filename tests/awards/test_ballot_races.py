"""Many members, one member many times, and the secretary at the same moment (reliability goal 8, F26).

Real threads with real connections: on PostgreSQL the row locks are at work, on SQLite the IMMEDIATE transactions.
"""

import threading
import time
from functools import partial

import pytest
from django.db import connection, transaction

from awards.enums import PollStatus
from awards.models import BallotReceipt
from awards.services import casting, paper_ballots, polls
from awards.services.casting import BallotRefused
from awards.services.paper_ballots import PaperLine
from core.workflow import InvalidTransition
from tests.awards.council import NO, YES, Council

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs) -> list:
    """Run all jobs at the same moment in threads of their own; each gives its result or the exception."""
    results = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(place, job):
        try:
            gate.wait(timeout=20)
            results[place] = job()
        except Exception as exc:
            results[place] = exc
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def receipts_in(results: list) -> list[str]:
    """What was counted; anything but a receipt or an honest refusal is a fault."""
    assert not [result for result in results if isinstance(result, Exception) and not isinstance(result, BallotRefused)]
    return [result for result in results if isinstance(result, str)]


def test_twenty_posts_of_one_member_make_one_ballot():
    council = Council(members=3, lines=5).open()
    poll, ballot = council.open_poll(), council.ballot(YES)
    results = at_once(*[partial(casting.cast, poll, by=council.chair, choices=ballot)] * 20)
    assert len(receipts_in(results)) == 1
    assert {str(result) for result in results if isinstance(result, BallotRefused)} == {
        "Đồng chí đã bỏ phiếu nội dung này."
    }
    assert [(box.turnout, len(box.entries)) for box in council.boxes()] == [(1, 1)] * 5
    assert BallotReceipt.objects.filter(cast=True).count() == 5


def test_fifteen_members_at_once_lose_no_ballot():
    council = Council(members=15, lines=3).open()
    poll, ballot = council.open_poll(), council.ballot(YES, NO, YES)
    results = at_once(*[partial(casting.cast, poll, by=user, choices=ballot) for user in council.members])
    receipts = receipts_in(results)
    assert len(set(receipts)) == 15
    for box in council.boxes():
        assert [receipt for receipt, _ in box.entries] == sorted(receipts)
        assert box.turnout == 15


def test_closing_while_members_post_counts_every_receipt_and_no_other(monkeypatch):
    """100 races: who got a receipt is in every box, who was refused in none."""
    # Wiping the files 200 times is proved elsewhere and takes long.
    monkeypatch.setattr(polls, "remove_after_commit", lambda poll: None)
    council = Council(members=4, lines=2).open()
    split = 0
    for round_number in range(100):
        poll, ballot = council.open_poll(), council.ballot(YES, NO)
        pause = round_number % 10 / 1000

        def close(poll=poll, pause=pause):
            time.sleep(pause)
            polls.close_poll(poll, by=council.secretary)
            return None

        voters = [partial(casting.cast, poll, by=user, choices=ballot) for user in council.members]
        receipts = receipts_in(at_once(*voters, close))
        assert council.poll.status == PollStatus.CLOSED
        for box in council.boxes():
            assert box.receipts == sorted(receipts)
            assert len(box.choices) == box.turnout == len(receipts) == box.marks.filter(cast=True).count()
            assert box.entries == []
        split += 0 < len(receipts) < 4
        polls.cancel_poll(poll, reason="Thử lại", by=council.chair)
    assert split, "no round was cut in the middle: the race was not met"


def test_a_paper_ballot_and_an_electronic_one_for_one_seat_never_both(monkeypatch):
    """20 races: the member presses while the secretary hands out paper; exactly one of the two comes first."""
    monkeypatch.setattr(polls, "remove_after_commit", lambda poll: None)
    council = Council(members=3, lines=2).open()
    seat, ways = council.meeting.seats.get(user=council.chair), set()
    for round_number in range(20):
        poll, ballot = council.open_poll(), council.ballot(YES, NO)
        first, second = (0, 0.002) if round_number % 2 else (0.002, 0)

        def vote(poll=poll, ballot=ballot, pause=first):
            time.sleep(pause)
            return casting.cast(poll, by=council.chair, choices=ballot)

        def hand_out(poll=poll, pause=second):
            time.sleep(pause)
            paper_ballots.hand_out(poll, seat, by=council.secretary)
            return "paper"

        receipt, paper = at_once(vote, hand_out)
        assert (isinstance(receipt, str), paper == "paper") in {(True, False), (False, True)}, (receipt, paper)
        assert isinstance(receipt if paper == "paper" else paper, InvalidTransition)
        marks = set(BallotReceipt.objects.filter(box__poll=poll, seat=seat).values_list("cast", "on_paper"))
        assert marks == {(paper != "paper", paper == "paper")}
        assert {box.turnout for box in council.boxes()} == {int(paper != "paper")}
        ways.add(paper == "paper")
        polls.cancel_poll(poll, reason="Thử lại", by=council.chair)
    assert ways == {True, False}, "one of the two always won: the race was not met"


def test_paper_counts_pressed_twice_at_once_are_taken_once(monkeypatch):
    monkeypatch.setattr(paper_ballots, "remove_after_commit", lambda poll: None)
    council = Council(members=3, lines=2).open()
    poll = council.open_poll()
    paper_ballots.hand_out(poll, council.meeting.seats.get(user=council.chair), by=council.secretary)
    polls.close_poll(poll, by=council.secretary)
    lines = {box.pk: PaperLine(returned=1, yes=1, no=0, abstain=0, invalid=0) for box in council.boxes()}
    results = at_once(*[partial(paper_ballots.enter, poll, lines, by=council.secretary)] * 4)
    assert [isinstance(result, InvalidTransition) for result in results].count(False) == 1
    assert [box.choices for box in council.boxes()] == [[YES], [YES]]


def test_two_secretaries_close_once():
    council = Council(members=3, lines=1).open()
    poll = council.open_poll()
    results = at_once(*[lambda: polls.close_poll(poll, by=council.secretary)] * 2)
    assert [isinstance(result, Exception) for result in results].count(False) == 1


def test_a_ballot_whose_transaction_dies_leaves_nothing():
    """The worker is killed between mark and commit: the database drops both (F27)."""
    council = Council(members=3, lines=2).open()
    poll = council.open_poll()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        casting.cast(poll, by=council.chair, choices=council.ballot(YES))
        raise KeyboardInterrupt
    assert not BallotReceipt.objects.filter(cast=True).exists()
    assert {(box.turnout, str(box.entries)) for box in council.boxes()} == {(0, "[]")}
    council.vote(council.chair, NO)

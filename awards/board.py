"""What the meeting's screens show of a vote: while it is open only the turnout; counts when they may be seen."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Prefetch

from . import counting
from .enums import PollStatus, VoteChoice
from .models import BallotBox, BallotReceipt, CouncilMeeting, CouncilSeat, Poll


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in the room against the quorum of the meeting."""

    present: int
    members: int
    needed: int
    quorum: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have voted of those who can: members present, and members who voted before they left."""

    turnout: int
    expected: int
    missing: tuple[CouncilSeat, ...]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A counted line. `silent` members sent no ballot; they are neither yes nor no."""

    box: BallotBox
    silent: int
    share: Fraction
    words: str


def presence(meeting: CouncilMeeting, seats: list[CouncilSeat]) -> Presence:
    """Presence by attendance."""
    present = sum(seat.present for seat in seats)
    numerator, denominator = meeting.quorum_numerator, meeting.quorum_denominator
    return Presence(
        present,
        len(seats),
        counting.quorum_needed(len(seats), numerator, denominator),
        counting.has_quorum(present, len(seats), numerator, denominator),
    )


def agenda(meeting: CouncilMeeting) -> list[Poll]:
    """The items with their lines, without what is in the boxes; three queries."""
    boxes = BallotBox.objects.defer("entries", "receipts", "choices").order_by("order")
    boxes = boxes.select_related("nomination__form", "nomination__unit", "nomination__person")
    return list(meeting.polls.order_by("number").prefetch_related(Prefetch("boxes", boxes)))


def current(polls: list[Poll], number: int | None = None) -> Poll | None:
    """The item in hand: the one asked for, else the open one, else the first that is not settled, else the last."""
    settled = (PollStatus.PUBLISHED, PollStatus.CANCELLED)
    return (
        next((poll for poll in polls if poll.number == number), None)
        or next((poll for poll in polls if poll.status == PollStatus.OPEN), None)
        or next((poll for poll in polls if poll.status not in settled), None)
        or (polls[-1] if polls else None)
    )


def progress(poll: Poll, seats: list[CouncilSeat]) -> Progress:
    """Turnout of an opened poll, with the seats that are present and have not voted."""
    marks = BallotReceipt.objects.filter(box__poll=poll)
    voted = set(marks.filter(cast=True).values_list("seat_id", flat=True))
    entitled = set(marks.filter(excluded=False).values_list("seat_id", flat=True))
    missing = tuple(seat for seat in seats if seat.present and seat.pk in entitled and seat.pk not in voted)
    return Progress(len(voted), len(voted) + len(missing), missing)


def results(poll: Poll) -> list[ResultLine]:
    """Lines of a counted poll; call only when the viewer may see the result."""
    return [
        ResultLine(
            box,
            box.base - box.turnout,
            Fraction(box.yes, box.base),
            counting.verdict_words(box.yes, box.base, box.threshold_percent, box.strict),
        )
        for box in poll.boxes.all()
        if box.yes is not None
    ]


def proofs(poll: Poll) -> list[tuple[BallotBox, list[str]]]:
    """Published boxes with both lists, choices in words: for whoever looks for a receipt or counts again."""
    if poll.status != PollStatus.PUBLISHED:
        return []
    boxes = BallotBox.objects.filter(poll=poll).defer("entries").order_by("order")
    return [(box, [VoteChoice(choice).label for choice in box.choices]) for box in boxes]


def rule_sentences(poll: Poll) -> list[str]:
    """The rule of the poll in words, once per kind of threshold; with the number of votes once the base is frozen."""
    sentences = []
    for percent, strict in dict.fromkeys((box.threshold_percent, box.strict) for box in poll.boxes.all()):
        words = counting.rule_words(percent, strict)
        if poll.members:
            words += f": từ {counting.yes_needed(poll.members, percent, strict)} trên {poll.members} phiếu"
        sentences.append(f"{words}.")
    return sentences

"""What the meeting's screens show of a vote: while it is open only the turnout; counts when they may be seen."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Prefetch

from . import counting
from .enums import INVALID, PollStatus, VoteChoice
from .models import BallotBox, BallotReceipt, CouncilMeeting, CouncilSeat, Poll
from .services.polls import marked, paper_of

CHOICE_LABELS = {**dict(VoteChoice.choices), INVALID: "Không hợp lệ"}


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in the room against the quorum of the meeting."""

    present: int
    members: int
    needed: int
    quorum: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have voted of those who can by telephone: members present, and members who voted before they left.

    `paper` members were handed a paper ballot: they are neither missing nor in the turnout.
    """

    turnout: int
    expected: int
    missing: tuple[CouncilSeat, ...]
    paper: int = 0


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A counted line. `silent` members gave no vote in any way and did not step aside; they are neither yes nor no.

    The ways the votes came in: `box.turnout` by telephone, paper `issued` and `returned`, `written` opinions. How the
    paper ballots stand by themselves is known to nobody.
    """

    box: BallotBox
    aside: int
    issued: int
    returned: int
    written: int
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
    """Turnout of an opened poll, with the seats that are present and have not voted; one query."""
    voted, papers, entitled = set(), set(), set()
    marks = BallotReceipt.objects.filter(box__poll=poll, excluded=False).values_list("seat_id", "cast", "on_paper")
    for seat_id, cast, on_paper in marks:
        entitled.add(seat_id)
        (voted if cast else papers if on_paper else set()).add(seat_id)
    waiting = entitled - voted - papers
    missing = tuple(seat for seat in seats if seat.present and seat.pk in waiting)
    return Progress(len(voted), len(voted) + len(missing), missing, len(papers))


def results(poll: Poll) -> list[ResultLine]:
    """Lines of a counted poll, in one query; call only when the viewer may see the result."""
    boxes = marked(BallotBox.objects.filter(poll=poll, yes__isnull=False)).order_by("order")
    boxes = boxes.select_related("nomination__form", "nomination__unit", "nomination__person", "paper")
    return [_result(poll, box) for box in boxes.defer("entries", "receipts", "choices")]


def _result(poll: Poll, box: BallotBox) -> ResultLine:
    issued, returned = paper_of(box)
    return ResultLine(
        box=box,
        aside=box.n_out,
        issued=issued,
        returned=returned,
        written=box.n_written,
        silent=poll.members - box.n_out - box.turnout - returned - box.n_written,
        share=Fraction(box.yes, box.base) if box.base else Fraction(0),
        words=counting.verdict_words(box.yes, box.base, box.threshold_percent, box.strict, box.rule_confirmed),
    )


def proofs(poll: Poll) -> list[tuple[BallotBox, list[str]]]:
    """Published boxes with both lists, choices in words: for whoever looks for a receipt or counts again."""
    if poll.status != PollStatus.PUBLISHED:
        return []
    boxes = BallotBox.objects.filter(poll=poll).defer("entries").order_by("order")
    return [(box, [CHOICE_LABELS[choice] for choice in box.choices]) for box in boxes]


def rule_sentences(poll: Poll) -> list[str]:
    """The rule of the poll in words, once per kind: level, base, votes needed, whether confirmed; then the quorum.

    Base and quorum are said once they are frozen.
    """
    sentences = []
    rules = ((b.threshold_percent, b.strict, b.recused_leave, b.rule_confirmed, b.base) for b in poll.boxes.all())
    for percent, strict, leave, confirmed, base in dict.fromkeys(rules):
        words = counting.rule_words(percent, strict, leave)
        if poll.members:
            words += f": từ {counting.yes_needed(base, percent, strict)} trên {base} phiếu"
        sentences.append(f"{words}{'' if confirmed else counting.UNCONFIRMED}.")
    if poll.quorum_needed:
        needed, members, present = poll.quorum_needed, poll.members, poll.present
        sentences.append(f"Phiên họp cần từ {needed} trên {members} thành viên có mặt; khi mở phiếu có mặt {present}.")
    return sentences

"""What members read before a meeting: the dossiers of the agenda with the council's remarks. Questions only."""

from dataclasses import dataclass

from submissions.models import Remark

from . import board
from .models import BallotBox, CouncilMeeting, Nomination, Poll


@dataclass(frozen=True, slots=True)
class Paper:
    """One dossier: the line it stands on and what members said about the report behind it."""

    box: BallotBox
    nomination: Nomination
    remarks: tuple[Remark, ...]
    readable: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda with its dossiers."""

    poll: Poll
    papers: tuple[Paper, ...]


def items_of(meeting: CouncilMeeting, user) -> list[Item]:
    """The agenda with every dossier `user` may read and the standing remarks; a constant number of queries."""
    polls = board.agenda(meeting)
    boxes = [box for poll in polls for box in poll.boxes.all()]
    nominations = [box.nomination_id for box in boxes]
    readable = set(Nomination.objects.visible_to(user).filter(pk__in=nominations).values_list("pk", flat=True))
    remarks: dict[int, list[Remark]] = {}
    reports = {box.nomination.submission_id for box in boxes if box.nomination.submission_id}
    found = Remark.objects.visible_to(user).standing().filter(submission__in=reports)
    for remark in found.select_related("author", "content_area"):
        remarks.setdefault(remark.submission_id, []).append(remark)
    return [
        Item(
            poll,
            tuple(
                Paper(
                    box,
                    box.nomination,
                    tuple(remarks.get(box.nomination.submission_id or 0, ())),
                    box.nomination_id in readable,
                )
                for box in poll.boxes.all()
            ),
        )
        for poll in polls
    ]

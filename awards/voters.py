"""Which way each member votes in one poll, for the secretary's pages of paper ballots and written opinions.

Says who has voted and in which way, never what.
"""

from dataclasses import dataclass

from core.verdict import Verdict

from .models import BallotReceipt, CouncilSeat, Poll, WrittenOpinion
from .permissions.poll import may_get_paper, may_give_opinion


@dataclass(frozen=True, slots=True)
class Voter:
    """A seat with its marks in the poll and the opinions it gave in writing, line by line."""

    seat: CouncilSeat
    marks: tuple[BallotReceipt, ...]
    opinions: tuple[WrittenOpinion, ...]

    @property
    def on_paper(self) -> bool:
        return any(mark.on_paper for mark in self.marks)

    @property
    def way(self) -> str:
        """How this seat votes, in words."""
        if any(mark.cast for mark in self.marks):
            return "Đã bỏ phiếu điện tử"
        if self.on_paper:
            return "Đã nhận phiếu giấy"
        if self.opinions:
            return "Có ý kiến bằng văn bản"
        if all(mark.excluded for mark in self.marks):
            return "Không biểu quyết"
        return "Chưa bỏ phiếu" if self.seat.present else "Vắng"

    @property
    def give(self) -> Verdict:
        """May this member be handed a paper ballot."""
        return may_get_paper(self.seat, self.marks)

    @property
    def opine(self) -> Verdict:
        """May a written opinion of this member be entered."""
        return may_give_opinion(self.seat, self.marks)

    @property
    def lines(self) -> list[BallotReceipt]:
        """The marks of the lines this member votes on."""
        return [mark for mark in self.marks if not mark.excluded]


def of(poll: Poll) -> list[Voter]:
    """Every seat of an opened poll in the order of the council; three queries."""
    marks: dict[int, list[BallotReceipt]] = {}
    found = BallotReceipt.objects.filter(box__poll=poll).defer("box__entries", "box__receipts", "box__choices")
    found = found.select_related("box__nomination__form", "box__nomination__unit", "box__nomination__person")
    for mark in found.order_by("box__order"):
        marks.setdefault(mark.seat_id, []).append(mark)
    opinions: dict[int, list[WrittenOpinion]] = {}
    given = WrittenOpinion.objects.filter(box__poll=poll).select_related("box").order_by("box__order")
    for opinion in given.defer("box__entries", "box__receipts", "box__choices"):
        opinions.setdefault(opinion.seat_id, []).append(opinion)
    seats = poll.meeting.seats.filter(pk__in=marks).order_by("order")
    return [Voter(seat, tuple(marks[seat.pk]), tuple(opinions.get(seat.pk, ()))) for seat in seats]

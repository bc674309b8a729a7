"""What the council found, as letters and lists tell it: published sums only (reliability 1.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from core.formats import format_percent

from .enums import PollStatus
from .models import BallotBox


@dataclass(frozen=True, slots=True)
class Vote:
    """Yes votes of how many that count, “10/11”, and their share, “90,9%”."""

    yes: int
    base: int

    @property
    def counted(self) -> str:
        return f"{self.yes}/{self.base}"

    @property
    def share(self) -> str:
        return format_percent(Fraction(self.yes, self.base)) if self.base else "0%"


def of(nomination_ids: Iterable[int]) -> dict[int, Vote]:
    """The last published result of each nomination. One query."""
    rows = BallotBox.objects.filter(
        nomination__in=list(nomination_ids), poll__status=PollStatus.PUBLISHED, yes__isnull=False
    ).order_by("pk")
    return {row["nomination"]: Vote(row["yes"], row["base"]) for row in rows.values("nomination", "yes", "base")}

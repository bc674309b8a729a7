"""Quorum and verdict in whole numbers (reliability 1.4). Nothing is rounded before comparing.

The base of a line is all members, less those who step aside where its rule says so; never those present, never the
ballots returned. Blank, spoilt and not returned ballots are neither yes nor no: they only do not add to the yes votes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from core.formats import format_percent

from .enums import INVALID, VoteChoice

UNCONFIRMED = " (chưa xác nhận)"


@dataclass(frozen=True, slots=True)
class Counts:
    """Votes of one line, electronic, paper and written together."""

    yes: int
    no: int
    abstain: int
    invalid: int

    @property
    def total(self) -> int:
        """All votes that came in."""
        return self.yes + self.no + self.abstain + self.invalid


def count(secret: Iterable[str], written: Iterable[str] = ()) -> Counts:
    """Add up the unlinked choices of a box and the written opinions (kiểm phiếu); ValueError for an unknown choice."""
    found = Counter([*secret, *written])
    if unknown := set(found) - {*VoteChoice.values, INVALID}:
        raise ValueError(f"{len(unknown)} unknown choices")
    return Counts(found[VoteChoice.YES], found[VoteChoice.NO], found[VoteChoice.ABSTAIN], found[INVALID])


def quorum_needed(members: int, numerator: int, denominator: int) -> int:
    """The smallest number of present members that is at least `numerator/denominator` of `members`."""
    return -(-numerator * members // denominator)


def has_quorum(present: int, members: int, numerator: int, denominator: int) -> bool:
    """True when at least `numerator/denominator` of all `members` are present; a council without members has none."""
    return members > 0 and present * denominator >= numerator * members


def base_of(members: int, recused: int, recused_leave: bool) -> int:
    """Against how many votes a line is measured (mẫu số): all members, less the recused when the rule says so."""
    return members - recused if recused_leave else members


def is_endorsed(yes: int, base: int, threshold_percent: int, strict: bool) -> bool:
    """True when the yes votes reach `threshold_percent` of the base, or exceed it when `strict` ("quá nửa")."""
    left, right = 100 * yes, threshold_percent * base
    return base > 0 and (left > right if strict else left >= right)


def yes_needed(base: int, threshold_percent: int, strict: bool) -> int:
    """The smallest number of yes votes that passes."""
    needed = threshold_percent * base
    return needed // 100 + 1 if strict else -(-needed // 100)


def level_words(threshold_percent: int, strict: bool) -> str:
    """The level in words as it stands in a result: “từ 80%”, “quá nửa tổng số thành viên”."""
    if not strict:
        return f"từ {threshold_percent}%"
    return "quá nửa tổng số thành viên" if threshold_percent == 50 else f"trên {threshold_percent}% tổng số thành viên"


def rule_words(threshold_percent: int, strict: bool, recused_leave: bool = False) -> str:
    """The rule in one sentence, without the final stop."""
    less = ", không tính thành viên không biểu quyết" if recused_leave else ""
    if not strict:
        return f"Đạt khi có từ {threshold_percent}% số thành viên Hội đồng đồng ý trở lên{less}"
    share = "quá nửa" if threshold_percent == 50 else f"trên {threshold_percent}%"
    return f"Đạt khi có {share} tổng số thành viên Hội đồng đồng ý{less}"


def verdict_words(yes: int, base: int, threshold_percent: int, strict: bool, confirmed: bool = True) -> str:
    """The verdict in one sentence: “Đạt: 10/11 phiếu đồng ý (90,9%), mức cần từ 80%.”"""
    head = "Đạt" if is_endorsed(yes, base, threshold_percent, strict) else "Chưa đạt"
    share = format_percent(Fraction(yes, base)) if base else "0%"
    level = level_words(threshold_percent, strict)
    return f"{head}: {yes}/{base} phiếu đồng ý ({share}), mức cần {level}{'' if confirmed else UNCONFIRMED}."

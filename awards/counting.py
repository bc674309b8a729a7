"""Quorum and verdict in whole numbers (reliability 1.4). The base is all members; nothing is rounded before comparing.

Blank and not returned ballots are neither yes nor no: they only do not add to the yes votes.
"""

from fractions import Fraction

from core.formats import format_percent


def quorum_needed(members: int, numerator: int, denominator: int) -> int:
    """The smallest number of present members that is at least `numerator/denominator` of `members`."""
    return -(-numerator * members // denominator)


def has_quorum(present: int, members: int, numerator: int, denominator: int) -> bool:
    """True when at least `numerator/denominator` of all `members` are present; a council without members has none."""
    return members > 0 and present * denominator >= numerator * members


def is_endorsed(yes: int, members: int, threshold_percent: int, strict: bool) -> bool:
    """True when the yes votes reach `threshold_percent` of all members, or exceed it when `strict` ("quá nửa")."""
    left, right = 100 * yes, threshold_percent * members
    return members > 0 and (left > right if strict else left >= right)


def yes_needed(members: int, threshold_percent: int, strict: bool) -> int:
    """The smallest number of yes votes that passes."""
    needed = threshold_percent * members
    return needed // 100 + 1 if strict else -(-needed // 100)


def level_words(threshold_percent: int, strict: bool) -> str:
    """The level in words as it stands in a result: “từ 80%”, “quá nửa tổng số thành viên”."""
    if not strict:
        return f"từ {threshold_percent}%"
    return "quá nửa tổng số thành viên" if threshold_percent == 50 else f"trên {threshold_percent}% tổng số thành viên"


def rule_words(threshold_percent: int, strict: bool) -> str:
    """The rule in one sentence, without the final stop."""
    if not strict:
        return f"Đạt khi có từ {threshold_percent}% số thành viên Hội đồng đồng ý trở lên"
    share = "quá nửa" if threshold_percent == 50 else f"trên {threshold_percent}%"
    return f"Đạt khi có {share} tổng số thành viên Hội đồng đồng ý"


def verdict_words(yes: int, members: int, threshold_percent: int, strict: bool) -> str:
    """The verdict in one sentence: “Đạt: 10/11 phiếu đồng ý (90,9%), mức cần từ 80%.”"""
    head = "Đạt" if is_endorsed(yes, members, threshold_percent, strict) else "Chưa đạt"
    share = format_percent(Fraction(yes, members)) if members else "0%"
    return f"{head}: {yes}/{members} phiếu đồng ý ({share}), mức cần {level_words(threshold_percent, strict)}."

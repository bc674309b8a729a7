"""Figures the plan leaves open (ngưỡng, lịch, hệ số): every key the code asks for, and the look-up by day.

The values are `DatedSetting` rows, loaded with the plan file and changed by the office; code holds none but the
defaults of law.md section 10, used while a movement has no row of its own. Base wage has no default: an amount of
money is never guessed.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from .models import Campaign, DatedSetting


class MissingFigure(LookupError):
    """No row and no default for a key on that day. `str()` is the Vietnamese sentence to show."""


def _is_whole(value: Any, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def _whole(low: int, high: int) -> Callable[[Any], str]:
    return lambda value: "" if _is_whole(value, low, high) else f"phải là số nguyên từ {low} đến {high}"


def _days(value: Any) -> str:
    fine = isinstance(value, list) and value and all(_is_whole(day, 1, 365) for day in value)
    return "" if fine and len(set(value)) == len(value) else "phải là danh sách số ngày khác nhau, ví dụ [14, 7, 1]"


def _share(value: Any) -> str:
    fine = isinstance(value, list) and len(value) == 2 and all(_is_whole(part, 1, 100) for part in value)
    return "" if fine and value[0] <= value[1] else "phải là phân số không quá 1, ví dụ [4, 5]"


def _falling(value: Any) -> str:
    fine = isinstance(value, list) and len(value) == 4 and all(_is_whole(points, 0, 200) for points in value)
    fine = fine and all(one > other for one, other in itertools.pairwise(value))
    return "" if fine else "phải là 4 số nguyên giảm dần, ví dụ [90, 80, 65, 50]"


def _yes_no(value: Any) -> str:
    return "" if type(value) is bool else "phải là true hoặc false"


def _words(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "phải là chữ, không để trống"


@dataclass(frozen=True, slots=True)
class Figure:
    """One key: what it means, what is wrong with a value (empty when nothing is), and the default if it has one.

    `label` is what people call it; only a key without a default can be missing, so only such a key needs one.
    """

    meaning: str
    fault: Callable[[Any], str]
    default: Any = None
    label: str = ""


KEYS: dict[str, Figure] = {
    "base_wage": Figure(
        "whole VND, by the day of the award decision (law.md 3)", _whole(1, 10**9), label="Lương cơ sở"
    ),
    "money_rounding": Figure("award money is rounded up to this many VND, once (law.md 3)", _whole(1, 10**6), 10_000),
    "households": Figure("may households be nominated (law.md trap 7)", _yes_no, False),
    "quorum_review": Figure("share of all seats present to review awards, [numerator, denominator]", _share, [4, 5]),
    "threshold_title": Figure("percent of all members a title needs, reached is enough", _whole(1, 100), 80),
    "threshold_form": Figure("percent of all members a form of reward must exceed", _whole(1, 100), 50),
    "own_unit_steps_aside": Figure(
        "does a member not vote on their own unit, its people and themselves (law.md 7.3)", _yes_no, False
    ),
    "recused_leave_base": Figure(
        "do members who step aside leave the base of a line, where its form has no rule of its own", _yes_no, False
    ),
    "written_opinions": Figure("are signed opinions of absent members counted (law.md 2.5)", _yes_no, True),
    "posting_days": Figure("days a list is posted for objections when it is (law.md 2.6)", _whole(1, 60), 5),
    "reminder_days": Figure("letters this many days before the last day", _days, [30, 14, 7, 3, 1]),
    "overdue_days": Figure("letters this many days after the last day", _days, [1, 3, 7]),
    "return_reminder_days": Figure("letters this many days before the last day of a return", _days, [2]),
    "return_overdue_days": Figure("letters this many days after the last day of a return", _days, [1]),
    "extension_days": Figure(
        "an extension ends at most this many days after the period's last day", _whole(1, 365), 30
    ),
    "answer_days": Figure("an answer to a difficulty is overdue after this many days", _whole(1, 365), 7),
    "return_days": Figure("days a unit gets to complete a returned report", _whole(1, 60), 7),
    "reason_share_percent": Figure(
        "a mark this far from the self-score, in percent of the maximum, needs a reason", _whole(1, 100), 10
    ),
    "reason_min_length": Figure(
        "letters such a reason has at least, also where a mark leaves its rule and a third person settles (law.md 10)",
        _whole(1, 500),
        20,
    ),
    "reconcile_gap_points": Figure(
        "complete reviews of a report differing by more points need a third person", _whole(0, 100), 5
    ),
    "interest_months": Figure(
        "months a former member of a unit does not judge its reports (features.md, conflicts)", _whole(0, 120), 24
    ),
    "appeal_days": Figure(
        "calendar days after the day of publishing in which units may ask about scores", _whole(1, 60), 5
    ),
    "missing_year_is_zero": Figure(
        "does a year without a scored report count as zero in the mean of a phase; else it is left out", _yes_no, False
    ),
    # Grades (law.md 10); the names of the steps are those of submissions.grades.
    "grades_on": Figure("are totals graded (xếp loại)", _yes_no, False),
    "grade_from": Figure("lowest total of each grade, best first", _falling, [90, 80, 65, 50]),
    "top_grade_capped": Figure("may only a share of a board get the best grade", _yes_no, False),
    "top_grade_percent": Figure("that share, in percent of the board's lines", _whole(1, 100), 25),
    "late_not_top": Figure("does a late report stay below the best grade", _yes_no, False),
    "award_quota_percent": Figure(
        "percent of a board's lines that may be proposed for an award; 0 when no quota is set", _whole(0, 100), 0
    ),
    "signer_chairman": Figure("post printed above the signature of award decisions (law.md 4)", _words, "CHỦ TỊCH"),
    # Letters of proposal and who signs them; lines of a post are parted by " / " (law.md 4.2).
    "signer_deputy": Figure(
        "lines above the signature when a deputy signs a decision", _words, "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"
    ),
    "signer_letter": Figure(
        "lines above the signature of a letter to the city", _words, "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"
    ),
    "signer_letter_deputy": Figure(
        "the same when a deputy signs", _words, "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"
    ),
    "signer_office": Figure("post of who signs a letter to the ward's chairman", _words, "TRƯỞNG PHÒNG"),
    "signer_office_deputy": Figure("the same when a deputy signs", _words, "KT. TRƯỞNG PHÒNG / PHÓ TRƯỞNG PHÒNG"),
    "letter_number_city": Figure("what follows the number of a letter to the city", _words, "TTr-UBND"),
    "letter_number_office": Figure("what follows the number of a letter to the ward's chairman", _words, "TTr-VHXH"),
    "letter_addressee": Figure(
        "whom a letter for the higher forms is to", _words, "Chủ tịch Ủy ban nhân dân thành phố"
    ),
    # How long personal data are kept; the notice on personal data names the defaults (reports/privacy/retention.py).
    "keep_drafts_days": Figure("days a draft never handed in is kept after its last edit", _whole(30, 3650), 365),
    "keep_letters_days": Figure("days a letter is kept after it was sent or given up", _whole(30, 3650), 365),
    "keep_files_days": Figure("days a file taken out of a report is kept", _whole(30, 3650), 365),
    "keep_imports_days": Figure("days an imported list is kept with its rows", _whole(30, 3650), 365),
    "keep_difficulties_days": Figure(
        "days an answered difficulty is kept after its last message, unless published", _whole(30, 3650), 1095
    ),
    "keep_exports_days": Figure("days a table made for download is kept", _whole(30, 3650), 365),
}


def setting(key: str, *, on: date, campaign: Campaign | None = None) -> DatedSetting | None:
    """The row of `key` that counts on the ward day `on`, with its source and whether it is confirmed; or None.

    Without `campaign` the latest movement that has one answers. An unknown key is a programming error (KeyError).
    """
    KEYS[key]
    rows = DatedSetting.objects.all() if campaign is None else DatedSetting.objects.filter(campaign=campaign)
    return rows.in_force(key, on)


def figure(key: str, *, on: date, campaign: Campaign | None = None) -> Any:
    """The value of `key` on the ward day `on`: int, bool, text or list, as KEYS says (thiết lập).

    Falls back to the default of law.md section 10. Raises MissingFigure where there is none, as for a base wage before
    the first known one.
    """
    row = setting(key, on=on, campaign=campaign)
    if row is not None:
        return row.value
    if KEYS[key].default is None:
        raise MissingFigure(f"Chưa có thiết lập “{KEYS[key].label}” áp dụng ngày {on:%d/%m/%Y}.")
    return KEYS[key].default


def figures_by_day(key: str, *, campaign: Campaign) -> tuple[list[Any], Callable[[date], Any]]:
    """Every value a movement ever gave `key`, and the look-up by ward day that `figure` makes; one query for both."""
    rows = DatedSetting.objects.filter(key=key, campaign=campaign)
    rows = rows.order_by(F("valid_from").desc(nulls_last=True), "-pk").values_list("valid_from", "value")
    spans = [*rows, (None, KEYS[key].default)]
    return [value for _, value in spans], lambda on: next(value for since, value in spans if not since or since <= on)

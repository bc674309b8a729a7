"""The award matrix of law.md 1.4, cell by cell, on the rows of the ward's real plan file."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from awards.eligibility import HOUSEHOLDS_OFF, best_ground, check, full_years, rule_for
from campaigns.models import AwardForm, AwardRule, LinkedMovement

PLAN = tomllib.loads(Path("campaigns/plans/le-chan-2026-2030.toml").read_text(encoding="utf-8"))
FORMS = {row["code"]: AwardForm(pk=number, **row) for number, row in enumerate(PLAN["award_forms"], start=1)}
RULES = [AwardRule(**{**row, "form": FORMS[row["form"]]}) for row in PLAN["award_rules"]]
MOVEMENTS = {
    row["level"]: LinkedMovement(**{key: value for key, value in row.items() if key != "basis"})
    for row in PLAN["movements"]
}
DAY = date(2026, 12, 21)
FREE, WARNED, BLOCKED = "được", "được, có lưu ý", "không"


def outcome(code: str, kind: str, stage: str, level: str, **more) -> str:
    found = check(
        FORMS[code], subject_kind=kind, stage=stage, movement=MOVEMENTS[level], on=DAY, rules=RULES,
        **{"households": True, **more},
    )  # fmt: skip
    if not found:
        assert found.blocks[0]
        return BLOCKED
    return WARNED if found.warnings else FREE


# law.md 1.4: (award, kind) -> outcome on the movement of the Thủ tướng, of the city, of the ward, at the final review.
# WARNED where the law states a condition ("dẫn đầu", "xuất sắc tiêu biểu") or a length the movement does not reach or
# whose end is not known.
MATRIX = {
    ("hcld-nhat", "INDIVIDUAL"): (BLOCKED, BLOCKED, BLOCKED),
    ("hcld-nhat", "COLLECTIVE"): (WARNED, BLOCKED, BLOCKED),
    ("hcld-nhat", "HOUSEHOLD"): (BLOCKED, BLOCKED, BLOCKED),
    ("hcld-nhi", "INDIVIDUAL"): (BLOCKED, BLOCKED, BLOCKED),
    ("hcld-nhi", "COLLECTIVE"): (FREE, BLOCKED, BLOCKED),
    ("hcld-nhi", "HOUSEHOLD"): (BLOCKED, BLOCKED, BLOCKED),
    ("hcld-ba", "INDIVIDUAL"): (BLOCKED, WARNED, BLOCKED),
    ("hcld-ba", "COLLECTIVE"): (FREE, WARNED, BLOCKED),
    ("hcld-ba", "HOUSEHOLD"): (BLOCKED, BLOCKED, BLOCKED),
    ("co-chinh-phu", "INDIVIDUAL"): (BLOCKED, BLOCKED, BLOCKED),
    ("co-chinh-phu", "COLLECTIVE"): (WARNED, BLOCKED, BLOCKED),
    ("co-chinh-phu", "HOUSEHOLD"): (BLOCKED, BLOCKED, BLOCKED),
    ("bk-thu-tuong", "INDIVIDUAL"): (WARNED, WARNED, WARNED),
    ("bk-thu-tuong", "COLLECTIVE"): (FREE, FREE, BLOCKED),
    ("bk-thu-tuong", "HOUSEHOLD"): (BLOCKED, BLOCKED, BLOCKED),
    ("co-thanh-pho", "INDIVIDUAL"): (BLOCKED, BLOCKED, BLOCKED),
    ("co-thanh-pho", "COLLECTIVE"): (BLOCKED, WARNED, BLOCKED),
    ("co-thanh-pho", "HOUSEHOLD"): (BLOCKED, BLOCKED, BLOCKED),
    ("bk-thanh-pho", "INDIVIDUAL"): (BLOCKED, FREE, BLOCKED),
    ("bk-thanh-pho", "COLLECTIVE"): (FREE, FREE, FREE),
    ("bk-thanh-pho", "HOUSEHOLD"): (BLOCKED, BLOCKED, BLOCKED),
    ("gk-phuong", "INDIVIDUAL"): (FREE, FREE, FREE),
    ("gk-phuong", "COLLECTIVE"): (FREE, FREE, FREE),
    ("gk-phuong", "HOUSEHOLD"): (FREE, FREE, FREE),
}
CELLS = [
    pytest.param(code, kind, level, expected, id=f"{code}-{kind}-{level}")
    for (code, kind), row in MATRIX.items()
    for level, expected in zip(("NATIONAL", "CITY", "WARD"), row, strict=True)
]


@pytest.mark.plan("D7")
@pytest.mark.parametrize(("code", "kind", "level", "expected"), CELLS)
def test_every_cell_of_the_matrix_at_the_final_review(code, kind, level, expected):
    assert outcome(code, kind, "FINAL", level) == expected


STAGES = {
    "hcld-nhat": {"FINAL"},
    "hcld-nhi": {"FINAL"},
    "hcld-ba": {"FINAL"},
    "co-chinh-phu": {"FINAL"},
    "bk-thu-tuong": {"FINAL"},
    "co-thanh-pho": {"FINAL"},
    "bk-thanh-pho": {"INTERIM", "FINAL"},
    "gk-phuong": {"YEARLY", "INTERIM", "FINAL"},
}


@pytest.mark.plan("D5")
@pytest.mark.plan("D6")
@pytest.mark.plan("D7")
@pytest.mark.parametrize("stage", ["YEARLY", "INTERIM", "FINAL"])
@pytest.mark.parametrize("code", STAGES)
def test_every_form_is_given_at_the_plans_stages_only(code, stage):
    found = {outcome(code, "COLLECTIVE", stage, level) for level in MOVEMENTS}
    assert (found != {BLOCKED}) == (stage in STAGES[code])


def test_the_matrix_covers_every_form_of_the_plan():
    assert {code for code, _ in MATRIX} == set(FORMS) == set(STAGES)


@pytest.mark.parametrize("code", sorted({code for code, kind in MATRIX if MATRIX[code, "HOUSEHOLD"][0] != BLOCKED}))
def test_households_are_off_by_setting(code):
    assert outcome(code, "HOUSEHOLD", "YEARLY", "WARD", households=False) == BLOCKED
    found = check(
        FORMS[code], subject_kind="HOUSEHOLD", stage="YEARLY", movement=MOVEMENTS["WARD"], on=DAY, rules=RULES
    )
    assert found.blocks == (HOUSEHOLDS_OFF,)


def test_a_blocked_pair_says_why_with_the_article():
    found = check(
        FORMS["co-thanh-pho"], subject_kind="INDIVIDUAL", stage="FINAL", movement=MOVEMENTS["CITY"], on=DAY, rules=RULES
    )
    assert found.blocks == ("Cờ thi đua chỉ tặng tập thể. (Điều 26 Luật Thi đua, khen thưởng)",)


def test_the_five_year_question_warns_and_names_the_length():
    found = check(
        FORMS["hcld-ba"], subject_kind="COLLECTIVE", stage="FINAL", movement=MOVEMENTS["CITY"], on=DAY, rules=RULES
    )
    assert found
    assert found.warnings == (
        f"Phong trào phải từ 5 năm; “{MOVEMENTS['CITY'].title}” tính tròn mới được 4 năm. "
        "(Điều 44 khoản 4 điểm c Luật Thi đua, khen thưởng)",
    )


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2026, 6, 9), date(2030, 12, 31), 4),
        (date(2026, 6, 9), date(2031, 6, 8), 5),
        (date(2026, 6, 9), date(2031, 6, 7), 4),
        (date(2026, 1, 1), date(2030, 12, 31), 5),
        (date(2028, 2, 29), date(2029, 2, 28), 1),
        (None, date(2030, 12, 31), None),
        (date(2026, 1, 1), None, None),
    ],
)
def test_full_years_counts_whole_years_including_the_last_day(start, end, years):
    assert full_years(LinkedMovement(starts_on=start, ends_on=end)) == years


def test_rules_of_another_day_do_not_bind():
    old, new = (
        AwardRule(form=FORMS["gk-phuong"], subject_kind="COLLECTIVE"),
        AwardRule(form=FORMS["gk-phuong"], subject_kind="COLLECTIVE", allowed=False, reason="Luật mới không cho."),
    )
    old.in_force_to = new.in_force_from = date(2027, 3, 1)
    facts = {
        "subject_kind": "COLLECTIVE", "stage": "YEARLY", "movement": MOVEMENTS["WARD"], "rules": [old, new],
    }  # fmt: skip
    assert check(FORMS["gk-phuong"], on=date(2027, 2, 28), **facts)
    assert check(FORMS["gk-phuong"], on=date(2027, 3, 1), **facts).blocks == ("Luật mới không cho.",)


def test_a_cell_without_a_rule_is_blocked():
    found = check(
        FORMS["gk-phuong"], subject_kind="COLLECTIVE", stage="YEARLY", movement=MOVEMENTS["WARD"], on=DAY, rules=[]
    )
    assert found.blocks == ("Chưa có quy tắc cho Giấy khen của Chủ tịch Ủy ban nhân dân phường, "
                            "đối tượng tập thể, ngày 21/12/2026.",)  # fmt: skip


def test_best_ground_prefers_a_movement_without_warnings_then_the_first():
    facts = {"subject_kind": "COLLECTIVE", "stage": "FINAL", "on": DAY, "rules": RULES, "households": False}
    order = [MOVEMENTS["WARD"], MOVEMENTS["CITY"], MOVEMENTS["NATIONAL"]]
    assert best_ground(FORMS["gk-phuong"], order, **facts).movement == MOVEMENTS["WARD"]
    assert best_ground(FORMS["bk-thu-tuong"], order, **facts).movement == MOVEMENTS["CITY"]
    assert best_ground(FORMS["hcld-ba"], order, **facts).movement == MOVEMENTS["NATIONAL"]
    assert not best_ground(FORMS["hcld-nhi"], order[:2], **facts).eligibility


MONEY = {
    ("hcld-nhat", "COLLECTIVE"): 1800, ("hcld-nhi", "COLLECTIVE"): 1500, ("hcld-ba", "COLLECTIVE"): 900,
    ("hcld-ba", "INDIVIDUAL"): 450, ("co-chinh-phu", "COLLECTIVE"): 1200, ("bk-thu-tuong", "COLLECTIVE"): 700,
    ("bk-thu-tuong", "INDIVIDUAL"): 350, ("co-thanh-pho", "COLLECTIVE"): 800, ("bk-thanh-pho", "COLLECTIVE"): 300,
    ("bk-thanh-pho", "INDIVIDUAL"): 150, ("gk-phuong", "COLLECTIVE"): 60, ("gk-phuong", "INDIVIDUAL"): 30,
    ("gk-phuong", "HOUSEHOLD"): 45,
}  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), MONEY)
def test_the_plans_multipliers_are_those_of_the_law_and_giay_khen_is_unconfirmed(code, kind):
    levels = [level for level in MOVEMENTS if outcome(code, kind, "FINAL", level) != BLOCKED]
    rows = [rule_for(FORMS[code], subject_kind=kind, level=level, on=DAY, rules=RULES) for level in levels]
    assert rows
    assert {row.money_hundredths for row in rows} == {MONEY[code, kind]}
    assert {row.confirmed for row in rows} == {code != "gk-phuong"}

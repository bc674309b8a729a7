"""The verdict in whole numbers, against every wrong program we expect (reliability 1.4)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards import counting
from awards.enums import INVALID, VoteChoice

YES, NO, ABSTAIN = VoteChoice.values


@pytest.mark.parametrize(
    ("yes", "members", "threshold", "strict", "endorsed"),
    [
        (9, 11, 80, False, True),
        (8, 11, 80, False, False),
        (10, 11, 90, False, True),
        (9, 11, 90, False, False),
        (4, 5, 80, False, True),
        (8, 10, 80, False, True),
        (11, 11, 100, False, True),
        (6, 11, 50, True, True),
        (5, 11, 50, True, False),
        (5, 10, 50, True, False),
        (5, 10, 50, False, True),
        (6, 10, 50, True, True),
        (0, 0, 80, False, False),
    ],
)
def test_verdict_at_the_exact_edge(yes, members, threshold, strict, endorsed):
    assert counting.is_endorsed(yes, members, threshold, strict) is endorsed
    if members:
        assert (yes >= counting.yes_needed(members, threshold, strict)) is endorsed


def test_verdict_is_not_taken_from_a_rounded_percentage():
    """35 of 44 is 79.55 %, which a rounding program shows as 80 %."""
    assert round(100 * 35 / 44) == 80
    assert not counting.is_endorsed(35, 44, 80, False)
    assert counting.is_endorsed(36, 44, 80, False)


def test_needed_votes_are_not_rounded_to_the_nearest():
    """round(0.8 * 9) is 7, which is 77.8 %."""
    assert round(0.8 * 9) == 7
    assert counting.yes_needed(9, 80, False) == 8
    assert not counting.is_endorsed(7, 9, 80, False)


def test_needed_votes_are_not_cut_off_from_a_binary_fraction():
    """int(0.9 * 11) is 9, which is 81.8 %; and 0.29 * 100 is 28.999… in binary."""
    assert int(0.9 * 11) == 9
    assert counting.yes_needed(11, 90, False) == 10
    assert not counting.is_endorsed(9, 11, 90, False)
    assert counting.yes_needed(100, 29, False) == 29


def test_a_tie_does_not_pass_more_than_half():
    """Half of an even council is not “quá nửa”; of an odd one the larger part is."""
    assert [counting.is_endorsed(yes, 10, 50, True) for yes in (4, 5, 6)] == [False, False, True]
    assert [counting.is_endorsed(yes, 9, 50, True) for yes in (4, 5)] == [False, True]


def test_the_share_of_those_present_or_of_the_ballots_returned_does_not_count():
    """8 yes of 9 present and of 8 returned, in a council of 11: 88.9 % and 100 % are not the figure, 72.7 % is."""
    assert 8 / 9 > 0.8 and 8 / 8 > 0.8
    assert not counting.is_endorsed(8, 11, 80, False)


def test_blank_spoilt_and_missing_votes_are_not_no():
    counts = counting.count([YES, YES, ABSTAIN, INVALID, NO], [ABSTAIN])
    assert counts == counting.Counts(yes=2, no=1, abstain=2, invalid=1) and counts.total == 6
    assert counting.count([]) == counting.Counts(0, 0, 0, 0)


def test_an_unknown_choice_is_never_added_to_anything():
    with pytest.raises(ValueError, match="1 unknown"):
        counting.count([YES, "MAYBE"])


@pytest.mark.parametrize(("leave", "base", "endorsed"), [(False, 11, False), (True, 10, True)])
def test_who_steps_aside_leaves_the_base_only_where_the_rule_says_so(leave, base, endorsed):
    """11 members, one steps aside, 8 yes: 72.7 % of 11 and 80 % of 10."""
    assert counting.base_of(11, 1, leave) == base
    assert counting.is_endorsed(8, base, 80, False) is endorsed


def tally_by_hand(slips, base: int, percent: int, strict: bool) -> tuple[dict, bool]:
    """A second program, written apart from `counting`: slips on heaps, and the share as an exact fraction."""
    heaps: dict[str, int] = {}
    for slip in slips:
        heaps[slip] = heaps.get(slip, 0) + 1
    if base == 0:
        return heaps, False
    share, level = Fraction(heaps.get(YES, 0), base), Fraction(percent, 100)
    return heaps, share > level or (share == level and not strict)


CHOICES = st.sampled_from([YES, NO, ABSTAIN])


@settings(max_examples=300, deadline=None)
@given(
    electronic=st.lists(CHOICES, max_size=15),
    paper=st.lists(st.sampled_from([YES, NO, ABSTAIN, INVALID]), max_size=15),
    written=st.lists(CHOICES, max_size=5),
    silent=st.integers(0, 5),
    recused=st.integers(0, 5),
    leave=st.booleans(),
    percent=st.integers(1, 100),
    strict=st.booleans(),
)
def test_a_second_program_counts_the_same(electronic, paper, written, silent, recused, leave, percent, strict):
    members = len(electronic) + len(paper) + len(written) + silent + recused
    base = counting.base_of(members, recused, leave)
    counts = counting.count(sorted([*electronic, *paper]), written)
    heaps, endorsed = tally_by_hand(
        [*paper, *written, *electronic], members - (recused if leave else 0), percent, strict
    )
    assert (counts.yes, counts.no, counts.abstain, counts.invalid) == tuple(
        heaps.get(kind, 0) for kind in (YES, NO, ABSTAIN, INVALID)
    )
    assert counting.is_endorsed(counts.yes, base, percent, strict) is endorsed
    assert counts.total + silent + recused == members


def test_needed_votes_never_disagree_with_the_verdict():
    for members in range(1, 60):
        for threshold in range(1, 101):
            for strict in (False, True):
                needed = counting.yes_needed(members, threshold, strict)
                passing = [n for n in range(members + 1) if counting.is_endorsed(n, members, threshold, strict)]
                assert passing == list(range(needed, members + 1))


@pytest.mark.parametrize(
    ("present", "members", "quorum"),
    [(9, 11, True), (8, 11, False), (8, 10, True), (7, 9, False), (8, 9, True), (0, 0, False), (4, 5, True)],
)
def test_quorum_is_a_share_of_all_members(present, members, quorum):
    assert counting.has_quorum(present, members, 4, 5) is quorum
    assert (members > 0 and present >= counting.quorum_needed(members, 4, 5)) is quorum


def test_quorum_of_two_thirds_is_exact():
    assert counting.quorum_needed(9, 2, 3) == 6
    assert counting.quorum_needed(10, 2, 3) == 7
    assert not counting.has_quorum(6, 10, 2, 3)


def test_words_of_the_verdict():
    assert counting.verdict_words(10, 11, 80, False) == "Đạt: 10/11 phiếu đồng ý (90,9%), mức cần từ 80%."
    assert counting.verdict_words(8, 11, 80, False) == "Chưa đạt: 8/11 phiếu đồng ý (72,7%), mức cần từ 80%."
    assert counting.verdict_words(6, 11, 50, True) == (
        "Đạt: 6/11 phiếu đồng ý (54,5%), mức cần quá nửa tổng số thành viên."
    )
    assert counting.verdict_words(6, 9, 66, True) == (
        "Đạt: 6/9 phiếu đồng ý (66,7%), mức cần trên 66% tổng số thành viên."
    )


def test_what_nobody_confirmed_is_marked():
    words = counting.verdict_words(10, 11, 80, False, confirmed=False)
    assert words == "Đạt: 10/11 phiếu đồng ý (90,9%), mức cần từ 80% (chưa xác nhận)."
    assert counting.verdict_words(0, 0, 80, False).startswith("Chưa đạt: 0/0")


def test_words_of_the_rule():
    assert counting.rule_words(80, False, True).endswith("đồng ý trở lên, không tính thành viên không biểu quyết")
    assert counting.rule_words(80, False) == "Đạt khi có từ 80% số thành viên Hội đồng đồng ý trở lên"
    assert counting.rule_words(50, True) == "Đạt khi có quá nửa tổng số thành viên Hội đồng đồng ý"

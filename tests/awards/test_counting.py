"""The verdict in whole numbers, against every wrong program we expect (reliability 1.4)."""

import pytest

from awards import counting


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


def test_words_of_the_rule():
    assert counting.rule_words(80, False) == "Đạt khi có từ 80% số thành viên Hội đồng đồng ý trở lên"
    assert counting.rule_words(50, True) == "Đạt khi có quá nửa tổng số thành viên Hội đồng đồng ý"

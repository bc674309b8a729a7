"""What two hand-ins of one report say differently: words, figures, scores, files, contents, initiatives."""

import random
import time
from copy import deepcopy

import pytest

from submissions import differences, reading
from submissions.differences import ADDED, REMOVED, SAME, Piece, compare, word_pieces
from submissions.enums import SubmissionStatus as S
from submissions.services.snapshots import picture_of
from tests import factories


def plain(pieces) -> str:
    """Pieces as the page shows them: [+added] and [-removed]."""
    marks = {SAME: "{}", ADDED: "[+{}]", REMOVED: "[-{}]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ("Giảm 12% điện năng.", "Giảm 27% điện năng.", "Giảm [-12% ][+27% ]điện năng."),
        ("Đã làm.", "Đã làm.\n- Điện năng giảm.", "Đã làm.\n[+- Điện năng giảm.]"),
        ("Một hai ba", "Một ba", "Một [-hai ]ba"),
        ("", "Mới", "[+Mới]"),
        ("Cũ", "", "[-Cũ]"),
        ("a  b\nc", "a b c", "a b c"),
        ("", "", ""),
        ("x y x y x", "y x y", "[-x ]y x y[- x]"),
    ],
)
def test_words_that_came_and_went(before, after, expected):
    shown = plain(word_pieces(before, after))
    if before == "x y x y x":
        # Either x may count as the one that went.
        assert shown.count("[-") == 2
    else:
        assert shown == expected


def test_the_pieces_give_back_the_later_text():
    rng = random.Random(7)
    words = ["tăng", "giảm", "12%", "hồ sơ", "điện", "năng.", "\n", "và"]
    for _ in range(200):
        before, after = (" ".join(rng.choices(words, k=rng.randrange(12))) for _ in range(2))
        pieces = word_pieces(before, after)
        assert "".join(piece.text for piece in pieces if piece.kind != REMOVED).split() == after.split()
        # Blanks are those of the later text.
        former = "".join(piece.text for piece in pieces if piece.kind != ADDED)
        assert "".join(former.split()) == "".join(before.split())


@pytest.mark.parametrize("line", ["một hai ba bốn ", "xx ", "câu\n"], ids=["words", "one word", "lines"])
def test_a_hundred_thousand_characters_are_compared_at_once(line):
    before = line * (100_000 // len(line))
    after = (
        "Mở đầu khác. "
        + before[: len(before) // 2]
        + " chen vào giữa "
        + before[len(before) // 2 :].replace("a", "ă", 900)
    )
    began = time.monotonic()
    pieces = word_pieces(before, after)
    assert time.monotonic() - began < 5
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED).split() == after.split()


def test_long_unchanged_stretches_are_cut_beside_the_change():
    before = "đầu " * 200 + "giữa " + "cuối " * 200
    pieces = differences.in_short(word_pieces(before, before.replace("giữa", "khác")))
    assert [piece.kind for piece in pieces] == [SAME, REMOVED, ADDED, SAME]
    assert pieces[0].text.startswith("… đầu") and pieces[3].text.endswith("cuối …")
    assert max(len(piece.text) for piece in pieces) < 400


@pytest.fixture
def picture(db):
    """What a report looked like when it was handed in first."""
    report = factories.submission_at(S.DRAFT)
    content = report.contents.first()
    content.figures.create(order=1, name="Hồ sơ số hóa", last_year="60%", this_year="80%", measure="%")
    report.initiatives.create(title="Quét mã tại quầy", author="Nguyễn An", effect="Bớt chờ.")
    return picture_of(report)


def told(before, after) -> list[tuple]:
    return [
        (part.title, block.title, change.label, plain(change.pieces))
        for part in compare(before, after, person=False)
        for block in part.blocks
        for change in block.changes
    ]


def test_two_equal_hand_ins_differ_in_nothing(picture):
    assert told(picture, deepcopy(picture)) == []
    assert differences.changed_places(picture, deepcopy(picture), person=False) == set()


def test_every_kind_of_change_is_told_once(picture):
    after = deepcopy(picture)
    file = {"id": 9, "name": "Biên bản.pdf", "size": 10, "type": "application/pdf", "sha256": "0" * 64, "url": ""}
    after["report"]["reporter_phone"] = "0225 3700 002"
    after["contents"][0]["figures"][0]["this_year"] = "95%"
    after["contents"][0]["figures"].append(
        {"name": "Cây xanh", "last_year": "", "target": "", "this_year": "120", "measure": "cây"}
    )
    after["items"][1]["self_score"] = "12.50"
    after["items"][1]["files"] = [9]
    after["files"].append(file)
    after["initiatives"][0]["title"] = "Quét mã tại nhà"
    content, item = picture["contents"][0]["title"], picture["items"][1]
    heading = f"Tiêu chí {item['order']}. {item['title']}"
    scores = next(row["title"] for row in picture["sections"] if row["kind"] == "SELF_SCORE")
    assert told(picture, after) == [
        (picture["sections"][0]["title"], "", "Điện thoại", "0225 3700 [-001][+002]"),
        (content, "", "Số liệu “Hồ sơ số hóa”, năm nay", "[-80%][+95%]"),
        (content, "", "Số liệu “Cây xanh”", "[+năm nay: 120; đơn vị tính: cây]"),
        ("Sáng kiến, giải pháp", "1. Quét mã tại nhà", "Tên", "Quét mã tại [-quầy][+nhà]"),
        (scores, heading, "Điểm tự chấm", "[-20][+12,5]"),
        (scores, heading, "Minh chứng", "[+Biên bản.pdf]"),
    ]
    back = [row[3] for row in told(after, picture)]
    assert "[-Biên bản.pdf]" in back and "[-năm nay: 120; đơn vị tính: cây]" in back


def test_a_content_taken_off_is_told(picture):
    after = deepcopy(picture)
    after["contents"][0]["taken_on"] = False
    changes = told(picture, after)
    assert (picture["contents"][0]["title"], "", "Khai ở mục này", "[+Đơn vị không đăng ký nội dung này]") in changes
    assert any(label == "Kết quả nổi bật" and text.startswith("[-") for _, _, label, text in changes)


def test_an_initiative_that_went_takes_nothing_of_the_next_with_it(picture):
    picture["initiatives"].append({**picture["initiatives"][0], "id": 77, "title": "Sổ tay số", "effect": "Nhanh hơn."})
    after = deepcopy(picture)
    del after["initiatives"][0]
    assert {title for _, title, _, _ in told(picture, after)} == {"1. Quét mã tại quầy"}


def test_files_outside_the_sections_are_told_too(picture):
    after = deepcopy(picture)
    after["files"].append(
        {"id": 5, "name": "Bản ký.pdf", "size": 1, "type": "application/pdf", "sha256": "1" * 64, "url": ""}
    )
    assert told(picture, after) == [("Bản có chữ ký, đóng dấu", "", "Minh chứng", "[+Bản ký.pdf]")]


def test_a_hand_in_of_the_first_layout_is_compared_with_one_of_the_second(picture):
    first = deepcopy(picture)
    first["layout"] = 1
    del first["sections"], first["answers"]
    for row in first["contents"]:
        del row["aim"]
        for figure in row["figures"]:
            del figure["target"]
    for row in first["initiatives"]:
        del row["kind"]
    assert [change for change in told(first, picture) if change[2] != "Loại"] == []


def test_changed_places_name_sections_and_the_criteria_in_them(picture):
    after = deepcopy(picture)
    after["items"][0]["result"] += " Thêm một câu."
    key = next(part.key for part in reading.parts_of(picture, person=False) if part.title.startswith("Tự chấm"))
    assert differences.changed_places(picture, after, person=False) == {key, f"item-{picture['items'][0]['id']}"}


def test_a_piece_is_what_it_says():
    assert word_pieces("a", "a") == (Piece(SAME, "a"),)

"""What a later hand-in says otherwise than the one before it (phần đã sửa), read from two snapshots of any layout."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from core.formats import format_points

from . import reading
from .reading import Block, Line, Part

SAME, ADDED, REMOVED = "same", "added", "removed"
# Where files stand that belong to no section.
OUTSIDE = "ban-ky"
# Comparing n with m words takes up to n x m steps and more; a longer text is compared by lines first, then given whole.
MOST_STEPS = 250_000
# So much of an unchanged stretch stays in sight on either side of a change.
CONTEXT = 160
FIGURE_COLUMNS = {
    "name": "tên", "last_year": "năm trước", "target": "chỉ tiêu", "this_year": "năm nay", "measure": "đơn vị tính",
}  # fmt: skip
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, was added or was removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A labelled text with what became of its words; `is_file` for a piece of evidence that came or went."""

    label: str
    pieces: tuple[Piece, ...]
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class ChangedBlock:
    """A criterion, an initiative, or a section's own lines, with what changed in it."""

    title: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A section in which something changed."""

    key: str
    number: int
    title: str
    blocks: list[ChangedBlock]

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        return f"muc-{self.number}"


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """`after` with the words that came and those of `before` that went; blanks and line ends alone are no change."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    start = _shared(zip(old, new, strict=False))
    end = _shared(zip(reversed(old[start:]), reversed(new[start:]), strict=False))
    pieces = [
        Piece(SAME, "".join(new[:start])),
        *_middle(old[start : len(old) - end], new[start : len(new) - end], by_line=True),
        Piece(SAME, "".join(new[len(new) - end :])),
    ]
    return tuple(_joined(pieces))


def _shared(pairs) -> int:
    """How many pairs at the beginning hold the same word."""
    count = 0
    for one, other in pairs:
        if one.strip() != other.strip():
            break
        count += 1
    return count


def _middle(old: list[str], new: list[str], *, by_line: bool) -> Iterator[Piece]:
    if len(old) * len(new) <= MOST_STEPS:
        yield from _matched(old, new, _whole)
    elif by_line:
        lines = ["".join(words).splitlines(keepends=True) for words in (old, new)]
        if len(lines[0]) * len(lines[1]) <= MOST_STEPS:
            yield from _matched(*lines, _by_words)
        else:
            yield from _whole("".join(old), "".join(new))
    else:
        yield from _whole("".join(old), "".join(new))


def _whole(gone: str, come: str) -> Iterator[Piece]:
    yield from (Piece(REMOVED, gone), Piece(ADDED, come))


def _by_words(gone: str, come: str) -> Iterator[Piece]:
    yield from _middle(_WORD.findall(gone), _WORD.findall(come), by_line=False)


def _matched(old: list[str], new: list[str], replaced) -> Iterator[Piece]:
    """Both lists matched token by token; `replaced(gone, come)` gives the pieces where they differ."""
    keys = [[token.strip() for token in tokens] for tokens in (old, new)]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(new[j1:j2]))
        else:
            yield from replaced("".join(old[i1:i2]), "".join(new[j1:j2]))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece, empty ones left out; blanks alone count as unchanged."""
    waiting: Piece | None = None
    for piece in pieces:
        if not piece.text or (piece.kind == REMOVED and not piece.text.strip()):
            continue
        kind = piece.kind if piece.text.strip() else SAME
        if waiting and waiting.kind == kind:
            waiting = Piece(kind, waiting.text + piece.text)
        else:
            if waiting:
                yield waiting
            waiting = Piece(kind, piece.text)
    if waiting:
        yield waiting


def in_short(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The same with long unchanged stretches cut to what stands beside a change."""
    shown = []
    for place, piece in enumerate(pieces):
        text = piece.text
        if piece.kind == SAME and len(text) > 2 * CONTEXT:
            head = "" if place == 0 else text[:CONTEXT].rsplit(None, 1)[0] + " "
            tail = "" if place == len(pieces) - 1 else " " + text[-CONTEXT:].split(None, 1)[-1]
            text = f"{head}…{tail}"
        shown.append(Piece(piece.kind, text))
    return tuple(shown)


def _text_change(label: str, before: str, after: str) -> list[Change]:
    pieces = word_pieces(before, after)
    return [Change(label, in_short(pieces))] if any(piece.kind != SAME for piece in pieces) else []


def _exchanged(label: str, before: str, after: str) -> list[Change]:
    """A value that is one thing: old, then new."""
    if before == after:
        return []
    pieces = (Piece(REMOVED, before), Piece(ADDED, after))
    return [Change(label, tuple(piece for piece in pieces if piece.text))]


def _score(line: Line) -> str:
    return "chưa chấm" if line.points is None else format_points(line.points)


def _line_changes(old: Block, new: Block) -> Iterator[Change]:
    before = {line.label: line for line in old.lines}
    after = {line.label: line for line in new.lines}
    for label in dict.fromkeys([*after, *before]):
        was, now = before.get(label, Line(label)), after.get(label, Line(label))
        if was.is_score or now.is_score:
            yield from _exchanged(label, _score(was), _score(now))
        else:
            yield from _text_change(label, was.text, now.text)


def _figure_changes(old: list[dict], new: list[dict]) -> Iterator[Change]:
    """Rows matched by their name, the rest in their order; each changed column old → new."""
    left = list(old)
    pairs = []
    for row in new:
        twin = next((each for each in left if each["name"] == row["name"] and row["name"]), None)
        if twin:
            left.remove(twin)
        pairs.append((twin, row))
    unnamed = iter(left)
    pairs = [(was or next(unnamed, None), now) for was, now in pairs] + [(was, None) for was in unnamed]
    for was, now in pairs:
        label = f"Số liệu “{(now or was)['name'] or 'chưa đặt tên'}”"
        if was is None or now is None:
            yield from _exchanged(label, _figure_words(was), _figure_words(now))
            continue
        for column, words in FIGURE_COLUMNS.items():
            yield from _exchanged(f"{label}, {words}", was.get(column, ""), now.get(column, ""))


def _figure_words(row: dict | None) -> str:
    said = ((words, row.get(column, "")) for column, words in FIGURE_COLUMNS.items() if column != "name") if row else ()
    return "; ".join(f"{words}: {value}" for words, value in said if value) or ("không có số" if row else "")


def _file_changes(old: list[dict], new: list[dict]) -> Iterator[Change]:
    before, after = {file["id"]: file["name"] for file in old}, {file["id"]: file["name"] for file in new}
    for pk, name in after.items():
        if pk not in before:
            yield Change("Minh chứng", (Piece(ADDED, name),), is_file=True)
    for pk, name in before.items():
        if pk not in after:
            yield Change("Minh chứng", (Piece(REMOVED, name),), is_file=True)


def _bare(title: str) -> str:
    """An initiative's name without the place it stands at."""
    return re.sub(r"^\d+\. ", "", title)


def _block(old: Block | None, new: Block | None) -> ChangedBlock | None:
    title = (new or old).title
    was, now = old or Block(), new or Block()
    changes = _text_change("Tên", _bare(was.title), _bare(now.title)) if _bare(was.title) != _bare(now.title) else []
    changes += [
        *_line_changes(was, now),
        *_figure_changes(was.figures, now.figures),
        *_file_changes(was.files, now.files),
    ]
    return ChangedBlock(title, changes) if changes else None


def _blocks(old: Part, new: Part) -> Iterator[ChangedBlock]:
    if said := _exchanged("Khai ở mục này", old.note, new.note):
        yield ChangedBlock("", said)
    before = {block.key or place: block for place, block in enumerate(old.blocks)}
    after = {block.key or place: block for place, block in enumerate(new.blocks)}
    for key in dict.fromkeys([*after, *before]):
        if changed := _block(before.get(key), after.get(key)):
            yield changed


def _parts(data: dict[str, Any], person: bool) -> dict[str, Part]:
    """The sections by key, and whatever files lie outside them: signed copies."""
    parts = reading.parts_of(data, person=person)
    shown = {file["id"] for part in parts for block in part.blocks for file in block.files}
    others = [file for file in data["files"] if file["id"] not in shown]
    parts.append(Part(OUTSIDE, len(parts) + 1, "Bản có chữ ký, đóng dấu", blocks=[Block(files=others)]))
    return {part.key: part for part in parts}


def compare(before: dict[str, Any], after: dict[str, Any], *, person: bool) -> list[ChangedPart]:
    """The sections that changed between two snapshots' data, in the later one's order."""
    old, new = _parts(before, person), _parts(after, person)
    changed = []
    for key in dict.fromkeys([*new, *old]):
        part = new.get(key) or old[key]
        empty = Part(key, part.number, part.title)
        if blocks := list(_blocks(old.get(key, empty), new.get(key, empty))):
            changed.append(ChangedPart(key, part.number, part.title, blocks))
    return changed


def changed_places(before: dict[str, Any], after: dict[str, Any], *, person: bool) -> set[str]:
    """Keys of the sections and of the blocks in them that differ, without looking at single words."""
    old, new = _parts(before, person), _parts(after, person)
    places = {key for key in old.keys() | new.keys() if _content(old.get(key)) != _content(new.get(key))}
    for key in places & new.keys():
        former = {block.key: block for block in old[key].blocks} if key in old else {}
        places |= {block.key for block in new[key].blocks if block.key and former.get(block.key) != block}
    return places


def _content(part: Part | None):
    return (part.note, part.blocks) if part else None

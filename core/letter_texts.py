"""Words of the ward's letters that the office may change: what they are by default, what is filled in, what is wrong.

An app enters its texts when it starts. `{ngay_cuoi}` in a text is a placeholder: plain replacement of names the text
knows, never a format or template language, so that a text reaches nothing but the values it is given. What is filled
in is not read for placeholders again. The link is no part of a text: the letter adds it at the end (ux (f)).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from .formats import format_number
from .names import NO_LINK, check_no_link
from .text import nfc

MOST_SUBJECT = 150
MOST_TEXT = 1500

EMPTY = {"subject": "Chưa nhập tiêu đề.", "text": "Chưa nhập nội dung."}
ONE_LINE = "Tiêu đề chỉ có một dòng. Bỏ chỗ xuống dòng."
TOO_LONG = "Dài quá {over} ký tự. Rút gọn còn tối đa {most} ký tự."
UNSEEN = "Có ký tự điều khiển không nhìn thấy, gần “{near}”. Xóa chỗ đó rồi gõ lại."
UNKNOWN = "Không có chỗ điền {name}. Chép đúng tên trong bảng “Chỗ điền”."
LONE = "Dấu ngoặc nhọn “{brace}” đứng lẻ, gần “{near}”. Chỗ điền viết như {name}."
MISSING = "Thiếu chỗ điền {name} ({meaning}). Thêm vào tiêu đề hoặc nội dung."
APART = "Chỗ điền {name} ({meaning}) đang ở câu có khi bị bỏ. Chuyển sang câu khác."
NOT_IN_SUBJECT = "Chỗ điền {name} có khi không có gì nên không dùng trong tiêu đề."
LINK = f"{NO_LINK} Đường dẫn tự có ở cuối thư."

# Whatever stands between braces, and braces that stand alone.
_MARK = re.compile(r"\{[^{}]*\}|[{}]")
_SENTENCE = re.compile(r"(?<=[.?!])( +|\n+)")
_NAME = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name that is filled in: what it stands for, how it may look, whether no letter may do without.

    `optional`: it may have nothing to say; then its whole sentence is left out.
    """

    name: str
    meaning: str
    sample: str
    needed: bool = False
    optional: bool = False

    @property
    def mark(self) -> str:
        """As it is written in a text."""
        return f"{{{self.name}}}"


@dataclass(frozen=True, slots=True)
class Example:
    """What a text is shown with: whose data, the values that are known, where the letter's link leads."""

    whose: str
    values: Mapping[str, str | None]
    link: str


NO_EXAMPLE = Example("dữ liệu mẫu", {}, "")

Choices = Callable[[object, datetime], list[tuple[str, str]]]
ExampleMaker = Callable[[object, str, datetime], Example | None]


def nobody(user, now: datetime) -> list[tuple[str, str]]:
    """A text without real data to show it with."""
    return []


def no_example(user, key: str, now: datetime) -> Example | None:
    """A text without real data to show it with."""
    return None


@dataclass(frozen=True, slots=True)
class LetterText:
    """One text: its code, what officials call it, the default words, what may be filled in.

    `choices(user, now)` names whose data `user` may look at it with, keys and names, the first by default;
    `example(user, key, now)` is that data. `in_zalo`: the office pastes it into messages too.
    """

    code: str
    label: str
    subject: str
    text: str
    placeholders: tuple[Placeholder, ...]
    choices: Choices = nobody
    example: ExampleMaker = no_example
    in_zalo: bool = False

    @property
    def samples(self) -> dict[str, str]:
        """Invented values, for whom there are no real ones."""
        return {each.name: each.sample for each in self.placeholders}

    def values(self, example: Example) -> dict[str, str | None]:
        """The values of an example, invented where it has none."""
        return self.samples | dict(example.values)


_texts: dict[str, LetterText] = {}


def register(*texts: LetterText) -> None:
    """Enter texts; raises ValueError when a code is taken."""
    for text in texts:
        if text.code in _texts:
            raise ValueError(f"two texts of letters called {text.code}")
        _texts[text.code] = text


def every_text() -> list[LetterText]:
    """All texts, in the order in which they were entered."""
    return list(_texts.values())


def text_of(code: str) -> LetterText | None:
    """The text of that code, None for an unknown one."""
    return _texts.get(code)


def tidy(words: str) -> str:
    """As it is stored: NFC, lines ended in one way, nothing around it."""
    return nfc(words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fill(words: str, values: Mapping[str, str | None]) -> str:
    """Put the values in the place of their names (điền); a sentence about a value of None is left out.

    One pass: what a value says is never read for names. A name without a value stays as it is written.
    """
    parts = _SENTENCE.split(words)
    kept = []
    for sentence, gap in zip(parts[::2], [*parts[1::2], ""], strict=True):
        names = _NAME.findall(sentence)
        if any(name in values and values[name] is None for name in names):
            continue
        kept.append(_NAME.sub(lambda found: str(values.get(found[1], found[0])), sentence) + gap)
    return "".join(kept).rstrip()


def faults(letter: LetterText, subject: str, text: str) -> dict[str, list[str]]:
    """What is wrong with tidied words, in sentences by field; empty when a letter may be written so."""
    found = {"subject": _faults(letter, "subject", subject), "text": _faults(letter, "text", text)}
    if "\n" in subject:
        found["subject"].append(ONE_LINE)
    at_times = {each.name: None for each in letter.placeholders if each.optional}
    found["subject"] += [NOT_IN_SUBJECT.format(name=f"{{{name}}}") for name in _names(subject) & at_times.keys()]
    always = _names(subject) | _names(fill(text, at_times))
    for each in letter.placeholders:
        if each.needed and each.name not in always:
            sentence = APART if each.name in _names(text) else MISSING
            found["text"].append(sentence.format(name=each.mark, meaning=each.meaning))
    return {field: sentences for field, sentences in found.items() if sentences}


def _names(words: str) -> set[str]:
    return set(_NAME.findall(words))


def _faults(letter: LetterText, field: str, words: str) -> list[str]:
    if not words:
        return [EMPTY[field]]
    most, sentences = MOST_SUBJECT if field == "subject" else MOST_TEXT, []
    if len(words) > most:
        sentences.append(TOO_LONG.format(over=len(words) - most, most=format_number(most)))
    if unseen := [at for at, char in enumerate(words) if _is_unseen(char)]:
        sentences.append(UNSEEN.format(near=_near(words, unseen[0])))
    known = {each.mark for each in letter.placeholders}
    wrong = {found[0]: found.start() for found in reversed(list(_MARK.finditer(words))) if found[0] not in known}
    for mark, at in sorted(wrong.items(), key=lambda one: one[1]):
        if mark in ("{", "}"):
            sentences.append(LONE.format(brace=mark, near=_near(words, at), name=letter.placeholders[0].mark))
        else:
            sentences.append(UNKNOWN.format(name=mark))
    if _has_link(words):
        sentences.append(LINK)
    return sentences


def _is_unseen(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) == "Cc"


def _near(words: str, at: int) -> str:
    """A few letters around a place, so that it can be found."""
    return " ".join("".join(char for char in words[max(at - 12, 0) : at + 12] if not _is_unseen(char)).split())


def _has_link(words: str) -> bool:
    try:
        check_no_link(words)
    except ValidationError:
        return True
    return False

"""A report as people read it: the check page, the print, what was handed in. Works on the picture a snapshot keeps."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from campaigns.enums import CriterionPart, MarkingKind, SectionKind
from core.formats import format_points

from . import phrases, sections
from .enums import InitiativeKind
from .points import NUMBERS_ASKED, Sums, sums_of
from .rule_words import with_measure


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its text, or with points out of a maximum."""

    label: str
    text: str = ""
    points: Decimal | None = None
    most: Decimal | None = None

    @property
    def is_score(self) -> bool:
        """True for a self-score."""
        return self.most is not None


@dataclass(slots=True)
class Block:
    """Lines under a heading of their own inside a section: a criterion, an initiative; `key` names their row.

    `over` stands once above the blocks it holds together: bonus, minus, a criterion of the plan with several of its
    own; it says where a block stands, not what it says.
    """

    title: str = ""
    lines: list[Line] = field(default_factory=list)
    figures: list[dict] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)
    key: str = ""
    over: str = field(default="", compare=False)


@dataclass(slots=True)
class Part:
    """One section of a report, ready to read."""

    key: str
    number: int
    title: str
    note: str = ""
    blocks: list[Block] = field(default_factory=list)


def parts_of(data: dict[str, Any], *, person: bool) -> list[Part]:
    """The sections of a picture (`services.snapshots.picture_of`, or `Snapshot.data`) in reading order."""
    data = _in_this_layout(data, person)
    files = {row["id"]: row for row in data["files"]}
    parts = []
    for number, row in enumerate(data["sections"], start=1):
        part = Part(row["key"], number, row["title"])
        read = {
            SectionKind.REPORTER: _reporter,
            SectionKind.CONTENT: _content,
            SectionKind.INITIATIVES: _initiatives,
            SectionKind.SELF_SCORE: _self_score,
            SectionKind.PROPOSALS: _proposals,
            SectionKind.QUESTIONS: _questions,
        }[row["kind"]]
        read(part, row, data, files, person)
        parts.append(part)
    return parts


def _in_this_layout(data: dict[str, Any], person: bool) -> dict[str, Any]:
    if data["layout"] == 1:
        data = _from_first_layout(data, person)
    return data if data["layout"] > 2 else {**data, "items": [{**_PLAIN_ITEM, **row} for row in data["items"]]}


# What the first two layouts did not say: every criterion was of the base, marked by judgement, alone in the plan's.
_PLAIN_ITEM = {"of": "", "part": CriterionPart.BASE, "kind": MarkingKind.JUDGEMENT, "measure": "", "rule_points": None}


def _from_first_layout(data: dict[str, Any], person: bool) -> dict[str, Any]:
    """A picture taken before forms were rows: nine sections, nothing asked beyond them, no targets."""
    contents = [{"aim": "", **row} for row in data["contents"]]
    for row in contents:
        row["figures"] = [{"target": "", **figure} for figure in row["figures"]]
    who = "Thông tin cá nhân, người báo cáo" if person else "Thông tin đơn vị, người báo cáo"
    kinds = [
        (sections.REPORTER, SectionKind.REPORTER, who, ""),
        *(
            (f"{sections.CONTENT_PREFIX}{row['code']}", SectionKind.CONTENT, row["title"], row["code"])
            for row in contents
        ),
        (sections.INITIATIVES, SectionKind.INITIATIVES, "Sáng kiến, giải pháp", ""),
        (sections.SELF_SCORE, SectionKind.SELF_SCORE, "Tự chấm theo tiêu chí", ""),
        (sections.PROPOSALS, SectionKind.PROPOSALS, "Khó khăn, kiến nghị, đề xuất khen thưởng", ""),
    ]
    named = [dict(zip(("key", "kind", "title", "content"), each, strict=True)) for each in kinds]
    initiatives = [
        {"kind": InitiativeKind.RECOGNISED if row["recognition"] else InitiativeKind.SOLUTION, **row}
        for row in data["initiatives"]
    ]
    files = [{"url": "", **row} for row in data["files"]]
    return {
        **data, "sections": named, "contents": contents, "initiatives": initiatives, "answers": [], "files": files,
    }  # fmt: skip


def _answers(row: dict, data: dict) -> list[Line]:
    """Questions of the section with what was answered; one nobody had to answer and nobody did takes no room."""
    asked = [each for each in data["answers"] if each["section"] == row["key"]]
    return [Line(each["label"], each["text"]) for each in asked if each["text"] or each["required"]]


def _questions(part: Part, row: dict, data: dict, files: dict, person: bool) -> None:
    if lines := _answers(row, data):
        part.blocks.append(Block(lines=lines))


def _reporter(part: Part, row: dict, data: dict, files: dict, person: bool) -> None:
    report = data["report"]
    lines = [
        Line("Người báo cáo", report["reporter_name"]),
        Line("Chức vụ", report["reporter_position"]),
        Line("Điện thoại", report["reporter_phone"]),
        Line("Đặc điểm, tình hình", report["situation"]),
    ]
    part.blocks.append(Block(lines=[*lines, *_answers(row, data)]))


def _content(part: Part, row: dict, data: dict, files: dict, person: bool) -> None:
    content = next(each for each in data["contents"] if each["code"] == row["content"])
    if not content["taken_on"]:
        part.note = phrases.NOT_TAKEN_PERSON if person else phrases.NOT_TAKEN
        return
    shown = [files[pk] for pk in content["files"] if pk in files]
    lines = [Line("Mục tiêu đã đăng ký", content["aim"])] if content["aim"] else []
    lines.append(Line("Kết quả nổi bật", content["results"]))
    part.blocks.append(Block(lines=lines, figures=content["figures"], files=shown))


def _initiatives(part: Part, row: dict, data: dict, files: dict, person: bool) -> None:
    titles = {each["code"]: each["title"] for each in data["contents"]}
    for place, each in enumerate(data["initiatives"], start=1):
        lines = [
            Line("Loại", InitiativeKind(each["kind"]).label),
            Line("Tác giả", each["author"]),
            Line("Hiệu quả", each["effect"]),
            Line("Phạm vi áp dụng", each["scope"]),
            Line("Thuộc nội dung", titles.get(each["content"], "")),
        ]
        if each["recognition"] or each["kind"] == InitiativeKind.RECOGNISED:
            lines.append(Line("Quyết định công nhận", each["recognition"]))
        part.blocks.append(Block(f"{place}. {each['title']}", lines, key=f"initiative-{each['id']}"))
    if not part.blocks:
        part.note = phrases.NO_INITIATIVES if data["report"]["no_initiatives"] else ""
        part.blocks = [] if part.note else [Block(lines=[Line("Sáng kiến, giải pháp")])]


def _self_score(part: Part, row: dict, data: dict, files: dict, person: bool) -> None:
    above = ""
    for each in data["items"]:
        if _is_untouched(each):
            continue
        score = None if each["self_score"] is None else Decimal(each["self_score"])
        words = "Điểm trừ" if each["part"] == CriterionPart.MINUS else "Điểm tự chấm"
        # Nobody has to say a word about a bonus or a minus.
        told = each["result"] or each["part"] == CriterionPart.BASE
        lines = [
            *([Line("Kết quả đạt được", each["result"])] if told else []),
            *_numbers(each),
            Line(words, points=score, most=Decimal(each["max_points"])),
        ]
        over = _over(each, data)
        shown = [files[pk] for pk in each["files"] if pk in files]
        heading = f"Tiêu chí {each['order']}. {each['title']}"
        part.blocks.append(
            Block(heading, lines, files=shown, key=f"item-{each['id']}", over="" if over == above else over)
        )
        above = over


def _is_untouched(item: dict) -> bool:
    """True for a bonus or minus item nothing was said about: it takes no room."""
    said = (item["self_score"], item.get("amount"), item.get("target"))
    blank = not item["result"] and not item["files"] and all(value is None for value in said)
    return item["part"] != CriterionPart.BASE and blank


def _numbers(item: dict) -> list[Line]:
    """The numbers the criterion's points follow from, and what they give."""
    labels = {"target": "Chỉ tiêu", "amount": "Số đạt được"}
    lines = [
        Line(labels[name], with_measure(_decimal(item.get(name)), item["measure"]))
        for name in NUMBERS_ASKED[item["kind"]]
    ]
    if item["rule_points"] is not None:
        lines.append(Line("Theo cách tính", f"{format_points(Decimal(item['rule_points']))} điểm"))
    return lines


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _over(item: dict, data: dict) -> str:
    """The heading the criterion stands under."""
    if item["part"] == CriterionPart.BASE:
        return item["of"]
    cap = format_points(Decimal(data["caps"]["minus" if item["part"] == CriterionPart.MINUS else "bonus"]))
    return phrases.PART_CAPPED.format(part=CriterionPart(item["part"]).label, cap=cap)


def _proposals(part: Part, row: dict, data: dict, files: dict, person: bool) -> None:
    report = data["report"]
    if report["nothing_to_add"] and not (report["difficulties"] or report["proposals"]):
        part.note = "Không có khó khăn, kiến nghị"
    lines = [
        Line("Khó khăn, vướng mắc", report["difficulties"]),
        Line("Kiến nghị", report["proposals"]),
        Line("Đề xuất khen thưởng", report["award_suggestion"]),
    ]
    if shown := [*(line for line in lines if line.text or not part.note), *_answers(row, data)]:
        part.blocks.append(Block(lines=shown))


def self_sums(data: dict[str, Any]) -> Sums:
    """What the self-scores add up to, part by part."""
    rows = [row for row in data["items"] if row["self_score"] is not None]
    caps = data.get("caps", {"bonus": "0", "minus": "0"})
    return sums_of(
        ((row.get("part", CriterionPart.BASE), Decimal(row["self_score"])) for row in rows),
        bonus_cap=Decimal(caps["bonus"]),
        minus_cap=Decimal(caps["minus"]),
    )


def self_total(data: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """What the report gives itself, bonus and minus up to their caps, and what its base is worth."""
    base = (row for row in data["items"] if row.get("part", CriterionPart.BASE) == CriterionPart.BASE)
    return self_sums(data).total, sum((Decimal(row["max_points"]) for row in base), Decimal(0))

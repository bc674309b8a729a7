"""A report as people read it: the check page, the print, what was handed in. Works on the picture a snapshot keeps."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import phrases, sections


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
    """Lines under a heading of their own inside a section: a criterion, an initiative."""

    title: str = ""
    lines: list[Line] = field(default_factory=list)
    figures: list[dict] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)


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
    files = {row["id"]: row for row in data["files"]}
    parts = [_reporter(data["report"], person)]
    parts += [_content(row, files, number, person) for number, row in enumerate(data["contents"], start=2)]
    number = len(parts) + 1
    parts.append(_initiatives(data, number))
    parts.append(_self_score(data["items"], files, number + 1))
    parts.append(_proposals(data["report"], number + 2))
    return parts


def _reporter(report: dict, person: bool) -> Part:
    lines = [
        Line("Người báo cáo", report["reporter_name"]),
        Line("Chức vụ", report["reporter_position"]),
        Line("Điện thoại", report["reporter_phone"]),
        Line("Đặc điểm, tình hình", report["situation"]),
    ]
    title = "Thông tin cá nhân, người báo cáo" if person else "Thông tin đơn vị, người báo cáo"
    return Part(sections.REPORTER, 1, title, blocks=[Block(lines=lines)])


def _content(row: dict, files: dict, number: int, person: bool) -> Part:
    part = Part(f"{sections.CONTENT_PREFIX}{row['code']}", number, row["title"])
    if not row["taken_on"]:
        part.note = phrases.NOT_TAKEN_PERSON if person else phrases.NOT_TAKEN
        return part
    shown = [files[pk] for pk in row["files"] if pk in files]
    part.blocks.append(Block(lines=[Line("Kết quả nổi bật", row["results"])], figures=row["figures"], files=shown))
    return part


def _initiatives(data: dict, number: int) -> Part:
    part = Part(sections.INITIATIVES, number, "Sáng kiến, giải pháp")
    titles = {row["code"]: row["title"] for row in data["contents"]}
    for place, row in enumerate(data["initiatives"], start=1):
        lines = [
            Line("Tác giả", row["author"]),
            Line("Hiệu quả", row["effect"]),
            Line("Phạm vi áp dụng", row["scope"]),
            Line("Thuộc nội dung", titles.get(row["content"], "")),
            Line("Quyết định công nhận", row["recognition"]),
        ]
        part.blocks.append(Block(f"{place}. {row['title']}", lines))
    if not part.blocks:
        part.note = phrases.NO_INITIATIVES if data["report"]["no_initiatives"] else ""
        part.blocks = [] if part.note else [Block(lines=[Line("Sáng kiến, giải pháp")])]
    return part


def _self_score(rows: list[dict], files: dict, number: int) -> Part:
    part = Part(sections.SELF_SCORE, number, "Tự chấm theo tiêu chí")
    for row in rows:
        score = None if row["self_score"] is None else Decimal(row["self_score"])
        lines = [
            Line("Kết quả đạt được", row["result"]),
            Line("Điểm tự chấm", points=score, most=Decimal(row["max_points"])),
        ]
        shown = [files[pk] for pk in row["files"] if pk in files]
        part.blocks.append(Block(f"Tiêu chí {row['order']}. {row['title']}", lines, files=shown))
    return part


def _proposals(report: dict, number: int) -> Part:
    part = Part(sections.PROPOSALS, number, "Khó khăn, kiến nghị, đề xuất khen thưởng")
    if report["nothing_to_add"] and not (report["difficulties"] or report["proposals"]):
        part.note = "Không có khó khăn, kiến nghị"
    lines = [
        Line("Khó khăn, vướng mắc", report["difficulties"]),
        Line("Kiến nghị", report["proposals"]),
        Line("Đề xuất khen thưởng", report["award_suggestion"]),
    ]
    part.blocks.append(Block(lines=[line for line in lines if line.text or not part.note]))
    return part


def self_total(data: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """Sum of the self-scores and of their maxima."""
    scores = [Decimal(row["self_score"]) for row in data["items"] if row["self_score"] is not None]
    return sum(scores, Decimal(0)), sum((Decimal(row["max_points"]) for row in data["items"]), Decimal(0))

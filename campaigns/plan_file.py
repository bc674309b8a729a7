"""Reading a plan file: TOML in, clean rows out, or every fault as one line “file: key: reason” in Vietnamese.

Nothing here touches the database; `campaigns.services.load_plan` writes what this module has found sound.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.clock import ward_date
from core.text import nfc

from .figures import KEYS
from .plan_checks import Fault
from .plan_schema import CAMPAIGN, POINTS, POINTS_KEYS, REQUIRED, TABLES, Key
from .report_form import ASKING, NEEDED, SectionFacts, binds, clashes

Row = dict[str, Any]
MAX_BYTES = 2 * 1024 * 1024


class PlanFileError(Exception):
    """A plan that cannot be loaded. `lines` holds one Vietnamese sentence per fault; `str()` is all of them."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


@dataclass(slots=True)
class Plan:
    """A sound plan: the movement, its rows by table, and the default points."""

    source: str
    campaign: Row
    tables: dict[str, list[Row]] = field(default_factory=dict)
    points: list[Row] = field(default_factory=list)


def read_plan(path: str | Path) -> Plan:
    """Read and check the plan file at `path` (tệp kế hoạch). Raises PlanFileError with every fault found."""
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise PlanFileError([f"{path.name}: không có tệp này ({path})."]) from None
    except OSError as exc:
        raise PlanFileError([f"{path.name}: không đọc được tệp ({exc.strerror})."]) from None
    return parse_plan(raw, path.name)


def parse_plan(raw: bytes, source: str) -> Plan:
    """Check the bytes of a plan file called `source`."""
    if len(raw) > MAX_BYTES:
        raise PlanFileError([f"{source}: tệp lớn quá 2 MB."])
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise PlanFileError([f"{source}: tệp phải lưu bằng mã UTF-8."]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        raise PlanFileError([f"{source}: không phải tệp TOML đúng cách viết ({_english_place(exc)})."]) from None
    plan, faults = _shape(_normalised(data), source)
    faults = faults or list(_relations(plan))
    if faults:
        raise PlanFileError([f"{source}: {line}." for line in faults])
    return plan


def _english_place(exc: Exception) -> str:
    """The place out of the parser's English sentence."""
    words = str(exc)
    if "(at line " not in words:
        return "cấu trúc tệp"
    line, _, column = words.rpartition("(at line ")[2].rstrip(")").partition(", column ")
    return f"dòng {line}, cột {column}"


def _normalised(value: Any) -> Any:
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list):
        return [_normalised(entry) for entry in value]
    if isinstance(value, dict):
        return {nfc(key): _normalised(entry) for key, entry in value.items()}
    return value


def _shape(data: Row, source: str) -> tuple[Plan, list[str]]:
    """Known keys, present keys, values of the right kind."""
    known = {"campaign", POINTS, *(table.name for table in TABLES)}
    faults = [f"{name}: khóa không có trong mẫu kế hoạch" for name in data if name not in known]
    head = data.get("campaign")
    if not isinstance(head, dict):
        faults.append("campaign: thiếu phần thông tin kế hoạch")
        head = None
    plan = Plan(source, _clean_row(head, CAMPAIGN, "campaign", faults) if head is not None else {})
    for table in TABLES:
        if table.standard and table.name not in data:
            data = {**data, table.name: list(table.standard)}
        plan.tables[table.name] = _clean_rows(data, table.name, table.keys, table.may_be_empty, faults)
    plan.points = _clean_rows(data, POINTS, POINTS_KEYS, True, faults)
    return plan, faults


def _clean_rows(data: Row, name: str, keys: dict[str, Key], may_be_empty: bool, faults: list[str]) -> list[Row]:
    rows = data.get(name, [])
    if not isinstance(rows, list) or any(not isinstance(row, dict) for row in rows):
        faults.append(f"{name}: phải là các bảng [[{name}]]")
        return []
    if not rows and not may_be_empty:
        faults.append(f"{name}: thiếu, kế hoạch phải có ít nhất một [[{name}]]")
    return [_clean_row(row, keys, f"{name}[{number}]", faults) for number, row in enumerate(rows, start=1)]


def _clean_row(row: Row, keys: dict[str, Key], place: str, faults: list[str]) -> Row:
    code = row.get("code")
    place = f"{place} ({code})" if isinstance(code, str) and place != "campaign" else place
    faults += [f"{place}.{name}: khóa không có trong mẫu kế hoạch" for name in row if name not in keys]
    clean: Row = {}
    for name, key in keys.items():
        if name not in row:
            if key.default is REQUIRED:
                faults.append(f"{place}.{name}: thiếu khóa này")
            clean[name] = None if key.default is REQUIRED else key.default
            continue
        try:
            clean[name] = key.check(row[name])
        except Fault as exc:
            faults.append(f"{place}.{name}: {exc}")
            clean[name] = None
    return clean


def _relations(plan: Plan) -> Iterator[str]:
    """What rows say about each other: codes once, references known, dates in order, points adding up."""
    codes = {name: {row["code"] for row in rows} for name, rows in plan.tables.items()}
    for table in TABLES:
        for code, times in Counter(row["code"] for row in plan.tables[table.name]).items():
            if times > 1:
                yield f"{table.name} ({code}).code: mã này có {times} lần"
        for row in plan.tables[table.name]:
            yield from _unknown_references(row, table.keys, f"{table.name} ({row['code']})", codes)
    for number, row in enumerate(plan.points, start=1):
        yield from _unknown_references(row, POINTS_KEYS, f"{POINTS}[{number}]", codes)
    yield from _years(plan)
    yield from _calendar(plan)
    yield from _spans(plan)
    yield from _groups(plan)
    yield from _report_form(plan)
    yield from _awards(plan)
    yield from _figures(plan)
    yield from _points(plan)


def _unknown_references(row: Row, keys: dict[str, Key], place: str, codes: dict[str, set[str]]) -> Iterator[str]:
    for name, key in keys.items():
        if key.refers and row[name] is not None and row[name] not in codes[key.refers]:
            yield f"{place}.{name}: không có mã “{row[name]}” trong {key.refers}"


def _years(plan: Plan) -> Iterator[str]:
    start, end = plan.campaign["start_year"], plan.campaign["end_year"]
    if start > end:
        yield "campaign.end_year: năm kết thúc trước năm bắt đầu"
    for phase in plan.tables["phases"]:
        place = f"phases ({phase['code']})"
        if not start <= phase["start_year"] <= phase["end_year"] <= end:
            yield f"{place}.start_year: các năm của giai đoạn phải theo thứ tự và nằm trong {start} đến {end}"
        elif not phase["start_year"] <= phase["review_year"] <= phase["end_year"]:
            yield f"{place}.review_year: năm sơ kết, tổng kết phải nằm trong giai đoạn"
    phases = {phase["code"]: phase for phase in plan.tables["phases"]}
    for period in plan.tables["periods"]:
        phase = phases.get(period["phase"])
        if phase and not phase["start_year"] <= period["year"] <= phase["end_year"]:
            yield f"periods ({period['code']}).phase: năm {period['year']} không thuộc giai đoạn {phase['code']}"


def _calendar(plan: Plan) -> Iterator[str]:
    before = None
    for period in plan.tables["periods"]:
        place = f"periods ({period['code']})"
        if period["pledges_from"] and period["pledges_from"] > ward_date(period["opens_at"]):
            yield f"{place}.pledges_from: không được sau ngày mở nhận báo cáo"
        if not period["opens_at"] < period["closes_at"]:
            yield f"{place}.closes_at: phải sau opens_at"
        if not period["closes_at"] <= period["locks_at"]:
            yield f"{place}.locks_at: không được trước closes_at"
        if before and period["year"] <= before["year"]:
            yield f"{place}.year: các năm phải tăng dần, mỗi năm một lần"
        elif before and period["closes_at"] <= before["closes_at"]:
            yield f"{place}.closes_at: phải sau hạn nộp của {before['code']}"
        before = period


def _spans(plan: Plan) -> Iterator[str]:
    for table, first, last in (
        ("legal_bases", "in_force_from", "in_force_to"),
        ("award_rules", "in_force_from", "in_force_to"),
        ("ballot_rules", "in_force_from", "in_force_to"),
        ("dossier_parts", "in_force_from", "in_force_to"),
        ("movements", "starts_on", "ends_on"),
    ):
        for row in plan.tables[table]:
            if row[first] and row[last] and row[first] >= row[last]:
                yield f"{table} ({row['code']}).{last}: phải sau {first}"


def _groups(plan: Plan) -> Iterator[str]:
    seen: set[str] = set()
    for row in plan.tables["groups"]:
        if row["parent"] and row["parent"] not in seen:
            yield f"groups ({row['code']}).parent: nhóm cha phải đứng trước nhóm này"
        seen.add(row["code"])


def _report_form(plan: Plan) -> Iterator[str]:
    """Sections that can stand in one report, and questions in sections that have room for them."""
    sections = {row["code"]: row for row in plan.tables["sections"]}
    for table in ("sections", "questions"):
        for row in plan.tables[table]:
            if row["from_year"] and row["to_year"] and row["from_year"] > row["to_year"]:
                yield f"{table} ({row['code']}).to_year: không được trước from_year"
    rows = [SectionFacts(*(row[name] for name in SectionFacts._fields)) for row in plan.tables["sections"]]
    for row, reason in clashes(rows):
        yield f"sections ({row.code}).kind: {reason}"
    for year in sorted({period["year"] for period in plan.tables["periods"]}):
        kinds = {row.kind for row in rows if binds(row, year)}
        for kind in NEEDED:
            if kind not in kinds:
                yield f"sections: báo cáo năm {year} thiếu mục loại {kind}"
    for row in plan.tables["questions"]:
        section = sections.get(row["section"])
        if section and section["kind"] not in ASKING:
            yield f"questions ({row['code']}).section: mục loại {section['kind']} không nhận câu hỏi"


def _awards(plan: Plan) -> Iterator[str]:
    for row in plan.tables["award_rules"]:
        if not row["allowed"] and not row["reason"]:
            yield f"award_rules ({row['code']}).reason: không được xét thì phải nêu lý do"


def _figures(plan: Plan) -> Iterator[str]:
    for row in plan.tables["settings"]:
        known = KEYS.get(row["key"])
        if known is None:
            yield f"settings ({row['code']}).key: không có thiết lập “{row['key']}”"
        elif fault := known.fault(row["value"]):
            yield f"settings ({row['code']}).value: {fault}"


def _points(plan: Plan) -> Iterator[str]:
    pairs = Counter((row["group"], row["period"]) for row in plan.points)
    for number, row in enumerate(plan.points, start=1):
        place = f"{POINTS}[{number}]"
        if pairs[row["group"], row["period"]] > 1:
            yield f"{place}.group: nhóm {row['group']} có hai bảng điểm cho {row['period']}"
        criteria = [entry["code"] for entry in plan.tables["criteria"] if entry["group"] == row["group"]]
        if not criteria:
            yield f"{place}.group: nhóm {row['group']} không có tiêu chí nào"
        elif set(criteria) != set(row["points"]):
            yield f"{place}.points: phải có đúng các tiêu chí {', '.join(criteria)}"
        elif (total := sum(row["points"].values())) != 100:
            yield f"{place}.points: tổng điểm là {str(total).replace('.', ',')}, phải là 100"

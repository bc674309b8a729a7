"""What a value of a plan file may be: one checker per kind, each giving the clean value or the reason in Vietnamese."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.clock import WARD

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
Checker = Callable[[Any], Any]


class Fault(ValueError):
    """A value that cannot be read. `str()` is the Vietnamese reason."""


def text(limit: int | None = None, *, blank: bool = False) -> Checker:
    """One piece of text in NFC, at most `limit` characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise Fault("phải là chữ trong dấu nháy")
        value = value.strip()
        if not value and not blank:
            raise Fault("không được để trống")
        if limit and len(value) > limit:
            raise Fault(f"dài {len(value)} ký tự, tối đa {limit}")
        return value

    return check


def code(value: Any) -> str:
    """A code: small letters, digits and hyphens."""
    if not isinstance(value, str) or len(value) > 60 or not CODE.fullmatch(value):
        raise Fault("mã chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ nam-2026")
    return value


def whole(low: int, high: int) -> Checker:
    """A whole number from `low` to `high`."""

    def check(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise Fault(f"phải là số nguyên từ {low} đến {high}")
        return value

    return check


def yes_no(value: Any) -> bool:
    """true or false."""
    if type(value) is not bool:
        raise Fault("phải là true hoặc false")
    return value


def day(value: Any) -> date:
    """A calendar day."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Fault("phải là ngày, viết năm-tháng-ngày không có dấu nháy, ví dụ 2026-06-09")
    return value


def moment(value: Any) -> datetime:
    """A moment; without a zone it is the ward's clock."""
    if not isinstance(value, datetime):
        raise Fault("phải là ngày giờ không có dấu nháy, ví dụ 2026-12-12T00:00:00")
    return value if value.tzinfo else value.replace(tzinfo=WARD)


def one_of(choices: type) -> Checker:
    """One value of a TextChoices."""

    def check(value: Any) -> str:
        if value not in choices.values:
            raise Fault(f"phải là một trong: {', '.join(choices.values)}")
        return value

    return check


def many_of(choices: type, *, least: int = 0) -> Checker:
    """Distinct values of a TextChoices."""

    def check(value: Any) -> list[str]:
        single = one_of(choices)
        if not isinstance(value, list) or len(value) < least or len(set(map(str, value))) != len(value):
            raise Fault(f"phải là danh sách không trùng, ít nhất {least} giá trị, trong: {', '.join(choices.values)}")
        return [single(entry) for entry in value]

    return check


def paragraphs(value: Any) -> list[str]:
    """A list of paragraphs."""
    if not isinstance(value, list):
        raise Fault("phải là danh sách các đoạn chữ")
    return [text()(entry) for entry in value]


def titled_paragraphs(value: Any) -> list[dict[str, str]]:
    """A list of { part = heading, text = paragraph }."""
    if not isinstance(value, list) or any(not isinstance(entry, dict) for entry in value):
        raise Fault("phải là danh sách các mục { part = “…”, text = “…” }")
    if any(set(entry) != {"part", "text"} for entry in value):
        raise Fault("mỗi mục có đúng hai khóa: part, text")
    return [{"part": text(120)(entry["part"]), "text": text()(entry["text"])} for entry in value]


def points(value: Any) -> dict[str, Decimal]:
    """Points by criterion code, exact to two places."""
    if not isinstance(value, dict) or not value:
        raise Fault("phải là bảng mã tiêu chí = số điểm")
    clean = {}
    for name, number in value.items():
        exact = Decimal(number) if type(number) is int else number
        if not isinstance(exact, Decimal) or not exact.is_finite() or not 0 < exact <= 1000:
            raise Fault(f"điểm của {name} phải là số lớn hơn 0")
        if exact * 100 != (exact * 100).to_integral_value():
            raise Fault(f"điểm của {name} có nhiều nhất hai chữ số thập phân")
        clean[name] = exact
    return clean


def anything(value: Any) -> Any:
    """Checked elsewhere, by the row's own key."""
    return value

"""Reading of environment variables, so that every setting says its default in one line."""

import os
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """Value of `name`; `NAME_FILE` (a mounted secret) wins over `NAME`."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on (any case)."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """Whole number, or `default` when the variable is not set."""
    value = text(name)
    return int(value) if value else default


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated list without blanks."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]

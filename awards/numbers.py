"""How numbers of the ward's papers are written: "05/QĐ-UBND", no space, a zero under ten (law.md 4.2)."""

import re

from core.text import nfc

DECISION = "QĐ-UBND"
_PARTED = re.compile(r"\s*/\s*")


def sentence(symbol: str, *, what: str) -> str:
    """What is said of a number of another form: “Số quyết định ghi như 12/QĐ-UBND.”"""
    return f"Số {what} ghi như 12/{symbol}."


def clean(text: str, symbol: str, *, what: str) -> str:
    """The number as it is printed: "5 / qđ-ubnd" becomes "05/QĐ-UBND". Raises ValueError with the sentence to show."""
    typed = "".join(nfc(text).split()).upper()
    match = re.fullmatch(rf"0*([1-9]\d{{0,4}})/{re.escape(symbol.upper())}", typed, re.ASCII)
    if match is None:
        raise ValueError(sentence(symbol, what=what))
    return f"{int(match[1]):02d}/{symbol}"


def post_lines(words: str) -> str:
    """The lines above a signature as they are stored, one a line, from a figure that parts them by " / "."""
    return "\n".join(_PARTED.split(words.strip()))

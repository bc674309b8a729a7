"""CSV that Excel opens rightly: Vietnamese kept, and no cell that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

# Signs with which a spreadsheet begins a formula, or which hide one.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def safe_cell(value: Any) -> Any:
    """Text that would start a formula gets an apostrophe in front, which spreadsheets take as “this is text”.

    So does text that already looks guarded, so that `unguarded` gives back exactly what there was.
    """
    if isinstance(value, str) and (value.startswith(DANGEROUS) or _GUARDED.match(value)):
        return f"'{value}"
    return value


def unguarded(value: str) -> str:
    """The text a cell of such a file stands for: `safe_cell` undone."""
    return value[1:] if _GUARDED.match(value) else value


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The table as UTF-8 with the mark Excel looks for."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(headings)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def csv_answer(content: bytes, name: str) -> HttpResponse:
    """The file as a download; `name` is plain ASCII without its ending."""
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )

"""The square on a paper that leads to its check page (mã QR), drawn as the path of an inline SVG."""

from dataclasses import dataclass

import segno

# Light modules around the square: readers want four (ISO/IEC 18004).
QUIET = 4


@dataclass(frozen=True, slots=True)
class Square:
    """`size` is the edge in modules with the light border, `path` the dark ones as SVG path data."""

    size: int
    path: str


def square(text: str) -> Square:
    """Draw `text`, an address in ASCII, so that a smudge over a seventh of the paper does not matter (level M)."""
    rows = segno.make(text, error="m", micro=False).matrix
    runs = [run for y, row in enumerate(rows) for run in _runs(row, y)]
    return Square(len(rows) + 2 * QUIET, "".join(runs))


def _runs(row, y: int):
    """The dark stretches of one line of modules, each as a rectangle."""
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z"
            start = None

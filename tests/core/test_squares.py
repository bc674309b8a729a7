"""The square on a paper says what it was asked to say; read back from a picture, not from the code that drew it."""

import pytest
from PIL import Image, ImageDraw

from core.squares import QUIET, square
from tests.squares import read_square


def drawn(text: str, pixels: int = 4) -> Image.Image:
    """The path's rectangles on white paper."""
    figure = square(text)
    picture = Image.new("L", (figure.size * pixels, figure.size * pixels), 255)
    pen = ImageDraw.Draw(picture)
    for piece in figure.path.split("M")[1:]:
        start, rest = piece.split("h", 1)
        x, y = map(int, start.split())
        length = int(rest.split("v")[0])
        pen.rectangle([x * pixels, y * pixels, (x + length) * pixels - 1, (y + 1) * pixels - 1], fill=0)
    return picture


@pytest.mark.parametrize(
    "text",
    [
        "https://thidua.lechan.example/bien-nhan/LC-2026-0047-ABCDEFGHIJKL/",
        "http://localhost:8000/bien-nhan/LC-2026-123456789-ABCDEFGHIJKL/",
        "x",
    ],
)
def test_square_reads_back(text):
    assert read_square(drawn(text)) == text


def test_a_wrong_module_is_noticed():
    picture = drawn("https://thidua.lechan.example/")
    edge = picture.width
    # A module in the lower right corner, where the first bits stand.
    at = edge - (QUIET + 1) * 4
    picture.paste(255 - picture.getpixel((at + 1, at + 1)), (at, at, at + 4, at + 4))
    try:
        assert read_square(picture) != "https://thidua.lechan.example/"
    except AssertionError as exc:
        assert "bytes" in str(exc) or "==" in str(exc)


def test_square_keeps_the_light_border():
    figure = square("x")
    assert figure.size == 21 + 2 * QUIET
    assert figure.path.startswith(f"M{QUIET} {QUIET}h7")

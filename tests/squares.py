"""Reads a QR square back from a picture of a page, the way a telephone does: finds it, samples it, decodes it.

Only what the portal draws: upright, versions 1 to 6, bytes. Nothing is corrected, so a single wrong module is noticed.
The table of blocks is the standard's, as segno carries it; the drawing code is not asked.
"""

import subprocess
from io import BytesIO

from PIL import Image
from segno import consts

FINDER = (1, 1, 3, 1, 1)
MASKS = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)


def picture_of(content: bytes, page: int = 1, dpi: int = 200) -> Image.Image:
    """A page of a PDF as poppler draws it."""
    order = ["pdftoppm", "-r", str(dpi), "-gray", "-f", str(page), "-l", str(page), "-"]
    return Image.open(BytesIO(subprocess.run(order, input=content, capture_output=True, check=True).stdout))


def read_square(picture: Image.Image) -> str:
    """The text of the one square in the picture; AssertionError when there is none or it is damaged."""
    return _decode(_modules(picture.convert("L").point(lambda grey: 255 * (grey < 128))))


def _runs(line: bytes) -> list[tuple[int, int]]:
    """Where each stretch of one colour begins and how long it is."""
    found, start = [], 0
    for place in range(1, len(line) + 1):
        if place == len(line) or line[place] != line[start]:
            found.append((start, place - start))
            start = place
    return found


def _looks_like_a_finder(lengths: list[int]) -> bool:
    unit = sum(lengths) / 7
    return unit >= 2 and all(
        abs(length - unit * part) < unit * 0.6 for length, part in zip(lengths, FINDER, strict=True)
    )


def _finders(picture: Image.Image) -> list[tuple[float, float, float]]:
    """Middle and module size of the three corner marks: crossing them both ways shows 1:1:3:1:1."""
    width, height = picture.size
    rows = [picture.crop((0, y, width, y + 1)).tobytes() for y in range(height)]
    spots: list[list[float]] = []
    for y, row in enumerate(rows):
        runs = _runs(row)
        for place in range(len(runs) - 4):
            five = runs[place : place + 5]
            if not row[five[0][0]] or not _looks_like_a_finder([length for _, length in five]):
                continue
            x = (five[0][0] + five[4][0] + five[4][1]) / 2
            column = bytes(line[int(x)] for line in rows)
            for begin, group in _vertical(column, y):
                spot = [x, begin + sum(group) / 2, sum(group) / 7]
                if _looks_like_a_finder(group) and _is_a_corner(picture, *spot):
                    spots.append(spot)
    corners: list[list[list[float]]] = []
    for spot in spots:
        near = [corner for corner in corners if abs(corner[0][0] - spot[0]) + abs(corner[0][1] - spot[1]) < 2 * spot[2]]
        (near[0] if near else corners.append([]) or corners[-1]).append(spot)
    return [tuple(sum(values) / len(corner) for values in zip(*corner, strict=True)) for corner in corners]


def _is_a_corner(picture: Image.Image, x: float, y: float, unit: float) -> bool:
    """Whether all seven by seven modules are as in a corner: a dark ring, a light one, a dark middle."""
    return all(
        (picture.getpixel((int(x + across * unit), int(y + down * unit))) > 0) == (max(abs(across), abs(down)) != 2)
        for across in range(-3, 4)
        for down in range(-3, 4)
    )


def _vertical(column: bytes, y: int):
    runs = _runs(column)
    for place in range(len(runs) - 4):
        five = runs[place : place + 5]
        if column[five[0][0]] and five[2][0] <= y < five[2][0] + five[2][1]:
            yield five[0][0], [length for _, length in five]


def _modules(picture: Image.Image) -> list[list[int]]:
    corners = _finders(picture)
    assert len(corners) == 3, f"{len(corners)} corner marks on the page"
    left, top, unit = min(corners, key=lambda spot: spot[0] + spot[1])
    right = max(corners, key=lambda spot: spot[0] - spot[1])[0]
    count = round((right - left) / unit) + 7
    step = (right - left) / (count - 7)
    return [
        [int(picture.getpixel((int(left + (x - 3) * step), int(top + (y - 3) * step))) > 0) for x in range(count)]
        for y in range(count)
    ]


def _reserved(size: int) -> set[tuple[int, int]]:
    """Modules that carry no data: corners with their format bits, timing lines, the alignment mark."""
    every = [(y, x) for y in range(size) for x in range(size)]
    edge, middle = size - 9, size - 7
    corners = {(y, x) for y, x in every if (y < 9 and (x < 9 or x > edge)) or (y > edge and x < 9)}
    timing = {(y, x) for y, x in every if 6 in (y, x)}
    mark = {(y, x) for y, x in every if max(abs(y - middle), abs(x - middle)) < 3 and size > 21}
    return corners | timing | mark


def _decode(modules: list[list[int]]) -> str:
    size = len(modules)
    version = (size - 17) // 4
    assert size == 17 + 4 * version and version <= 6
    places = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    form = int("".join(str(modules[y][x]) for y, x in places), 2) ^ 0b101010000010010
    level, mask = form >> 13, MASKS[form >> 10 & 7]
    reserved, bits = _reserved(size), []
    upwards, x = True, size - 1
    while x > 0:
        x -= x == 6
        for step in range(size):
            y = size - 1 - step if upwards else step
            for column in (x, x - 1):
                if (y, column) not in reserved:
                    bits.append(modules[y][column] ^ mask(y, column))
        upwards, x = not upwards, x - 2
    words = [int("".join(map(str, bits[place : place + 8])), 2) for place in range(0, len(bits) - 7, 8)]
    blocks = [block for kind in consts.ECC[version][level] for block in [kind.num_data] * kind.num_blocks]
    data: list[list[int]] = [[] for _ in blocks]
    order = iter(words)
    for turn in range(max(blocks)):
        for place, length in enumerate(blocks):
            if turn < length:
                data[place].append(next(order))
    stream = "".join(f"{word:08b}" for block in data for word in block)
    assert stream[:4] == "0100", "not written in bytes"
    length = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * place : 20 + 8 * place], 2) for place in range(length)).decode("ascii")

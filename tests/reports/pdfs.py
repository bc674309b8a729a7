"""What a PDF says when it is read back by programs other than the one that drew it."""

import io
import re
import subprocess
from dataclasses import dataclass

import pikepdf

MM = 72 / 25.4


def _run(*order: str, content: bytes) -> str:
    return subprocess.run([*order], input=content, capture_output=True, check=True).stdout.decode()


def pages(content: bytes, mode: str = "-layout") -> list[str]:
    """The words of each page: line by line across columns, or cell by cell with "-raw"."""
    return [" ".join(page.split()) for page in _run("pdftotext", mode, "-", "-", content=content).split("\f")[:-1]]


@dataclass(frozen=True)
class Word:
    """One word with its box in points from the upper left corner of its page."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


def words(content: bytes) -> list[Word]:
    """Every word with the place it is drawn at."""
    found, page = [], 0
    for line in _run("pdftotext", "-bbox", "-", "-", content=content).splitlines():
        page += "<page " in line
        if match := re.search(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', line):
            left, top, right, bottom = (float(each) for each in match.groups()[:4])
            found.append(Word(match[5], page, left, top, right, bottom))
    return found


def place_of(content: bytes, text: str) -> Word:
    """The last place where these words stand beside each other on one line; their first word's."""
    wanted, found = text.split(), words(content)
    hits = [place for place in range(len(found)) if [one.text for one in found[place : place + len(wanted)]] == wanted]
    return found[hits[-1]]


def fonts(content: bytes) -> list[tuple[str, bool]]:
    """Name of each font and whether the file carries it."""
    lines = _run("pdffonts", "-", content=content).splitlines()[2:]
    return [(line.split()[0].split("+")[-1], line.split()[-5] == "yes") for line in lines]


def archivable(content: bytes) -> str:
    """Part and level of PDF/A the file claims: "2A", empty for none."""
    with pikepdf.open(io.BytesIO(content)) as document, document.open_metadata() as meta:
        return f"{meta.get('pdfaid:part', '')}{meta.get('pdfaid:conformance', '')}"


def sizes(content: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in whole millimetres."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [tuple(round(float(side) / MM) for side in page.mediabox[2:]) for page in document.pages]

"""Pictures of the portal for people to read by: taken from the pages, kept with GUIDE_PICTURES=write, else compared.

Compared is a quarter of the size: letters drawn a hair differently on another machine are no change, a moved button is.
"""

import io
import os
from pathlib import Path

from PIL import Image, ImageChops

LARGEST = 150 * 1024
# Of the quarter-size picture: how far a colour may be off, and on what share of the picture.
NEAR, SHARE = 48, 0.02
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def photograph(page, at=None) -> bytes:
    """What is on the screen, with `at` moved to its upper edge, as a small PNG."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    if at is None:
        page.evaluate("window.scrollTo(0, 0)")
    else:
        at.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 90)")
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    kept = io.BytesIO()
    # Sixty-four colours are all a page has, and a third of the bytes.
    shot.quantize(64, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def share_of_change(one: bytes, other: bytes) -> float:
    """How much of the picture looks different, from 0 to 1; 1 when the sizes differ."""
    first, second = (Image.open(io.BytesIO(content)).convert("RGB") for content in (one, other))
    if first.size != second.size:
        return 1.0
    first, second = first.reduce(4), second.reduce(4)
    different = [max(pixel) > NEAR for pixel in ImageChops.difference(first, second).getdata()]
    return sum(different) / len(different)


def keep(folder: Path, taken: dict[str, bytes]) -> None:
    """Write the pictures into the folder when asked to by GUIDE_PICTURES=write."""
    if os.environ.get("GUIDE_PICTURES") == "write":
        folder.mkdir(exist_ok=True)
        for name, content in taken.items():
            (folder / f"{name}.png").write_bytes(content)


def changed(folder: Path, taken: dict[str, bytes]) -> list[str]:
    """A line for each picture that does not look like the one in the folder."""
    found = []
    for name, content in taken.items():
        path = folder / f"{name}.png"
        share = share_of_change(content, path.read_bytes()) if path.exists() else 1.0
        if share > SHARE:
            found.append(f"{name}.png: {share:.1%} of the picture has changed")
    return found

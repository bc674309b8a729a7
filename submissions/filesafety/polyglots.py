"""Files that are two things at once: what one program draws another would run."""

import re
import zipfile
from typing import BinaryIO

# Words that make a program take the bytes for a page or a script, wherever they stand.
_PAGE = re.compile(rb"<(?:html|script|iframe|!doctype|\?php|svg)[\s>/]", re.IGNORECASE)
# A reader of PDFs looks for this mark in the first kilobyte.
PDF_MARK = b"%PDF-"
PDF_LOOKS = 1024


def is_archive(file: BinaryIO) -> bool:
    """True when the directory of a ZIP stands at the end, whatever stands at the beginning."""
    file.seek(0)
    try:
        return zipfile.is_zipfile(file)
    finally:
        file.seek(0)


def holds_a_page(data: bytes) -> bool:
    """True when the bytes hold the beginning of a web page or of a script."""
    return _PAGE.search(data) is not None

"""What may stand in a name: names go into the ward's own letters and its log, where they must not pass for more.

A link in a name would reach people in a letter of the ward; a name of the log's own would sign somebody else's deeds.
Only what is newly written is asked; what stands in a row stays.
"""

import re

from django.core.exceptions import ValidationError

from .audit import STRANGER, SYSTEM
from .text import fold_vi, nfc

MOST = 150
NAME = "Họ tên chỉ gồm chữ, dấu cách, dấu chấm, gạch nối; không có đường dẫn."
TITLE = "Chức danh chỉ gồm chữ, số và dấu câu thường; không có đường dẫn."
NO_LINK = "Không ghi đường dẫn ở đây."
RESERVED = "Tên này dành cho nhật ký của cổng. Ghi họ tên thật."
TOO_LONG = f"Rút gọn còn tối đa {MOST} ký tự."

_MARKS = " .'’()-"
# Posts name several bodies: “Phòng Kinh tế, Hạ tầng và Đô thị”, “Phòng Văn hóa – Xã hội”.
_TITLE_MARKS = _MARKS + ",;&–—/“”"
_AFTER_DOT = re.compile(r"\w\.([^\W\d_]{2,})")
_NUMBERS = re.compile(r"\d+(?:\.\d+){3}")


def _letters(value: str) -> str:
    return "".join(char for char in fold_vi(value) if char.isalnum())


_RESERVED = frozenset(map(_letters, (SYSTEM, STRANGER)))


def _has_link(text: str) -> bool:
    """True for what a mail program may turn into a link.

    No host ends in letters with Vietnamese marks: “TP.Hải Phòng” is none, “evil.example” is one.
    """
    if "www." in text.lower() or _NUMBERS.search(text):
        return True
    runs = _AFTER_DOT.findall(text)
    return any(run.isascii() or not fold_vi(run).isascii() for run in runs)


def _check(value: str, marks: str, sentence: str) -> None:
    text = nfc(value)
    if len(text) > MOST:
        raise ValidationError(TOO_LONG)
    # A mark of a letter that NFC leaves by itself belongs to the letter before it.
    if not all(char.isalnum() or char in marks or fold_vi(char) == "" for char in text) or _has_link(text):
        raise ValidationError(sentence)


def check_name(value: str) -> None:
    """Refuse a full name that is none (họ tên), with a sentence: ValidationError."""
    _check(value, _MARKS, NAME)
    if _letters(nfc(value)) in _RESERVED:
        raise ValidationError(RESERVED)


def check_title(value: str) -> None:
    """Refuse a post or title with a link in it (chức danh, chức vụ): ValidationError."""
    _check(value, _TITLE_MARKS, TITLE)


def check_no_link(value: str) -> None:
    """Refuse a link in a short text that goes into letters, such as a unit's name: ValidationError."""
    if "://" in value or "www." in value.lower():
        raise ValidationError(NO_LINK)

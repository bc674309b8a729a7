"""Vietnamese text: one form of storage, search without accents, order of the Vietnamese alphabet.

SQLite folds no Vietnamese case and neither database sorts đ, ă, â rightly by default, so both keep two columns made
here.
"""

import unicodedata

_DROP = str.maketrans({**{chr(code): None for code in range(0x300, 0x370)}, "đ": "d", "Đ": "d"})
_ALPHABET = {letter: f"{place:02d}" for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=40)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(value: str) -> str:
    """The text in NFC without NUL and bidirectional control characters: the only form that is stored."""
    unwanted = {0: None, **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])}
    return unicodedata.normalize("NFC", value).translate(unwanted)


def whole_number(text: str | None) -> int | None:
    """The number written in an address or form field; None unless it is plain digits that fit a database key.

    Python refuses to read very long numbers and databases to compare them: neither may become a server error.
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def code_key(code: str) -> str:
    """What two spellings of one code share: NFC, no surrounding or doubled blanks, no case; leading zeros stay."""
    return " ".join(nfc(code).split()).casefold()


def fold_vi(value: str) -> str:
    """The text without accents and case: fold_vi("Đổi mới") == "doi moi"."""
    return unicodedata.normalize("NFD", value).translate(_DROP).lower()


def sort_key(value: str) -> str:
    """A string whose code-point order is the Vietnamese dictionary order: letters first, then tones, then capitals."""
    letters, tones, capitals = [], [], []
    for char in unicodedata.normalize("NFC", value.strip()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((_TONES[part] for part in parts if part in _TONES), "0")
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        lower = base.lower()
        letters.append(
            _ALPHABET.get(lower) or (f"1{lower}" if lower.isdigit() else f"0{lower}" if lower == " " else f"2{lower}")
        )
        tones.append(tone)
        capitals.append("0" if lower == base else "1")
    return "".join(letters) + "!" + "".join(tones) + "!" + "".join(capitals)


def name_sort_key(full_name: str) -> str:
    """Order of Vietnamese personal names: the given name (last word) first, then the rest (law.md trap 27)."""
    words = full_name.split()
    return sort_key(" ".join([*words[-1:], *words[:-1]]))

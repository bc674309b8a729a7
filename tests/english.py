"""Finds English on what a person reads: words that the packages use in their sentences, less those that are Vietnamese.

The list is as long as the packages are talkative: whatever of theirs slips through untranslated is made of these words.
"""

import json
import re
from functools import cache, lru_cache
from html.parser import HTMLParser

from tests.vietnamese import vendors

# Words of the packages that are syllables of Vietnamese as well.
VIETNAMESE = {"am", "an", "be", "can", "do", "in", "may", "me", "no", "non", "so", "them", "thu", "to"}
# Rests of words cut at an apostrophe or made of format letters, and units.
FRAGMENTS = {
    "dd", "didn", "don", "gb", "hh", "kb", "ll", "mb", "mm", "nr", "pb", "re", "ss", "tb", "ve", "wasn", "won", "yyyy",
}  # fmt: skip
# Words a ward officer uses as they are, and names.
LOANS = {
    "byte",
    "cookie",
    "django",
    "https",
    "ip",
    "ipv",
    "javascript",
    "json",
    "menu",
    "pin",
    "qr",
    "url",
    "uuid",
    "web",
}
# What the packages never say but a page could.
MORE = {"dashboard", "home", "loading", "logout", "ok", "previous", "submit", "upload", "username"}
PHRASES = re.compile(
    r"passkey|Caps Lock|“Control”|“Command”|máy Mac|“Referer”|Referrer-Policy: no-referrer|DEBUG=True"
    r"|Google Authenticator|Microsoft Authenticator|Windows Hello|Face ID|Unicode"
)
PLACEHOLDER = re.compile(r"<[^>]*>|%\(\w+\)[sdr]|%[sdr]|\{\w*\}|&\w+;")
# Addresses, file names, codes: no words.
NO_WORDS = re.compile(r"\S*[@/_\\]\S*|\S+\.[A-Za-z]\S*|\S*\d\S*")
WORD = re.compile(r"(?<![^\W\d_])[A-Za-z]{2,}(?![^\W\d_])")
READ_ALOUD = {
    "title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "alt", "label", "data-busy",
    "data-label", "data-confirm",
}  # fmt: skip
UNSEEN = {"script", "style", "template"}


@cache
def words() -> frozenset[str]:
    """Every word that counts as English, in small letters."""
    found = set(MORE)
    for scripts in (False, True):
        for _, sentence in vendors.sentences(scripts=scripts):
            found |= {word.lower() for word in WORD.findall(PLACEHOLDER.sub(" ", sentence))}
    return frozenset(found - VIETNAMESE - FRAGMENTS - LOANS)


class _Reader(HTMLParser):
    """Collects what is shown, and what a screen reader says or a pointer uncovers."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag, attrs):
        self._unseen += tag in UNSEEN
        given = dict(attrs)
        self.texts += [given[name] for name in READ_ALOUD & given.keys() if given[name]]
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            self.texts.append(given.get("value") or "")
        if tag == "meta" and given.get("name") == "description":
            self.texts.append(given.get("content") or "")

    def handle_endtag(self, tag):
        self._unseen -= tag in UNSEEN

    def handle_data(self, data):
        if not self._unseen:
            self.texts.append(data)


def english_in_text(text: str) -> list[str]:
    """English words of a plain text, in order."""
    return list(_found(text))


# Pages share most of their words: menu, foot, labels.
@lru_cache(maxsize=20_000)
def _found(text: str) -> tuple[str, ...]:
    text = NO_WORDS.sub(" ", PHRASES.sub(" ", text))
    return tuple(word for word in WORD.findall(text) if word.lower() in words())


def english_in(html: str) -> list[str]:
    """English words of a page: its text, titles, labels, hints and button names."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [word for text in reader.texts for word in english_in_text(text)]


def english_in_json(body: str) -> list[str]:
    """English words among the values of a JSON answer."""
    found: list[str] = []

    def walk(value):
        if isinstance(value, str):
            found.extend(english_in(value))
        elif isinstance(value, list | dict):
            for part in value.values() if isinstance(value, dict) else value:
                walk(part)

    walk(json.loads(body))
    return found


def english_of(answer) -> list[str]:
    """English words of an answer of the test client, by its kind; files are looked at elsewhere."""
    kind = answer.headers.get("Content-Type", "").split(";")[0]
    if answer.streaming or "attachment" in answer.headers.get("Content-Disposition", ""):
        return []
    if kind == "application/json":
        return english_in_json(answer.content.decode())
    return english_in(answer.content.decode()) if kind.startswith("text/") else []

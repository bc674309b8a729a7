"""Addresses on the web as evidence (đường dẫn): only read and shown, never fetched by the server."""

import ipaddress
import re
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit

from core.text import nfc

from . import phrases
from .filechecks import FileRefused

MOST = 1000
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PORT = re.compile(r"^[^/?#:]+:\d+(?:[/?#]|$)")
# Names that lead nowhere outside the house.
_INSIDE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".test", ".invalid", ".onion")
_NUMBER = re.compile(r"^(?:0x[0-9a-f]*|\d+)$", re.IGNORECASE)


def clean(raw: str) -> str:
    """The address as it is kept; raises FileRefused with what is wrong with it.

    http and https only, no names and numbers of machines inside a network, no account in front of the host.
    """
    text = nfc(raw).strip()
    if not text:
        raise FileRefused(phrases.LINK_EMPTY)
    if len(text) > MOST:
        raise FileRefused(phrases.LINK_TOO_LONG.format(most=MOST))
    if any(not char.isprintable() or char.isspace() for char in text) or "\\" in text:
        raise FileRefused(phrases.LINK_WRONG)
    if not _SCHEME.match(text) or _PORT.match(text):
        text = f"https://{text.removeprefix('//')}"
    parts = _parts(text)
    if parts.scheme.lower() not in ("http", "https"):
        raise FileRefused(phrases.LINK_NO_WEB)
    host = (parts.hostname or "").rstrip(".")
    if not host or "@" in parts.netloc:
        raise FileRefused(phrases.LINK_WRONG)
    if _is_inside(host):
        raise FileRefused(phrases.LINK_INSIDE)
    if "." not in host and ":" not in host:
        raise FileRefused(phrases.LINK_WRONG)
    return text


def _parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
        (parts.hostname or "").encode("idna")
    except (ValueError, UnicodeError):
        raise FileRefused(phrases.LINK_WRONG) from None
    return parts


def _is_inside(host: str) -> bool:
    """True for a machine of an inner network, however its number is written."""
    name = host.encode("idna").decode("ascii").lower()
    if name == "localhost" or name.endswith(_INSIDE):
        return True
    try:
        return not ipaddress.ip_address(name.partition("%")[0]).is_global
    except ValueError:
        # 2130706433, 0x7f.1 and 127.1 are numbers too; a real name never ends in one.
        return bool(_NUMBER.match(name.rsplit(".", 1)[-1]))


def host_of(url: str) -> str:
    """The host a person reads beside the link."""
    return urlsplit(url).hostname or ""


def digest_of(url: str) -> str:
    """What makes the same address twice in one report the same piece of evidence."""
    return sha256(url.encode()).hexdigest()

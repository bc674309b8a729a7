"""Encryption of what must be read back: secrets of second factors in the table (reliability threat 12)."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "accounts.second-factor"


@lru_cache(maxsize=8)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    """The first key encrypts, every key decrypts."""
    raw = [salted_hmac(SALT, "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in raw])


def _current() -> MultiFernet:
    return _cipher((*settings.MFA_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def encrypt(text: str) -> str:
    """The text as it is stored; MFA_KEY, or SECRET_KEY when there is none, is needed to read it."""
    return _current().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text again. Raises cryptography's InvalidToken when none of the keys of today wrote it."""
    return _current().decrypt(stored.encode()).decode()

"""Public pages that answer to a code: whoever tries many wrong ones from one address waits (tra cứu).

`action` is a key of ACCOUNT_RATE_LIMITS; the counting is that of the door.
"""

import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

APP = "allauth.account"


def is_blocked(request: HttpRequest, action: str) -> bool:
    """Whether too much was tried from there; only reads, as the right code counts nothing.

    Right ones wait too: otherwise whoever guesses would see which one was right.
    """
    for rate in ratelimit.get_rates(app=APP, action=action):
        tried = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate), [])
        if not ratelimit.apply_rate(tried, time.time(), rate, dry_run=True)[0]:
            return True
    return False


def may_try_again(request: HttpRequest, action: str) -> bool:
    """Count a wrong code; False when it was one too many."""
    return bool(ratelimit.consume(request, app=APP, action=action, limit_get=True))

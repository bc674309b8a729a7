"""How long a session lasts: until nobody pressed anything for a while, and never beyond a working day."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings

BEGAN = "visit_began"
SEEN = "visit_seen"
# A session is written again at most this often; it ends that much earlier rather than later.
REFRESH_SECONDS = 60


def begin(session, *, now: float | None = None) -> None:
    """Note when the session began; called at every sign-in."""
    session[BEGAN] = session[SEEN] = int(now or time.time())


def seconds_left(session, *, now: float | None = None) -> int:
    """Seconds until the session ends if nothing is pressed; 0 or less when it is over."""
    now = now or time.time()
    idle = session.get(SEEN, now) + settings.SESSION_IDLE_SECONDS
    absolute = session.get(BEGAN, now) + settings.SESSION_ABSOLUTE_SECONDS
    return int(min(idle, absolute) - now)


def note_activity(request, *, now: float | None = None) -> None:
    """Keep the session alive (còn làm việc), writing at most once a minute; its row in the own list follows."""
    now = now or time.time()
    if BEGAN not in request.session:
        begin(request.session, now=now)
    elif now - request.session[SEEN] < REFRESH_SECONDS:
        return
    else:
        request.session[SEEN] = int(now)
    UserSession.objects.create_from_request(request)

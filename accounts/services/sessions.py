"""What somebody is signed in with, and ending it."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from ..models import User


def open_sessions(user: User, *, now: datetime) -> QuerySet[UserSession]:
    """Where the account is signed in (phiên đang mở), newest first; what ends at its next request is left out."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    seen = now - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    return UserSession.objects.filter(user=user, session_key__in=alive, last_seen_at__gt=seen).order_by("-pk")


def end_sessions(user: User, *, keep: str = "") -> int:
    """End every session of the account at its next request (kết thúc các phiên đăng nhập); returns how many.

    `keep` is the key of a session that goes on. Each sign-in has a row in UserSession, which is how its session is
    found.
    """
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep)
    for session in sessions:
        session.end()
    return len(sessions)

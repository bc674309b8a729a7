"""Ending what somebody is signed in with."""

from allauth.usersessions.models import UserSession

from ..models import User


def end_sessions(user: User, *, keep: str = "") -> int:
    """End every session of the account at its next request (kết thúc các phiên đăng nhập); returns how many.

    `keep` is the key of a session that goes on. Each sign-in has a row in UserSession, which is how its session is
    found.
    """
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep)
    for session in sessions:
        session.end()
    return len(sessions)

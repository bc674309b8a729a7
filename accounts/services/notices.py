"""The notice on personal data (thông báo xử lý dữ liệu cá nhân): which version counts, and who has accepted it.

A new version is a new file `templates/accounts/notices/<n>.html` and a raised `VERSION`: everybody is asked again.
Former files stay, so that what was accepted can be read for ever (reliability 4, law.md 6.1).
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit

from ..models import NoticeAcceptance, User

VERSION = 2
ISSUED_ON = "23/11/2026"
# The version a session is known to have accepted: asked of the database once a sign-in, not with every page.
SESSION_KEY = "thong-bao"


def template_of(version: int) -> str:
    """The text of one version."""
    return f"accounts/notices/{version}.html"


def has_accepted(user: User, version: int | None = None) -> bool:
    """Whether the account accepted the version that counts now, or the one given."""
    return NoticeAcceptance.objects.filter(user=user, version=version or VERSION).exists()


def accept(*, by: User, at: datetime | None = None) -> NoticeAcceptance:
    """Keep that `by` read and accepted the notice of today (xác nhận đã đọc); a second press changes nothing."""
    try:
        with transaction.atomic():
            row = NoticeAcceptance.objects.create(user=by, version=VERSION, accepted_at=at or timezone.now())
            audit.record("accept_notice", by, by=by, version=VERSION)
            return row
    except IntegrityError:
        return NoticeAcceptance.objects.get(user=by, version=VERSION)

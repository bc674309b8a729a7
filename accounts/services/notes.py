"""What somebody does with their notes in the portal and with the mail that repeats them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import audit
from core.enums import Topic
from core.models import Notification

from .. import mail_topics
from ..models import MutedTopic, User


def read(note: Notification, *, by: User, at: datetime | None = None) -> bool:
    """Mark one's own note as read (đánh dấu đã đọc); False when it was before. No line of the log: nothing happened."""
    rows = Notification.objects.unread_of(by.pk).filter(pk=note.pk)
    return rows.update(read_at=at or timezone.now()) == 1


def read_all(*, newest: int, by: User, at: datetime | None = None) -> int:
    """Mark every own note up to number `newest` as read (đánh dấu tất cả đã đọc); returns how many were not.

    `newest` is the latest one the reader was shown: what came meanwhile stays unread.
    """
    return Notification.objects.unread_of(by.pk).filter(pk__lte=newest).update(read_at=at or timezone.now())


@transaction.atomic
def choose_mail(*, wanted: Collection[str], by: User) -> bool:
    """Choose the topics that also come as mail (chọn thư báo); returns whether that is anything new.

    Of the topics the user's page offers, those not in `wanted` are silent from now on. Mandatory ones are not asked;
    what was chosen about a topic that concerned them under a former role stays.
    """
    list(User.objects.select_for_update().filter(pk=by.pk))
    offered = {offer.topic for offer in mail_topics.offers(by) if not offer.topic.is_mandatory}
    before = mail_topics.muted(by)
    after = (before - offered) | {topic for topic in offered if topic not in wanted}
    if after == before:
        return False
    MutedTopic.objects.filter(user=by, topic__in=before - after).delete()
    MutedTopic.objects.bulk_create([MutedTopic(user=by, topic=topic) for topic in sorted(after - before)])
    changes = {"without_mail": [_words(before), _words(after)]}
    audit.record("choose_mail", by, by=by, changes=changes)
    return True


def _words(topics: Collection[str]) -> list[str]:
    return [topic.label for topic in Topic if topic in topics]

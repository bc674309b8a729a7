"""Which letters concern whom, and who wants them as mail besides the note in the portal (“Thư báo”)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from core.enums import Topic
from core.letter_kinds import every_kind
from core.notes import Reader

from .enums import Permission as P
from .models import MutedTopic, User

_WRITES, _OFFICE = P.SUBMISSION_WRITE, P.SUBMISSION_REVIEW
# Whom letters of a topic may reach; topics that are not named reach everybody.
CONCERNS: dict[str, frozenset[str]] = {
    Topic.DUE: frozenset({_WRITES, P.REMINDER_SEND}),
    Topic.REPORT: frozenset({_WRITES}),
    Topic.RESULT: frozenset({_WRITES}),
    Topic.DIFFICULTY: frozenset({_WRITES, _OFFICE}),
    Topic.REVIEW: frozenset({_OFFICE}),
    Topic.COUNCIL: frozenset({P.MEETING_ATTEND}),
    Topic.AWARD: frozenset({_WRITES, P.NOMINATION_MANAGE}),
    Topic.DIGEST: frozenset({_OFFICE, P.OVERVIEW_READ}),
    Topic.SITE: frozenset({P.ACCOUNT_MANAGE}),
}
# Why some letters always come.
GROUNDS: dict[str, str] = {
    Topic.DUE: "Quá hạn là nộp muộn.",
    Topic.REPORT: "Là căn cứ báo cáo đã đến nơi hoặc phải sửa.",
    Topic.COUNCIL: "Giấy mời họp phải đến từng thành viên.",
    Topic.ACCOUNT: "Để biết ngay khi có người khác dùng tài khoản hoặc vai trò thay đổi.",
    Topic.SITE: "Cổng hỏng thì có khi không vào đọc thông báo được.",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One topic on the page of choices: what it is called, which letters it covers, why they always come if they do."""

    topic: Topic
    covers: str
    ground: str


def offers(user: User) -> list[Offer]:
    """The topics whose letters may reach somebody with today's roles; a topic no letter is about is left out.

    Links into an account are no news: they come when they are asked for, as mail alone.
    """
    kinds: dict[str, list[str]] = {}
    for kind in (kind for kind in every_kind() if not kind.is_secret):
        kinds.setdefault(kind.topic, []).append(kind.label[:1].lower() + kind.label[1:])
    return [
        Offer(topic, ", ".join(sorted(kinds[topic])), GROUNDS[topic] if topic.is_mandatory else "")
        for topic in Topic
        if topic in kinds and (topic not in CONCERNS or user.permission_names & CONCERNS[topic])
    ]


def muted(user: User) -> set[str]:
    """Topics about which somebody wants no mail."""
    return set(MutedTopic.objects.filter(user=user).values_list("topic", flat=True))


def readers(recipient_id: int | None, addresses: Sequence[str], topic: Topic) -> list[Reader]:
    """The accounts a letter goes to, with what each chose: the directory core/notes.py asks. One query."""
    choice = MutedTopic.objects.filter(user=OuterRef("pk"), topic=topic)
    rows = User.objects.filter(Q(pk=recipient_id) | Q(email__in={address.lower() for address in addresses}))
    rows = rows.annotate(is_silent=Exists(choice)).order_by("pk").values_list("pk", "email", "is_silent")
    return [Reader(pk, email.lower(), not silent) for pk, email, silent in rows]

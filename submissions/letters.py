"""Letters to those a report belongs to: who receives them and in which words (thư gửi đơn vị, ux (f))."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership, Person, Unit
from accounts.roles import UNIT_ROLES
from core.clock import ward_date
from core.formats import format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify

from . import phrases, sections
from .models import Submission


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is addressed. `text` ends where the link follows."""

    kind: str
    subject: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One place the ward wants mended: a section by its key, or one file in it."""

    section: str
    note: str
    file_id: int | None = None
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a letter goes: an account, or (pk None) the address a unit left. `name` is for lists."""

    pk: int | None
    email: str
    name: str


def greeting(subject: Unit | Person) -> str:
    """How the letter begins."""
    return f"Kính gửi ông/bà {subject}." if isinstance(subject, Person) else f"Kính gửi {subject}."


def addressees(subjects: Iterable[Unit | Person], *, on: date) -> dict[Unit | Person, list[Addressee]]:
    """Who writes the report of each subject on the ward day `on`, in two queries.

    A person's own account first, else the officers of the person's unit. A unit without an officer is reached through
    its head, then through the address it left; nobody at all gives an empty list.
    """
    subjects = list(subjects)
    units = {s.pk for s in subjects if isinstance(s, Unit)} | {s.unit_id for s in subjects if isinstance(s, Person)}
    held: dict[tuple[int, str], list[Addressee]] = defaultdict(list)
    grants = Membership.objects.active(on).filter(unit__in=units - {None}, role__in=[Role.UNIT_OFFICER, Role.UNIT_HEAD])
    for grant in grants.filter(user__is_active=True).select_related("user").order_by("pk"):
        held[grant.unit_id, grant.role].append(Addressee(grant.user_id, grant.user.email, str(grant.user)))

    def of(subject: Unit | Person) -> list[Addressee]:
        if isinstance(subject, Person):
            if subject.user_id and subject.user.is_active:
                return [Addressee(subject.user_id, subject.user.email, str(subject))]
            return held[subject.unit_id, Role.UNIT_OFFICER]
        found = held[subject.pk, Role.UNIT_OFFICER] or held[subject.pk, Role.UNIT_HEAD]
        return found or ([Addressee(None, subject.email, subject.name)] if subject.email else [])

    return {subject: of(subject) for subject in subjects}


def heads(units: Iterable[Unit], *, on: date) -> dict[int, list[str]]:
    """Addresses of the heads of each unit, by the unit's pk."""
    found: dict[int, list[str]] = defaultdict(list)
    grants = Membership.objects.active(on).filter(unit__in=list(units), role=Role.UNIT_HEAD, user__is_active=True)
    for unit_id, email in grants.order_by("pk").values_list("unit_id", "user__email"):
        found[unit_id].append(email)
    return found


def returned(submission: Submission, asks: Sequence[Ask], due_on: date, *, lock_rest: bool = False) -> Letter:
    """What the ward asks to be added, place by place."""
    titles = {section.key: section.title for section in sections.sections_of(submission)}
    lines = "".join(f"\n– {_place(ask, titles)}: {ask.note}" for ask in asks)
    rest = phrases.REST_STAYS_LOCKED if lock_rest else phrases.REST_STAYS
    return Letter(
        kind="returned",
        subject=phrases.RETURNED_SUBJECT.format(code=submission.code),
        text=(
            f"{greeting(submission.subject)} Phường đề nghị bổ sung {len(asks)} chỗ, chậm nhất hết "
            f"{format_weekday_date(due_on)}: {lines}\n{rest} Sửa tại:"
        ),
        link=reverse("submissions:home"),
    )


def _place(ask: Ask, titles: dict[str, str]) -> str:
    title = titles.get(ask.section, ask.section)
    return f"{title}, tệp “{ask.file_name}”" if ask.file_id else title


def accepted(submission: Submission) -> Letter:
    """That the report was accepted; marks are not told before they are published."""
    return Letter(
        kind="accepted",
        subject=phrases.ACCEPTED_SUBJECT.format(code=submission.code),
        text=(f"{greeting(submission.subject)} Báo cáo năm {submission.period.year} đã được chấp nhận. Xem tại:"),
        link=reverse("submissions:receipt", args=[submission.pk]),
    )


def reopened(submission: Submission, reason: str) -> Letter:
    """That an accepted report is judged again, why, and that nothing is asked of the unit."""
    return Letter(
        kind="reopened",
        subject=phrases.REOPENED_SUBJECT.format(code=submission.code),
        text=(
            f"{greeting(submission.subject)} Phường mở lại báo cáo năm {submission.period.year} đã chấp nhận để thẩm "
            f"định tiếp. Lý do: {reason.rstrip('.')}.\n{phrases.REOPENED_NOTHING_TO_DO} Xem tại:"
        ),
        link=reverse("submissions:receipt", args=[submission.pk]),
    )


def send(letter: Letter, submission: Submission, *, key: str, at: datetime):
    """Queue one letter about a report to the first who writes it, the others in copy; None when nobody is reachable."""
    first, *others = addressees([submission.subject], on=ward_date(at))[submission.subject] or [None]
    if first is None:
        return None
    return notify(
        recipient=first, dedupe_key=key, kind=letter.kind, subject=letter.subject, text=letter.text, link=letter.link,
        context={"submission": submission.pk}, copy_to=[other.email for other in others],
    )  # fmt: skip


def to_whoever_writes_now(message: OutboxMessage, now: datetime) -> str:
    """Asked as a letter about a report leaves: send it to whoever writes for it by now; why not, or ""."""
    rows = Submission.objects.select_related("unit", "person__user", "person__unit")
    submission = rows.filter(pk=message.context.get("submission")).first()
    return follow(message, submission.subject, on=ward_date(now)) if submission else phrases.REPORT_GONE


def follow(message: OutboxMessage, subject: Unit | Person, *, on: date) -> str:
    """Point a waiting letter about `subject` at its present hands (bàn giao); why it must not leave, or "".

    Whoever handed the work over between queueing and sending reads nothing of the unit any more, neither as the
    addressee nor in copy. A letter to an address a unit left stays as it is.
    """
    if message.recipient_id is None:
        return ""
    present = addressees([subject], on=on)[subject]
    if not writes_for(message.recipient_id, subject, on):
        twin = OutboxMessage.objects.filter(kind=message.kind, context=message.context, text=message.text)
        held = [each for each in present if each.pk]
        if not present:
            return phrases.NOBODY_TO_WRITE_TO
        if held and twin.filter(recipient_id__in=[each.pk for each in held]).exists():
            return phrases.SUCCESSOR_HAS_IT
        message.recipient_id, message.email = present[0].pk, present[0].email
    if message.copy_to:
        units = [subject] if isinstance(subject, Unit) else []
        readers = {each.email for each in present}.union(*heads(units, on=on).values())
        message.copy_to = [email for email in message.copy_to if email in readers and email != message.email]
    message.save(update_fields=["recipient_id", "email", "copy_to"])
    return ""


def writes_for(user_id: int, subject: Unit | Person, on: date) -> bool:
    """Whether the account still writes for the subject on the ward day `on`."""
    if isinstance(subject, Person) and subject.user_id == user_id:
        return subject.user.is_active
    unit_id = subject.unit_id if isinstance(subject, Person) else subject.pk
    held = Membership.objects.active(on).filter(unit=unit_id, role__in=UNIT_ROLES, user=user_id, user__is_active=True)
    return held.exists()

"""Letters to those a report belongs to: who receives them and in which words (thư gửi đơn vị, ux (f))."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership, Person, Unit
from accounts.roles import UNIT_ROLES
from campaigns.wording import words
from core.clock import ward_date
from core.formats import format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify

from . import phrases, results, sections
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


def about(subject: Unit | Person) -> str:
    """Names the subject in forms, and in the list of letters about it."""
    return f"{'person' if isinstance(subject, Person) else 'unit'}-{subject.pk}"


def about_report(report: Submission) -> str:
    """The same for whose report it is, without asking the database."""
    return f"person-{report.person_id}" if report.person_id else f"unit-{report.unit_id}"


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


def names_of(subject: Unit | Person, year: int) -> dict[str, str]:
    """What every text about a report may say: to whom, about whom, of which year."""
    return {"loi_chao": greeting(subject), "don_vi": str(subject), "nam": str(year)}


def values_of(submission: Submission) -> dict[str, str]:
    """The same of one report, with its code."""
    return names_of(submission.subject, submission.period.year) | {"ma": submission.code or ""}


def returned(submission: Submission, asks: Sequence[Ask], due_on: date, *, lock_rest: bool = False) -> Letter:
    """What the ward asks to be added, place by place."""
    titles = {section.key: section.title for section in sections.sections_of(submission)}
    values = values_of(submission) | {
        "so_cho": str(len(asks)),
        "han_bo_sung": format_weekday_date(due_on),
        "danh_sach": "".join(f"\n– {_place(ask, titles)}: {ask.note}" for ask in asks),
        "phan_con_lai": phrases.REST_STAYS_LOCKED if lock_rest else phrases.REST_STAYS,
    }
    return Letter("returned", *words("returned", values), reverse("submissions:home"))


def _place(ask: Ask, titles: dict[str, str]) -> str:
    title = titles.get(ask.section, ask.section)
    return f"{title}, tệp “{ask.file_name}”" if ask.file_id else title


def accepted(submission: Submission) -> Letter:
    """That the report was accepted; its points are told once they are published, which a letter that waits may see."""
    line = results.published_line_of(submission)
    points = {"diem_neu_cong_bo": results.points_in_words(line) if line else None}
    subject, text = words("accepted", values_of(submission) | points)
    return Letter("accepted", subject, text, reverse("submissions:receipt", args=[submission.pk]))


def accepted_as_it_stands(message: OutboxMessage, now: datetime) -> str:
    """As `to_whoever_writes_now`; what was published since the letter was written is told."""
    if gone := to_whoever_writes_now(message, now):
        return gone
    report = Submission.objects.select_related("period", "unit", "person").get(pk=message.context["submission"])
    renew(message, accepted(report))
    return ""


def renew(message: OutboxMessage, letter: Letter) -> None:
    """Bring the words of a waiting letter up to date; writes only when they have changed."""
    if (message.subject, message.text) != (letter.subject, letter.text):
        message.subject, message.text = letter.subject, letter.text
        message.save(update_fields=["subject", "text"])


def reopened(submission: Submission, reason: str) -> Letter:
    """That an accepted report is judged again, why, and that nothing is asked of the unit."""
    subject, text = words("reopened", values_of(submission) | {"ly_do": reason.rstrip(".")})
    return Letter("reopened", subject, text, reverse("submissions:receipt", args=[submission.pk]))


def send(letter: Letter, submission: Submission, *, key: str, at: datetime):
    """Queue one letter about a report to the first who writes it, the others in copy; None when nobody is reachable."""
    first, *others = addressees([submission.subject], on=ward_date(at))[submission.subject] or [None]
    if first is None:
        return None
    return notify(
        recipient=first, dedupe_key=key, kind=letter.kind, subject=letter.subject, text=letter.text, link=letter.link,
        context={"submission": submission.pk}, copy_to=[other.email for other in others],
        about=about_report(submission),
    )  # fmt: skip


def to_whoever_writes_now(message: OutboxMessage, now: datetime) -> str:
    """Asked as a letter about a report leaves: send it to whoever writes for it by now; why not, or ""."""
    rows = Submission.objects.select_related("unit", "person__user", "person__unit")
    submission = rows.filter(pk=message.context.get("submission")).first()
    return follow(message, submission.subject, on=ward_date(now)) if submission else phrases.REPORT_GONE


def follow(
    message: OutboxMessage, subject: Unit | Person, *, on: date, present: Sequence[Addressee] | None = None
) -> str:
    """Point a waiting letter about `subject` at its present hands (bàn giao); why it must not leave, or "".

    Whoever handed the work over between queueing and sending reads nothing of the unit any more, neither as the
    addressee nor in copy. Whoever stayed is written to where they are found today: an address that took no mail may
    have been repaired since. `present` are the addressees of `on`, where the caller has read them.
    """
    present = addressees([subject], on=on)[subject] if present is None else present
    if message.recipient_id is None:
        return _at_the_address_left(message, present)
    was = (message.recipient_id, message.email, message.copy_to)
    still_there = message.recipient_id in {each.pk for each in present}
    if not still_there and not writes_for(message.recipient_id, subject, on):
        twin = OutboxMessage.objects.filter(kind=message.kind, context=message.context, text=message.text)
        held = [each for each in present if each.pk]
        if not present:
            return phrases.NOBODY_TO_WRITE_TO
        if held and twin.filter(recipient_id__in=[each.pk for each in held]).exists():
            return phrases.SUCCESSOR_HAS_IT
        message.recipient_id, message.email = present[0].pk, present[0].email
    else:
        message.email = next((each.email for each in present if each.pk == message.recipient_id), message.email)
    if message.copy_to:
        units = [subject] if isinstance(subject, Unit) else []
        readers = {each.email for each in present}.union(*heads(units, on=on).values())
        message.copy_to = [email for email in message.copy_to if email in readers and email != message.email]
    if was != (message.recipient_id, message.email, message.copy_to):
        message.save(update_fields=["recipient_id", "email", "copy_to"])
    return ""


def _at_the_address_left(message: OutboxMessage, present: Sequence[Addressee]) -> str:
    """A letter to the address a unit left follows that address; it is none of an account's that came since."""
    if present and present[0].pk is None and present[0].email != message.email:
        message.email = present[0].email
        message.save(update_fields=["email"])
    return ""


def writes_for(user_id: int, subject: Unit | Person, on: date) -> bool:
    """Whether the account still writes for the subject on the ward day `on`."""
    if isinstance(subject, Person) and subject.user_id == user_id:
        return subject.user.is_active
    unit_id = subject.unit_id if isinstance(subject, Person) else subject.pk
    held = Membership.objects.active(on).filter(unit=unit_id, role__in=UNIT_ROLES, user=user_id, user__is_active=True)
    return held.exists()

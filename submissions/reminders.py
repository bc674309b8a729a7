"""Urging units and persons to hand in (đôn đốc, D9): who is still missing, the words, the sending.

The step to send is the latest that is due and not yet sent, never one whose date equals today (`reminder_steps`). A row
of ReminderRun makes each step happen once, whoever calls and however often. Who has handed in is asked when the letters
are queued and again by `still_needed` at the moment each one leaves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Unit
from campaigns import wording
from campaigns.models import Enrolment, ReportingPeriod
from campaigns.report_form import section_counts
from core import audit, outbox
from core.clock import start_of, ward_date
from core.enums import MessageStatus
from core.formats import days_left
from core.models import OutboxMessage
from core.verdict import ALLOWED, Verdict, denied, require

from . import letters, phrases, reminder_words, windows
from .enums import SubmissionStatus as S
from .models import Extension, ReminderRun, Submission
from .permissions import may_remind
from .reminder_steps import Waiting, is_pointless, waiting
from .sections import Sections, sections_of_many

KIND = "reminder"
# From this overdue step on the unit's head reads along (ux (f)).
COPY_TO_HEAD_AT = -3
ON_THE_WAY = [MessageStatus.PENDING, MessageStatus.SENDING, MessageStatus.SENT]


@dataclass(frozen=True, slots=True)
class Target:
    """A unit or person whose report is missing, with how far it is and who is written to."""

    subject: Unit | Person
    submission: Submission | None
    sections: Sections | None
    section_count: int
    addressees: list[letters.Addressee]
    heads: list[str]
    deadline: windows.Deadline

    @property
    def key(self) -> str:
        """Names the subject in forms and letter keys."""
        return letters.about(self.subject)

    @property
    def phone(self) -> str:
        """Whom to call: the unit's own number, else the one the report names."""
        unit = self.subject.unit if isinstance(self.subject, Person) else self.subject
        return (unit and unit.phone) or (self.submission.reporter_phone if self.submission else "")

    @property
    def filled(self) -> int:
        """How many sections are filled."""
        return self.sections.done if self.sections else 0

    @property
    def missing(self) -> str:
        """What is still to do, in words."""
        if self.sections is None:
            return "chưa mở báo cáo"
        if self.submission.with_head_since:
            return phrases.WAITS_FOR_HEAD
        titles = [section.title for section in self.sections.unfinished]
        return "; ".join(titles) or "bấm “Nộp báo cáo”"


def still_missing(period: ReportingPeriod, *, now: datetime, only: str = "") -> list[Target]:
    """Every unit and person of the movement whose report the ward has not received (chưa nộp), by the alphabet.

    A report given back for additions was received; one taken back by its unit was not. `only` is the key of the one
    target to look at. A constant number of queries.
    """
    on = ward_date(now)
    enrolments = Enrolment.objects.of(period).filter(Q(person__isnull=False) | Q(unit__in=Unit.objects.active(on)))
    reports = Submission.objects.filter(period=period).select_related("period", "group", "unit", "person")
    if only:
        kind, _, pk = only.partition("-")
        enrolments, reports = (rows.filter(**{f"{kind}_id": pk}) for rows in (enrolments, reports))
    rows = enrolments.select_related("group", "unit", "person__unit", "person__user")
    rows = list(rows.order_by("group__order", "pk"))
    kinds = {row.unit or row.person: row.group.kind for row in reversed(rows)}
    subjects = list(dict.fromkeys(row.unit or row.person for row in rows))
    by_subject = {report.subject: report for report in reports}
    open_ones = [s for s in subjects if s not in by_subject or by_subject[s].status == S.DRAFT]
    sections = sections_of_many(by_subject[s] for s in open_ones if s in by_subject)
    addressees = letters.addressees(open_ones, on=on)
    heads = letters.heads((s for s in open_ones if isinstance(s, Unit)), on=on)
    counts, extensions = section_counts(period), windows.extensions_of([period])
    open_ones.sort(key=lambda subject: subject.sort_key)
    return [
        Target(
            subject=s,
            submission=by_subject.get(s),
            sections=sections.get(by_subject[s].pk) if s in by_subject else None,
            section_count=counts[kinds[s]],
            addressees=addressees[s],
            heads=heads[s.pk] if isinstance(s, Unit) else [],
            deadline=windows.deadline_of(period, known=extensions, **_column(s)),
        )
        for s in open_ones
    ]


def _column(subject: Unit | Person) -> dict[str, int]:
    return {"person_id" if isinstance(subject, Person) else "unit_id": subject.pk}


def letter(
    period: ReportingPeriod, target: Target, *, at: datetime, known: wording.Wording | None = None
) -> letters.Letter:
    """The words as of `at`: so many ward days before the target's own last day, that day itself, or after.

    `known` are the office's changes of the words, for whoever writes many letters (`Wording.now()`).
    """
    code = reminder_words.form_of(days_left(at, target.deadline.closes_at))
    subject, text = wording.words(code, reminder_words.values_of(period, target, at=at), known)
    return letters.Letter(KIND, subject, text, reverse("submissions:home"))


def letters_of(period: ReportingPeriod) -> QuerySet[OutboxMessage]:
    """Every reminder written about the period."""
    return OutboxMessage.objects.filter(kind=KIND, context__period=period.pk)


def zalo_text(found: letters.Letter) -> str:
    """The same words as a message to paste: body and the whole address."""
    return f"{found.text} {settings.SITE_URL}{found.link}"


def targets_of(each: Waiting, *, now: datetime) -> list[Target]:
    """Who is written to at a step that waits: everybody missing who has no days of their own, or the one who has."""
    if each.extension is None:
        return [target for target in still_missing(each.period, now=now) if not target.deadline.is_extended]
    subject = each.extension.unit_id or each.extension.person_id
    only = f"{'unit' if each.extension.unit_id else 'person'}-{subject}"
    return [t for t in still_missing(each.period, now=now, only=only) if t.deadline.extension == each.extension]


def send_due_reminders(*, now: datetime | None = None) -> list[ReminderRun]:
    """Carry out what is due in every period (nhắc theo lịch); calling again, or from two places, changes nothing."""
    now = now or timezone.now()
    return [run for each in waiting(now=now) if (run := _carry_out(each, now=now))]


def _carry_out(each: Waiting, *, now: datetime) -> ReminderRun | None:
    """Write the run and its letters in one transaction; None when somebody else did it first."""
    key = {"period": each.period, "extension": each.extension, "due_at": each.step.due_at}
    name = f"due:{ward_date(each.step.due_at)}:{each.step.days}"
    if each.extension:
        name = f"extended:{each.extension.pk}:{name}"
    try:
        with transaction.atomic():
            run = ReminderRun.objects.create(**key, days_before=each.step.days, run_at=now, left_out=each.left_out)
            heads_too = each.step.days <= COPY_TO_HEAD_AT
            run.queued = _queue(each.period, targets_of(each, now=now), now=now, name=name, heads_too=heads_too)
            run.save(update_fields=["queued"])
            return run
    except IntegrityError:
        if ReminderRun.objects.filter(**key).exists():
            return None
        raise


def _queue(period, targets: Iterable[Target], *, now: datetime, name: str, heads_too: bool = False) -> int:
    """One letter to each addressee of each target; returns how many are new. A head reads along once, not with each."""
    queued, known = 0, wording.Wording.now()
    for target in targets:
        words, days = letter(period, target, at=now, known=known), days_left(now, target.deadline.closes_at)
        own = {addressee.email for addressee in target.addressees}
        copies = [email for email in target.heads if heads_too and email not in own]
        for addressee in target.addressees:
            message = outbox.notify(
                recipient=addressee,
                dedupe_key=f"reminder:{period.pk}:{name}:{target.key}:{addressee.pk or addressee.email}",
                kind=KIND,
                subject=words.subject,
                text=words.text,
                link=words.link,
                context={"period": period.pk, "subject": target.key, "days": days},
                copy_to=copies,
                about=target.key,
                at=now,
            )
            queued, copies = queued + (message is not None), []
    return queued


def still_needed(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: why it has become pointless, or "". Words of an earlier day are renewed (F19)."""
    period = ReportingPeriod.objects.select_related("campaign").filter(pk=message.context["period"]).first()
    if period is None:
        return "kỳ báo cáo không còn"
    missing = still_missing(period, now=now, only=message.context["subject"])
    if not missing:
        return _why_not_missing(period, message.context["subject"])
    deadline, days = missing[0].deadline, message.context["days"]
    if is_pointless(days, deadline, now):
        return "đã qua hạn" if days >= 0 else "được gia hạn" if now < deadline.closes_at else "đã khóa sổ"
    if gone := letters.follow(message, missing[0].subject, on=ward_date(now), present=missing[0].addressees):
        return gone
    if _is_overtaken(message):
        return "đã có thư nhắc sau"
    letters.renew(message, letter(period, missing[0], at=now))
    return ""


def _why_not_missing(period: ReportingPeriod, key: str) -> str:
    kind, _, pk = key.partition("-")
    reports = Submission.objects.filter(period=period, **{f"{kind}_id": pk})
    return "đã nộp" if reports.exclude(status=S.DRAFT).exists() else "không còn tham gia"


def _is_overtaken(message: OutboxMessage) -> bool:
    """Whether a later letter about the same report waits for, or went to, the same hands: it says as much."""
    later = OutboxMessage.objects.filter(
        kind=KIND, pk__gt=message.pk, status__in=ON_THE_WAY, recipient_id=message.recipient_id, email=message.email
    )
    about = {f"context__{name}": message.context[name] for name in ("period", "subject")}
    return later.filter(**about).exists()


def reminded_since_yesterday(period: ReportingPeriod, *, now: datetime) -> dict[str, datetime]:
    """When each target was last written to, today or yesterday on the ward's calendar, by target key."""
    since = start_of(ward_date(now) - timedelta(days=1))
    rows = OutboxMessage.objects.filter(kind=KIND, created_at__gte=since, context__period=period.pk)
    return {row["context"]["subject"]: row["created_at"] for row in rows.order_by("pk").values("context", "created_at")}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What sending now did: letters queued, targets held back because they were reminded a moment ago."""

    queued: int
    held: int


def send_verdict(user, period: ReportingPeriod, *, now: datetime) -> Verdict:
    """May `user` remind now: the right, and a period that receives reports."""
    if not (right := may_remind(user)):
        return right
    if windows.calendar_of(period, now).receives or Extension.objects.filter(period=period, closes_at__gt=now).exists():
        return ALLOWED
    return denied(phrases.NOTHING_TO_REMIND)


@transaction.atomic
def send_now(
    period: ReportingPeriod, keys: Iterable[str], *, insist: Iterable[str] = (), by, now: datetime | None = None
) -> Outcome:
    """Remind the chosen targets at once (gửi ngay), at most once a day each.

    Who was reminded since yesterday is left out unless named in `insist`. Raises Forbidden without the right.
    """
    now = now or timezone.now()
    require(send_verdict(by, period, now=now))
    chosen = set(keys) | set(insist)
    recent = reminded_since_yesterday(period, now=now).keys() - set(insist)
    missing = [target for target in still_missing(period, now=now) if target.key in chosen]
    targets = [target for target in missing if windows.calendar_of(target.deadline, now).receives]
    ready = [target for target in targets if target.key not in recent]
    queued = _queue(period, ready, now=now, name=f"now:{ward_date(now)}")
    audit.record("send_reminders", period, by=by, queued=queued, targets=[target.key for target in ready])
    return Outcome(queued, len(targets) - len(ready))

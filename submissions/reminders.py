"""Urging units and persons to hand in (đôn đốc, D9): the schedule, who is still missing, the words, the sending.

The step to send is the latest that is due and not yet sent, never one whose date equals today; what was missed before
it is left out. A row of ReminderRun makes each step happen once, whoever calls and however often. Who was given more
time has steps of their own, counted to their own last day; their letters are the mark that a step was carried out. Who
has handed in is asked when the letters are queued and again by `still_needed` at the moment each one leaves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Unit
from campaigns.figures import figure
from campaigns.models import Enrolment, ReportingPeriod
from campaigns.report_form import section_counts
from core import audit, outbox
from core.clock import WARD, last_day, start_of, ward_date
from core.formats import days_left, format_date, format_weekday_date
from core.models import OutboxMessage
from core.verdict import ALLOWED, Verdict, denied, require

from . import letters, phrases, windows
from .enums import SubmissionStatus as S
from .models import Extension, ReminderRun, Submission
from .permissions import may_remind
from .sections import Sections, sections_of_many

KIND = "reminder"
SEND_AT = time(7)
# From this overdue step on the unit's head reads along (ux (f)).
COPY_TO_HEAD_AT = -3
# So many days ahead it is still an invitation, not a reminder.
INVITATION_FROM = 21


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the schedule: days before the last day (negative: days overdue), and the moment it is due."""

    days: int
    due_at: datetime


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
        return f"{'person' if isinstance(self.subject, Person) else 'unit'}-{self.subject.pk}"

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


def schedule(period: ReportingPeriod, *, at: datetime, times: windows.Times | None = None) -> list[Step]:
    """The steps of the period in order, by the setting that counts on the day `at` (lịch nhắc); to the last day of
    `times`, the period's own unless given.
    """
    on, last = ward_date(at), last_day((times or period).closes_at)
    before = figure("reminder_days", on=on, campaign=period.campaign)
    after = figure("overdue_days", on=on, campaign=period.campaign)
    days = sorted({*(int(n) for n in before), *(-int(n) for n in after)}, reverse=True)
    return [Step(n, datetime.combine(last - timedelta(days=n), SEND_AT, tzinfo=WARD)) for n in days]


def is_pointless(days: int, times: windows.Times, now: datetime) -> bool:
    """A word about the deadline after it, or about being late before it or after the lock, helps nobody."""
    if days < 0:
        return not times.closes_at <= now < times.locks_at
    return not times.opens_at <= now < times.closes_at


def step_to_send(period: ReportingPeriod, *, now: datetime) -> Step | None:
    """The latest step that is due, unless it was carried out or has become pointless."""
    due = [step for step in schedule(period, at=now) if step.due_at <= now]
    if not due or is_pointless(due[-1].days, period, now):
        return None
    return None if ReminderRun.objects.filter(period=period, days_before=due[-1].days).exists() else due[-1]


def step_of_extension(period: ReportingPeriod, deadline: windows.Deadline, *, now: datetime) -> Step | None:
    """The step due today for somebody with more time, when they were given it before the step."""
    steps = [step for step in schedule(period, at=now, times=deadline) if step.due_at <= now]
    if not steps or steps[-1].due_at < max(deadline.extension.granted_at, start_of(ward_date(now))):
        return None
    return None if is_pointless(steps[-1].days, deadline, now) else steps[-1]


def next_step(period: ReportingPeriod, *, now: datetime) -> Step | None:
    """What the page announces: the step waiting to be sent, else the next one to come."""
    coming = [step for step in schedule(period, at=now) if step.due_at > now and step.due_at < period.locks_at]
    return step_to_send(period, now=now) or (coming[0] if coming else None)


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


def letter(period: ReportingPeriod, target: Target, *, at: datetime) -> letters.Letter:
    """The words of ux (f) as of `at`: so many ward days before the target's own last day, that day itself, or after."""
    days, times = days_left(at, target.deadline.closes_at), target.deadline
    who, year = letters.greeting(target.subject), period.year
    name = "ông/bà" if isinstance(target.subject, Person) else "đơn vị"
    last, phone = times.last_day, settings.OFFICE_PHONE or settings.OFFICE_NAME
    filled = f"{target.filled}/{target.section_count}"
    if days < 0:
        subject = f"Quá hạn {-days} ngày: báo cáo thi đua năm {year}"
        text = (
            f"Báo cáo đã quá hạn {-days} ngày. Phường vẫn nhận đến hết {format_date(last_day(times.locks_at))} và ghi "
            "nộp muộn. Nộp tại:"
        )
    elif days == 0:
        subject = "Hôm nay là ngày cuối nộp báo cáo thi đua"
        text = f"Hôm nay, {format_date(last)}, là ngày cuối; sau 24 giờ sẽ ghi nộp muộn. Nộp tại:"
    elif days == 1:
        subject = "Ngày mai là ngày cuối nộp báo cáo thi đua"
        text = f"Ngày mai, {format_date(last)}, là ngày cuối; sau 24 giờ sẽ ghi nộp muộn. Nộp tại:"
    elif days <= 3:
        state = f"đã điền {filled} mục, chưa nộp" if target.submission else "chưa bắt đầu"
        subject = f"Còn {days} ngày nộp báo cáo thi đua"
        text = f"Hạn cuối là hết {format_weekday_date(last)}. Báo cáo {state}. Đề nghị hoàn thành và nộp tại:"
    elif days <= 7:
        subject = f"Còn {days} ngày: báo cáo thi đua của {target.subject} chưa nộp"
        text = (
            f"Báo cáo năm {year} chưa nộp, còn {days} ngày. Còn: {target.missing}. Nếu vướng, gọi {phone} hoặc gửi tại "
            "mục Khó khăn, vướng mắc."
        )
    elif days < INVITATION_FROM:
        subject = f"Còn {days} ngày nộp báo cáo thi đua năm {year}"
        text = f"Còn {days} ngày, {name} đã điền {filled} mục. Còn: {target.missing}. Làm tiếp tại:"
    else:
        subject = f"Mời nộp báo cáo phong trào thi đua năm {year}"
        text = (
            f"Phường đã mở nhận báo cáo năm {year}, nộp đến hết {format_weekday_date(last)}. Báo cáo gồm "
            f"{target.section_count} mục, làm dần được, hệ thống tự lưu. Bắt đầu tại:"
        )
    return letters.Letter(KIND, subject, f"{who} {text}", reverse("submissions:home"))


def zalo_text(found: letters.Letter) -> str:
    """The same words as a message to paste: body and the whole address."""
    return f"{found.text} {settings.SITE_URL}{found.link}"


def send_due_reminders(*, now: datetime | None = None) -> list[ReminderRun]:
    """Carry out what is due in every period (nhắc theo lịch); calling again, or from two places, changes nothing."""
    now = now or timezone.now()
    periods = ReportingPeriod.objects.filter(opens_at__lte=now, locks_at__gt=now).select_related("campaign")
    due = [(period, step) for period in periods if (step := step_to_send(period, now=now))]
    runs = [run for period, step in due if (run := _carry_out(period, step, now=now))]
    remind_extended(now=now)
    return runs


def remind_extended(*, now: datetime) -> int:
    """Carry out the steps of those who were given more time, each counted to its own last day; returns the letters."""
    open_ends = Q(closes_at__gt=now) | Q(period__locks_at__gt=now)
    given = Extension.objects.filter(open_ends, period__opens_at__lte=now)
    queued = 0
    for period in ReportingPeriod.objects.filter(pk__in=given.values("period")).select_related("campaign"):
        known = windows.extensions_of([period])
        steps = {}
        for _, unit_id, person_id in known:
            deadline = windows.deadline_of(period, unit_id=unit_id, person_id=person_id, known=known)
            if deadline.is_extended and (step := step_of_extension(period, deadline, now=now)):
                steps[f"person-{person_id}" if person_id else f"unit-{unit_id}"] = step
        for target in still_missing(period, now=now) if steps else []:
            if step := steps.get(target.key):
                name = f"extended:{target.deadline.extension.pk}:{step.days}"
                if not OutboxMessage.objects.filter(dedupe_key__startswith=f"reminder:{period.pk}:{name}:").exists():
                    queued += _queue(period, [target], now=now, name=name, heads_too=step.days <= COPY_TO_HEAD_AT)
    return queued


def _carry_out(period: ReportingPeriod, step: Step, *, now: datetime) -> ReminderRun | None:
    """Write the run and its letters in one transaction; None when somebody else did it first."""
    try:
        with transaction.atomic():
            run = ReminderRun.objects.create(period=period, days_before=step.days, run_at=now)
            heads_too = step.days <= COPY_TO_HEAD_AT
            targets = [target for target in still_missing(period, now=now) if not target.deadline.is_extended]
            run.queued = _queue(period, targets, now=now, name=f"due:{step.days}", heads_too=heads_too)
            run.save(update_fields=["queued"])
            return run
    except IntegrityError:
        if ReminderRun.objects.filter(period=period, days_before=step.days).exists():
            return None
        raise


def _queue(period, targets: Iterable[Target], *, now: datetime, name: str, heads_too: bool = False) -> int:
    """One letter to each addressee of each target; returns how many are new."""
    queued = 0
    for target in targets:
        words, days = letter(period, target, at=now), days_left(now, target.deadline.closes_at)
        for addressee in target.addressees:
            copies = [email for email in target.heads if heads_too and email != addressee.email]
            message = outbox.notify(
                recipient=addressee,
                dedupe_key=f"reminder:{period.pk}:{name}:{target.key}:{addressee.pk or addressee.email}",
                kind=KIND,
                subject=words.subject,
                text=words.text,
                link=words.link,
                context={"period": period.pk, "subject": target.key, "days": days},
                copy_to=copies,
                at=now,
            )
            queued += message is not None
    return queued


def still_needed(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: why it has become pointless, or "". Words of an earlier day are renewed (F19)."""
    period = ReportingPeriod.objects.select_related("campaign").filter(pk=message.context["period"]).first()
    if period is None:
        return "kỳ báo cáo không còn"
    missing = still_missing(period, now=now, only=message.context["subject"])
    if not missing:
        return "đã nộp"
    deadline, days = missing[0].deadline, message.context["days"]
    if is_pointless(days, deadline, now):
        return "đã qua hạn" if days >= 0 else "được gia hạn" if now < deadline.closes_at else "đã khóa sổ"
    if gone := letters.follow(message, missing[0].subject, on=ward_date(now)):
        return gone
    words = letter(period, missing[0], at=now)
    if words.text != message.text:
        message.subject, message.text = words.subject, words.text
        message.save(update_fields=["subject", "text"])
    return ""


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

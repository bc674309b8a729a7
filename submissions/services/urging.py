"""Urging units that were asked for additions and have not answered (nhắc bổ sung); at most once a day each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from campaigns.models import ReportingPeriod
from campaigns.wording import Wording
from core import audit
from core.clock import database_now, start_of, ward_date
from core.formats import format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify
from core.verdict import Verdict, require

from .. import letters
from .. import phrases_queue as phrases
from ..enums import SubmissionStatus as S
from ..models import Return, Submission
from ..permissions import may_remind
from .assigning import Outcome, bulk_verdict

KIND = "urged"
# The same by the calendar (`return_reminders`); neither follows the other on one day.
AUTOMATIC = "return-due"
KINDS = (KIND, AUTOMATIC)


@dataclass(frozen=True, slots=True)
class Target:
    """A returned report: what it was asked, who would be written to in which words, and when they last were."""

    report: Submission
    letter: letters.Letter
    addressees: list[letters.Addressee]
    reminded_at: datetime | None


def verdict(user, period: ReportingPeriod, *, at: datetime) -> Verdict:
    """May `user` urge the units of the period: the right to remind, until the period is locked."""
    right = may_remind(user)
    return bulk_verdict(user, period, at=at) if right else right


def targets(reports: QuerySet[Submission], *, now: datetime) -> list[Target]:
    """Of `reports` those given back and not answered, in their order; a constant number of queries."""
    rows = reports.filter(status=S.RETURNED).select_related("period", "unit", "person__unit", "person__user")
    found = list(rows)
    asked = Return.objects.filter(submission__in=found, resolved_at=None).prefetch_related("notes")
    by_report = {one.submission_id: one for one in asked}
    found = [report for report in found if report.pk in by_report]
    people = letters.addressees((report.subject for report in found), on=ward_date(now))
    recent, known = _reminded_since_yesterday(now), Wording.now()
    return [
        Target(report, _letter(report, by_report[report.pk], now, known), people[report.subject], recent.get(report.pk))
        for report in found
    ]


def daily_key(report_id: int, now: datetime) -> str:
    """What lets one letter a day leave about a report's additions, by hand or by the calendar."""
    return f"{KIND}:{report_id}:{ward_date(now)}"


def _reminded_since_yesterday(now: datetime) -> dict[int, datetime]:
    since = start_of(ward_date(now) - timedelta(days=1))
    rows = OutboxMessage.objects.filter(kind__in=KINDS, created_at__gte=since).order_by("pk")
    return {context["submission"]: at for context, at in rows.values_list("context", "created_at")}


def _letter(report: Submission, asked: Return, now: datetime, known: Wording) -> letters.Letter:
    subject, text = known.words(KIND, values_of(report, asked, now))
    return letters.Letter(kind=KIND, subject=subject, text=text, link=reverse("submissions:home"))


def values_of(report: Submission, asked: Return, now: datetime) -> dict[str, str | None]:
    """What is filled into the words of a letter about additions that have not come."""
    day, over = format_weekday_date(asked.due_on), (ward_date(now) - asked.due_on).days
    due = phrases.URGED_OVERDUE.format(day=day, days=over) if over > 0 else phrases.URGED_DUE.format(day=day)
    return letters.values_of(report) | {
        "so_cho": str(len(asked.notes.all())),
        "thoi_han": due,
        "cho_duyet": phrases.URGED_WITH_HEAD if report.with_head_since else None,
    }


@transaction.atomic
def urge(
    reports: QuerySet[Submission],
    period: ReportingPeriod,
    *,
    insist: Iterable[int] = (),
    by,
    now: datetime | None = None,
) -> Outcome:
    """Remind the units of the returned ones among `reports` (nhắc bổ sung): one letter each, one line in the log.

    Left out are those reminded since yesterday unless named in `insist`, those nobody can be written to, and reports
    that are not their unit's to mend. Twice on one day writes nothing. Raises Forbidden.
    """
    now = now or database_now()
    require(verdict(by, period, at=now))
    outcome, insist, found = Outcome(), set(insist), targets(reports, now=now)
    others = reports.count() - len(found)
    outcome.skipped.update({phrases.SKIP_NOT_RETURNED: others} if others else {})
    for target in found:
        pk = target.report.pk
        if target.reminded_at and pk not in insist:
            outcome.skipped[phrases.SKIP_REMINDED] += 1
        elif not target.addressees:
            outcome.skipped[phrases.SKIP_UNREACHABLE] += 1
        elif _send(target, now):
            outcome.done.add(pk)
        else:
            outcome.skipped[phrases.SKIP_REMINDED] += 1
    codes = [target.report.code for target in found if target.report.pk in outcome.done]
    audit.record("urge_returned", period, by=by, queued=len(outcome.done), targets=codes)
    return outcome


def _send(target: Target, now: datetime) -> OutboxMessage | None:
    """To the first who writes the report, the others in copy; None when it went today already."""
    (first, *others), words, pk = target.addressees, target.letter, target.report.pk
    return notify(
        recipient=first, dedupe_key=daily_key(pk, now), kind=KIND, subject=words.subject, text=words.text,
        link=words.link, context={"submission": pk}, copy_to=[other.email for other in others],
        about=letters.about_report(target.report), at=now,
    )  # fmt: skip


def still_needed(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: whether the report is still its unit's to mend, and who writes it by now."""
    if not Submission.objects.filter(pk=message.context["submission"], status=S.RETURNED).exists():
        return phrases.NOT_RETURNED_ANY_MORE
    return letters.to_whoever_writes_now(message, now)

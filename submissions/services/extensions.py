"""More time for one unit or person (gia hạn nộp), granted by the office with a reason."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person, Unit, User
from campaigns.figures import figure
from campaigns.models import ReportingPeriod
from core import audit
from core.clock import database_now, start_of, ward_date
from core.formats import format_date
from core.text import nfc
from core.verdict import require

from .. import extension_letters, phrases, windows
from ..models import Extension, Submission
from ..permissions import may_extend
from .drafting import enrolment_of

ONE_DAY = timedelta(days=1)


def latest_day(period: ReportingPeriod, *, at: datetime) -> date:
    """The last day an extension granted at `at` may reach: so many days after the period's last one (thiết lập)."""
    most = int(figure("extension_days", on=ward_date(at), campaign=period.campaign))
    return period.last_day + timedelta(days=most)


def grant_extension(
    *,
    period: ReportingPeriod,
    subject: Unit | Person,
    last_day: date,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> Extension:
    """Give one unit or person until the end of `last_day`, a ward day (gia hạn nộp); handing in till then is on time.

    A report handed in after the period's end and before the new one turns from late to on time; what was handed in, and
    the reason given, stay as they are. One letter to whoever writes the report. Raises Forbidden without the right or
    for one's own unit, ValidationError by field: no reason, a day that has passed, that is not after the end that
    counts now, or that lies beyond what the setting "extension_days" allows (decision 1).
    """
    require(may_extend(by, subject))
    at = at or database_now()
    reason = nfc(reason).strip()
    kind = "unit" if isinstance(subject, Unit) else "person"
    with transaction.atomic():
        # Two grants for one subject follow each other, so that none is shorter than the one before.
        type(subject).objects.select_for_update(no_key=True).get(pk=subject.pk)
        before = windows.deadline_of(period, **{f"{kind}_id": subject.pk})
        reports = Submission.objects.filter(period=period, **{kind: subject}).select_related("period")
        report = reports.select_for_update(of=("self",)).first()
        if report is None and enrolment_of(subject, period) is None:
            words = phrases.EXTENSION_NOT_TAKING_PART.format(subject=subject, year=period.year)
            raise ValidationError(words, code="subject")
        _check(period, before, last_day, reason, at=at)
        extension = Extension.objects.create(
            period=period, closes_at=start_of(last_day + ONE_DAY), reason=reason, granted_by=by, granted_at=at,
            **{kind: subject},
        )  # fmt: skip
        ends = [before.last_day, last_day]
        audit.record("grant_extension", extension, by=by, changes={"closes_at": ends}, reason=reason)
        on_time = report is not None and _count_on_time(report, extension, by=by)
        extension_letters.granted(extension, report, on_time=on_time, at=at)
    return extension


def _check(period: ReportingPeriod, before: windows.Deadline, last_day: date, reason: str, *, at: datetime) -> None:
    faults = {}
    if not reason:
        faults["reason"] = phrases.EXTENSION_NO_REASON
    most = latest_day(period, at=at)
    if last_day <= before.last_day:
        faults["last_day"] = phrases.EXTENSION_TOO_EARLY.format(day=format_date(before.last_day))
    elif last_day < ward_date(at):
        faults["last_day"] = phrases.EXTENSION_PAST
    elif last_day > most:
        days = (most - period.last_day).days
        faults["last_day"] = phrases.EXTENSION_TOO_LATE.format(most=days, day=format_date(most))
    if faults:
        raise ValidationError(faults)


def _count_on_time(report: Submission, extension: Extension, *, by: User) -> bool:
    """Turn a late report to on time when every hand-in the calendar judges came before the new end; True if it did."""
    if not report.is_late or judged_late(report, extension.closes_at):
        return False
    Submission.objects.filter(pk=report.pk).update(is_late=False)
    audit.record("count_on_time", report, by=by, changes={"is_late": [True, False]}, reason=extension.reason)
    return True


def judged_late(report: Submission, closes_at: datetime) -> bool:
    """Whether a hand-in that the calendar judges came at or after `closes_at`.

    Those after the office has begun its review are answers to a request, which are never late: until the office begins
    a unit may take its report back, afterwards only the office gives it back.
    """
    counted = report.snapshots.filter(taken_at__gte=closes_at)
    reviewed = report.reviews.order_by("snapshot__number").values_list("snapshot__number", flat=True).first()
    return (counted if reviewed is None else counted.filter(number__lte=reviewed)).exists()

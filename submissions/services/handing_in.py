"""Handing a report in and taking it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.enums import ApprovalKind
from accounts.models import User
from campaigns.wording import words
from core import formats
from core.clock import database_now
from core.outbox import notify
from core.text import nfc
from core.verdict import Verdict, denied, require

from .. import letters, marks, phrases, windows
from ..enums import SubmissionStatus as S
from ..enums import Window
from ..models import ApprovalRequest, ReceiptCounter, Snapshot, Submission
from ..permissions import approval_of, may_submit, may_withdraw
from ..workflow import WORKFLOW
from . import approvals
from .readiness import NotReady as NotReady
from .readiness import WindowClosed, held, require_open, require_ready
from .snapshots import fingerprint, picture_of


class LateReasonMissing(Exception):
    """A report after the deadline says why it is late. `str()` is the Vietnamese sentence."""


def is_late_now(submission: Submission, at: datetime, times: windows.Times | None = None) -> bool:
    """Whether handing in at `at` counts as late: by the calendar of its unit, unless the office has begun its review
    before. No query before the period's own end; `times` are the unit's when the caller has read them.
    """
    if at < submission.period.closes_at or windows.is_settled(submission):
        return False
    times = times or windows.deadline_of_report(submission)
    return windows.calendar_of(times, at).window == Window.LATE


def may_withdraw_now(user: User, submission: Submission, at: datetime) -> Verdict:
    """Taking back until the office begins, and not after the lock: it could not be handed in again."""
    verdict = WORKFLOW.may("withdraw", user, submission)
    if not verdict or windows.calendar_of(submission.period, at).window != Window.LOCKED:
        return verdict
    times = windows.deadline_of_report(submission)
    if windows.calendar_of(times, at).window == Window.LOCKED and not submission.returns.exists():
        return denied(phrases.WITHDRAW_LOCKED)
    return verdict


def submit(submission: Submission, *, by: User, late_reason: str = "", at: datetime | None = None) -> Submission:
    """Hand the report in (nộp báo cáo): receipt code, verdict on time or late, snapshot, one letter.

    `at` is the moment that decides, the database clock's unless given; it is taken before waiting for anybody else, so
    a queue at midnight makes nobody late. Raises Forbidden (not theirs, or the head's to hand in), InvalidTransition
    (already handed in, or somebody was faster), WindowClosed, LateReasonMissing and NotReady; nothing is written then.
    The code and the first moment stay for ever, and so does "late" unless the office grants an extension; an answer to
    a request of the office is never late by the calendar.
    """
    require(may_submit(by, submission))
    at = at or database_now()
    with transaction.atomic():
        report = held(submission)
        step = WORKFLOW.step("submit", report.status)
        require_open(report, at)
        late_reason = nfc(late_reason).strip()
        late = is_late_now(report, at)
        if late and not late_reason:
            raise LateReasonMissing(phrases.LATE_REASON_MISSING)
        require_ready(report)
        answered = step.source == S.RETURNED
        fields = {
            "code": report.code or next_code(report.period.year),
            "first_submitted_at": report.first_submitted_at or at,
            "submitted_at": at,
            "submitted_by": by,
            "is_late": report.is_late or late,
            "late_reason": late_reason if late else report.late_reason,
            "rounds": report.rounds + 1,
            "status_since": at,
            "with_head_since": None,
            "stated_hundredths": _stated(report),
        }
        with_head = report.with_head_since is not None
        event = WORKFLOW.apply("submit", report, by=by, fields=fields, code=fields["code"], late=fields["is_late"])
        request = approvals.approve(report, by=by, at=at) if with_head else None
        _take_snapshot(report, by=by, at=at, request=request)
        if answered:
            report.returns.filter(resolved_at=None).update(resolved_at=at)
        _confirm(report, by=by, event_id=event.pk, answered=answered, request=request)
    for name, value in {**fields, "status": report.status}.items():
        setattr(submission, name, value)
    return submission


def _stated(report: Submission) -> int | None:
    """The self-score as it is handed in, in hundredths."""
    rows = Submission.objects.filter(pk=report.pk).annotate(total=marks.self_hundredths())
    return rows.values_list("total", flat=True).get()


def next_code(year: int) -> str:
    """The next receipt code of the year; without gaps, because a rolled back hand-in gives its number back."""
    ReceiptCounter.objects.get_or_create(year=year)
    ReceiptCounter.objects.filter(year=year).update(last=F("last") + 1)
    return f"LC-{year}-{ReceiptCounter.objects.get(year=year).last:04d}"


def _take_snapshot(report: Submission, *, by: User, at: datetime, request: ApprovalRequest | None) -> Snapshot:
    data = picture_of(report)
    return Snapshot.objects.create(
        submission=report,
        number=report.rounds,
        taken_at=at,
        taken_by=by,
        on_time=not report.is_late,
        approval=ApprovalKind.SECOND_PERSON if request else approval_of(report),
        approved_by=by if request else None,
        data=data,
        sha256=fingerprint(data),
    )


def punctuality(submission: Submission, times: windows.Times | None = None) -> str:
    """Whether the report came on time, in the words of the flags: "Đúng hạn" or "Nộp muộn 3 ngày"."""
    if not submission.is_late:
        return Window.ON_TIME.label
    return f"Nộp muộn {late_days(submission, times)} ngày"


def late_days(submission: Submission, times: windows.Times | None = None) -> int:
    """Days by which a late report was late, by the hand-in that made it late: the first one after the unit's deadline.

    `times` are the unit's when the caller has read them.
    """
    if not submission.is_late:
        return 0
    times = times or windows.deadline_of_report(submission)
    first = submission.first_submitted_at
    if first < times.closes_at:
        # Handed in on time, taken back, handed in again too late.
        after = submission.snapshots.filter(taken_at__gte=times.closes_at).order_by("number")
        first = after.values_list("taken_at", flat=True).first() or first
    return max(windows.days_late(times, first), 1)


def _confirm(report: Submission, *, by: User, event_id: int, answered: bool, request: ApprovalRequest | None) -> None:
    """The letter "received" of ux (f), once per hand-in, to who handed in and to the person it is about.

    The officer whose report the head handed in reads along.
    """
    if answered:
        verdict = "bản bổ sung"
    elif report.is_late:
        verdict = f"nộp muộn {late_days(report)} ngày"
    else:
        verdict = "đúng hạn"
    review_ends_on = report.period.review_ends_on
    values = letters.values_of(report) | {
        "gio": formats.format_time(report.submitted_at),
        "ngay": formats.format_date(report.submitted_at),
        "dung_han_hay_muon": verdict,
        "ngay_tham_dinh": formats.format_date(review_ends_on) if review_ends_on else None,
    }
    subject, text = words("received", values)
    recipients = {by.pk: by}
    if report.person_id and report.person.user_id and report.person.user_id != by.pk:
        recipients[report.person.user_id] = report.person.user
    for recipient in recipients.values():
        notify(
            recipient=recipient,
            dedupe_key=f"received:{report.pk}:{event_id}:{recipient.pk}",
            kind="received",
            subject=subject,
            text=text,
            link=reverse("submissions:receipt", args=[report.pk]),
            context={"submission": report.pk},
            about=letters.about_report(report),
            copy_to=[request.asked_by.email] if request else [],
        )


def withdraw(submission: Submission, *, by: User, at: datetime | None = None) -> Submission:
    """Take the report back to change it (rút lại để sửa), until the office begins its review.

    Code, first moment and "late" stay. Raises Forbidden, InvalidTransition when the office was faster, WindowClosed
    after the period was locked.
    """
    require(may_withdraw(by, submission))
    at = at or database_now()
    with transaction.atomic():
        report = held(submission)
        WORKFLOW.step("withdraw", report.status)
        if not (verdict := may_withdraw_now(by, report, at)):
            raise WindowClosed(verdict.reason)
        WORKFLOW.apply("withdraw", report, by=by, fields={"status_since": at})
    submission.status, submission.status_since = report.status, at
    return submission

"""A true second person: the officer sends the report to the unit's head, who hands it in or gives it back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core import audit
from core.clock import database_now, ward_date
from core.phrases import SOMEONE_WAS_FASTER
from core.text import nfc
from core.verdict import require
from core.workflow import InvalidTransition

from .. import approval_letters, approvers, phrases
from ..models import ApprovalRequest, Submission
from ..permissions import may_ask_head, open_request
from ..workflow import APPROVAL_WORKFLOW
from .readiness import held, require_open, require_ready


def send_for_approval(
    submission: Submission, *, by: User, note: str = "", at: datetime | None = None
) -> ApprovalRequest:
    """Send the whole report to the unit's head (trình thủ trưởng duyệt); until the answer nobody edits it.

    The heads get one letter. Raises Forbidden (not theirs, another way of approving, no head but the sender),
    InvalidTransition when a colleague was faster, WindowClosed, and NotReady while something is missing.
    """
    require(may_ask_head(by, submission))
    at = at or database_now()
    with transaction.atomic():
        report = held(submission)
        if report.with_head_since:
            raise InvalidTransition(SOMEONE_WAS_FASTER)
        require(approvers.may_send(by, report, on=ward_date(at)))
        require_open(report, at)
        require_ready(report)
        rows = Submission.objects.filter(pk=report.pk, status=report.status, with_head_since=None)
        if rows.update(with_head_since=at) != 1:
            raise InvalidTransition(SOMEONE_WAS_FASTER)
        request = ApprovalRequest.objects.create(
            submission=report, asked_by=by, asked_at=at, note=" ".join(nfc(note).split())
        )
        audit.record("ask_approval", report, by=by)
        heads = approvers.heads_of(report, on=ward_date(at), apart_from=by.pk)
        approval_letters.asked(request, heads, at=at)
    submission.with_head_since = at
    return request


def give_back(submission: Submission, *, by: User, answer: str, at: datetime | None = None) -> ApprovalRequest:
    """The head does not hand in but says what to change (trả lại kèm ý kiến); one letter to whoever asked.

    Raises Forbidden, InvalidTransition when the report is no longer with the head, ValidationError without words.
    """
    answer = nfc(answer).strip()
    if not answer:
        raise ValidationError(phrases.APPROVAL_NO_ANSWER, code="answer")
    at = at or database_now()
    with transaction.atomic():
        request = _held_request(submission)
        fields = {"answered_by": by, "answered_at": at, "answer": answer}
        APPROVAL_WORKFLOW.apply("give_back", request, by=by, fields=fields)
        _back_with_the_unit(submission)
        approval_letters.given_back(request, at=at)
    return request


def take_back(submission: Submission, *, by: User, at: datetime | None = None) -> ApprovalRequest:
    """The unit takes its report back from the head to change it (lấy lại để sửa). Raises as `give_back`."""
    at = at or database_now()
    with transaction.atomic():
        request = _held_request(submission)
        APPROVAL_WORKFLOW.apply("take_back", request, by=by, fields={"answered_by": by, "answered_at": at})
        _back_with_the_unit(submission)
    return request


def _held_request(submission: Submission) -> ApprovalRequest:
    """The open request with its report, held until the transaction ends; InvalidTransition when there is none."""
    report = held(submission)
    request = open_request(report)
    if request is None:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    request.submission = report
    return request


def _back_with_the_unit(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(with_head_since=None)
    submission.with_head_since = None


def approve(report: Submission, *, by: User, at: datetime) -> ApprovalRequest | None:
    """Close the open request of a report that its head hands in, within that transaction; None when there is none."""
    request = open_request(report)
    if request is not None:
        request.submission = report
        APPROVAL_WORKFLOW.apply("approve", request, by=by, fields={"answered_by": by, "answered_at": at})
    return request

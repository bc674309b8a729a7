"""Requests about published scores (kiến nghị về điểm): raising one, answering it.

Who answers has no part in the report; that is asked under the report's lock, where a conflict declared in the same
moment is already known.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import audit
from core.clock import database_now, last_day
from core.formats import format_date
from core.phrases import SOMEONE_WAS_FASTER
from core.text import nfc
from core.verdict import ALLOWED, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import conflicts, office_letters, phrases, results_letters
from ..enums import AppealStatus
from ..models import RankingBoard, ScoreAppeal, Submission, SubmissionItem
from ..permissions_results import may_answer_appeal, may_ask_about
from ..results import published_board_of
from ..workflow_appeals import APPEAL_WORKFLOW


def appeal_verdict(user, submission: Submission, board: RankingBoard | None, *, at: datetime) -> Verdict:
    """May `user` ask about the score now: for the own unit, published, before the exclusive end, nothing waiting."""
    if not (right := may_ask_about(user, submission)):
        return right
    if board is None or board.published_at is None:
        return denied(phrases.APPEAL_NOT_PUBLISHED)
    if at >= board.appeals_close_at:
        return denied(phrases.APPEAL_OVER.format(day=format_date(last_day(board.appeals_close_at))))
    open_ones = ScoreAppeal.objects.filter(submission=submission, corrected_at=None)
    statuses = set(open_ones.values_list("status", flat=True))
    if AppealStatus.WAITING in statuses:
        return denied(phrases.APPEAL_WAITS)
    return denied(phrases.APPEAL_BEING_MARKED) if AppealStatus.GRANTED in statuses else ALLOWED


@transaction.atomic
def raise_appeal(
    submission: Submission, *, text: str, by, item: SubmissionItem | None = None, at: datetime | None = None
) -> ScoreAppeal:
    """Ask about the score of one criterion, or of the whole report without `item` (gửi kiến nghị về điểm).

    One waits at a time per report, however many of the unit press at once; one letter to the office. Raises Forbidden
    outside the window or for another unit, ValidationError by field, InvalidTransition when somebody of the unit was
    faster.
    """
    at = at or database_now()
    board = published_board_of(submission)
    require(appeal_verdict(by, submission, board, at=at))
    text = nfc(text).strip()
    if not text:
        raise ValidationError({"text": phrases.APPEAL_NO_WORDS})
    if item is not None and item.submission_id != submission.pk:
        raise ValidationError({"item": phrases.APPEAL_FOREIGN_CRITERION})
    try:
        with transaction.atomic():
            appeal = ScoreAppeal.objects.create(
                submission=submission, board=board, board_version=board.version, item=item, text=text, raised_by=by,
                raised_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise InvalidTransition(phrases.APPEAL_WAITS) from None
    audit.record("raise_appeal", appeal, by=by, new=AppealStatus.WAITING, version=board.version)
    office_letters.raised(appeal, at=at)
    return appeal


def hold(appeal: ScoreAppeal, *, by) -> Submission:
    """Hold the report's row, as every writer of reviews does; read the request and the conflicts of `by` anew."""
    rows = Submission.objects.select_for_update(no_key=True, of=("self",)).select_related("unit", "person")
    submission = rows.get(pk=appeal.submission_id)
    appeal.refresh_from_db(from_queryset=ScoreAppeal.objects.select_related("review__reviewer", "board__period"))
    appeal.submission = submission
    conflicts.forget(by)
    return submission


def _answered(appeal: ScoreAppeal, answer: str, *, by, at: datetime) -> dict:
    """The columns of an answer by who may give it; the caller takes the step. ValidationError without words."""
    answer = nfc(answer).strip()
    if not answer:
        raise ValidationError({"answer": phrases.APPEAL_NO_ANSWER})
    seen = appeal.status
    hold(appeal, by=by)
    require(may_answer_appeal(by, appeal))
    if appeal.status != seen:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    return {"answer": answer, "answered_by": by, "answered_at": at}


@transaction.atomic
def refuse(appeal: ScoreAppeal, *, answer: str, by, at: datetime | None = None) -> ScoreAppeal:
    """Leave the score as it is (giữ nguyên điểm), with the reason; one letter.

    Raises Forbidden for whoever marked the report, ValidationError without a reason, InvalidTransition when another
    answer came first.
    """
    at = at or database_now()
    fields = _answered(appeal, answer, by=by, at=at)
    APPEAL_WORKFLOW.apply("refuse_appeal", appeal, by=by, fields=fields, reason=fields["answer"])
    results_letters.refused(appeal, at=at)
    return appeal


@transaction.atomic
def grant(appeal: ScoreAppeal, *, answer: str, by, at: datetime | None = None) -> ScoreAppeal:
    """Let a third person mark the report again (chấp nhận kiến nghị); one letter. Raises as `refuse`.

    Who grants it never marks again: see `permissions_results.may_be_given_again`.
    """
    at = at or database_now()
    fields = _answered(appeal, answer, by=by, at=at)
    APPEAL_WORKFLOW.apply("grant_appeal", appeal, by=by, fields=fields, reason=fields["answer"])
    results_letters.granted(appeal, at=at)
    return appeal

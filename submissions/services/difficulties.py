"""What people do in the difficulties channel (khó khăn, vướng mắc, D10): ask, answer, pass on, write again, close.

Files are checked and stored before the transaction, so that a slow scan holds nobody up. Inside it the thread's row is
held first; `seen` is the last message the writer had before them, so that two who answer at once never pass unseen.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.enums import Permission
from accounts.models import Person, Unit, User
from accounts.permissions import has_permission
from campaigns.models import Campaign, ContentArea, ReportingPeriod
from core import audit
from core.clock import database_now, start_of, ward_date
from core.phrases import SOMEONE_WAS_FASTER
from core.verdict import require
from core.workflow import InvalidTransition

from .. import difficulty_letters as letters
from .. import phrases
from ..enums import DifficultyStatus as S
from ..enums import MessageKind
from ..models import Difficulty, DifficultyMessage
from ..permissions_difficulties import may_answer, may_ask, may_ask_again, may_forward
from ..workflow_difficulties import DIFFICULTY_WORKFLOW as WORKFLOW
from . import difficulty_files


class NowhereToPass(Exception):
    """The body cannot take the matter over. `str()` is the Vietnamese reason."""


def campaign_at(at: datetime) -> Campaign | None:
    """The movement a new difficulty belongs to: that of the year people work on; None while no plan is loaded."""
    period = ReportingPeriod.objects.select_related("campaign").current(at)
    return period.campaign if period else Campaign.objects.order_by("-start_year", "-pk").first()


def overdue_before(at: datetime, days: int) -> datetime:
    """What waits since before this moment has waited more than `days` whole ward days at `at`."""
    return start_of(ward_date(at) - timedelta(days=days))


def ask(
    *,
    subject: Unit | Person | None,
    text: str,
    by: User,
    content_area: ContentArea | None = None,
    files: Sequence[UploadedFile] = (),
    at: datetime | None = None,
) -> Difficulty:
    """Tell the ward about a difficulty (gửi vướng mắc) at any time of the year; one letter to the office.

    Raises Forbidden, FileRefused. `text` is what the form read: tidy and within its limit.
    """
    require(may_ask(by, subject))
    at = at or database_now()
    kind = "unit" if isinstance(subject, Unit) else "person"
    with difficulty_files.taken_in(files) as stored, transaction.atomic():
        difficulty = Difficulty.objects.create(
            campaign=campaign_at(at), content_area=content_area, asked_at=at, asked_by=by, waiting_since=at,
            **{kind: subject},
        )  # fmt: skip
        message = _say(difficulty, MessageKind.QUESTION, text, by=by, at=at, on_behalf_of=difficulty.unit)
        difficulty_files.record(message, stored)
        audit.record("ask_difficulty", difficulty, by=by, new=S.WAITING, files=len(stored))
        letters.asked(difficulty, message, at=at)
    return difficulty


def answer(
    difficulty: Difficulty,
    *,
    text: str,
    seen: int | None,
    by: User,
    files: Sequence[UploadedFile] = (),
    at: datetime | None = None,
) -> DifficultyMessage:
    """Answer (trả lời vướng mắc), as the office or for the body it was passed to; one letter to who asked.

    `seen` is the pk of the last message the writer read. Raises Forbidden, FileRefused, and InvalidTransition when
    somebody wrote in the thread meanwhile.
    """
    require(may_answer(by, difficulty))
    at = at or database_now()
    with difficulty_files.taken_in(files) as stored, transaction.atomic():
        _hold(difficulty, seen)
        WORKFLOW.apply("answer", difficulty, by=by, fields={"waiting_since": None}, files=len(stored))
        # Whoever sits in the office answers as the office, whatever else they are.
        body = None if has_permission(by, Permission.SUBMISSION_REVIEW) else difficulty.forwarded_to
        message = _say(difficulty, MessageKind.ANSWER, text, by=by, at=at, on_behalf_of=body)
        difficulty_files.record(message, stored)
        letters.answered(difficulty, message, at=at)
    return message


def bodies_for(difficulty: Difficulty, *, at: datetime):
    """Units a difficulty may be passed to: those that exist today, but for whoever asked and whoever has it."""
    asker = difficulty.unit_id or (difficulty.person and difficulty.person.unit_id)
    return Unit.objects.active(ward_date(at)).exclude(pk__in={asker, difficulty.forwarded_to_id} - {None})


def forward(
    difficulty: Difficulty, *, body: Unit, note: str, seen: int | None, by: User, at: datetime | None = None
) -> Difficulty:
    """Pass a difficulty on to another body of the ward (chuyển bộ phận khác); the waiting goes on.

    Raises Forbidden, NowhereToPass for a body that ended or asked itself, InvalidTransition when somebody was faster.
    """
    require(may_forward(by, difficulty))
    at = at or database_now()
    with transaction.atomic():
        _hold(difficulty, seen)
        if not bodies_for(difficulty, at=at).filter(pk=body.pk).exists():
            raise NowhereToPass(phrases.DIFFICULTY_NO_BODY)
        WORKFLOW.apply("forward", difficulty, by=by, fields={"forwarded_to": body}, unit=str(body))
        words = phrases.DIFFICULTY_FORWARDED_TO.format(body=body)
        text = f"{words}\n{note}" if note else words
        message = _say(difficulty, MessageKind.FORWARD, text, by=by, at=at, on_behalf_of=None)
        letters.forwarded(difficulty, message, at=at)
    return difficulty


def ask_again(
    difficulty: Difficulty, *, text: str, by: User, files: Sequence[UploadedFile] = (), at: datetime | None = None
) -> Difficulty:
    """Write on in the thread (viết thêm); after an answer, or once closed, the waiting begins anew.

    Somebody who still waits keeps the day from which they wait, and the office is not written to again.
    """
    require(may_ask_again(by, difficulty))
    at = at or database_now()
    with difficulty_files.taken_in(files) as stored, transaction.atomic():
        _hold(difficulty, None)
        reopened = difficulty.waiting_since is None
        fields = {"waiting_since": difficulty.waiting_since or at}
        WORKFLOW.apply("ask_again", difficulty, by=by, fields=fields, files=len(stored))
        message = _say(difficulty, MessageKind.QUESTION, text, by=by, at=at, on_behalf_of=difficulty.unit)
        difficulty_files.record(message, stored)
        if reopened:
            letters.asked(difficulty, message, at=at)
    return difficulty


@transaction.atomic
def close(difficulty: Difficulty, *, by: User) -> Difficulty:
    """Say that the matter is settled (đã giải quyết xong). Raises Forbidden, InvalidTransition."""
    WORKFLOW.apply("close", difficulty, by=by)
    return difficulty


def _hold(difficulty: Difficulty, seen: int | None) -> None:
    """Read the thread's row anew and hold it; InvalidTransition when a message came after the one `seen` (pk)."""
    difficulty.refresh_from_db(from_queryset=Difficulty.objects.select_for_update(no_key=True))
    if seen is not None and difficulty.messages.filter(pk__gt=seen).exists():
        raise InvalidTransition(SOMEONE_WAS_FASTER)


def _say(difficulty: Difficulty, kind: str, text: str, *, by: User, at: datetime, on_behalf_of) -> DifficultyMessage:
    return DifficultyMessage.objects.create(
        difficulty=difficulty, kind=kind, text=text, author=by, sent_at=at, on_behalf_of=on_behalf_of
    )

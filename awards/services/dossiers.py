"""What fills a dossier, and how it goes between the office and the unit (hồ sơ khen thưởng, law.md 1.6, 2.2)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Unit
from campaigns.enums import DossierPartKind
from campaigns.models import DossierPart
from core import audit
from core.clock import database_now, ward_date
from core.models import AuditEvent
from core.phrases import SOMEONE_WAS_FASTER
from core.verdict import require
from core.workflow import InvalidTransition

from .. import award_letters as letters
from .. import dossier, progress_letters
from .. import phrases_units as phrases
from ..enums import NominationStatus
from ..models import DossierCheck, DossierPaper, Nomination
from ..permissions.nomination import may_edit, may_send_back, nominating_unit_id
from ..workflow.nomination import NOMINATION_WORKFLOW
from . import files as award_files


def _require_part(nomination: Nomination, part: DossierPart, *, kind: str, on: date) -> None:
    if part.kind != kind or part.pk not in {row.pk for row in dossier.parts_of(nomination, on=on)}:
        raise InvalidTransition(phrases.PART_NOT_HERE)


def _hold(nomination: Nomination, status: str) -> None:
    """Keep the row still until the transaction ends; InvalidTransition when it has left `status` meanwhile."""
    if not Nomination.objects.select_for_update(no_key=True).filter(pk=nomination.pk, status=status).exists():
        raise InvalidTransition(SOMEONE_WAS_FASTER)


@transaction.atomic
def confirm(
    nomination: Nomination,
    *,
    part: DossierPart,
    by,
    document: str = "",
    document_on: date | None = None,
    note: str = "",
    at: datetime | None = None,
) -> DossierCheck:
    """Vouch for a statement of the dossier (xác nhận), with the document it rests on where the list wants one.

    Raises Forbidden outside the draft, InvalidTransition for a part the dossier has not, without its document, or when
    somebody confirmed it first.
    """
    require(may_edit(by, nomination))
    at = at or database_now()
    _hold(nomination, NominationStatus.DRAFT)
    _require_part(nomination, part, kind=DossierPartKind.STATEMENT, on=ward_date(at))
    document = document.strip()
    if part.document_wanted and not (document and document_on):
        raise InvalidTransition(phrases.PART_NO_DOCUMENT)
    if document_on and document_on > ward_date(at):
        raise InvalidTransition(phrases.PART_DAY_TO_COME)
    try:
        with transaction.atomic():
            check = DossierCheck.objects.create(
                nomination=nomination, part=part, document=document, document_on=document_on, note=note.strip(),
                confirmed_by=by, confirmed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise InvalidTransition(phrases.PART_CONFIRMED_ALREADY) from None
    audit.record("confirm_part", nomination, by=by, part=part.title, number=document)
    return check


@transaction.atomic
def unconfirm(nomination: Nomination, *, part: DossierPart, by) -> None:
    """Take a confirmation back (bỏ xác nhận); the log keeps both. One already gone is no error."""
    require(may_edit(by, nomination))
    _hold(nomination, NominationStatus.DRAFT)
    if DossierCheck.objects.filter(nomination=nomination, part=part).delete()[0]:
        audit.record("unconfirm_part", nomination, by=by, part=part.title)


def add_papers(
    nomination: Nomination,
    *,
    papers: Sequence[tuple[DossierPart | None, UploadedFile]],
    by,
    at: datetime | None = None,
) -> list[DossierPaper]:
    """The office puts papers into a dossier it is drawing up (thêm giấy tờ), each with the row it fills, if any.

    Raises Forbidden outside the draft, FileRefused, InvalidTransition without a file or for a part the dossier has not.
    """
    require(may_edit(by, nomination))
    at = at or database_now()
    if not papers:
        raise InvalidTransition(phrases.NO_FILE)
    _require_papers(nomination, papers, on=ward_date(at))
    with award_files.taken_in([file for _, file in papers]) as stored, transaction.atomic():
        _hold(nomination, NominationStatus.DRAFT)
        rows = _record(papers, stored, by=by, at=at, nomination=nomination)
        audit.record("add_dossier_papers", nomination, by=by, files=len(rows))
    return rows


def _require_papers(nomination: Nomination, papers, *, on: date) -> None:
    for part in {part for part, _ in papers if part is not None}:
        _require_part(nomination, part, kind=DossierPartKind.PAPER, on=on)


def _record(papers, stored, **columns) -> list[DossierPaper]:
    """A row for each stored file, with the part it was sent for."""
    rows = []
    for (part, _), one in zip(papers, stored, strict=True):
        rows += award_files.record(DossierPaper, [one], part=part, **columns)
    return rows


@transaction.atomic
def remove_paper(paper: DossierPaper, *, by, at: datetime | None = None) -> None:
    """Take a paper out of a dossier being drawn up (bỏ giấy tờ); the row and its bytes stay for who asks later."""
    require(may_edit(by, paper.nomination))
    _hold(paper.nomination, NominationStatus.DRAFT)
    kept = DossierPaper.objects.filter(pk=paper.pk, removed_at=None)
    if kept.update(removed_at=at or timezone.now()):
        audit.record("remove_dossier_paper", paper.nomination, by=by, paper=paper.name)


@transaction.atomic
def return_to_unit(nomination: Nomination, *, note: str, by, at: datetime | None = None) -> AuditEvent:
    """Ask the unit to add something (trả lại đơn vị); one letter says that something is asked.

    Raises InvalidTransition without a word about what, or outside the draft.
    """
    note = note.strip()
    if not note:
        raise InvalidTransition(phrases.RETURN_NO_NOTE)
    event = NOMINATION_WORKFLOW.apply("return_to_unit", nomination, by=by, fields={"return_note": note}, reason=note)
    letters.returned(nomination, event, at=at or database_now())
    return event


def send_back(
    nomination: Nomination,
    *,
    text: str,
    by,
    papers: Sequence[tuple[DossierPart | None, UploadedFile]] = (),
    at: datetime | None = None,
) -> AuditEvent:
    """The unit answers what was asked (bổ sung và gửi lại) with words, papers or both; one letter to the office.

    `text` stands for everything the unit has written so far: the form shows it again. Raises Forbidden, FileRefused,
    InvalidTransition with nothing new or when the office did not wait.
    """
    require(may_send_back(by, nomination))
    text, at = text.strip(), at or database_now()
    if not papers and text == nomination.unit_text.strip():
        raise InvalidTransition(phrases.SEND_BACK_NOTHING)
    _require_papers(nomination, papers, on=ward_date(at))
    unit = Unit.objects.get(pk=nominating_unit_id(nomination))
    with award_files.taken_in([file for _, file in papers]) as stored, transaction.atomic():
        fields = {"unit_text": text}
        event = NOMINATION_WORKFLOW.apply("send_back", nomination, by=by, fields=fields, files=len(stored))
        _record(papers, stored, by=by, at=at, nomination=nomination, from_unit=unit)
        letters.sent_back(nomination, event, at=at)
    return event


@transaction.atomic
def go_on(nomination: Nomination, *, by) -> AuditEvent:
    """Work on without the unit's answer (lập tiếp, không chờ đơn vị)."""
    return NOMINATION_WORKFLOW.apply("go_on", nomination, by=by)


@transaction.atomic
def withdraw(nomination: Nomination, *, reason: str, by) -> AuditEvent:
    """Let a nomination rest before the council sees it (rút đề nghị); the unit reads the reason."""
    reason = reason.strip()
    if not reason:
        raise InvalidTransition(phrases.WITHDRAW_NO_REASON)
    fields = {"withdrawal_reason": reason}
    event = NOMINATION_WORKFLOW.apply("withdraw_nomination", nomination, by=by, fields=fields, reason=reason)
    progress_letters.moved([nomination], event=f"withdrawn:{event.pk}")
    return event


@transaction.atomic
def conclude(nomination: Nomination, *, by) -> AuditEvent:
    """End what the council was not for (kết thúc, báo đơn vị): from now on the unit reads that it is not rewarded.

    What the council found, and by how many votes, is not told (see `progress`).
    """
    event = NOMINATION_WORKFLOW.apply("conclude", nomination, by=by)
    progress_letters.moved([nomination], event=f"concluded:{event.pk}")
    return event

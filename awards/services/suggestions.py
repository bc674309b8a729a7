"""What units suggest (đơn vị đề nghị khen thưởng) and what the office answers. The unit's files come in before it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.models import Person, Unit
from campaigns.enums import SubjectKind
from campaigns.models import AwardForm, DossierPart
from core import audit
from core.clock import database_now, ward_date
from core.models import AuditEvent
from core.verdict import denied, require
from core.workflow import InvalidTransition
from submissions.models import Initiative

from .. import award_letters as letters
from .. import dossier, offers, progress_letters
from .. import phrases_units as phrases
from ..enums import NominationOrigin, NominationStatus, SuggestionStatus
from ..models import AwardRound, DossierPaper, Nomination, Suggestion
from ..permissions.suggestion import may_suggest
from ..workflow.suggestion import SUGGESTION_WORKFLOW
from . import files as award_files
from . import nominations


def suggest(
    subject: Unit | Person,
    *,
    from_unit: Unit,
    form: AwardForm,
    award_round: AwardRound,
    merit: str,
    by,
    household: bool = False,
    initiative: Initiative | None = None,
    papers: Sequence[tuple[DossierPart | None, UploadedFile]] = (),
    at: datetime | None = None,
) -> Suggestion:
    """Suggest the unit itself, one of its people or that person's household (gửi đề nghị khen thưởng).

    `papers` are files with the part of the dossier each fills (None: merely useful). One letter to the office. Raises
    Forbidden outside one's unit, FileRefused, and InvalidTransition when the round is not open, the matrix blocks the
    form (with its article), or somebody proposed the same before.
    """
    require(may_suggest(by, from_unit))
    at = at or database_now()
    on = ward_date(at)
    if isinstance(subject, Unit):
        kind, who, own = SubjectKind.COLLECTIVE, {"unit": subject}, subject.pk == from_unit.pk
    else:
        kind = SubjectKind.HOUSEHOLD if household else SubjectKind.INDIVIDUAL
        who, own = {"person": subject}, subject.unit_id == from_unit.pk
    if not own:
        require(denied(phrases.SUGGEST_OWN_ONLY))
    if not offers.open_to_units([award_round], on=on):
        raise InvalidTransition(phrases.SUGGEST_ROUND_CLOSED)
    nominations.require_ground(form, award_round, subject_kind=kind, on=on)
    nominations.require_initiative(subject, award_round, initiative)
    drawn_up = Nomination.objects.filter(round=award_round, form=form, **who)
    if drawn_up.exclude(status=NominationStatus.WITHDRAWN).exists():
        raise InvalidTransition(phrases.SUGGEST_DRAWN_UP.format(form=form, subject=subject, round=award_round))
    facts = {"subject_kind": kind, "subject": subject, "award_round": award_round, "on": on}
    asked = {part.pk for part in dossier.papers_asked([form], **facts)}
    if any(part is not None and part.pk not in asked for part, _ in papers):
        raise InvalidTransition(phrases.PART_NOT_HERE)
    with award_files.taken_in([file for _, file in papers]) as stored, transaction.atomic():
        try:
            with transaction.atomic():
                row = Suggestion.objects.create(
                    round=award_round, form=form, from_unit=from_unit, subject_kind=kind, initiative=initiative,
                    merit=merit, created_by=by, created_at=at, **who,
                )  # fmt: skip
        except IntegrityError:
            words = phrases.SUGGEST_TWICE.format(form=form, subject=subject, round=award_round)
            raise InvalidTransition(words) from None
        for (part, _), one in zip(papers, stored, strict=True):
            award_files.record(DossierPaper, [one], by=by, at=at, suggestion=row, part=part, from_unit=from_unit)
        audit.record("suggest_award", row, by=by, new=SuggestionStatus.SENT, form=form.code, files=len(stored))
        letters.suggested(row, at=at)
    return row


@transaction.atomic
def withdraw(suggestion: Suggestion, *, by) -> AuditEvent:
    """Take back what nobody has answered yet (rút đề nghị)."""
    return SUGGESTION_WORKFLOW.apply("withdraw_suggestion", suggestion, by=by)


@transaction.atomic
def take_up(suggestion: Suggestion, *, by, at: datetime | None = None) -> Nomination:
    """Draw a dossier up from the suggestion (lập hồ sơ từ đề nghị của đơn vị); its papers move along.

    A dossier the office withdrew before is taken up again. One letter to the unit. Raises Forbidden, InvalidTransition
    with the article that blocks it by the rules of today, when the office is at work on the same already, or when what
    was withdrawn was for the person's household and this is for the person (or the reverse).
    """
    at = at or database_now()
    SUGGESTION_WORKFLOW.apply("take_up", suggestion, by=by, fields={"answered_by": by, "answered_at": at})
    who = {"unit": suggestion.unit} if suggestion.unit_id else {"person": suggestion.person}
    withdrawn = Nomination.objects.filter(
        round=suggestion.round, form=suggestion.form, status=NominationStatus.WITHDRAWN, **who
    ).first()
    if withdrawn and withdrawn.subject_kind != suggestion.subject_kind:
        raise InvalidTransition(phrases.TAKE_UP_OTHER_KIND.format(form=withdrawn.form, subject=withdrawn.subject_name))
    if withdrawn:
        nominations.draw_up_again(withdrawn, by=by)
        Suggestion.objects.filter(nomination=withdrawn).update(nomination=None)
    nomination = withdrawn or nominations.nominate(
        suggestion.subject,
        form=suggestion.form,
        award_round=suggestion.round,
        household=suggestion.subject_kind == SubjectKind.HOUSEHOLD,
        initiative=suggestion.initiative,
        origin=NominationOrigin.UNIT,
        by=by,
        at=at,
    )
    suggestion.nomination = nomination
    suggestion.save(update_fields=["nomination"])
    suggestion.papers.update(nomination=nomination)
    progress_letters.moved([nomination], event=f"taken-up:{suggestion.pk}", at=at)
    return nomination


@transaction.atomic
def decline(suggestion: Suggestion, *, answer: str, by, at: datetime | None = None) -> AuditEvent:
    """Tell the unit why no dossier is drawn up (không lập hồ sơ); one letter says that the answer is there."""
    answer = answer.strip()
    if not answer:
        raise InvalidTransition(phrases.DECLINE_NO_REASON)
    at = at or database_now()
    fields = {"answer": answer, "answered_by": by, "answered_at": at}
    event = SUGGESTION_WORKFLOW.apply("decline", suggestion, by=by, fields=fields, reason=answer)
    letters.declined(suggestion, at=at)
    return event

"""What the city answered to a line of a letter (kết quả của cấp trên): granted, another form, refused."""

from datetime import date, datetime

from django.db import transaction

from campaigns.enums import AwardLevel
from campaigns.models import AwardForm
from core import audit
from core.clock import database_now, ward_date
from core.models import AuditEvent
from core.verdict import require
from core.workflow import InvalidTransition

from .. import progress_letters
from ..enums import CityAnswer
from ..models import ProposalLine
from ..permissions.proposal import may_answer, may_publish_answer
from ..workflow.nomination import NOMINATION_WORKFLOW

_BLANK = {
    "answer": "", "other_form": None, "decision_number": "", "decided_on": None, "decided_by": "", "answer_note": "",
    "answered_on": None, "recorded_by": None, "is_public": False,
}  # fmt: skip


@transaction.atomic
def record(
    line: ProposalLine,
    *,
    answer: str,
    by,
    other_form: AwardForm | None = None,
    decision_number: str = "",
    decided_on: date | None = None,
    decided_by: str = "",
    note: str = "",
    at: datetime | None = None,
) -> AuditEvent:
    """Record what came back for one line (ghi kết quả của cấp trên); its nomination is GRANTED or NOT_GRANTED with it.

    A granted award needs number, day and who decided, another form its name, a refusal its reason. Raises
    InvalidTransition with the sentence to show, Forbidden before the letter was sent.
    """
    require(may_answer(by, line))
    today = ward_date(at or database_now())
    fields = _fields(line, CityAnswer(answer), other_form, decision_number, decided_on, decided_by, note, today)
    told = {"number": fields["decision_number"]} if fields["decision_number"] else {}
    if answer == CityAnswer.REFUSED:
        event = NOMINATION_WORKFLOW.apply("not_grant", line.nomination, by=by, line=line.pk, **told)
    else:
        event = NOMINATION_WORKFLOW.apply("grant", line.nomination, by=by, line=line.pk, **told)
    _write(line, {**fields, "answered_on": today, "recorded_by": by})
    progress_letters.moved([line.nomination], event=f"answered:{event.pk}", at=at)
    return event


def _fields(line, answer, other_form, number, decided_on, decided_by, note, today) -> dict:
    """The columns of an answer that is complete, or InvalidTransition with what is missing."""
    number, decided_by, note = number.strip(), decided_by.strip(), note.strip()
    if answer == CityAnswer.REFUSED:
        if not note:
            raise InvalidTransition("Ghi lý do cấp trên không khen thưởng.")
        return {**_BLANK, "answer": answer, "decision_number": number, "decided_on": decided_on,
                "decided_by": decided_by, "answer_note": note}  # fmt: skip
    if not (number and decided_on and decided_by):
        raise InvalidTransition("Ghi đủ số, ngày quyết định và người quyết định.")
    if decided_on > today:
        raise InvalidTransition("Ngày quyết định không thể sau hôm nay.")
    if decided_on < line.proposal.signed_on:
        raise InvalidTransition("Ngày quyết định trước ngày ký tờ trình.")
    if answer == CityAnswer.OTHER:
        _check_other(line, other_form)
    return {**_BLANK, "answer": answer, "other_form": other_form if answer == CityAnswer.OTHER else None,
            "decision_number": number, "decided_on": decided_on, "decided_by": decided_by,
            "answer_note": note}  # fmt: skip


def _check_other(line: ProposalLine, form: AwardForm | None) -> None:
    if form is None:
        raise InvalidTransition("Chọn hình thức được tặng.")
    if form.pk == line.nomination.form_id:
        raise InvalidTransition("Hình thức được tặng trùng với hình thức đã đề nghị; chọn “Được khen thưởng”.")
    if form.level == AwardLevel.WARD or form.campaign_id != line.nomination.form.campaign_id:
        raise InvalidTransition("Hình thức này không do cấp trên tặng trong phong trào này.")


def _write(line: ProposalLine, fields: dict) -> None:
    ProposalLine.objects.filter(pk=line.pk).update(**fields)
    for name, value in fields.items():
        setattr(line, name, value)


@transaction.atomic
def take_back(line: ProposalLine, *, reason: str, by) -> AuditEvent:
    """Take back an answer recorded by mistake (bỏ kết quả ghi nhầm); the log keeps what stood there.

    The award leaves the honours page with it. Raises InvalidTransition without a reason or an answer.
    """
    require(may_answer(by, line))
    if not reason.strip():
        raise InvalidTransition("Ghi lý do bỏ kết quả đã ghi.")
    event = NOMINATION_WORKFLOW.apply(
        "take_answer_back", line.nomination, by=by, line=line.pk, was=line.get_answer_display(), reason=reason.strip(),
        number=line.decision_number,
    )  # fmt: skip
    _write(line, _BLANK)
    progress_letters.moved([line.nomination], event=f"answer-back:{event.pk}")
    return event


@transaction.atomic
def set_public(line: ProposalLine, *, public: bool, by) -> bool:
    """Show a granted award on the honours page (công khai), or take it down; return whether anything changed."""
    require(may_publish_answer(by, line))
    rows = ProposalLine.objects.granted().filter(pk=line.pk, is_public=not public)
    changed = rows.update(is_public=public) == 1
    if changed:
        line.is_public = public
        audit.record("publish_answer" if public else "unpublish_answer", line, by=by)
    return changed

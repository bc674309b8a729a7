"""What happened to a nomination or decision, read from the log in words (lịch sử)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from core.models import AuditEvent

from .workflow.decision import DECISION_WORKFLOW
from .workflow.nomination import NOMINATION_WORKFLOW
from .workflow.proposal import PROPOSAL_WORKFLOW

_LABELS = {
    "nominate": "Lập đề nghị",
    "edit_nomination": "Sửa hồ sơ",
    "confirm_part": "Xác nhận",
    "unconfirm_part": "Bỏ xác nhận",
    "add_dossier_papers": "Thêm giấy tờ",
    "remove_dossier_paper": "Bỏ giấy tờ",
    "prepare_decision": "Lập dự thảo",
    "publish_decision": "Công khai",
    "unpublish_decision": "Gỡ khỏi trang Vinh danh",
    "prepare_proposal": "Lập dự thảo",
    "edit_proposal": "Sửa dự thảo",
    "revoke_award": "Thu hồi khen thưởng",
}
# "submit" is called otherwise after a return, so the state it started from belongs to the key.
_STEPS = {
    (step.action, step.source): step.label
    for step in [*NOMINATION_WORKFLOW.steps, *DECISION_WORKFLOW.steps, *PROPOSAL_WORKFLOW.steps]
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    note: str


def of(obj: models.Model) -> list[Entry]:
    """Newest first. One query."""
    events = AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).order_by("-pk")
    return [Entry(event.at, event.actor_name, _what(event), _note(event)) for event in events]


def _what(event: AuditEvent) -> str:
    return _STEPS.get((event.action, event.old)) or _LABELS.get(event.action, "Cập nhật")


def _note(event: AuditEvent) -> str:
    """The part of the log's detail that belongs on a page: a reason, a paper's number, published sums of a vote."""
    data = event.data
    if "reason" in data:
        return data["reason"]
    if "part" in data:
        return f"{data['part']}, số {data['number']}" if data.get("number") else data["part"]
    if "paper" in data:
        return data["paper"]
    if "number" in data:
        return f"số {data['number']}"
    if "yes" in data:
        return f"{data['yes']}/{data['members']} phiếu đồng ý"
    return " ".join(data.get("warnings", []))

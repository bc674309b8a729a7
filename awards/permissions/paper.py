"""Who reads and files the signed copies of papers: whoever works on the paper they belong to."""

from accounts.enums import Permission
from accounts.permissions import has_permission
from core.verdict import ALLOWED, Verdict, denied

from ..enums import DecisionStatus, MeetingStatus, MinutesStatus, ProposalStatus
from ..models import AwardDecision, CouncilMeeting, Minutes, Proposal, ProposalLine


def may_read_signed(user, owner) -> Verdict:
    """Papers of a decision or letter are for who prepares or signs them, those of a meeting for who ran it.

    A signed opinion tells a choice with its name: until the meeting is over it is the secretary's alone.
    """
    if isinstance(owner, CouncilMeeting):
        if has_permission(user, Permission.MEETING_MANAGE):
            return ALLOWED
        if has_permission(user, Permission.POLL_CANCEL) and owner.status == MeetingStatus.CLOSED:
            return ALLOWED
        return denied("Bản ý kiến có chữ ký do thư ký Hội đồng giữ, Chủ tịch Hội đồng xem sau phiên họp.")
    if isinstance(owner, Minutes) and has_permission(user, Permission.MEETING_ATTEND):
        return ALLOWED
    if has_permission(user, Permission.DECISION_PREPARE) or has_permission(user, Permission.DECISION_SIGN):
        return ALLOWED
    return denied("Bản đã ký chỉ cơ quan thường trực và người ký xem.")


def may_file_signed(user, owner) -> Verdict:
    """The office files the signed copy once there is one; the secretary those of a meeting."""
    if isinstance(owner, CouncilMeeting | Minutes):
        if not has_permission(user, Permission.MEETING_MANAGE):
            return denied("Thư ký Hội đồng lưu bản đã ký.")
    elif not has_permission(user, Permission.DECISION_PREPARE):
        return denied("Cơ quan thường trực lưu bản đã ký.")
    return denied(reason) if (reason := _too_early(owner)) else ALLOWED


def _too_early(owner) -> str:
    """Why there can be no signed copy yet, empty when there can."""
    if isinstance(owner, AwardDecision) and owner.status != DecisionStatus.SIGNED:
        return "Lưu bản đã ký sau khi quyết định đã ký."
    if isinstance(owner, Proposal) and owner.status not in (ProposalStatus.SIGNED, ProposalStatus.SENT):
        return "Lưu bản đã ký sau khi tờ trình đã ký."
    if isinstance(owner, ProposalLine) and not owner.answer:
        return "Lưu văn bản của cấp trên sau khi ghi kết quả."
    if isinstance(owner, Minutes) and owner.status != MinutesStatus.FINISHED:
        return "Lưu bản đã ký sau khi biên bản hoàn thành."
    return ""

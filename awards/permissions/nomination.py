"""Who may do what with a nomination. The council advises, the chairman decides (law.md 1.5, trap 21)."""

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from campaigns.enums import AwardLevel
from core.verdict import ALLOWED, Verdict, denied

from ..enums import NominationStatus


def may_nominate(user) -> Verdict:
    """The office and the council's secretary draw up nominations."""
    return need(user, Permission.NOMINATION_MANAGE)


def may_manage(user, nomination) -> Verdict:
    """The dossier is in the office's hands; its state is the step table's concern."""
    return need(user, Permission.NOMINATION_MANAGE)


def may_read_dossier(user, nomination) -> Verdict:
    """The whole dossier, with marks and votes, is for office, council and chairman; a unit sees its awards."""
    if has_permission(user, Permission.NOMINATION_MANAGE) or has_permission(user, Permission.NOMINATION_READ):
        return ALLOWED
    return denied("Hồ sơ đầy đủ chỉ Hội đồng và cơ quan thường trực xem; kết quả có tại mục Khen thưởng.")


def may_edit(user, nomination) -> Verdict:
    """Text changes only while the nomination is being drawn up: on an agenda it is what the council reads."""
    if not (right := may_manage(user, nomination)):
        return right
    if nomination.status != NominationStatus.DRAFT:
        return denied("Hồ sơ đã trình, không sửa được. Muốn sửa, đưa hồ sơ về đang lập.")
    return ALLOWED


def may_run_agenda(user, nomination) -> Verdict:
    """Who runs the meeting decides what is on its agenda and publishes what the council found."""
    return need(user, Permission.MEETING_MANAGE)


def may_decide(user, nomination) -> Verdict:
    """The ward's chairman decides the ward's own form only (law.md 1.5)."""
    if not (right := need(user, Permission.DECISION_SIGN)):
        return right
    if nomination.form.level != AwardLevel.WARD:
        return denied("Hình thức này do cấp trên quyết định; phường chỉ lập hồ sơ trình.")
    return ALLOWED


def may_forward(user, nomination) -> Verdict:
    """The office sends dossiers of the higher forms upward."""
    if not (right := may_manage(user, nomination)):
        return right
    if nomination.form.level == AwardLevel.WARD:
        return denied("Hình thức này do Chủ tịch UBND phường quyết định, không trình cấp trên.")
    return ALLOWED


def may_refuse(user, nomination) -> Verdict:
    """The chairman may decide otherwise than the council advised."""
    return need(user, Permission.DECISION_SIGN)

"""Who may do what with a nomination. The council advises, the chairman decides (law.md 1.5, trap 21)."""

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from campaigns.enums import AwardLevel
from core.verdict import ALLOWED, Verdict, denied

from ..enums import NominationStatus
from ..querysets import IN_HAND


def may_nominate(user) -> Verdict:
    """The office and the council's secretary draw up nominations."""
    return need(user, Permission.NOMINATION_MANAGE)


def may_manage(user, nomination) -> Verdict:
    """The dossier is in the office's hands; its state is the step table's concern."""
    return need(user, Permission.NOMINATION_MANAGE)


def may_read_dossier(user, nomination) -> Verdict:
    """The whole dossier, with marks and votes, is for the office, and for council and chairman once it is before them.

    A unit reads its own as plain steps (`may_follow`).
    """
    if has_permission(user, Permission.NOMINATION_MANAGE):
        return ALLOWED
    if has_permission(user, Permission.NOMINATION_READ) and nomination.status not in IN_HAND:
        return ALLOWED
    return denied("Hồ sơ đầy đủ chỉ Hội đồng và cơ quan thường trực xem; kết quả có tại mục Khen thưởng.")


def may_edit(user, nomination) -> Verdict:
    """Text changes only while the nomination is being drawn up: on an agenda it is what the council reads."""
    if not (right := may_manage(user, nomination)):
        return right
    if nomination.status == NominationStatus.RETURNED:
        return denied("Hồ sơ đang chờ đơn vị bổ sung, chưa sửa được.")
    if nomination.status == NominationStatus.WITHDRAWN:
        return denied("Đề nghị đã rút, không sửa được. Muốn sửa, lập lại đề nghị.")
    if nomination.status != NominationStatus.DRAFT:
        return denied("Hồ sơ đã trình, không sửa được. Muốn sửa, đưa hồ sơ về đang lập.")
    return ALLOWED


def nominating_unit_id(nomination) -> int | None:
    """The unit that answers for a dossier: the one that suggested it, else the nominee's own; None without any.

    One query where the nomination's `suggestion` was not read with it.
    """
    suggestion = getattr(nomination, "suggestion", None)
    if suggestion is not None:
        return suggestion.from_unit_id
    return nomination.unit_id or (nomination.person and nomination.person.unit_id)


def may_follow(user, nomination) -> Verdict:
    """The plain steps are for the unit that answers for the dossier, the nominated unit and the person concerned."""
    units = {nominating_unit_id(nomination), nomination.unit_id, nomination.person and nomination.person.unit_id}
    if units & user.reporting_unit_ids or (nomination.person_id and nomination.person.user_id == user.pk):
        return ALLOWED
    return denied("Trang này của đơn vị, cá nhân được đề nghị.")


def may_return(user, nomination) -> Verdict:
    """The office gives a dossier back to the unit that answers for it; a person without a unit has none."""
    if not (right := may_manage(user, nomination)):
        return right
    if nominating_unit_id(nomination) is None:
        return denied("Cá nhân này không thuộc đơn vị nào trên hệ thống, không có nơi để trả lại.")
    return ALLOWED


def may_send_back(user, nomination) -> Verdict:
    """Officer and head of the unit that answers for the dossier add what was asked for and send it back."""
    if not (right := need(user, Permission.SUBMISSION_WRITE)):
        return right
    if nominating_unit_id(nomination) not in user.reporting_unit_ids:
        return denied("Đơn vị lập đề nghị bổ sung hồ sơ này.")
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

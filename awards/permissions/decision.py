"""Who may do what with the chairman's decision: the office prepares and publishes, only the chairman signs."""

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from core.verdict import ALLOWED, Verdict, denied

from ..enums import DecisionStatus


def may_prepare(user) -> Verdict:
    """The office and the council's secretary draft decisions."""
    return need(user, Permission.DECISION_PREPARE)


def may_read(user) -> Verdict:
    """Drafts and sums of money are for those who prepare or sign; everybody else has the honours page."""
    if has_permission(user, Permission.DECISION_PREPARE) or has_permission(user, Permission.DECISION_SIGN):
        return ALLOWED
    return denied("Quyết định đã công bố xem tại trang Vinh danh.")


def may_read_money(user) -> Verdict:
    """What a round costs is for who prepares or signs, and for who keeps the movement's budget (plan IV.5)."""
    if has_permission(user, Permission.BUDGET_EDIT):
        return ALLOWED
    return may_read(user)


def may_submit(user, decision) -> Verdict:
    """The office lays a draft before the chairman."""
    return may_prepare(user)


def may_sign(user, decision) -> Verdict:
    """Only the chairman signs."""
    return need(user, Permission.DECISION_SIGN)


def may_publish(user, decision) -> Verdict:
    """The office releases a signed decision to the honours page, or takes it down again."""
    if not may_prepare(user):
        return denied("Phòng Văn hóa – Xã hội hoặc thư ký Hội đồng công khai quyết định đã ký.")
    if decision.status != DecisionStatus.SIGNED:
        return denied("Chỉ công khai quyết định đã ký.")
    return ALLOWED


def may_revoke(user, line) -> Verdict:
    """Who decided also revokes (law.md 1.3), an award that stands in a signed decision."""
    if not (right := need(user, Permission.DECISION_SIGN)):
        return right
    if line.decision.status != DecisionStatus.SIGNED:
        return denied("Chỉ thu hồi khen thưởng của quyết định đã ký.")
    if line.revoked_on:
        return denied("Khen thưởng này đã thu hồi.")
    return ALLOWED

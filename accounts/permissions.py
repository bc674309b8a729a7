"""Who is who: the questions every other app's rules start with."""

from core.verdict import ALLOWED, Verdict, denied

from .enums import Permission, Role
from .roles import CONFIRMED_ROLES, UNIT_ROLES


def has_permission(user, permission: Permission) -> bool:
    """True when a grant of today gives `permission`; anonymous visitors and closed accounts have none."""
    return bool(user.is_authenticated and user.is_active and permission in user.permission_names)


def need(user, permission: Permission) -> Verdict:
    """Verdict on one permission, with its Vietnamese name in the reason."""
    if has_permission(user, permission):
        return ALLOWED
    return denied(f"Tài khoản này không có quyền: {permission.label[0].lower()}{permission.label[1:]}.")


def may_reset_factors(user, person) -> Verdict:
    """A second administrator helps whoever lost a factor; nobody takes away their own way around it (threat 12)."""
    if (verdict := need(user, Permission.ACCOUNT_MANAGE)) and user.pk == person.pk:
        return denied("Không tự đặt lại lớp xác thực của mình. Nhờ một quản trị viên khác.")
    return may_keep_account(user, person) if verdict else verdict


def may_keep_account(user, account) -> Verdict:
    """Change another's account: its facts, its roles, whether it is open. One's own is for a second administrator."""
    if not (right := need(user, Permission.ACCOUNT_MANAGE)):
        return right
    if user.pk == account.pk:
        return denied("Không tự sửa quyền của tài khoản mình. Nhờ một quản trị viên khác.")
    if account.is_superuser and not user.is_superuser:
        return denied("Tài khoản kỹ thuật do người vận hành máy chủ quản lý.")
    return ALLOWED


def may_grant(user, account) -> Verdict:
    """Give a role. Nobody gives themselves one; a closed account gets none."""
    if not (right := may_keep_account(user, account)):
        return right
    if not account.is_active:
        return denied("Tài khoản đang đóng. Mở lại rồi mới giao vai trò.")
    return ALLOWED


def may_end(user, grant) -> Verdict:
    """Take a role back before its time."""
    return may_keep_account(user, grant.user)


def needs_confirmation(role: str) -> bool:
    """Roles that score, vote, sign or keep accounts take effect only when a second person agrees."""
    return role in CONFIRMED_ROLES


def may_confirm(user, grant) -> Verdict:
    """Agree to a role somebody else gave to a third person."""
    if not (right := need(user, Permission.GRANT_CONFIRM)):
        return right
    if user.pk in (grant.user_id, grant.granted_by_id):
        return denied("Người giao và người nhận không tự xác nhận. Chờ một người khác xác nhận.")
    return ALLOWED


def may_hand_over(user, grant) -> Verdict:
    """Hand a unit's work over: the officer their own, the head the officer's, the office and administrators any."""
    if grant.role not in UNIT_ROLES:
        return denied("Chỉ bàn giao công việc của đơn vị. Vai trò khác do quản trị viên giao lại.")
    if has_permission(user, Permission.WORK_HAND_OVER):
        return ALLOWED
    if grant.role == Role.UNIT_HEAD:
        return denied("Việc thay thủ trưởng đơn vị do Phòng Văn hóa – Xã hội ghi nhận.")
    if not user.is_authenticated or not user.is_active:
        return denied("Tài khoản này không có quyền bàn giao.")
    own = any(held.pk == grant.pk for held in user.grants)
    headed = any(held.role == Role.UNIT_HEAD and held.unit_id == grant.unit_id for held in user.grants)
    return ALLOWED if own or headed else denied("Công việc này của người khác.")


UNIT_CONTACT = frozenset({"contact_name", "email", "phone", "address"})
UNIT_FACTS = frozenset({"name", "short_name", "parent", "active_from", "code", "group", "approval", *UNIT_CONTACT})
# What a unit's officer says of the people of the unit; the rest binds them to accounts, units and dates.
PERSON_CONTACT = frozenset({"full_name", "position", "is_woman", "email", "phone"})
PERSON_FACTS = frozenset({"code", "unit", "user", "active_from", "group", *PERSON_CONTACT})


def may_manage_units(user) -> Verdict:
    """Add, end, merge and reopen units and persons (R10)."""
    return need(user, Permission.ACCOUNT_MANAGE)


def reads_every_unit(user) -> bool:
    """Whoever keeps the list, and the office that calls units and their people."""
    return has_permission(user, Permission.ACCOUNT_MANAGE) or has_permission(user, Permission.SUBMISSION_REVIEW)


def may_read_unit(user, unit) -> Verdict:
    """The page of a unit: whoever reads every unit, and the unit's own people."""
    if reads_every_unit(user) or (user.is_active and unit.pk in user.unit_ids):
        return ALLOWED
    return denied("Trang đơn vị dành cho quản trị, Phòng Văn hóa – Xã hội và chính đơn vị.")


def may_edit_unit(user, unit) -> Verdict:
    """Whoever keeps the list; the unit's officer and head its contact only (`unit_fields`)."""
    if has_permission(user, Permission.ACCOUNT_MANAGE):
        return ALLOWED
    if not user.is_active or unit.pk not in user.reporting_unit_ids:
        return denied("Chỉ quản trị hoặc cán bộ đầu mối của đơn vị sửa được.")
    if unit.active_to is not None:
        return denied("Đơn vị đã ngừng hoạt động, không sửa được nữa.")
    return ALLOWED


def unit_fields(user, unit) -> frozenset[str]:
    """What of a unit the user may change."""
    if has_permission(user, Permission.ACCOUNT_MANAGE):
        return UNIT_FACTS
    return UNIT_CONTACT if may_edit_unit(user, unit) else frozenset()


def may_add_person(user, unit) -> Verdict:
    """Whoever keeps the list, for any unit or none; an officer a nominee of the own unit."""
    if has_permission(user, Permission.ACCOUNT_MANAGE):
        return ALLOWED
    return may_edit_unit(user, unit) if unit else denied("Cán bộ đầu mối chỉ thêm người của đơn vị mình.")


def may_read_person(user, person) -> Verdict:
    """The page of a person: whoever reads every unit, the officers of their unit, and the person."""
    own = person.user_id == user.pk or (person.unit_id and person.unit_id in user.reporting_unit_ids)
    if reads_every_unit(user) or (user.is_active and own):
        return ALLOWED
    return denied("Trang cá nhân dành cho quản trị, Phòng Văn hóa – Xã hội, đơn vị và chính người đó.")


def may_edit_person(user, person) -> Verdict:
    """Whoever keeps the list; the officers of the person's unit what they know of them (`person_fields`)."""
    if person.erased_at is not None:
        return denied("Dữ liệu của người này đã được xóa theo yêu cầu.")
    if has_permission(user, Permission.ACCOUNT_MANAGE):
        return ALLOWED
    if not user.is_active or not person.unit_id or person.unit_id not in user.reporting_unit_ids:
        return denied("Chỉ quản trị hoặc cán bộ đầu mối của đơn vị sửa được.")
    if person.active_to is not None:
        return denied("Người này đã thôi tham gia ở đơn vị, không sửa được nữa.")
    return ALLOWED


def person_fields(user, person) -> frozenset[str]:
    """What of a person the user may change."""
    if not may_edit_person(user, person):
        return frozenset()
    return PERSON_FACTS if has_permission(user, Permission.ACCOUNT_MANAGE) else PERSON_CONTACT

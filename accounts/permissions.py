"""Who is who: the questions every other app's rules start with."""

from core.verdict import ALLOWED, Verdict, denied

from .enums import Permission


def has_permission(user, permission: Permission) -> bool:
    """True when a grant of today gives `permission`; anonymous visitors and closed accounts have none."""
    return bool(user.is_authenticated and user.is_active and permission in user.permission_names)


def need(user, permission: Permission) -> Verdict:
    """Verdict on one permission, with its Vietnamese name in the reason."""
    if has_permission(user, permission):
        return ALLOWED
    return denied(f"Tài khoản này không có quyền: {permission.label[0].lower()}{permission.label[1:]}.")

"""Who may do what with a unit's suggestion (đề nghị của đơn vị): the unit sends and withdraws, the office answers."""

from accounts.enums import Permission
from accounts.permissions import need
from core.verdict import ALLOWED, Verdict, denied


def may_suggest(user, unit) -> Verdict:
    """Officer and head suggest for their unit while it exists; a person alone asks their unit.

    Units propose, through the office, what the chairman decides (law.md 1.5).
    """
    if not (right := need(user, Permission.SUBMISSION_WRITE)):
        return right
    if unit is None or unit.pk not in user.reporting_unit_ids:
        return denied("Đơn vị gửi đề nghị khen thưởng. Cá nhân đề nghị đơn vị của mình lập giúp.")
    if unit.active_to is not None:
        return denied("Đơn vị đã ngừng hoạt động, không gửi đề nghị mới được.")
    return ALLOWED


def may_withdraw(user, suggestion) -> Verdict:
    """The unit takes back what it sent; whether the office was faster is the step table's concern."""
    if not (right := need(user, Permission.SUBMISSION_WRITE)):
        return right
    if suggestion.from_unit_id not in user.reporting_unit_ids:
        return denied("Đề nghị này của đơn vị khác.")
    return ALLOWED


def may_answer(user, suggestion) -> Verdict:
    """The office and the council's secretary take a suggestion up or decline it."""
    return need(user, Permission.NOMINATION_MANAGE)

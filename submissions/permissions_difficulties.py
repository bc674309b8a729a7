"""Who may do what with a difficulty (khó khăn, vướng mắc, D10). Who comes first, then state; a no says why."""

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from core.verdict import ALLOWED, Verdict, denied

from .permissions import shares_unit


def may_ask(user, subject) -> Verdict:
    """The unit's officer and head write for the unit, a person for themselves; at any time of the year."""
    if not (right := need(user, Permission.SUBMISSION_WRITE)):
        return right
    if subject is None:
        return denied("Tài khoản này chưa gắn với đơn vị hay cá nhân nào. Liên hệ Phòng Văn hóa – Xã hội.")
    return ALLOWED


def is_asker(user, difficulty) -> Verdict:
    """The unit whose difficulty it is, the unit of the person, or the person writes on."""
    if not (right := need(user, Permission.SUBMISSION_WRITE)):
        return right
    unit_id = difficulty.unit_id or (difficulty.person and difficulty.person.unit_id)
    if unit_id and unit_id in user.reporting_unit_ids:
        return ALLOWED
    if difficulty.person_id and difficulty.person.user_id == user.pk:
        return ALLOWED
    return denied("Vướng mắc này của đơn vị khác.")


def may_ask_again(user, difficulty) -> Verdict:
    """Whoever asked writes on, also after the answer."""
    return is_asker(user, difficulty)


def may_close(user, difficulty) -> Verdict:
    """Whoever asked says that the matter is settled."""
    return is_asker(user, difficulty)


def may_answer(user, difficulty) -> Verdict:
    """The office answers, and the officers of the body it was passed to; nobody their own unit's."""
    body = difficulty.forwarded_to_id is not None and difficulty.forwarded_to_id in user.reporting_unit_ids
    if not has_permission(user, Permission.SUBMISSION_REVIEW) and not body:
        return denied("Phòng Văn hóa – Xã hội hoặc bộ phận được chuyển tới trả lời vướng mắc.")
    if shares_unit(user, difficulty):
        return denied("Không tự trả lời vướng mắc của đơn vị mình.")
    return ALLOWED


def may_forward(user, difficulty) -> Verdict:
    """The office passes a difficulty on to another body."""
    return need(user, Permission.SUBMISSION_REVIEW)


def may_publish(user, difficulty) -> Verdict:
    """The office decides what everybody may read."""
    return need(user, Permission.SUBMISSION_REVIEW)


def may_read_inbox(user) -> Verdict:
    """The list of every difficulty is the office's."""
    return need(user, Permission.SUBMISSION_REVIEW)

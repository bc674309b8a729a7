"""Who may do what with a letter of proposal: the office prepares and sends, its signer depends on whom it is to."""

from accounts.enums import Permission
from accounts.permissions import need
from core.verdict import ALLOWED, Verdict, denied

from ..enums import ProposalKind, ProposalStatus


def may_prepare(user) -> Verdict:
    """The office and the council's secretary write letters of proposal."""
    return need(user, Permission.DECISION_PREPARE)


def may_edit(user, proposal) -> Verdict:
    """Its opening and addressee change only while it is a draft."""
    if not (right := may_prepare(user)):
        return right
    if proposal.status not in (ProposalStatus.DRAFT, ProposalStatus.RETURNED):
        return denied("Tờ trình đã trình ký, không sửa được.")
    return ALLOWED


def may_submit(user, proposal) -> Verdict:
    """The office lays a draft before its signer."""
    return may_prepare(user)


def may_sign(user, proposal) -> Verdict:
    """The chairman signs what goes to the city; the office records the head's signature on what goes to the chairman.

    The chairman does not write to himself (law.md 1.5).
    """
    if proposal.kind == ProposalKind.TO_CITY:
        return need(user, Permission.DECISION_SIGN)
    return may_prepare(user)


def may_send(user, proposal) -> Verdict:
    """The office sends a signed letter off."""
    return may_prepare(user)


def may_answer(user, line) -> Verdict:
    """The office records what the city answered, once the letter is on its way."""
    if not (right := need(user, Permission.NOMINATION_MANAGE)):
        return right
    if line.proposal.kind != ProposalKind.TO_CITY:
        return denied("Tờ trình này gửi Chủ tịch UBND phường; kết quả là quyết định khen thưởng của phường.")
    if line.proposal.status != ProposalStatus.SENT:
        return denied("Tờ trình chưa gửi đi, chưa ghi kết quả được.")
    return ALLOWED


def may_publish_answer(user, line) -> Verdict:
    """The office shows a granted award on the honours page, or takes it down."""
    if not (right := may_prepare(user)):
        return right
    if not line.is_granted:
        return denied("Chỉ công khai khen thưởng đã có quyết định của cấp trên.")
    return ALLOWED

"""What each role may do (plan R1-R10). The one table to read when asking "who can …"."""

from .enums import Permission as P
from .enums import Role

_MEMBER = {P.MEETING_ATTEND, P.NOMINATION_READ, P.SUBMISSION_READ_ALL}
_OFFICE = {
    P.SUBMISSION_READ_ALL,
    P.SUBMISSION_REVIEW,
    P.RANKING_READ,
    P.RANKING_LOCK,
    P.REMINDER_SEND,
    P.EXTENSION_GRANT,
    P.OVERVIEW_READ,
    P.EXPORT,
    P.NOMINATION_MANAGE,
    P.NOMINATION_READ,
    P.DECISION_PREPARE,
    P.SETTINGS_EDIT,
    P.GRANT_CONFIRM,
    P.WORK_HAND_OVER,
}

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.UNIT_OFFICER: frozenset({P.SUBMISSION_WRITE}),
    Role.UNIT_HEAD: frozenset({P.SUBMISSION_WRITE}),
    Role.INDIVIDUAL: frozenset({P.SUBMISSION_WRITE}),
    Role.REVIEWER: frozenset(_OFFICE),
    Role.COUNCIL_MEMBER: frozenset(_MEMBER),
    Role.COUNCIL_SECRETARY: frozenset(
        {
            *_MEMBER,
            P.MEETING_MANAGE,
            P.NOMINATION_MANAGE,
            P.DECISION_PREPARE,
            P.RANKING_READ,
            P.OVERVIEW_READ,
            P.EXPORT,
            P.GRANT_CONFIRM,
        }
    ),
    Role.COUNCIL_CHAIR: frozenset({*_MEMBER, P.POLL_CANCEL, P.OVERVIEW_READ, P.RANKING_READ}),
    Role.CHAIRMAN: frozenset(
        {P.OVERVIEW_READ, P.RANKING_READ, P.NOMINATION_READ, P.SUBMISSION_READ_ALL, P.DECISION_SIGN}
    ),
    Role.FINANCE: frozenset({P.BUDGET_EDIT, P.OVERVIEW_READ}),
    Role.MEDIA: frozenset({P.EXEMPLAR_EDIT}),
    Role.ADMIN: frozenset(
        {
            P.ACCOUNT_MANAGE,
            P.AUDIT_READ,
            P.SETTINGS_EDIT,
            P.OVERVIEW_READ,
            P.EXPORT,
            P.GRANT_CONFIRM,
            P.WORK_HAND_OVER,
        }
    ),
}

# The ward's own bodies see every unit; a unit sees itself.
SEES_ALL_UNITS = frozenset({P.SUBMISSION_READ_ALL, P.OVERVIEW_READ, P.ACCOUNT_MANAGE})
SEES_ALL_GRANTS = frozenset({P.ACCOUNT_MANAGE, P.WORK_HAND_OVER, P.GRANT_CONFIRM})
SEES_ALL_ACCOUNTS = frozenset({P.ACCOUNT_MANAGE})

COUNCIL_ROLES = frozenset({Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR})
UNIT_ROLES = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD})
# Roles that score, vote, sign, or keep accounts take effect only once a second person has confirmed them.
CONFIRMED_ROLES = frozenset({Role.REVIEWER, *COUNCIL_ROLES, Role.CHAIRMAN, Role.ADMIN})
CONFIRMING_ROLES = frozenset(role for role, given in ROLE_PERMISSIONS.items() if P.GRANT_CONFIRM in given)

"""People, bodies, accounts, the roles they hold, and how they came in."""

from .grants import Membership
from .importing import ImportRow, ImportRun
from .invitations import Invitation
from .people import Person
from .privacy import NoticeAcceptance
from .units import Unit
from .users import User

__all__ = [
    "ImportRow",
    "ImportRun",
    "Invitation",
    "Membership",
    "NoticeAcceptance",
    "Person",
    "Unit",
    "User",
]

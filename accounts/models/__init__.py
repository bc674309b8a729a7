"""People, bodies, accounts, the roles they hold, how they came in, and which mail they want."""

from .calendars import CalendarFeed
from .grants import Membership
from .importing import ImportRow, ImportRun
from .invitations import Invitation
from .notes import MutedTopic
from .people import Person
from .privacy import NoticeAcceptance
from .units import Unit
from .users import User

__all__ = [
    "CalendarFeed",
    "ImportRow",
    "ImportRun",
    "Invitation",
    "Membership",
    "MutedTopic",
    "NoticeAcceptance",
    "Person",
    "Unit",
    "User",
]

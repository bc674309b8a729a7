"""Who sits in the council on a day. Questions only; seats are frozen when a meeting opens."""

from datetime import date

from accounts.enums import Role
from accounts.models import Membership, User
from accounts.roles import COUNCIL_ROLES
from core.text import name_sort_key

from .enums import SeatRole

# One person, one seat: the highest role counts.
SEAT_ROLES = (
    (Role.COUNCIL_CHAIR, SeatRole.CHAIR),
    (Role.COUNCIL_SECRETARY, SeatRole.SECRETARY),
    (Role.COUNCIL_MEMBER, SeatRole.MEMBER),
)


def council_on(day: date) -> list[tuple[User, str]]:
    """Members of the council on a ward day with their seats: chair, secretary, then the others by name."""
    held: dict[User, set[str]] = {}
    for grant in Membership.objects.active(day).filter(role__in=COUNCIL_ROLES).select_related("user"):
        if grant.user.is_active:
            held.setdefault(grant.user, set()).add(grant.role)
    seats = [
        (place, name_sort_key(user.full_name), user.pk, user, seat)
        for user, roles in held.items()
        for place, seat in [next((n, seat) for n, (role, seat) in enumerate(SEAT_ROLES) if role in roles)]
    ]
    return [(user, seat) for *_, user, seat in sorted(seats, key=lambda line: line[:3])]

"""The unit in front of somebody who works for several (“Đang làm việc cho: …”): kept in the session, asked each time.

It chooses what the unit's pages show first, never what may be done: rights are the union of all grants.
"""

from dataclasses import dataclass

from django.http import HttpRequest

from .models import Unit, User

SESSION_KEY = "don-vi"


def choices(user: User) -> list[Unit]:
    """The units to choose from today: those the user reports for, else those of any of their roles. No query."""
    units = {grant.unit_id: grant.unit for grant in user.grants if grant.unit_id}
    reporting = [unit for pk, unit in units.items() if pk in user.reporting_unit_ids]
    return reporting or list(units.values())


def unit_in_front(request: HttpRequest) -> Unit | None:
    """The chosen unit while a grant of today still holds it, else the first; None without any unit."""
    units = choices(request.user) if request.user.is_authenticated else []
    chosen = request.session.get(SESSION_KEY) if units else None
    return next((unit for unit in units if unit.pk == chosen), units[0] if units else None)


def narrowed_to(request: HttpRequest) -> int | None:
    """The pk of the unit whose things a page shows, None when there is no choice to make."""
    return unit_in_front(request).pk if len(choices(request.user)) > 1 else None


def choose(request: HttpRequest, unit: Unit) -> None:
    """Put one of the user's units in front (đổi đơn vị đang làm việc)."""
    request.session[SESSION_KEY] = unit.pk


def page_is_of(request: HttpRequest, unit_id: int | None, *, back: str = "") -> None:
    """Remember whose object this page shows, so that the line at the top can say when it is another own unit's.

    `back` is where changing the unit leads; the page itself unless given.
    """
    request.acting_page = (unit_id, back or request.get_full_path())


@dataclass(frozen=True, slots=True)
class Acting:
    """The line at the top: the unit in front, the choice, and the own unit this page belongs to when it is another."""

    unit: Unit | None
    choices: list[Unit]
    elsewhere: Unit | None
    back: str


def standing(request: HttpRequest) -> Acting:
    """What the line at the top of this page says."""
    if not request.user.is_authenticated:
        return Acting(None, [], None, "")
    units, front = choices(request.user), unit_in_front(request)
    unit_id, back = getattr(request, "acting_page", (None, request.path))
    # A page that answers a POST cannot be opened again by its address.
    back = back if request.method == "GET" else ""
    elsewhere = next((unit for unit in units if unit.pk == unit_id and unit != front), None)
    return Acting(front, units, elsewhere, back)

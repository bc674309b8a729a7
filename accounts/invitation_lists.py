"""Which people and which invitations the pages of invitations are about, as their addresses say it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet
from django.http import QueryDict

from core.clock import ward_date
from core.text import whole_number

from .enums import ImportKind, ImportStatus
from .enums import InvitationStatus as S
from .models import ImportRun, Invitation, Membership, User
from .services.invitations import not_invited

# The order of the filter, and how each state is written in an address.
STATES = {
    "cho-gui": S.QUEUED,
    "da-gui": S.SENT,
    "da-mo": S.OPENED,
    "da-dung": S.USED,
    "het-han": S.EXPIRED,
    "bi-tu-choi": S.REFUSED,
    "khong-gui-duoc": S.FAILED,
}
# Where the words of the mail server help: still trying, or given up.
NOT_ARRIVED = (S.QUEUED, S.REFUSED, S.FAILED)


def _of_unit(rows: QuerySet, unit: int | None, at: datetime, user: str) -> QuerySet:
    """Rows whose account has a role in the unit today or later; `user` is the path to the account."""
    if unit is None:
        return rows
    return rows.filter(**{f"{user}__in": Membership.objects.lasting(ward_date(at)).filter(unit=unit).values("user")})


def roles_of_today(at: datetime, path: str = "") -> Prefetch:
    """The roles of today of each account in a list, with their units, as `roles_now`."""
    grants = Membership.objects.active(ward_date(at)).select_related("unit").order_by("pk")
    return Prefetch(f"{path}memberships", queryset=grants, to_attr="roles_now")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list of invitations is narrowed to."""

    state: str
    unit: int | None
    words: str

    @classmethod
    def of(cls, query: QueryDict) -> "Choice":
        """Read from an address; what makes no sense is left out."""
        state = query.get("xem", "")
        words = query.get("q", "").strip()[:100]
        return cls(state if state in STATES else "", whole_number(query.get("don-vi")), words)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.state or self.unit or self.words)

    def _rows(self, rows: QuerySet[Invitation], at: datetime) -> QuerySet[Invitation]:
        rows = _of_unit(rows.with_state(at), self.unit, at, "user")
        return rows.filter(user__in=User.objects.found_by(self.words)) if self.words else rows

    def counts(self, rows: QuerySet[Invitation], at: datetime) -> list[dict]:
        """Each state with how many invitations are in it, whatever state is chosen; one query."""
        found = self._rows(rows, at).order_by().values("state").annotate(count=Count("pk"))
        counts = {row["state"]: row["count"] for row in found}
        return [{"key": key, "label": state.label, "count": counts.get(state, 0)} for key, state in STATES.items()]

    def page_rows(self, rows: QuerySet[Invitation], at: datetime) -> QuerySet[Invitation]:
        """The invitations chosen, newest first, with all a line shows."""
        rows = self._rows(rows, at)
        if self.state:
            rows = rows.filter(state=STATES[self.state])
        rows = rows.order_by("-invited_at", "user__sort_key", "pk")
        return rows.select_related("user", "message").prefetch_related(roles_of_today(at, "user__"))


def last_import() -> ImportRun | None:
    """The list of officers written last (lần nhập gần nhất), the one people are invited after."""
    runs = ImportRun.objects.filter(kind=ImportKind.OFFICERS, status=ImportStatus.APPLIED)
    return runs.order_by("-applied_at").first()


def _people_of(run: ImportRun) -> QuerySet:
    """The accounts the lines of a list of officers speak of; a line keeps the role it wrote."""
    written = run.rows.exclude(object_id=None).values("object_id")
    return Membership.objects.filter(pk__in=written).values("user")


@dataclass(frozen=True, slots=True)
class Picking:
    """Whom the next press invites: those ticked, or all who fit unit, words and last import."""

    people: frozenset[int]
    unit: int | None
    words: str
    of_last_import: bool
    everybody: bool

    @classmethod
    def of(cls, query: QueryDict) -> "Picking":
        """Read from an address; what makes no sense is left out."""
        people = frozenset(pk for text in query.getlist("nguoi") if (pk := whole_number(text)) is not None)
        unit, words = whole_number(query.get("don-vi")), query.get("q", "").strip()[:100]
        return cls(people, unit, words, of_last_import="lan-nhap" in query, everybody="tat-ca" in query)

    @property
    def is_narrowed(self) -> bool:
        """Whether anybody is left out."""
        return bool(self.people or self.unit or self.words or self.of_last_import)

    @property
    def is_settled(self) -> bool:
        """Whether somebody said who is meant, be it everybody: only then the page offers to send."""
        return self.is_narrowed or self.everybody

    def users(self, run: ImportRun | None, at: datetime) -> QuerySet[User]:
        """The people picked, all of them not yet invited; `run` is the last import."""
        rows = _of_unit(not_invited(), self.unit, at, "pk")
        if self.people:
            rows = rows.filter(pk__in=self.people)
        if self.words:
            rows = rows.found_by(self.words)
        if self.of_last_import:
            rows = rows.filter(pk__in=_people_of(run)) if run else rows.none()
        return rows

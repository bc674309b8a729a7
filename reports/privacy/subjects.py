"""Whom a request is about: an account, a person without one, or both."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.models import Person, Unit, User
from core.text import code_key, fold_vi, nfc, whole_number


class NobodyFound(LookupError):
    """No account and no person, or more than one. `str()` is the Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The human of a request (chủ thể dữ liệu): an account, rows of a person, or both.

    The first of `people` is the row that counts, the others its doubles.
    """

    user: User | None
    people: tuple[Person, ...] = ()

    @property
    def rows(self) -> list[User | Person]:
        """Every row about the human."""
        return [*([self.user] if self.user else []), *self.people]

    @property
    def name(self) -> str:
        """As the portal shows it now."""
        return str(self.rows[-1] if not self.people else self.people[0])

    @property
    def names(self) -> set[str]:
        """Every spelling held, folded."""
        return {fold_vi(nfc(row.full_name)).strip() for row in self.rows if row.full_name}

    @property
    def phones(self) -> set[str]:
        """Every telephone number held."""
        return {row.phone for row in self.rows if row.phone}

    @property
    def label(self) -> str:
        """Which rows these are, for the operator; holds no name and no address."""
        parts = [f"tài khoản số {self.user.pk}"] if self.user else []
        parts += [f"cá nhân số {person.pk}" for person in self.people]
        return ", ".join(parts)

    def addresses(self) -> set[str]:
        """Mail addresses that are this human's alone, in lower case; one shared with a unit or others is not."""
        found = {row.email.lower() for row in self.rows if row.email}
        if self.user:
            further = EmailAddress.objects.filter(user=self.user).values_list("email", flat=True)
            found |= {address.lower() for address in further}
        return {address for address in found if not self._is_shared(address)}

    def _is_shared(self, address: str) -> bool:
        users = User.objects.filter(email__iexact=address).exclude(pk=self.user.pk if self.user else None)
        people = Person.objects.filter(email__iexact=address).exclude(pk__in=[row.pk for row in self.people])
        return users.exists() or people.exists()

    def units(self):
        """Units the human belongs or belonged to, by a role or as one of their people."""
        of = Q(pk__in=[row.unit_id for row in self.people])
        if self.user:
            of |= Q(memberships__user=self.user)
        return Unit.objects.filter(of).distinct()


def find(*, email: str = "", person: str = "") -> Subject:
    """The subject with that address, or with that personal code (else that number). Raises NobodyFound."""
    if bool(email) == bool(person):
        raise NobodyFound("Ghi một trong hai: --email hoặc --person.")
    return _by_email(email.strip()) if email else _by_person(person.strip())


def of_user(user: User) -> Subject:
    """The human of an account."""
    return of_person(person) if (person := Person.objects.filter(user=user).first()) else Subject(user)


def of_person(person: Person) -> Subject:
    """The human of a row: the row that counts first, then its doubles."""
    while person.merged_into_id:
        person = person.merged_into
    people, at = [person], 0
    while at < len(people):
        people += Person.objects.filter(merged_into=people[at]).order_by("pk")
        at += 1
    return Subject(next((row.user for row in people if row.user_id), None), tuple(people))


def _by_email(email: str) -> Subject:
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        address = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
        user = address.user if address else None
    if user:
        return of_user(user)
    people = list(Person.objects.filter(email__iexact=email, merged_into=None).order_by("pk")[:6])
    if len(people) > 1:
        codes = ", ".join(str(row.code or row.pk) for row in people)
        raise NobodyFound(f"Địa chỉ này ghi ở nhiều cá nhân. Dùng --person với một trong: {codes}.")
    if not people:
        raise NobodyFound("Không có tài khoản hay cá nhân nào dùng địa chỉ này.")
    return of_person(people[0])


def _by_person(text: str) -> Subject:
    row = Person.objects.filter(code_key=code_key(text)).exclude(code_key="").first()
    if row is None and (number := whole_number(text)) is not None:
        row = Person.objects.filter(pk=number).first()
    if row is None:
        raise NobodyFound("Không có cá nhân nào mang mã hoặc số này.")
    return of_person(row)

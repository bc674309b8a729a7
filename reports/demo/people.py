"""Units, accounts, roles and who takes part in which group."""

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from accounts.demo import DOMAIN, PASSWORD
from accounts.enums import ApprovalKind, Role
from accounts.models import Membership, NoticeAcceptance, Person, Unit, User
from accounts.roles import UNIT_ROLES
from accounts.services import notices
from campaigns.models import Campaign, Enrolment, ParticipantGroup

from .bodies import ACCOUNTS, BODIES, HEADED, INDIVIDUALS

# Officers without a button on the sign-in page: their letters show in the demo, nobody signs in as them.
OFFICERS_DOMAIN = "don-vi.example"


@dataclass(slots=True)
class Ward:
    """The demo ward: units by code, demo accounts by login, officers and heads by unit, persons in order."""

    campaign: Campaign
    groups: dict[str, ParticipantGroup]
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[str, User] = field(default_factory=dict)
    officers: dict[int, User] = field(default_factory=dict)
    heads: dict[int, User] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)


def exists() -> bool:
    """True once the demo ward has been made."""
    return User.objects.filter(email=f"{ACCOUNTS[0].login}@{DOMAIN}").exists()


def build(campaign: Campaign, count: int) -> Ward:
    """Make the named bodies, at most `count` of them, the demo accounts and the officers."""
    ward = Ward(campaign, {group.code: group for group in campaign.participantgroup_set.all()})
    for body in BODIES[:count]:
        unit = Unit.objects.create(
            code=body.code, name=body.name, short_name=body.short_name, email=f"{body.code.lower()}@{OFFICERS_DOMAIN}",
            **({"approval": ApprovalKind.SECOND_PERSON} if body.code == HEADED else {}),
        )  # fmt: skip
        ward.units[body.code] = unit
        if body.group:
            Enrolment.objects.create(group=ward.groups[body.group], unit=unit)
    _accounts(ward)
    _officers(ward)
    # Nobody is asked in the middle of a demonstration.
    NoticeAcceptance.objects.bulk_create(
        NoticeAcceptance(user=user, version=notices.VERSION) for user in User.objects.filter(notice_acceptances=None)
    )
    for individual in INDIVIDUALS:
        if unit := ward.units.get(individual.unit):
            person = Person.objects.create(
                full_name=individual.name, position=individual.position, unit=unit, is_woman=individual.is_woman
            )
            Enrolment.objects.create(group=ward.groups[individual.group], person=person)
            ward.people.append(person)
    return ward


def _accounts(ward: Ward) -> None:
    password = make_password(PASSWORD)
    for number, account in enumerate(ACCOUNTS, start=1):
        unit = ward.units.get(account.unit)
        if unit is None and UNIT_ROLES & set(account.roles):
            continue
        user = User.objects.create(
            email=f"{account.login}@{DOMAIN}",
            password=password,
            full_name=account.name,
            title=account.title,
            phone=f"0225 0000 {number:03d}",
            is_staff=account.is_staff,
        )
        ward.accounts[account.login] = user
        for role in account.roles:
            Membership.objects.create(user=user, role=role, unit=unit)
            if role == Role.UNIT_OFFICER and unit:
                ward.officers[unit.pk] = user
            if role == Role.UNIT_HEAD and unit:
                ward.heads[unit.pk] = user


def _officers(ward: Ward) -> None:
    for number, unit in enumerate(ward.units.values(), start=1):
        if unit.pk in ward.officers:
            continue
        user = User.objects.create(
            email=f"dau-moi.{unit.code.lower()}@{OFFICERS_DOMAIN}",
            password=make_password(None),
            full_name=f"Cán bộ đầu mối {unit.short_name}",
            title="Cán bộ đầu mối",
            phone=f"0225 0001 {number % 1000:03d}",
        )
        Membership.objects.create(user=user, role=Role.UNIT_OFFICER, unit=unit)
        ward.officers[unit.pk] = user

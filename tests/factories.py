"""Small real rows for tests. Shared by every app: add functions, change none without looking who calls them."""

import itertools
from datetime import date, datetime
from decimal import Decimal

from accounts.enums import Role
from accounts.models import Membership, Person, Unit, User
from campaigns.enums import CriteriaStatus, GroupKind, LauncherLevel, ReviewKind
from campaigns.models import (
    Campaign,
    ContentArea,
    CriteriaItem,
    CriteriaSet,
    Criterion,
    Enrolment,
    LinkedMovement,
    ParticipantGroup,
    Phase,
    ReportingPeriod,
)
from core.clock import WARD

_serial = itertools.count(1)
PASSWORD = "thidua-2026"


def ward(*parts: int) -> datetime:
    """A moment on the ward's clock: ward(2026, 12, 11, 23, 59, 59)."""
    return datetime(*parts, tzinfo=WARD)


def make_unit(name: str = "", **fields) -> Unit:
    """A unit with a code of its own."""
    number = next(_serial)
    return Unit.objects.create(**{"code": f"DV{number:03d}", "name": name or f"Đơn vị {number}", **fields})


def make_user(*roles: Role, unit: Unit | None = None, email: str = "", **fields) -> User:
    """An account holding `roles`; unit roles get `unit` (one is made when needed)."""
    number = next(_serial)
    user = User.objects.create_user(
        email or f"nguoi-{number}@demo.example", PASSWORD, **{"full_name": f"Cán bộ {number}", **fields}
    )
    for role in roles:
        in_unit = role in (Role.UNIT_OFFICER, Role.UNIT_HEAD)
        Membership.objects.create(user=user, role=role, unit=(unit or make_unit()) if in_unit else unit)
    return user


def make_person(name: str = "", **fields) -> Person:
    """A person without an account."""
    return Person.objects.create(full_name=name or f"Nguyễn Văn {next(_serial)}", **fields)


def make_campaign(**fields) -> Campaign:
    """A movement with its own linked movement and two phases."""
    number = next(_serial)
    campaign = Campaign.objects.create(
        **{
            "code": f"phong-trao-{number}",
            "title": "Phường Lê Chân đổi mới sáng tạo",
            "plan_title": "Kế hoạch tổ chức triển khai phong trào thi đua",
            "issuer": "Ủy ban nhân dân phường Lê Chân",
            "place": "Phường Lê Chân",
            "start_year": 2026,
            "end_year": 2030,
            **fields,
        }
    )
    LinkedMovement.objects.create(campaign=campaign, code="phuong", title=campaign.title, level=LauncherLevel.WARD)
    Phase.objects.create(
        campaign=campaign, code="gd1", order=1, title="Giai đoạn 1", start_year=2026, end_year=2027,
        review_kind=ReviewKind.INTERIM, review_year=2027,
    )  # fmt: skip
    return campaign


def make_period(campaign: Campaign | None = None, year: int = 2026, **fields) -> ReportingPeriod:
    """A reporting year open from 11/11, closing at 12/12 00:00, locked at 21/12 00:00 ward time."""
    campaign = campaign or make_campaign()
    return ReportingPeriod.objects.create(
        **{
            "campaign": campaign,
            "code": f"nam-{year}",
            "order": year - 2025,
            "phase": campaign.phase_set.get(),
            "year": year,
            "opens_at": ward(year, 11, 11),
            "closes_at": ward(year, 12, 12),
            "locks_at": ward(year, 12, 21),
            "review_ends_on": date(year, 12, 20),
            **fields,
        }
    )


def make_content_areas(campaign: Campaign, count: int = 5) -> list[ContentArea]:
    """The contents of a movement."""
    return [
        ContentArea.objects.create(
            campaign=campaign, code=f"nd{n}", order=n, short_title=f"Nội dung {n}", text=f"Thi đua nội dung {n}"
        )
        for n in range(1, count + 1)
    ]


def make_group(campaign: Campaign, kind: GroupKind = GroupKind.OFFICE, **fields) -> ParticipantGroup:
    """A participant group."""
    number = next(_serial)
    return ParticipantGroup.objects.create(
        **{
            "campaign": campaign, "code": f"nhom-{number}", "order": number % 30000, "kind": kind,
            "title": kind.label, "short_title": kind.label[:80], **fields,
        }
    )  # fmt: skip


def make_criteria_set(
    group: ParticipantGroup, period: ReportingPeriod, points=(30, 25, 25, 20), **fields
) -> CriteriaSet:
    """A published set whose criteria carry `points`."""
    criteria_set = CriteriaSet.objects.create(
        **{
            "group": group,
            "period": period,
            "status": CriteriaStatus.PUBLISHED,
            "published_at": period.opens_at,
            **fields,
        }
    )
    for order, value in enumerate(points, start=1):
        criterion, _ = Criterion.objects.get_or_create(
            campaign=group.campaign, code=f"{group.code}-tc{order}", group=group,
            defaults={"order": order, "short_title": f"Tiêu chí {order}", "text": f"Nguyên văn tiêu chí {order}"},
        )  # fmt: skip
        CriteriaItem.objects.create(
            criteria_set=criteria_set, criterion=criterion, order=order, max_points=Decimal(value)
        )
    return criteria_set


def enrol(group: ParticipantGroup, subject: Unit | Person) -> Enrolment:
    """A unit or person takes part in the group."""
    field = "unit" if isinstance(subject, Unit) else "person"
    return Enrolment.objects.create(group=group, **{field: subject})

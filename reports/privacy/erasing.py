"""Erasing what is held about somebody (xóa dữ liệu cá nhân): all that no law keeps, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import ImportRun, Membership, Person, User
from accounts.roles import COUNCIL_ROLES
from accounts.services.grants import require_another_administrator
from awards.enums import MeetingStatus
from awards.models import CouncilSeat
from core import audit
from core.clock import ward_date
from core.workflow import InvalidTransition
from submissions.enums import ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Review

from .erasures import Erasure, erasures
from .kept import Kept, kept
from .retention import IMPORTS_AT_WORK
from .subjects import Subject

ON_COUNCIL = "Đang là thành viên Hội đồng. Kết thúc vai trò này ở trang tài khoản trước."
IN_MEETING = "Đang có ghế trong phiên họp chưa kết thúc: {meeting}. Kết thúc phiên họp trước."
IMPORTING = "Đang có danh sách được đọc hoặc ghi. Chờ xong rồi xóa."
REVIEWING = "Đang chấm dở {count} báo cáo. Chấm xong hoặc để người khác nhận trước."


class Refused(Exception):
    """Erasing now would break something; `reasons` are Vietnamese sentences."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing would do: what goes, what stays and why, and why it may not be done now."""

    gone: list[Erasure]
    kept: list[Kept]
    refusals: list[str]


def plan(subject: Subject, *, at: datetime) -> Plan:
    """Look without touching; nothing is left to go for somebody erased before."""
    return Plan(erasures(subject, at=at), kept(subject, at=at), refusals(subject, at=at))


@transaction.atomic
def erase(subject: Subject, *, at: datetime) -> Plan:
    """Erase all that no law keeps and close the account (xóa dữ liệu cá nhân); returns what was done.

    One line of the log, which holds none of what went. Running it again changes nothing. Raises Refused.
    """
    # Nobody gives the account a role or a report while its rows are being looked at.
    list(User.objects.select_for_update().filter(pk=subject.user.pk if subject.user else None))
    list(Person.objects.select_for_update().filter(pk__in=[row.pk for row in subject.people]))
    done = plan(subject, at=at)
    if not done.gone:
        return done
    if done.refusals:
        raise Refused(done.refusals)
    for erasure in done.gone:
        erasure.act()
    counts = sum(row.count for row in done.gone), sum(row.count for row in done.kept)
    audit.record("erase_person", subject.rows[0], by=None, erased=counts[0], kept=counts[1])
    return done


def refusals(subject: Subject, *, at: datetime) -> list[str]:
    """Why erasing would break something now."""
    reasons = [IMPORTING] if ImportRun.objects.filter(status__in=IMPORTS_AT_WORK).exists() else []
    user, today = subject.user, ward_date(at)
    if user is None or user.erased_at:
        return reasons
    lasting = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), ended_at=None)
    if lasting.filter(user=user, role__in=COUNCIL_ROLES).exists():
        reasons.append(ON_COUNCIL)
    open_seats = CouncilSeat.objects.filter(user=user).exclude(meeting__status=MeetingStatus.CLOSED)
    reasons += [IN_MEETING.format(meeting=seat.meeting) for seat in open_seats.select_related("meeting")]
    try:
        with transaction.atomic():
            require_another_administrator(user, at=at)
    except InvalidTransition as exc:
        reasons.append(str(exc))
    begun = Review.objects.filter(reviewer=user, status=ReviewStatus.OPEN, submission__status=S.UNDER_REVIEW)
    if count := begun.count():
        reasons.append(REVIEWING.format(count=count))
    return reasons

"""Which council member guides and supervises which content, and since when (phân công lĩnh vực, plan VI.1)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import has_permission, need
from accounts.roles import COUNCIL_ROLES
from core import audit
from core.querysets import within
from core.verdict import ALLOWED, Verdict, require
from core.workflow import InvalidTransition

from .models import Campaign, ContentArea, FieldAssignment

NOT_A_MEMBER = "{who} không phải ủy viên Hội đồng."
DAYS_NOT_IN_ORDER = "Ngày cuối không được trước ngày đầu."
HAS_IT_ALREADY = "{who} đã được giao nội dung này trong thời gian đó."
ENDED_ALREADY = "Phân công này đã kết thúc."


def may_assign(user) -> Verdict:
    """The office keeps the list, and the council's secretary for the council."""
    return ALLOWED if has_permission(user, Permission.MEETING_MANAGE) else need(user, Permission.SETTINGS_EDIT)


def members(on: date) -> QuerySet[User]:
    """Everybody with a seat in the council on the ward day `on`, by name."""
    seats = Q(memberships__role__in=COUNCIL_ROLES, memberships__awaits_confirmation=False)
    days = within(on, "memberships__starts_on", "memberships__ends_on")
    return User.objects.filter(seats & days, is_active=True).distinct().order_by("sort_key", "pk")


def in_care_of(user, *, on: date, campaign: Campaign) -> QuerySet[ContentArea]:
    """Contents in the care of `user` on the ward day `on`, in the plan's order."""
    held = FieldAssignment.objects.filter(within(on, "from_on", "to_on"), user=user)
    return ContentArea.objects.filter(campaign=campaign, pk__in=held.values("content_area")).order_by("order")


@transaction.atomic
def assign(*, user: User, content_area: ContentArea, from_on: date, to_on: date | None, by: User) -> FieldAssignment:
    """Put a content in a member's care from one ward day to another, both included (phân công lĩnh vực).

    Raises Forbidden, ValidationError by field: no seat in the council, days out of order, or days in which the member
    has the content already.
    """
    require(may_assign(by))
    # Two assignments of one content follow each other, so that their days never overlap.
    ContentArea.objects.select_for_update(no_key=True).get(pk=content_area.pk)
    if not members(from_on).filter(pk=user.pk).exists():
        raise ValidationError({"user": NOT_A_MEMBER.format(who=user)})
    if to_on and to_on < from_on:
        raise ValidationError({"to_on": DAYS_NOT_IN_ORDER})
    held = FieldAssignment.objects.filter(Q(to_on=None) | Q(to_on__gte=from_on), user=user, content_area=content_area)
    if (held.filter(from_on__lte=to_on) if to_on else held).exists():
        raise ValidationError({"content_area": HAS_IT_ALREADY.format(who=user)})
    row = FieldAssignment.objects.create(user=user, content_area=content_area, from_on=from_on, to_on=to_on)
    audit.record("assign_field", row, by=by, changes={"from_on": [None, from_on], "to_on": [None, to_on]})
    return row


@transaction.atomic
def end(row: FieldAssignment, *, by: User, on: date) -> FieldAssignment:
    """End a member's care of a content with the ward day `on`; one that had not begun by then is removed.

    Raises Forbidden, InvalidTransition when it has ended.
    """
    require(may_assign(by))
    rows = FieldAssignment.objects.filter(Q(to_on=None) | Q(to_on__gt=on), pk=row.pk)
    before = row.to_on
    if row.from_on > on:
        gone = rows.delete()[0]
        changes = {"from_on": [row.from_on, None]}
    else:
        gone = rows.update(to_on=on)
        changes = {"to_on": [before, on]}
        row.to_on = on
    if not gone:
        raise InvalidTransition(ENDED_ALREADY)
    audit.record("end_field", row, by=by, changes=changes)
    return row

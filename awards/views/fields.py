"""What a council member supervises (lĩnh vực phụ trách, R6): the contents in their care and the reports on them."""

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.permissions import need
from campaigns import fields
from campaigns.periods import chosen_period
from core.clock import database_now, ward_date
from core.paging import page_of
from core.verdict import require
from submissions.enums import SubmissionStatus
from submissions.models import Submission, SubmissionContent

PAGE_SIZE = 50


@require_GET
def my_fields(request):
    """Contents in the member's care today, and the reports handed in this year that speak of one of them."""
    require(need(request.user, Permission.MEETING_ATTEND))
    now = database_now()
    period = chosen_period(request, now=now)
    context = {"period": period, "may_assign": fields.may_assign(request.user)}
    if period is not None:
        areas = list(fields.in_care_of(request.user, on=ward_date(now), campaign=period.campaign))
        context |= {"areas": areas, "page_obj": page_of(request, _reports(request.user, period, areas), PAGE_SIZE)}
    return render(request, "awards/my_fields.html", context)


def _reports(user, period, areas):
    taken = SubmissionContent.objects.filter(submission=OuterRef("pk"), content_area__in=areas, taken_on=True)
    rows = Submission.objects.visible_to(user).filter(Exists(taken), period=period)
    rows = rows.exclude(status=SubmissionStatus.DRAFT).select_related("unit", "person", "group")
    mine = Count("remarks", filter=Q(remarks__author=user, remarks__withdrawn_at=None))
    return rows.annotate(own_remarks=mine).order_by("group__order", "unit__sort_key", "person__sort_key", "pk")

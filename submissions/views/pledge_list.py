"""The office's side of pledges: who pledged what, and one pledge to read."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.enums import Permission
from accounts.permissions import has_permission, need
from campaigns.models import ContentArea, ParticipantGroup, ReportingPeriod
from campaigns.periods import chosen_period
from core.clock import database_now
from core.paging import page_of
from core.verdict import require

from .. import pledge_book, pledging
from ..models import Pledge
from ..pledge_book import Choices


@require_GET
def pledge_list(request):
    """Who pledged what for a year, and who has not yet (danh sách đăng ký thi đua)."""
    require(need(request.user, Permission.SUBMISSION_REVIEW))
    now = database_now()
    period = _period(request, now)
    choices = Choices.of(request.GET)
    context = {"period": period, "choices": choices}
    if period is not None:
        page = page_of(request, pledge_book.chosen(period, choices), pledge_book.PER_PAGE)
        everybody, pledged = pledge_book.reached(period)
        context |= {
            "page": page,
            "rows": pledge_book.rows_of(period, page),
            "everybody": everybody,
            "pledged": pledged,
            "season": pledging.Season(period),
            "in_season": pledging.Season(period).is_open(now),
            "groups": list(ParticipantGroup.objects.filter(campaign=period.campaign_id)),
            "areas": list(ContentArea.objects.filter(campaign=period.campaign_id).order_by("order")),
            "periods": list(ReportingPeriod.objects.filter(campaign=period.campaign_id)),
            "states": pledge_book.STATES,
        }
    return render(request, "submissions/pledge_list.html", context)


def _period(request, now):
    """The year of the address, else the one in whose season we are, else the one people report on."""
    season = None if request.GET.get("nam") else pledging.open_season(now)
    return season.period if season else chosen_period(request, now=now)


@require_GET
def pledge_read(request, pk):
    """One pledge as the ward has it (xem đăng ký thi đua)."""
    pledge = get_object_or_404(Pledge.objects.visible_to(request.user).sent().for_reading(), pk=pk)
    if pledge.unit_id or pledge.person.user_id != request.user.pk:
        acting.page_is_of(request, pledge.unit_id or pledge.person.unit_id)
    back = ""
    if has_permission(request.user, Permission.SUBMISSION_REVIEW):
        # The way back keeps the filter.
        query = "&".join(filter(None, [f"nam={pledge.period.year}", Choices.of(request.GET).query]))
        back = f"{reverse('submissions:pledge_list')}?{query}"
    return render(request, "submissions/pledge_read.html", {"pledge": pledge, "back": back})

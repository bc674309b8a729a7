"""The movement in front: the one whose plan, catalogue and rounds pages show when none is named."""

from django.http import Http404

from .models import Campaign


def current_or_404() -> Campaign:
    """The movement that began last; raises Http404 before any plan was loaded."""
    campaign = Campaign.objects.order_by("-start_year", "pk").first()
    if campaign is None:
        raise Http404
    return campaign

"""What a round costs, for who prepares and who signs (tiền thưởng của đợt)."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.clock import ward_date
from core.verdict import require

from .. import round_money as reckoning
from ..models import AwardRound
from ..permissions.decision import may_read_money


@require_GET
def round_money(request, pk):
    """Estimate beside amount due, by source and form."""
    require(may_read_money(request.user))
    award_round = get_object_or_404(AwardRound.objects.select_related("campaign"), pk=pk)
    today = ward_date(timezone.now())
    context = {"round": award_round, "money": reckoning.of(award_round, on=today), "today": today}
    return render(request, "awards/round_money.html", context)

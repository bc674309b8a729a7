"""Award rounds: what the plan implies, those on the spot, and the letters about them (đợt khen thưởng)."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.current import current_or_404
from core.clock import database_now, ward_date
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import RoundKind
from ..forms.rounds import GuidanceForm, SpotForm
from ..models import AwardRound, RoundGuidance
from ..permissions.nomination import may_nominate
from ..services import rounds as services


@require_GET
def round_list(request):
    """Every round of the movement by year: those of the plan, begun or not, and those on the spot."""
    require(may_nominate(request.user))
    campaign = current_or_404()
    spot = campaign.award_rounds.filter(kind=RoundKind.ON_THE_SPOT).select_related("movement")
    rows = [*services.planned(campaign), *spot]
    sizes = dict(campaign.award_rounds.values_list("pk").annotate(size=Count("nominations")))
    rows.sort(key=lambda row: (row.year, list(RoundKind).index(RoundKind(row.kind)), row.number))
    lines = [{"round": row, "size": sizes.get(row.pk, 0)} for row in rows]
    context = {"lines": lines, "campaign": campaign, "this_year": ward_date(timezone.now()).year}
    return render(request, "awards/round_list.html", context)


@require_POST
@once
def round_make(request):
    """Begin a round the plan implies (lập đợt), to note guidance before anybody is proposed."""
    require(may_nominate(request.user))
    kind, _, year = request.POST.get("dot", "").partition("-")
    row = (
        services.ensure_round(current_or_404(), kind=kind, year=int(year))
        if year.isdecimal() and len(year) == 4
        else None
    )
    if row is None:
        raise Http404
    return redirect("awards:round", row.pk)


@require_http_methods(["GET", "POST"])
@once
def round_spot(request):
    """Open a round on the spot."""
    require(may_nominate(request.user))
    form = SpotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.open_on_the_spot(
                current_or_404(), occasion=form.cleaned_data["occasion"], on=ward_date(database_now()), by=request.user
            )
        except InvalidTransition as exc:
            form.add_error("occasion", str(exc))
        else:
            messages.success(request, "Đã mở đợt khen thưởng kịp thời.")
            return redirect("awards:round", row.pk)
    return render(request, "awards/round_spot.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@once
def award_round(request, pk):
    """One round: its ground, letters about it with quotas used, its proposals by form, lists posted."""
    require(may_nominate(request.user))
    row = get_object_or_404(AwardRound.objects.select_related("campaign", "movement"), pk=pk)
    form = GuidanceForm(request.POST or None, award_round=row)
    if request.method == "POST" and form.is_valid():
        services.add_guidance(row, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã ghi hướng dẫn.")
        return redirect("awards:round", pk)
    counts = row.nominations.exclude(status="WITHDRAWN").values("form_id", "form__legal_name")
    by_form = list(counts.annotate(size=Count("pk")).order_by("form__order"))
    sizes = {line["form_id"]: line["size"] for line in by_form}
    guidance = list(row.guidance.select_related("form"))
    for letter in guidance:
        letter.used = sizes.get(letter.form_id, 0) if letter.form_id else sum(sizes.values())
        letter.is_over = letter.quota is not None and letter.used > letter.quota
    context = {"award_round": row, "form": form, "guidance": guidance, "by_form": by_form}
    context["postings"] = row.postings.annotate(size=Count("lines"))
    context["today"] = ward_date(timezone.now())
    return render(request, "awards/round.html", context, status=422 if form.errors else 200)


@require_POST
@once
def guidance_remove(request, pk):
    """Take a letter noted by mistake out."""
    require(may_nominate(request.user))
    row = get_object_or_404(RoundGuidance, pk=pk)
    services.remove_guidance(row, by=request.user)
    messages.success(request, "Đã bỏ hướng dẫn.")
    return redirect("awards:round", row.round_id)

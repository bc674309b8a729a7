"""A unit suggests somebody for an award: for whom and in which round, then form, merit and papers (ux 10)."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import acting
from accounts.enums import Permission
from accounts.models import Person, Unit
from accounts.permissions import need
from campaigns.enums import SubjectKind
from campaigns.models import Campaign
from core.clock import database_now, ward_date
from core.onetime import once
from core.querysets import within
from core.uploads import no_room
from core.verdict import require
from core.workflow import InvalidTransition
from submissions import phrases as sent_phrases
from submissions.filechecks import FileRefused

from .. import dossier, offers
from .. import phrases_units as phrases
from ..enums import RoundKind
from ..forms.units import SuggestionForm, WhomForm
from ..permissions.suggestion import may_suggest
from ..services import nominations, rounds
from ..services import suggestions as services
from .dossier_page import file_limits


def sent_papers(request: HttpRequest, form) -> list:
    """The papers of a form. FileRefused when one was lost on its way in because the disk is full."""
    if no_room(request):
        raise FileRefused(sent_phrases.FILE_DISK)
    return form.papers


def unit_of(request: HttpRequest) -> Unit | None:
    """The unit in front of the user, when it is one they write for."""
    unit = acting.unit_in_front(request)
    return unit if unit and unit.pk in request.user.reporting_unit_ids else None


def _rounds_open(campaign: Campaign | None, on):
    if campaign is None:
        return []
    everything = [*rounds.planned(campaign), *offers.on_the_spot(campaign)]
    return offers.open_to_units(everything, on=on)


def _people_of(unit: Unit, on) -> list[Person]:
    """Who may be suggested: people of the unit today; of two rows of one human the one that counts."""
    people = Person.objects.filter(within(on, "active_from", "active_to"), unit=unit, merged_into=None, erased_at=None)
    return list(people.order_by("sort_key"))


@require_http_methods(["GET", "POST"])
@once
def suggest(request):
    """Đề nghị khen thưởng: the choice of whom travels in the address, the rest is one form."""
    require(need(request.user, Permission.SUBMISSION_WRITE))
    unit, on = unit_of(request), ward_date(database_now())
    right = may_suggest(request.user, unit)
    if request.method == "POST":
        require(right)
    campaign = Campaign.objects.order_by("-start_year", "-pk").first()
    offered = _rounds_open(campaign, on)
    context = {"unit": unit, "right": right, "no_round": "" if offered else phrases.SUGGEST_NO_ROUND}
    if not right or not offered:
        return render(request, "awards/suggest.html", context)
    facts = {
        "unit": unit, "people": _people_of(unit, on), "rounds": offered,
        "households": nominations.households_on(campaign, on=on),
    }  # fmt: skip
    asked = "cho" in request.GET or "dot" in request.GET
    usual = offers.key_of(offers.usual(offered, on=on))
    whom = WhomForm(request.GET if asked else None, initial={"dot": usual}, **facts)
    context["whom"] = whom
    if not asked or not whom.is_valid():
        return render(request, "awards/suggest.html", context, status=422 if request.method == "POST" else 200)
    return _second_step(request, whom, context, on=on)


def _second_step(request: HttpRequest, whom: WhomForm, context: dict, *, on):
    subject, award_round = whom.subject, whom.award_round
    kind = SubjectKind.COLLECTIVE if isinstance(subject, Unit) else SubjectKind.INDIVIDUAL
    kind = SubjectKind.HOUSEHOLD if whom.household else kind
    grounds = nominations.grounds(award_round, subject_kind=kind, on=on)
    chosen = next((ground.form for ground in grounds if str(ground.form.pk) == request.POST.get("hinh-thuc")), None)
    # Which papers are asked for may differ by form; before one is chosen, what any open one asks.
    facts = {"subject_kind": kind, "subject": subject, "award_round": award_round, "on": on}
    wanted = dossier.papers_asked([ground.form for ground in grounds if ground.eligibility], **facts)
    initiatives = offers.initiatives_of(subject, award_round.campaign)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SuggestionForm(*data, parts=wanted, initiatives=initiatives)
    form.fields["initiative"].required = award_round.kind == RoundKind.ON_THE_SPOT
    status = 200
    if request.method == "POST":
        if form.is_valid() and chosen is not None:
            if row := _send(request, form, chosen, whom, context):
                messages.success(request, phrases.SUGGEST_SENT)
                return redirect(f"{reverse('awards:suggestion', args=[row.pk])}#da-gui-de-nghi-khen")
        elif chosen is None:
            context["error"] = phrases.SUGGEST_NO_FORM
        status = 422
    context |= {
        "subject": subject, "kind": kind, "award_round": award_round, "form": form, "chosen": chosen,
        "open": [ground for ground in grounds if ground.eligibility],
        "closed": [ground for ground in grounds if not ground.eligibility],
        "ask_initiative": award_round.kind == RoundKind.ON_THE_SPOT or initiatives.exists(), **file_limits(),
    }  # fmt: skip
    return render(request, "awards/suggest_form.html", context, status=status)


def _send(request: HttpRequest, form: SuggestionForm, chosen, whom: WhomForm, context: dict):
    """Send it; None with the reason on the page when it cannot be taken."""
    award_round = whom.award_round
    if award_round.pk is None:
        award_round = rounds.ensure_round(award_round.campaign, kind=award_round.kind, year=award_round.year)
    try:
        return services.suggest(
            whom.subject, from_unit=whom.unit, form=chosen, award_round=award_round, household=whom.household,
            merit=form.cleaned_data["merit"], initiative=form.cleaned_data["initiative"],
            papers=sent_papers(request, form), by=request.user,
        )  # fmt: skip
    except FileRefused as exc:
        form.refuse_file(str(exc))
    except InvalidTransition as exc:
        context["error"] = str(exc)
    return None

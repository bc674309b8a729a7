"""Khen thưởng, for units and persons: what they suggested and what becomes of it, as plain steps (see `progress`)."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import acting
from accounts.enums import Permission
from accounts.permissions import need
from campaigns.enums import DossierPartKind
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition
from submissions.filechecks import INLINE_TYPES, FileRefused

from .. import dossier, progress
from .. import phrases_units as phrases
from ..enums import NominationStatus, SuggestionStatus
from ..forms.units import SendBackForm
from ..models import DossierPaper, Nomination, Suggestion
from ..permissions.nomination import may_follow, may_send_back, nominating_unit_id
from ..permissions.suggestion import may_suggest
from ..services import dossiers
from .dossier_page import file_limits
from .suggesting import sent_papers, unit_of

PAGE_SIZE = 50
# What was not taken up stands in a list of its own; the newest are enough to see what the ward answered.
MOST_SUGGESTIONS = 20


@require_GET
def mine(request):
    """What a unit or person was proposed for, and what the unit suggested itself (khen thưởng)."""
    require(need(request.user, Permission.SUBMISSION_WRITE))
    front = acting.narrowed_to(request)
    rows = Nomination.objects.own(request.user).in_front(front, request.user).for_units()
    page = page_of(request, rows.order_by("-round__year", "-pk"), PAGE_SIZE)
    sent = Suggestion.objects.filter(from_unit__in=request.user.reporting_unit_ids).in_front(front)
    # One that was taken up goes on as the nomination below; one whose dossier is gone is still told.
    sent = sent.exclude(status=SuggestionStatus.TAKEN, nomination__isnull=False).for_list()[:MOST_SUGGESTIONS]
    context = {
        "page_obj": page,
        "rows": [(row, progress.of(row)) for row in page],
        "suggestions": [(row, progress.of_suggestion(row)) for row in sent],
        "right": may_suggest(request.user, unit_of(request)),
        "has_unit": bool(request.user.reporting_unit_ids),
        "year_text": str(ward_date(timezone.now()).year),
    }
    return render(request, "awards/mine.html", context)


def _find(request: HttpRequest, pk: int) -> Nomination:
    """The nomination in the user's scope, 404 outside; 403 for who reads the dossier and has no part in it."""
    row = get_object_or_404(Nomination.objects.visible_to(request.user).for_units(), pk=pk)
    require(may_follow(request.user, row))
    return row


@require_GET
def my_nomination(request, pk):
    """One nomination as its unit or person sees it: steps, what is asked, the papers the unit sent."""
    row = _find(request, pk)
    return _page(request, row, _form(request, row))


def _form(request: HttpRequest, row: Nomination) -> SendBackForm | None:
    if row.status != NominationStatus.RETURNED:
        return None
    parts = dossier.parts_of(row, on=ward_date(timezone.now()))
    parts = [part for part in parts if part.kind == DossierPartKind.PAPER]
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return SendBackForm(*data, parts=parts, initial={"text": row.unit_text})


def _page(request: HttpRequest, row: Nomination, form: SendBackForm | None, *, error: str = "", status: int = 200):
    unit_id = nominating_unit_id(row)
    if unit_id in request.user.reporting_unit_ids:
        acting.page_is_of(request, unit_id)
    context = {
        "nomination": row,
        "standing": progress.of(row),
        "milestones": progress.milestones(row),
        "papers": DossierPaper.objects.sent_by(request.user.reporting_unit_ids).filter(nomination=row).kept(),
        "inline_types": INLINE_TYPES,
        "may_send_back": may_send_back(request.user, row),
        "form": form,
        "error": error,
        **file_limits(),
    }
    return render(request, "awards/my_nomination.html", context, status=status)


@require_POST
@once
def my_nomination_send(request, pk):
    """Gửi lại: the unit answers what was asked."""
    row = _find(request, pk)
    require(may_send_back(request.user, row))
    form = _form(request, row)
    if form is None:
        messages.error(request, phrases.NOT_RETURNED)
        return redirect("awards:my_nomination", pk)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        dossiers.send_back(row, text=form.cleaned_data["text"], papers=sent_papers(request, form), by=request.user)
    except FileRefused as exc:
        form.refuse_file(str(exc))
        return _page(request, row, form, status=422)
    except InvalidTransition as exc:
        row.refresh_from_db()
        return _page(request, row, form, error=str(exc), status=409)
    messages.success(request, phrases.SENT_BACK)
    return redirect("awards:my_nomination", pk)

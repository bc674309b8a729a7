"""The page of one nomination: everything the council needs about a candidate, and what the office does with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from campaigns.enums import DossierPartKind
from campaigns.models import DossierPart
from core.clock import ward_date
from core.verdict import require
from submissions import filechecks
from submissions.services import sent_files

from .. import citations, dossier, record
from ..forms.nominations import DossierForm, ReasonForm
from ..forms.units import PapersForm, PartForm, ReturnForm, WithdrawForm
from ..models import Nomination
from ..permissions.nomination import may_nominate, may_read_dossier


def find_nomination(request: HttpRequest, pk: int) -> Nomination:
    """The nomination in the user's scope, 404 outside."""
    rows = Nomination.objects.visible_to(request.user).select_related(
        "round__campaign", "form", "movement", "unit", "person__unit", "submission__period", "initiative",
        "suggestion__from_unit",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def file_limits() -> dict:
    """What pages say of files."""
    return {"accept": filechecks.accept(), "kinds": filechecks.kinds(), "most_files": sent_files.MOST_FILES}


def papers_form(parts: list[DossierPart], *data) -> PapersForm:
    """A file field for each paper among the parts."""
    return PapersForm(*data, parts=[part for part in parts if part.kind == DossierPartKind.PAPER])


def _initial(row: Nomination) -> dict:
    return {
        "summary": row.summary, "no_open_case": row.no_open_case, "was": row.summary, "women_first": row.women_first,
        "citation": row.citation or citations.proposed(row.round, row.movement, row.initiative),
        "citation_was": row.citation,
    }  # fmt: skip


def nomination_page(
    request: HttpRequest, row: Nomination, *, status: int = 200, part_form: tuple | None = None, **refused
) -> HttpResponse:
    """The dossier with its forms. One that was refused (form, papers_form, return_form, …) keeps what was typed.

    `part_form` is the pk of a statement with the form that was refused.
    """
    require(may_read_dossier(request.user, row))
    found = record.of(row, request.user, on=ward_date(timezone.now()))
    rows = [part.row for part in found.parts if part.row is not None]
    typed = dict([part_form] if part_form else [])
    context = {
        "nomination": row, "record": found, "may_nominate": may_nominate(request.user),
        "lines": [(part, _part_form(part, typed) if found.may_edit else None) for part in found.parts],
        "form": DossierForm(initial=_initial(row)), "reason_form": ReasonForm(), "return_form": ReturnForm(),
        "withdraw_form": WithdrawForm(), "papers_form": papers_form(rows) if found.may_edit else None,
        "part_refused": part_form and part_form[1], "inline_types": filechecks.INLINE_TYPES, **refused, **file_limits(),
    }  # fmt: skip
    return render(request, "awards/nomination.html", context, status=status)


def _part_form(part: dossier.Part, typed: dict[int, PartForm]) -> PartForm | None:
    """The form of a statement nobody has confirmed yet."""
    if part.row is None or part.complete or part.row.kind != DossierPartKind.STATEMENT:
        return None
    return typed.get(part.row.pk) or PartForm(part=part.row)

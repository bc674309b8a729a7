"""Filling a dossier: statements confirmed, papers added and given out, and its way to the unit and back (ux 10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from campaigns.models import DossierPart
from core.clock import ward_date
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition
from submissions.filechecks import INLINE_TYPES, FileRefused
from submissions.services.giving_out import FileMissing
from submissions.views.file_answers import file_answer, refusal

from .. import dossier
from .. import phrases_units as phrases
from ..forms.units import PartForm, ReturnForm, WithdrawForm
from ..models import DossierPaper
from ..permissions.nomination import may_edit, may_manage, may_return
from ..services import dossiers as services
from ..services import files, nominations
from .dossier_page import find_nomination, nomination_page, papers_form
from .suggesting import sent_papers


def _part(row, pk: int) -> DossierPart:
    return get_object_or_404(DossierPart, pk=pk, campaign=row.round.campaign_id)


@require_POST
@once
def part_confirm(request, pk, part):
    """Xác nhận một thành phần hồ sơ."""
    row = find_nomination(request, pk)
    require(may_edit(request.user, row))
    statement = _part(row, part)
    form = PartForm(request.POST, part=statement)
    if not form.is_valid():
        return nomination_page(request, row, part_form=(statement.pk, form), status=422)
    try:
        services.confirm(row, part=statement, **form.cleaned_data, by=request.user)
    except InvalidTransition as exc:
        form.add_error("document", str(exc))
        return nomination_page(request, find_nomination(request, pk), part_form=(statement.pk, form), status=422)
    messages.success(request, phrases.PART_CONFIRMED.format(part=statement))
    return redirect("awards:nomination", pk)


@require_POST
@once
def part_unconfirm(request, pk, part):
    """Bỏ xác nhận."""
    row = find_nomination(request, pk)
    statement = _part(row, part)
    return _done(
        request, pk, lambda: services.unconfirm(row, part=statement, by=request.user),
        phrases.PART_UNCONFIRMED.format(part=statement),
    )  # fmt: skip


def _done(request: HttpRequest, pk: int, act, words: str) -> HttpResponse:
    """Do it, say so or why not, and show the dossier again."""
    try:
        act()
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, words)
    return redirect("awards:nomination", pk)


@require_POST
@once
def papers_add(request, pk):
    """Thêm giấy tờ vào hồ sơ."""
    row = find_nomination(request, pk)
    require(may_edit(request.user, row))
    form = papers_form(dossier.parts_of(row, on=ward_date(timezone.now())), request.POST, request.FILES)
    form.is_valid()
    try:
        papers = sent_papers(request, form)
        services.add_papers(row, papers=papers, by=request.user)
    except (FileRefused, InvalidTransition) as exc:
        form.add_error(None, str(exc))
        return nomination_page(request, find_nomination(request, pk), papers_form=form, status=422)
    messages.success(request, phrases.PAPERS_ADDED.format(count=len(papers)))
    return redirect("awards:nomination", pk)


def _paper(request: HttpRequest, pk: int) -> DossierPaper:
    rows = DossierPaper.objects.visible_to(request.user).filter(removed_at=None)
    return get_object_or_404(rows.select_related("nomination__form", "part"), pk=pk)


@require_POST
@once
def paper_remove(request, pk):
    """Bỏ một tệp khỏi hồ sơ."""
    paper = _paper(request, pk)
    row = find_nomination(request, paper.nomination_id)
    return _done(
        request, row.pk, lambda: services.remove_paper(paper, by=request.user),
        phrases.PAPER_REMOVED.format(name=paper.name),
    )  # fmt: skip


@require_GET
@xframe_options_sameorigin
def paper_file(request, pk):
    """Give a paper out: as a download, or (`?xem=1`, PDF and pictures) shown where it can do nothing."""
    paper = _paper(request, pk)
    inline = bool(request.GET.get("xem")) and paper.media_type in INLINE_TYPES
    try:
        handle = files.open_file(paper, by=request.user, inline=inline)
    except FileMissing as exc:
        return refusal(str(exc), 404)
    return file_answer(handle, name=paper.name, media_type=paper.media_type, size=paper.size, inline=inline)


@require_POST
@once
def nomination_return(request, pk):
    """Trả lại đơn vị."""
    row = find_nomination(request, pk)
    require(may_return(request.user, row))
    form = ReturnForm(request.POST)
    return _written(
        request, row, form, "return_form", "note",
        lambda note: services.return_to_unit(row, note=note, by=request.user), phrases.RETURNED,
    )  # fmt: skip


def _written(request, row, form, shown_as: str, field: str, act, words: str) -> HttpResponse:
    """Do `act` with what one field of the form holds; show the dossier again with what was typed when it is refused."""
    if not form.is_valid():
        return nomination_page(request, row, status=422, **{shown_as: form})
    try:
        act(form.cleaned_data[field])
    except InvalidTransition as exc:
        form.add_error(field, str(exc))
        return nomination_page(request, find_nomination(request, row.pk), status=409, **{shown_as: form})
    messages.success(request, words)
    return redirect("awards:nomination", row.pk)


@require_POST
@once
def nomination_withdraw(request, pk):
    """Rút đề nghị."""
    row = find_nomination(request, pk)
    require(may_manage(request.user, row))
    form = WithdrawForm(request.POST)
    return _written(
        request, row, form, "withdraw_form", "withdrawal",
        lambda reason: services.withdraw(row, reason=reason, by=request.user), phrases.WITHDRAWN,
    )  # fmt: skip


@require_POST
@once
def nomination_go_on(request, pk):
    """Lập tiếp, không chờ đơn vị."""
    row = find_nomination(request, pk)
    return _done(request, pk, lambda: services.go_on(row, by=request.user), phrases.GOES_ON)


@require_POST
@once
def nomination_again(request, pk):
    """Lập lại đề nghị đã rút."""
    row = find_nomination(request, pk)
    return _done(request, pk, lambda: nominations.draw_up_again(row, by=request.user), phrases.DRAWN_UP_AGAIN)


@require_POST
@once
def nomination_conclude(request, pk):
    """Kết thúc, báo đơn vị."""
    row = find_nomination(request, pk)
    return _done(request, pk, lambda: services.conclude(row, by=request.user), phrases.CONCLUDED)

"""Letters of proposal: drafted by the office on what the council endorsed, signed, sent off."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from campaigns.figures import figure
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition

from .. import history, votes
from ..enums import ProposalKind, ProposalStatus
from ..forms.decisions import CHAIRMAN, DEPUTY, ReturnForm, SignForm
from ..forms.proposals import LetterForm, SendForm
from ..models import AwardRound, Proposal
from ..permissions.decision import may_read
from ..permissions.paper import may_file_signed
from ..permissions.proposal import may_answer, may_edit, may_prepare, may_publish_answer, may_sign
from ..services import proposals as services
from ..services import signed_papers
from ..workflow.proposal import PROPOSAL_WORKFLOW
from .signed_papers import shown

PAGE_SIZE = 30
_POSTS = {
    ProposalKind.TO_CITY: {CHAIRMAN: "signer_letter", DEPUTY: "signer_letter_deputy"},
    ProposalKind.TO_CHAIRMAN: {CHAIRMAN: "signer_office", DEPUTY: "signer_office_deputy"},
}


@require_GET
def proposal_list(request):
    """All letters, and for the office what the council endorsed and no letter holds yet (tờ trình)."""
    require(may_read(request.user))
    rows = Proposal.objects.visible_to(request.user).for_list()
    context = {
        "page_obj": page_of(request, rows.order_by("-pk"), PAGE_SIZE),
        "waiting": [(kind, _waiting(kind)) for kind in (ProposalKind.TO_CHAIRMAN, ProposalKind.TO_CITY)],
        "may_prepare": may_prepare(request.user),
    }
    return render(request, "awards/proposal_list.html", context)


def _waiting(kind: str):
    """Rounds with nominations no letter of this kind holds, and how many."""
    count = Count("nominations", filter=Q(nominations__in=services.waiting_anywhere(kind)))
    return AwardRound.objects.annotate(endorsed=count).filter(endorsed__gt=0).order_by("-year", "pk")


def _find(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).select_related("round__campaign", "signed_by")
    return get_object_or_404(rows, pk=pk)


def _sign_form(row: Proposal, data=None, **kwargs) -> SignForm:
    on = ward_date(timezone.now())
    posts = {
        key: figure(name, on=on, campaign=row.round.campaign) for key, name in _POSTS[ProposalKind(row.kind)].items()
    }
    return SignForm(data, posts=posts, symbol=services.symbol(row, on=on), what=services.WHAT, **kwargs)


def _page(request: HttpRequest, row: Proposal, *, status: int = 200, **forms) -> HttpResponse:
    user, today = request.user, ward_date(timezone.now())
    lines = list(
        row.lines.select_related(
            "nomination__form", "nomination__unit", "nomination__person__unit", "other_form"
        ).annotate(copies=Count("signed_papers", filter=Q(signed_papers__removed_at=None)))
    )
    found = votes.of(line.nomination_id for line in lines)
    for line in lines:
        line.proposal, line.vote = row, found.get(line.nomination_id)
        line.may_answer, line.may_publish = may_answer(user, line), may_publish_answer(user, line)
    may = {action: PROPOSAL_WORKFLOW.may(action, user, row) for action in PROPOSAL_WORKFLOW.actions}
    signer = user.full_name if row.kind == ProposalKind.TO_CITY else ""
    context = {
        "proposal": row,
        "lines": lines,
        "may": may,
        "may_edit": may_edit(user, row),
        "may_sign": may_sign(user, row),
        "letter_form": forms.get("letter")
        or LetterForm(initial={"addressee": row.addressee, "grounds": row.grounds}, prefix="sua"),
        "sign_form": forms.get("sign") or _sign_form(row, initial={"signed_on": today, "signer_name": signer}),
        "return_form": forms.get("give_back") or ReturnForm(),
        "send_form": forms.get("send") or SendForm(initial={"sent_on": today}),
        "copies": shown(signed_papers.of(row)),
        "may_file": may_file_signed(user, row),
        "history": history.of(row),
    }
    return render(request, "awards/proposal.html", context, status=status)


@require_GET
def proposal(request, pk):
    """One letter with its list, what is to be done next, and the city's answers."""
    return _page(request, _find(request, pk))


@require_POST
@once
def proposal_prepare(request, pk):
    """Draft the letter of a round (lập tờ trình)."""
    require(may_prepare(request.user))
    award_round = get_object_or_404(AwardRound, pk=pk)
    kind = ProposalKind.TO_CITY if request.POST.get("gui") == ProposalKind.TO_CITY else ProposalKind.TO_CHAIRMAN
    try:
        row = services.prepare(award_round, kind=kind, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return redirect("awards:proposal_list")
    messages.success(request, "Đã lập dự thảo tờ trình.")
    return redirect("awards:proposal", row.pk)


@require_POST
@once
def proposal_edit(request, pk):
    """Sửa dự thảo."""
    row = _find(request, pk)
    require(may_edit(request.user, row))
    form = LetterForm(request.POST, prefix="sua")
    if not form.is_valid():
        return _page(request, row, letter=form, status=422)
    return _done(request, row, lambda: services.edit(row, **form.cleaned_data, by=request.user), "Đã lưu dự thảo.")


@require_POST
@once
def proposal_submit(request, pk):
    """Trình ký."""
    row = _find(request, pk)
    return _done(request, row, lambda: services.submit(row, by=request.user), "Đã trình ký.")


@require_POST
@once
def proposal_sign(request, pk):
    """Đã ký, số … ngày …"""
    row = _find(request, pk)
    require(may_sign(request.user, row))
    form = _sign_form(row, request.POST)
    if not form.is_valid():
        return _page(request, row, sign=form, status=422)
    try:
        services.sign(row, **form.paper(), by=request.user)
    except InvalidTransition as exc:
        row = _find(request, pk)
        if row.status == ProposalStatus.TO_SIGN:
            form.add_error(None, str(exc))
            return _page(request, row, sign=form, status=422)
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Đã ghi nhận tờ trình số {row.number}.")
    return redirect("awards:proposal", pk)


@require_POST
@once
def proposal_return(request, pk):
    """Trả lại kèm ý kiến."""
    row = _find(request, pk)
    require(may_sign(request.user, row))
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, row, give_back=form, status=422)
    note = form.cleaned_data["note"]
    done = "Đã trả lại kèm ý kiến."
    return _done(request, row, lambda: services.return_with_note(row, note=note, by=request.user), done)


@require_POST
@once
def proposal_send(request, pk):
    """Đã gửi."""
    row = _find(request, pk)
    require(may_prepare(request.user))
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, row, send=form, status=422)
    day = form.cleaned_data["sent_on"]
    done = "Đã ghi nhận gửi tờ trình."
    return _done(request, row, lambda: services.send(row, sent_on=day, by=request.user), done)


def _done(request: HttpRequest, row: Proposal, act, done: str) -> HttpResponse:
    """Do it and go back to the letter, with what happened or why it did not."""
    try:
        act()
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, done)
    return redirect("awards:proposal", row.pk)

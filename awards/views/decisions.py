"""The chairman's decisions: prepared by the office, signed by the chairman, released by the office."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.enums import Permission
from accounts.permissions import need
from campaigns.figures import MissingFigure, figure
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition

from .. import history, paper
from ..enums import DecisionStatus, ProposalKind, ProposalStatus
from ..forms.decisions import CHAIRMAN, DEPUTY, ReturnForm, SignForm
from ..models import AwardDecision, AwardRound, Nomination, Proposal
from ..permissions.decision import may_prepare, may_publish, may_read, may_revoke
from ..permissions.paper import may_file_signed
from ..services import decisions as services
from ..services import signed_papers
from ..workflow.decision import DECISION_WORKFLOW
from .signed_papers import shown

PAGE_SIZE = 30


@require_GET
def to_sign(request):
    """What waits for the chairman's signature (chờ ký): letters and decisions in one list, longest waiting first."""
    require(need(request.user, Permission.DECISION_SIGN))
    decisions = AwardDecision.objects.visible_to(request.user).for_list().filter(status=DecisionStatus.TO_SIGN)
    letters = Proposal.objects.visible_to(request.user).for_list()
    letters = letters.filter(status=ProposalStatus.TO_SIGN, kind=ProposalKind.TO_CITY)
    waiting = sorted([*decisions, *letters], key=lambda row: row.created_at)
    return render(request, "awards/to_sign.html", {"page_obj": page_of(request, waiting, PAGE_SIZE)})


@require_GET
def decision_list(request):
    """All decisions, and for the office the rounds that have something to decide (quyết định)."""
    require(may_read(request.user))
    page = page_of(request, AwardDecision.objects.visible_to(request.user).for_list().order_by("-pk"), PAGE_SIZE)
    waiting = AwardRound.objects.annotate(
        endorsed=Count("nominations", filter=Q(nominations__in=Nomination.objects.to_decide()))
    ).filter(endorsed__gt=0)
    context = {"page_obj": page, "waiting": waiting, "may_prepare": may_prepare(request.user)}
    return render(request, "awards/decision_list.html", context)


def _find(request: HttpRequest, pk: int) -> AwardDecision:
    rows = AwardDecision.objects.visible_to(request.user).select_related("round__campaign", "signed_by")
    row = get_object_or_404(rows, pk=pk)
    require(may_read(request.user))
    return row


def _posts(row: AwardDecision, today) -> dict[str, str]:
    """The lines above the signature, of the chairman and of a deputy."""
    names = {CHAIRMAN: "signer_chairman", DEPUTY: "signer_deputy"}
    return {key: figure(name, on=today, campaign=row.round.campaign) for key, name in names.items()}


def _page(request: HttpRequest, row: AwardDecision, *, sign=None, give_back=None, status: int = 200) -> HttpResponse:
    today = ward_date(timezone.now())
    posts = _posts(row, today)
    missing = ""
    try:
        amounts = services.amounts(row, on=row.signed_on or today)
    except MissingFigure as exc:
        missing = str(exc)
        lines = row.lines.select_related("nomination__form", "nomination__unit", "nomination__person__unit")
        amounts = [(line, None) for line in lines]
    for line, _ in amounts:
        line.decision = row
    initial = {"signed_on": today, "signer_name": request.user.full_name}
    context = {
        "decision": row,
        "paper": paper.of(row, amounts, today=today, chairman_title=posts[CHAIRMAN]),
        "lines": [(line, may_revoke(request.user, line)) for line, _ in amounts],
        "total": sum(money.amount for line, money in amounts if money and not line.revoked_on),
        "estimate": _estimate(row, today),
        "missing": missing,
        "submit": DECISION_WORKFLOW.may("submit", request.user, row),
        "sign": DECISION_WORKFLOW.may("sign", request.user, row),
        "publish": may_publish(request.user, row),
        "sign_form": sign or SignForm(initial=initial, posts=posts),
        "return_form": give_back or ReturnForm(),
        "copies": shown(signed_papers.of(row)),
        "may_file": may_file_signed(request.user, row),
        "history": history.of(row),
    }
    return render(request, "awards/decision.html", context, status=status)


def _estimate(row: AwardDecision, today) -> int | None:
    """Of a signed decision what it would be at the wage of today, where that differs; None where it is not known."""
    if row.status != DecisionStatus.SIGNED:
        return None
    try:
        count = services.reckoner(row.round.campaign, on=today)
    except MissingFigure:
        return None
    lines = row.lines.filter(revoked_on=None).select_related("nomination__form", "nomination__movement")
    found = [count(line.nomination) for line in lines]
    return sum(money.amount for money in found if money)


@require_GET
def decision(request, pk):
    """One decision with the paper as it will print."""
    return _page(request, _find(request, pk))


@require_POST
@once
def decision_prepare(request, pk):
    """Draft the decision of a round (lập dự thảo quyết định)."""
    require(may_prepare(request.user))
    award_round = get_object_or_404(AwardRound, pk=pk)
    try:
        row = services.prepare(award_round, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return redirect("awards:decision_list")
    messages.success(request, "Đã lập dự thảo quyết định.")
    return redirect("awards:decision", row.pk)


@require_POST
@once
def decision_submit(request, pk):
    """Trình ký."""
    row = _find(request, pk)
    try:
        services.submit(row, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, "Đã trình Chủ tịch ký.")
    return redirect("awards:decision", pk)


@require_POST
@once
def sign(request, pk):
    """Đã ký, số … ngày …"""
    row = _find(request, pk)
    require(need(request.user, Permission.DECISION_SIGN))
    form = SignForm(request.POST, posts=_posts(row, ward_date(timezone.now())))
    if not form.is_valid():
        return _page(request, row, sign=form, status=422)
    try:
        services.sign(row, **form.paper(), by=request.user)
    except InvalidTransition as exc:
        row = _find(request, pk)
        if row.status == DecisionStatus.TO_SIGN:
            form.add_error(None, str(exc))
            return _page(request, row, sign=form, status=422)
        messages.error(request, str(exc))
        return redirect("awards:decision", pk)
    messages.success(request, f"Đã ghi nhận quyết định số {row.number}.")
    return redirect("awards:decision", pk)


@require_POST
@once
def decision_return(request, pk):
    """Trả lại kèm ý kiến."""
    row = _find(request, pk)
    require(need(request.user, Permission.DECISION_SIGN))
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, row, give_back=form, status=422)
    try:
        services.return_with_note(row, note=form.cleaned_data["note"], by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return redirect("awards:decision", pk)
    messages.success(request, "Đã trả lại kèm ý kiến.")
    return redirect("awards:to_sign")


@require_POST
@once
def decision_publish(request, pk):
    """Release to the honours page, or take down again (công khai)."""
    row = _find(request, pk)
    public = request.POST.get("cong-khai") == "1"
    services.set_public(row, public=public, by=request.user)
    messages.success(request, "Đã công khai tại trang Vinh danh." if public else "Đã gỡ khỏi trang Vinh danh.")
    return redirect("awards:decision", pk)

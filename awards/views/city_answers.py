"""What came back from the city for one line of a letter: recorded, taken back, shown on the honours page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from ..forms.proposals import AnswerForm, TakeBackForm
from ..models import Proposal, ProposalLine
from ..permissions.proposal import may_answer
from ..services import answers as services


def _find(request: HttpRequest, pk: int) -> ProposalLine:
    rows = ProposalLine.objects.filter(proposal__in=Proposal.objects.visible_to(request.user)).select_related(
        "proposal__round__campaign", "nomination__form", "nomination__unit", "nomination__person__unit", "other_form"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, line: ProposalLine, *, form=None, back=None, status: int = 200) -> HttpResponse:
    context = {
        "line": line,
        "proposal": line.proposal,
        "form": form or AnswerForm(campaign=line.proposal.round.campaign),
        "back_form": back or TakeBackForm(),
    }
    return render(request, "awards/city_answer.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def city_answer(request, pk):
    """Ghi kết quả của cấp trên."""
    line = _find(request, pk)
    require(may_answer(request.user, line))
    if request.method == "GET":
        return _page(request, line)
    form = AnswerForm(request.POST, campaign=line.proposal.round.campaign)
    if not form.is_valid():
        return _page(request, line, form=form, status=422)
    try:
        services.record(line, **form.cleaned_data, by=request.user)
    except InvalidTransition as exc:
        line = _find(request, pk)
        if not line.answer:
            form.add_error(None, str(exc))
            return _page(request, line, form=form, status=422)
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Đã ghi kết quả của {line.nomination.subject_name}.")
    return redirect("awards:proposal", line.proposal_id)


@require_POST
@once
def city_answer_back(request, pk):
    """Bỏ kết quả ghi nhầm."""
    line = _find(request, pk)
    require(may_answer(request.user, line))
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _page(request, line, back=form, status=422)
    try:
        services.take_back(line, reason=form.cleaned_data["reason"], by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, "Đã bỏ kết quả ghi nhầm.")
    return redirect("awards:proposal", line.proposal_id)


@require_POST
@once
def city_answer_publish(request, pk):
    """Show the award on the honours page, or take it down (công khai)."""
    line = _find(request, pk)
    public = request.POST.get("cong-khai") == "1"
    services.set_public(line, public=public, by=request.user)
    messages.success(request, "Đã công khai tại trang Vinh danh." if public else "Đã gỡ khỏi trang Vinh danh.")
    return redirect("awards:proposal", line.proposal_id)

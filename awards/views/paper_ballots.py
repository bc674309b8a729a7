"""Paper ballots and written opinions beside the electronic vote (ux 11): pages of the secretary alone.

What papers say travels in form fields only and is never shown again: a single paper ballot counted by option would name
its voter. So nothing here is kept by the browser, and messages name members and numbers of papers, no choices.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.onetime import once
from core.text import whole_number
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases, voters
from ..enums import PollStatus
from ..forms.paper import OpinionForm, PaperForm
from ..models import CouncilSeat, Poll
from ..permissions.poll import may_enter_after_closing, may_hand_out, may_run_poll
from ..services import opinions, paper_ballots
from .meetings import back_to
from .polls import visible_poll

FEW = 3
STEP, SEAL, SEAT = "buoc", "lan-mot", "thanh-vien"
FIRST, SECOND, WRITE = "mot", "hai", "ghi"


def _run(request: HttpRequest, pk: int) -> Poll:
    """A poll the user leads; 404 outside, 403 without the right."""
    poll = visible_poll(request, pk)
    require(may_run_poll(request.user, poll))
    return poll


def _seat(poll: Poll, value: str | None) -> CouncilSeat:
    return get_object_or_404(CouncilSeat, meeting=poll.meeting_id, pk=whole_number(value))


@require_GET
def poll_paper(request, pk):
    """Who votes how, with a button to hand a paper ballot to a member or take it back."""
    poll = _run(request, pk)
    found = voters.of(poll) if poll.status != PollStatus.PREPARED else []
    papers = sum(voter.on_paper for voter in found)
    context = {
        "poll": poll,
        "meeting": poll.meeting,
        "voters": found,
        "papers": papers,
        "few": phrases.FEW_PAPERS.format(number=papers) if 0 < papers < FEW else "",
        "open": may_hand_out(request.user, poll),
    }
    return render(request, "awards/poll_paper.html", context)


@require_POST
@once
def poll_paper_give(request, pk):
    """Hand one member a paper ballot."""
    return _paper(request, pk, paper_ballots.hand_out, "Đã giao phiếu giấy cho {name}.")


@require_POST
@once
def poll_paper_take(request, pk):
    """Take it back unused."""
    return _paper(request, pk, paper_ballots.take_back, "Đã thu lại phiếu giấy của {name}.")


def _paper(request, pk: int, service, words: str) -> HttpResponse:
    poll = _run(request, pk)
    seat = _seat(poll, request.POST.get(SEAT))
    try:
        service(poll, seat, by=request.user)
        messages.success(request, words.format(name=seat.name))
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return redirect("awards:poll_paper", poll.pk)


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
@once
def poll_paper_count(request, pk):
    """“Thêm phiếu giấy”: two tellers type what they found, each without the other's figures; then a page repeats them.

    The first figures do not travel to the second teller's page, only a seal that tells whether both are the same.
    """
    poll = _run(request, pk)
    issued = paper_ballots.issued(poll)
    if not (reason := _may_not_count(request, poll, issued)):
        step = request.POST.get(STEP, "")
        if step not in (FIRST, SECOND, WRITE):
            return _count_page(request, poll, PaperForm(issued=issued), FIRST)
        form = PaperForm(request.POST, issued=issued)
        if not form.is_valid():
            # The page that repeats the figures has no fields: whatever is wrong there was made by hand.
            return _count_page(request, poll, form, SECOND if step == SECOND else FIRST, status=422)
        if step == FIRST:
            return _count_page(request, poll, PaperForm(issued=issued), SECOND, seal=form.seal())
        if not constant_time_compare(form.seal(), request.POST.get(SEAL, "")):
            return _count_page(request, poll, PaperForm(issued=issued), FIRST, fault=phrases.PAPER_DIFFERS, status=422)
        if step == SECOND:
            return _count_page(request, poll, form, WRITE, seal=form.seal())
        try:
            paper_ballots.enter(poll, form.lines(), by=request.user)
            messages.success(request, "Đã thêm phiếu giấy vào hòm phiếu.")
            return back_to(poll.meeting_id, poll)
        except InvalidTransition as exc:
            reason = str(exc)
    messages.warning(request, reason)
    return back_to(poll.meeting_id, poll)


def _may_not_count(request, poll: Poll, issued: list) -> str:
    if not (verdict := may_enter_after_closing(request.user, poll)):
        return verdict.reason
    if paper_ballots.is_entered(poll):
        return phrases.PAPER_ENTERED
    return "" if issued else "Nội dung này không giao phiếu giấy nào."


@sensitive_variables("form", "context")
def _count_page(request, poll: Poll, form, step: str, *, seal="", fault="", status=200) -> HttpResponse:
    most = max(number for _, number in form.issued)
    context = {
        "poll": poll,
        "meeting": poll.meeting,
        "form": form if form.is_bound and step != WRITE else None,
        "groups": form.groups,
        "step": step,
        "seal": seal or request.POST.get(SEAL, ""),
        "fault": fault,
        "few": phrases.FEW_PAPERS.format(number=most) if most < FEW else "",
    }
    return render(request, "awards/poll_paper_count.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
@once
def poll_opinions(request, pk):
    """Written opinions of absent members: one form per member, and what was entered so far."""
    poll = _run(request, pk)
    verdict = may_enter_after_closing(request.user, poll)
    if not verdict:
        messages.warning(request, verdict.reason)
        return back_to(poll.meeting_id, poll)
    found = voters.of(poll)
    values = request.POST if request.method == "POST" else request.GET
    chosen = next((v for v in found if v.seat.pk == whole_number(values.get(SEAT)) and v.opine), None)
    form = OpinionForm(request.POST or None, marks=chosen.lines) if chosen else None
    if request.method == "POST":
        if form is None:
            messages.warning(request, phrases.OPINION_LINES)
            return redirect("awards:poll_opinions", poll.pk)
        if form.is_valid():
            return _enter_opinion(request, poll, chosen.seat, form)
    context = {
        "poll": poll,
        "meeting": poll.meeting,
        "counted": opinions.counted(poll),
        "waiting": [voter for voter in found if voter.opine],
        "given": [voter for voter in found if voter.opinions],
        "chosen": chosen,
        "form": form,
    }
    return render(request, "awards/poll_opinions.html", context)


@sensitive_variables("form")
def _enter_opinion(request, poll: Poll, seat: CouncilSeat, form: OpinionForm) -> HttpResponse:
    day = form.cleaned_data["received_on"]
    try:
        opinions.record(poll, seat, choices=form.choices(), received_on=day, by=request.user)
        messages.success(request, f"Đã ghi ý kiến bằng văn bản của {seat.name}.")
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return redirect("awards:poll_opinions", poll.pk)


@require_POST
@once
def poll_opinion_drop(request, pk):
    """Take an opinion out that was entered wrongly."""
    poll = _run(request, pk)
    seat = _seat(poll, request.POST.get(SEAT))
    try:
        opinions.withdraw(poll, seat, by=request.user)
        messages.success(request, f"Đã bỏ ý kiến bằng văn bản của {seat.name}.")
    except InvalidTransition as exc:
        messages.warning(request, str(exc))
    return redirect(reverse("awards:poll_opinions", args=[poll.pk]))

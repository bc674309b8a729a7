"""The member's ballot (ux 12). Choices travel only in form fields; nothing here writes to session, messages or log.

The one-time key is deliberately not used: its row would hold who voted when. The mark itself makes a replay harmless.
"""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.audit import unlogged
from core.text import whole_number
from core.verdict import Verdict
from submissions.models import RankingLine

from .. import board, counting, phrases
from ..enums import PollStatus, VoteChoice
from ..models import BallotReceipt, CouncilMeeting, CouncilSeat, Poll, Recusal
from ..permissions.poll import may_vote, seat_of
from ..services.casting import BallotRefused, cast, marks_of
from .meetings import visible_meeting

FIELD = "dong-"
POLL_FIELD = "phieu"
OPENED = (PollStatus.OPEN, PollStatus.CLOSED, PollStatus.COUNTED, PollStatus.PUBLISHED)


@dataclass(slots=True)
class Line:
    """One fieldset of the ballot. `chosen` is what this very request carried, never anything stored."""

    mark: BallotReceipt
    score: Fraction | None
    chosen: str
    fault: str = ""
    # Why there are no buttons, where the member steps aside.
    aside: str = ""

    @property
    def name(self) -> str:
        return f"{FIELD}{self.mark.box_id}"

    @property
    def chosen_label(self) -> str:
        return VoteChoice(self.chosen).label if self.chosen else ""


@dataclass(slots=True)
class Desk:
    """Everything a ballot page needs: the poll in hand, the member's seat and marks, and whether they may vote."""

    meeting: CouncilMeeting
    poll: Poll | None
    seat: CouncilSeat | None
    marks: list[BallotReceipt]
    verdict: Verdict


def _desk(request: HttpRequest, pk: int) -> Desk:
    meeting = visible_meeting(request, pk)
    polls = meeting.polls.order_by("-number")
    if request.method == "POST":
        poll = get_object_or_404(polls, pk=whole_number(request.POST.get(POLL_FIELD)))
    else:
        opened = list(polls.filter(status__in=OPENED))
        poll = next((item for item in opened if item.status == PollStatus.OPEN), opened[0] if opened else None)
    seat = seat_of(meeting, request.user)
    if poll is None:
        reason = phrases.POLL_NOT_OPEN if seat else phrases.NOT_A_MEMBER
        return Desk(meeting, None, seat, [], Verdict(False, reason))
    poll.meeting = meeting
    marks = marks_of(poll, request.user)
    return Desk(meeting, poll, seat, marks, may_vote(seat, poll, marks))


@sensitive_variables()
def _choices(request: HttpRequest) -> dict[int, str]:
    """What the form carries, box by box; unknown words are left out."""
    fields = ((name.removeprefix(FIELD), value) for name, value in request.POST.items() if name.startswith(FIELD))
    named = ((whole_number(box), value) for box, value in fields if value in VoteChoice.values)
    return {box: value for box, value in named if box is not None}


@sensitive_variables("choices")
def _lines(desk: Desk, choices: dict[int, str]) -> list[Line]:
    marks = BallotReceipt.objects.filter(pk__in=[mark.pk for mark in desk.marks]).defer("box__entries")
    marks = marks.select_related("box__nomination__form", "box__nomination__unit", "box__nomination__person")
    marks = marks.prefetch_related(
        Prefetch(
            "box__nomination__submission__ranking_lines",
            RankingLine.objects.filter(version=F("board__version")),
        )
    ).order_by("box__order", "pk")
    grounds = dict(Recusal.objects.filter(seat=desk.seat).values_list("nomination_id", "ground"))
    lines = []
    for mark in marks:
        line = Line(mark, _score(mark.box.nomination), choices.get(mark.box_id, ""))
        if mark.excluded:
            line.aside = phrases.ASIDE.get(grounds.get(mark.box.nomination_id), phrases.EXCLUDED)
        lines.append(line)
    return lines


def _score(nomination) -> Fraction | None:
    ranked = list(nomination.submission.ranking_lines.all()) if nomination.submission else []
    return Fraction(ranked[0].total_numerator, 100 * ranked[0].total_denominator) if ranked else None


@sensitive_variables("lines")
def _page(request, template: str, desk: Desk, lines: list[Line], *, status: int = 200, **more) -> HttpResponse:
    boxes = [line.mark.box for line in lines]
    needed = {(counting.yes_needed(box.base, box.threshold_percent, box.strict), box.base) for box in boxes}
    votes, base = needed.pop() if len(needed) == 1 else (None, None)
    context = {
        "meeting": desk.meeting,
        "poll": desk.poll,
        "title": desk.poll.title[:1].lower() + desk.poll.title[1:],
        "lines": lines,
        "open_lines": [line for line in lines if not line.mark.excluded],
        "chosen": sum(bool(line.chosen) for line in lines),
        "options": VoteChoice.choices,
        "rules": board.rule_sentences(desk.poll),
        "needed": votes,
        "base": base,
        "confirmed": all(box.rule_confirmed for box in boxes),
        "secrecy": phrases.SECRECY,
        **more,
    }
    return render(request, template, context, status=status)


def _refusal(request, desk: Desk, reason: str, *, status: int) -> HttpResponse:
    """One sentence, and the way to find out whether a ballot is in."""
    voted = any(mark.cast for mark in desk.marks)
    context = {
        "meeting": desk.meeting,
        "poll": desk.poll,
        "reason": reason,
        "voted": voted,
        "may_vote": bool(desk.verdict),
        "code_wanted": desk.verdict.reason == phrases.ROOM_CODE_NEEDED,
    }
    return render(request, "awards/ballot_refused.html", context, status=status if desk.seat else 403)


def _secret(view):
    """Nothing of it stays in the browser's cache or the log, and no choice gets into an error report."""
    return unlogged(never_cache(sensitive_post_parameters()(view)))


@require_http_methods(["GET", "POST"])
@_secret
@sensitive_variables("choices")
def ballot(request, pk):
    """The ballot itself; a POST is “Sửa” on the review page, which brings the choices back."""
    desk = _desk(request, pk)
    if request.method == "GET" and desk.verdict.reason == phrases.ROOM_CODE_NEEDED:
        return redirect("awards:room_code", pk)
    if not desk.verdict:
        return _refusal(request, desk, desk.verdict.reason, status=200 if request.method == "GET" else 409)
    choices = _choices(request) if request.method == "POST" else {}
    return _page(request, "awards/ballot.html", desk, _lines(desk, choices))


@require_POST
@_secret
@sensitive_variables("choices", "lines", "missing")
def ballot_review(request, pk):
    """Repeat the choices before they become final; a line left open stops here."""
    desk = _desk(request, pk)
    if not desk.verdict:
        return _refusal(request, desk, desk.verdict.reason, status=409)
    lines = _lines(desk, _choices(request))
    missing = [line for line in lines if not line.chosen and not line.mark.excluded]
    for line in missing:
        line.fault = phrases.LINE_OPEN.format(line=line.mark.box.order)
    if missing:
        return _page(request, "awards/ballot.html", desk, lines, status=422, missing=missing)
    return _page(request, "awards/ballot_review.html", desk, lines)


@require_POST
@_secret
@sensitive_variables("choices", "receipt")
def ballot_cast(request, pk):
    """Take the ballot. The answer itself is the last page: a redirect would have to keep the receipt somewhere."""
    desk = _desk(request, pk)
    try:
        receipt = cast(desk.poll, by=request.user, choices=_choices(request))
    except BallotRefused as exc:
        return _refusal(request, desk, str(exc), status=409)
    return render(request, "awards/ballot_done.html", {"meeting": desk.meeting, "poll": desk.poll, "receipt": receipt})


@require_GET
@_secret
def ballot_done(request, pk):
    """“Kiểm tra”: has the ballot arrived? Never which, and the receipt is not shown again."""
    desk = _desk(request, pk)
    if any(mark.cast for mark in desk.marks):
        return render(request, "awards/ballot_done.html", {"meeting": desk.meeting, "poll": desk.poll})
    reason = phrases.NOT_ARRIVED if desk.verdict else desk.verdict.reason
    return _refusal(request, desk, reason, status=200)

"""Drawing up a nomination: from a locked board, or for a person; closed forms stay visible with their reason."""

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Person, Unit
from campaigns.enums import SubjectKind
from campaigns.models import Campaign
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.text import fold_vi
from core.verdict import require
from core.workflow import InvalidTransition
from submissions.enums import BoardStatus
from submissions.models import RankingLine, Submission
from submissions.totals import total_of

from .. import offers
from ..enums import NominationOrigin, RoundKind
from ..models import AwardRound
from ..permissions.nomination import may_nominate
from ..services import nominations as services
from ..services import rounds


@require_http_methods(["GET", "POST"])
@once
def nominate(request, pk):
    """From a locked ranking line (lập đề nghị khen thưởng)."""
    visible = Submission.objects.visible_to(request.user)
    lines = RankingLine.objects.filter(
        board__status=BoardStatus.LOCKED, version=F("board__version"), submission__in=visible
    ).select_related("board__period__campaign", "board__group", "submission__unit", "submission__person__unit")
    line = get_object_or_404(lines, pk=pk)
    require(may_nominate(request.user))
    period = line.board.period
    offered = [
        row
        for row in rounds.planned(period.campaign)
        if row.year == period.year or (row.kind != RoundKind.YEARLY and row.year >= period.year)
    ] + list(offers.on_the_spot(period.campaign).filter(year__gte=period.year))
    context = {"line": line, "total": total_of(line.total_numerator, line.total_denominator)}
    return _choose(request, line.submission.subject, offered, context, report=line.submission)


def _people(request):
    """Who can be proposed: of two rows of one human the one that counts, and nobody whose data were erased."""
    return Person.objects.visible_to(request.user).filter(merged_into=None, erased_at=None)


@require_http_methods(["GET", "POST"])
@once
def nominate_person(request, pk):
    """For a person, who may also be proposed as the head of a household."""
    person = get_object_or_404(_people(request).select_related("unit"), pk=pk)
    require(may_nominate(request.user))
    campaign = Campaign.objects.order_by("-start_year", "-pk").first()
    if campaign is None:
        raise Http404
    return _choose(request, person, [*rounds.planned(campaign), *offers.on_the_spot(campaign)], {})


@require_GET
def find_person(request):
    """Look somebody up by name (tìm cá nhân)."""
    require(may_nominate(request.user))
    words = request.GET.get("q", "").strip()[:80]
    people = _people(request).select_related("unit")
    people = people.filter(search_text__contains=fold_vi(words)) if words else people.none()
    page = page_of(request, people, 30)
    return render(request, "awards/nominate_find.html", {"page_obj": page, "words": words})


def _choose(request: HttpRequest, subject: Unit | Person, offered: list[AwardRound], context: dict, *, report=None):
    if not offered:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    on = ward_date(timezone.now())
    award_round = next((row for row in offered if offers.key_of(row) == data.get("dot")), offers.usual(offered, on=on))
    is_person = isinstance(subject, Person)
    household = is_person and data.get("doi-tuong") == SubjectKind.HOUSEHOLD
    kind = SubjectKind.HOUSEHOLD if household else SubjectKind.INDIVIDUAL if is_person else SubjectKind.COLLECTIVE
    grounds = services.grounds(award_round, subject_kind=kind, on=on)
    initiatives = list(offers.initiatives_of(subject, award_round.campaign))
    initiative = next((row for row in initiatives if str(row.pk) == data.get("sang-kien")), None)
    chosen = next((ground.form for ground in grounds if str(ground.form.pk) == data.get("hinh-thuc")), None)
    error = ""
    if request.method == "POST" and chosen is None:
        error = "Chọn một hình thức khen thưởng."
    elif request.method == "POST":
        made = award_round
        if made.pk is None:
            made = rounds.ensure_round(award_round.campaign, kind=award_round.kind, year=award_round.year)
        facts = {"report": report, "household": household, "initiative": initiative}
        facts["origin"] = NominationOrigin.RANKING if report else NominationOrigin.OFFICE
        try:
            row = services.nominate(subject, form=chosen, award_round=made, by=request.user, **facts)
        except InvalidTransition as exc:
            error = str(exc)
        else:
            messages.success(request, "Đã lập đề nghị khen thưởng.")
            return redirect("awards:nomination", row.pk)
    context |= {
        "subject": subject,
        "is_person": is_person,
        "kind": kind,
        "kinds": [SubjectKind.INDIVIDUAL, SubjectKind.HOUSEHOLD],
        "rounds": [(offers.key_of(row), row) for row in offered],
        "award_round": award_round,
        "round_key": offers.key_of(award_round),
        "on_the_spot": award_round.kind == RoundKind.ON_THE_SPOT,
        "initiatives": initiatives,
        "initiative": initiative,
        "chosen": chosen,
        "open": [ground for ground in grounds if ground.eligibility],
        "closed": [ground for ground in grounds if not ground.eligibility],
        "error": error,
    }
    return render(request, "awards/nominate.html", context, status=422 if error else 200)

"""Pledging at the start of a year: the page of whoever pledges (đăng ký thi đua)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts import acting
from accounts.enums import Permission
from accounts.models import Person, Unit
from accounts.permissions import need
from campaigns.models import ContentArea, ParticipantGroup, ReportingPeriod
from core import formats
from core.clock import database_now
from core.onetime import once
from core.text import whole_number
from core.verdict import Forbidden, require

from .. import deskwork, forms_pledge, phrases, pledging
from ..forms_pledge import PledgeForm
from ..models import Pledge
from ..services import pledges
from ..services.drafting import enrolment_of

KINDS = {"unit": Unit.objects, "person": Person.objects}


@dataclass(frozen=True, slots=True)
class Place:
    """Whose pledge a page is about, and of which year."""

    subject: Unit | Person
    period: ReportingPeriod
    group: ParticipantGroup
    areas: list[ContentArea]

    @property
    def chooses(self) -> bool:
        """True when the subject picks among the contents."""
        return pledging.chooses(self.group)

    @property
    def url(self) -> str:
        """The page's own address."""
        return pledge_url(self.subject, self.period)


def pledge_url(subject: Unit | Person, period: ReportingPeriod) -> str:
    """Where the pledge of the subject for the year is written and read."""
    query = {"cua": f"{pledging.column_of(subject)}-{subject.pk}", "nam": period.year}
    return f"{reverse('submissions:pledge')}?{urlencode(query)}"


@require_http_methods(["GET", "POST"])
@once
def pledge(request):
    """Tick the contents, write aims and targets, send (đăng ký thi đua); read-only once reporting has opened."""
    now = database_now()
    subject = _subject(request)
    if subject is None:
        return render(request, "submissions/home_empty.html", {})
    require(pledging.may_pledge(request.user, subject))
    period = _period(request, subject, now)
    enrolment = enrolment_of(subject, period) if period else None
    if enrolment is None:
        return render(request, "submissions/pledge_none.html", {"subject": subject, "period": period})
    areas = list(ContentArea.objects.filter(campaign=period.campaign_id).order_by("order"))
    place = Place(subject, period, enrolment.group, areas)
    if request.method == "POST":
        return _press(request, place, now)
    stored = pledging.pledge_of(subject, period)
    if not (verdict := pledging.open_for_pledge(period, subject, now)):
        return _read_only(request, place, stored, verdict, now)
    lines = pledging.lines_of(stored) if stored else []
    typed = forms_pledge.typed_from(lines, areas, chooses=place.chooses)
    return _form_page(request, place, typed, stored=stored, seen=stored.version if stored else 0, now=now)


def _subject(request) -> Unit | Person | None:
    """Who is named in the address, else the first the user writes for; 404 outside the user's scope."""
    kind, _, number = request.GET.get("cua", "").partition("-")
    if not kind:
        require(need(request.user, Permission.SUBMISSION_WRITE))
        unit_id = acting.narrowed_to(request)
        subjects = [each.row for each in deskwork.subjects_of(request.user)]
        front = [each for each in subjects if isinstance(each, Unit) and each.pk == unit_id]
        return (front or subjects or [None])[0]
    if kind not in KINDS:
        raise Http404
    subject = KINDS[kind].visible_to(request.user).filter(pk=whole_number(number)).first()
    if subject is None:
        raise Http404
    acting.page_is_of(request, subject.pk if kind == "unit" else subject.unit_id)
    return subject


def _period(request, subject, now) -> ReportingPeriod | None:
    """The year of the address, else the one in whose season we are, else the one people report on."""
    periods = ReportingPeriod.objects.filter(campaign__in=_campaigns(subject))
    if asked := request.GET.get("nam"):
        period = periods.filter(year=whole_number(asked)).order_by("opens_at", "pk").first()
        if period is None:
            raise Http404
        return period
    season = pledging.season_of(subject, now)
    return season.period if season else periods.current(now)


def _campaigns(subject):
    return subject.enrolments.values("group__campaign")


def _press(request, place: Place, now):
    """A button of the form: a row more or less, or sending."""
    typed = forms_pledge.typed_in(request.POST, place.areas, chooses=place.chooses)
    seen = whole_number(request.POST.get("version")) or 0
    act = request.POST.get("act", "")
    if act != "send":
        forms_pledge.change_rows(typed, act)
        return _form_page(request, place, typed, seen=seen, now=now)
    form = _form(place, typed, checked=True)
    if not form.is_valid():
        return _form_page(request, place, typed, form=form, seen=seen, now=now, status=422)
    try:
        sent = pledges.send(period=place.period, subject=place.subject, lines=form.lines(), seen=seen, by=request.user)
    except pledges.PledgeConflict as exc:
        return _conflict(request, place, typed, exc.theirs, now)
    except Forbidden as exc:
        messages.error(request, str(exc))
        return _form_page(request, place, typed, seen=seen, now=now, status=409)
    if sent.version == seen:
        messages.info(request, phrases.PLEDGE_SAME)
    else:
        day = formats.format_weekday_date(pledging.Season(place.period).last_day)
        messages.success(request, phrases.PLEDGE_SENT.format(year=place.period.year, day=day))
    return redirect(place.url)


def _form(place: Place, typed, *, checked: bool = False) -> PledgeForm:
    return PledgeForm(typed, chooses=place.chooses, person=isinstance(place.subject, Person), checked=checked)


def _conflict(request, place: Place, typed, theirs: Pledge, now):
    """Both texts: what was typed stays in the controls, the colleague's stands beside each content that differs."""
    form = _form(place, typed, checked=True)
    form.is_valid()
    mine = {line.area_id: line for line in form.lines()}
    for card, line in zip(form.cards, _in_order(theirs, place.areas), strict=True):
        card.theirs = line if line != mine[card.typed.area.pk] else None
    # Pressing “Gửi đăng ký” now keeps what is on the page: its writer has seen the other text.
    return _form_page(request, place, typed, form=form, stored=theirs, seen=theirs.version, now=now, status=409)


def _in_order(pledge: Pledge, areas: list[ContentArea]) -> list[pledging.Line]:
    lines = {line.area_id: line for line in pledging.lines_of(pledge)}
    return [lines.get(area.pk) or pledging.Line(area.pk, taken_on=False) for area in areas]


def _form_page(request, place: Place, typed, *, seen: int, now, form=None, stored=None, status: int = 200):
    """The form with what was typed. A conflict carries the colleague's pledge in `stored`."""
    form = form or _form(place, typed)
    context = _shared(place, now) | {
        "form": form,
        "seen": seen,
        "stored": stored,
        "conflict": stored if status == 409 else None,
        "verdict": pledging.open_for_pledge(place.period, place.subject, now),
        "aim_limit": pledging.AIM_LIMIT,
        "most_targets": pledging.MOST_TARGETS,
        "full": phrases.PLEDGE_ROWS.format(most=pledging.MOST_TARGETS),
    }
    return render(request, "submissions/pledge.html", context, status=status)


def _read_only(request, place: Place, stored: Pledge | None, verdict, now):
    context = _shared(place, now) | {"pledge": stored, "verdict": verdict}
    return render(request, "submissions/pledge_locked.html", context)


def _shared(place: Place, now) -> dict:
    return {
        "place": place,
        "subject": place.subject,
        "period": place.period,
        "season": pledging.Season(place.period),
        "person": isinstance(place.subject, Person),
        "now": now,
    }

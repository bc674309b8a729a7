"""The years of the movement side by side: one unit or person, and a whole group (kết quả qua các năm)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.enums import Permission
from accounts.models import Person, Unit
from accounts.permissions import has_permission, need
from campaigns.models import Campaign, ParticipantGroup, ReportingPeriod
from core import audit
from core.clock import database_now
from core.csvfile import csv_answer
from core.paging import page_of
from core.verdict import denied, require

from .. import phrases, years, years_csv
from ..year_chart import chart_of

PER_PAGE = 50
# Part of the file's name.
_SAID = {"unit": "don-vi", "person": "ca-nhan"}


def _campaign(now) -> Campaign | None:
    period = ReportingPeriod.objects.select_related("campaign").current(now)
    return period and period.campaign


@require_GET
def years_group(request):
    """Everybody of one group with their years and what the phases come to; a page of 50."""
    campaign, groups, group, now = _group(request)
    context = {"groups": groups, "group": group, "campaign": campaign}
    if group is not None:
        page = page_of(request, years.subjects_of_group(group), PER_PAGE)
        lines = years.lines_of(campaign, page, at=now, published_only=False)
        context |= {"page": page, "lines": lines}
    return render(request, "submissions/results/years_group.html", context)


@require_GET
def years_group_csv(request):
    """The whole group as CSV; who took it is noted."""
    campaign, _, group, now = _group(request)
    if group is None:
        raise Http404
    lines = years.lines_of(campaign, years.subjects_of_group(group), at=now, published_only=False)
    return _answer(request, group, years_csv.group_csv(lines), f"qua-cac-nam-nhom-{group.pk}", rows=len(lines))


def _group(request):
    """The movement, its groups, the one asked for and the moment; for whoever reads the ranking."""
    require(need(request.user, Permission.RANKING_READ))
    now = database_now()
    campaign = _campaign(now)
    groups = list(ParticipantGroup.objects.filter(campaign=campaign).exclude(enrolments=None).order_by("order", "pk"))
    group = next((each for each in groups if each.code == request.GET.get("nhom")), groups[0] if groups else None)
    return campaign, groups, group, now


def _answer(request, about, content: bytes, name: str, *, rows: int):
    """A file that leaves, with its one line of the log."""
    audit.record("list_exported", about, by=request.user, file_name=f"{name}.csv", rows=rows)
    return csv_answer(content, name)


@require_GET
def years_unit(request, pk):
    """One unit over the years: for the office, and for the unit about itself."""
    return _page(request, *_unit(request, pk))


@require_GET
def years_unit_csv(request, pk):
    """The same as CSV."""
    return _csv(request, *_unit(request, pk))


@require_GET
def years_person(request, pk):
    """One person over the years: for the office, the person's unit and the person."""
    return _page(request, *_person(request, pk))


@require_GET
def years_person_csv(request, pk):
    """The same as CSV."""
    return _csv(request, *_person(request, pk))


def _unit(request, pk: int) -> tuple[Unit, bool]:
    """The unit and whether the user writes for it; 404 outside the scope, 403 for whoever may not read its years."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    own = unit.pk in request.user.reporting_unit_ids
    return unit, _reads(request, own=own, unit_id=unit.pk)


def _person(request, pk: int) -> tuple[Person, bool]:
    """The person and whether the user is, or writes for, them; refused as `_unit`."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk)
    oneself = person.user_id == request.user.pk
    own = oneself or person.unit_id in request.user.reporting_unit_ids
    return person, _reads(request, own=own, unit_id=None if oneself else person.unit_id)


def _reads(request, *, own: bool, unit_id: int | None) -> bool:
    """Whether boards count before they are published: for whoever reads the ranking. Raises Forbidden."""
    office = has_permission(request.user, Permission.RANKING_READ)
    if not (own or office):
        require(denied(phrases.APPEAL_OF_OTHERS))
    if own and unit_id:
        acting.page_is_of(request, unit_id)
    return office


def _line(subject: Unit | Person, office: bool) -> tuple[Campaign | None, years.Line | None]:
    now = database_now()
    if (campaign := _campaign(now)) is None:
        return None, None
    return campaign, years.lines_of(campaign, [subject], at=now, published_only=not office)[0]


def _page(request, subject: Unit | Person, office: bool):
    campaign, line = _line(subject, office)
    context = {
        "subject": subject,
        "campaign": campaign,
        "line": line,
        "chart": chart_of(line.years) if line else None,
        "office": office,
        "csv_url": reverse(f"submissions:years_{_kind(subject)}_csv", args=[subject.pk]),
    }
    return render(request, "submissions/results/years.html", context)


def _csv(request, subject: Unit | Person, office: bool):
    _, line = _line(subject, office)
    if line is None:
        raise Http404
    name = f"qua-cac-nam-{_SAID[_kind(subject)]}-{subject.pk}"
    return _answer(request, subject, years_csv.subject_csv(line), name, rows=len(line.years))


def _kind(subject: Unit | Person) -> str:
    return "person" if isinstance(subject, Person) else "unit"

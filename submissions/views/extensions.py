"""More time for one unit or person (gia hạn nộp): who has it, and giving it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.models import Person, Unit
from accounts.permissions import need
from campaigns.models import ReportingPeriod
from campaigns.periods import chosen_period
from core import formats
from core.clock import database_now
from core.onetime import once
from core.paging import page_of
from core.verdict import require

from .. import phrases, windows
from ..enums import SubmissionStatus as S
from ..forms import ExtensionForm
from ..models import Extension, Submission
from ..permissions import may_extend
from ..services import extensions as service

PER_PAGE = 50


def extend_url(subject: Unit | Person, period: ReportingPeriod) -> str:
    """Where the office gives the unit or person more time."""
    name = "submissions:extend_person" if isinstance(subject, Person) else "submissions:extend_unit"
    return f"{reverse(name, args=[subject.pk])}?nam={period.year}"


@require_GET
def extensions(request):
    """Every extension of a year, latest first, with what became of the report (danh sách gia hạn)."""
    require(need(request.user, Permission.EXTENSION_GRANT))
    now = database_now()
    period = chosen_period(request, now=now)
    context = {"period": period, "now": now}
    if period is not None:
        rows = Extension.objects.filter(period=period).select_related("unit", "person", "granted_by")
        page = page_of(request, rows.order_by("-granted_at", "-pk"), PER_PAGE)
        context |= {
            "page": page,
            "rows": _with_reports(period, page),
            "periods": list(ReportingPeriod.objects.filter(campaign=period.campaign_id)),
        }
    return render(request, "submissions/extensions.html", context)


def _with_reports(period: ReportingPeriod, page) -> list[dict]:
    units = [row.unit_id for row in page if row.unit_id]
    people = [row.person_id for row in page if row.person_id]
    mine = Submission.objects.filter(period=period)
    reports = [*mine.filter(unit__in=units), *mine.filter(person__in=people)]
    found = {(report.unit_id, report.person_id): report for report in reports}
    return [
        {"row": row, "subject": row.unit or row.person, "report": found.get((row.unit_id, row.person_id))}
        for row in page
    ]


@require_http_methods(["GET", "POST"])
@once
def extend_unit(request, pk):
    """Gia hạn cho một đơn vị."""
    return _extend(request, get_object_or_404(Unit.objects.visible_to(request.user), pk=pk))


@require_http_methods(["GET", "POST"])
@once
def extend_person(request, pk):
    """Gia hạn cho một cá nhân."""
    return _extend(request, get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk))


def _extend(request, subject: Unit | Person):
    require(may_extend(request.user, subject))
    now = database_now()
    period = chosen_period(request, now=now)
    if period is None:
        raise Http404
    kind = "person" if isinstance(subject, Person) else "unit"
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            extension = service.grant_extension(
                period=period, subject=subject, by=request.user, at=now, **form.cleaned_data
            )
        except ValidationError as exc:
            for name, words in exc.message_dict.items() if hasattr(exc, "error_dict") else [("", exc.messages)]:
                form.add_error(name or None, words)
        else:
            day = formats.format_weekday_date(formats.last_day(extension.closes_at))
            messages.success(request, phrases.EXTENSION_GIVEN.format(subject=subject, day=day))
            return redirect(f"{reverse('submissions:extensions')}?nam={period.year}")
    report = Submission.objects.filter(period=period, **{kind: subject}).exclude(status=S.DRAFT, code=None).first()
    context = {
        "form": form,
        "subject": subject,
        "period": period,
        "deadline": windows.deadline_of(period, **{f"{kind}_id": subject.pk}),
        "latest_day": service.latest_day(period, at=now),
        "report": report,
        "earlier": Extension.objects.filter(period=period, **{kind: subject}).select_related("granted_by"),
    }
    return render(request, "submissions/extend.html", context, status=422 if form.errors else 200)

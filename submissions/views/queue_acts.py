"""What the office does with several reports of its list at once: give them to reviewers, urge, take them out."""

import tempfile
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.permissions import need
from campaigns.models import ContentArea, ReportingPeriod
from campaigns.periods import chosen_period
from core import audit
from core.clock import database_now, ward_date
from core.formats import format_number
from core.onetime import once
from core.text import whole_number
from core.verdict import require

from .. import phrases_queue as phrases
from .. import queue_excel
from ..forms_queue import CONTENT, EVENLY, ONE, AssignForm
from ..queue import Choices
from ..queue_picks import Picked, picked
from ..services import assigning, evidence_zip, urging

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _period(request, now) -> ReportingPeriod:
    """The year of the list, for whoever may review; 404 before there is one."""
    require(need(request.user, Permission.SUBMISSION_REVIEW))
    period = chosen_period(request, now=now)
    if period is None:
        raise Http404
    return period


def _back(period: ReportingPeriod, data) -> str:
    """The list as it was filtered."""
    said = {"nam": period.year} | Choices.of(data).pairs
    return f"{reverse('submissions:queue')}?{urlencode(said)}"


def _again(request, period: ReportingPeriod, data, exc: ValidationError):
    """To the list with the sentence of what was wrong."""
    for words in exc.messages:
        messages.error(request, words)
    return redirect(_back(period, data))


@require_http_methods(["GET", "POST"])
@once
def assign(request):
    """Choose the way and the people, then give (giao người thẩm định)."""
    now = database_now()
    period = _period(request, now)
    data = request.POST if request.method == "POST" else request.GET
    require(assigning.bulk_verdict(request.user, period, at=now))
    try:
        picks = picked(request.user, period, data, now=now)
    except ValidationError as exc:
        return _again(request, period, data, exc)
    today = ward_date(now)
    contents = list(ContentArea.objects.filter(campaign=period.campaign_id))
    people = assigning.with_load(assigning.reviewers(on=today))
    posted = request.POST if request.method == "POST" else None
    form = AssignForm(posted, people=people, contents=contents, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _carry_out(form, picks, by=request.user, at=now))
            return redirect(_back(period, data))
        except ValidationError as exc:
            form.add_error(None, exc)
    context = {"period": period, "picks": picks, "form": form, "back": _back(period, data)}
    return render(request, "submissions/queue_assign.html", context, status=422 if form.errors else 200)


def _carry_out(form: AssignForm, picks: Picked, *, by, at) -> str:
    """Do what the form says; the numbers in words."""
    pks, way = list(picks.reports.values_list("pk", flat=True)), form.cleaned_data["way"]
    rest = {"by": by, "due_on": form.cleaned_data["due_on"], "at": at}
    if way == ONE:
        return assigning.assign(pks, to=[form.person("reviewer")], **rest).words("Đã giao")
    if way == EVENLY:
        outcome = assigning.assign_evenly(pks, among=form.crew, **rest)
        shares = "; ".join(f"{person}: {count}" for person, count in outcome.by_reviewer.items())
        return f"{outcome.words('Đã giao')}{f' {shares}.' if shares else ''}"
    if way == CONTENT:
        return assigning.assign_by_content(pks, to=form.by_content, **rest).words("Đã giao")
    former, successor = form.person("former"), form.person("successor")
    outcome = assigning.replace(pks, reviewer=former, successor=successor, **rest)
    return outcome.words("Đã giao lại" if successor else "Đã thôi giao")


@require_http_methods(["GET", "POST"])
@once
def urge(request):
    """Read who would be written to, then remind (đôn đốc bổ sung)."""
    now = database_now()
    period = _period(request, now)
    data = request.POST if request.method == "POST" else request.GET
    require(urging.verdict(request.user, period, at=now))
    try:
        picks = picked(request.user, period, data, now=now)
    except ValidationError as exc:
        return _again(request, period, data, exc)
    if request.method == "POST":
        insist = {pk for pk in map(whole_number, request.POST.getlist("van-gui")) if pk}
        outcome = urging.urge(picks.reports, period, insist=insist, by=request.user, now=now)
        messages.success(request, outcome.words("Số thư đã xếp vào hàng gửi:"))
        return redirect(_back(period, data))
    targets = urging.targets(picks.reports, now=now)
    reachable = [target for target in targets if target.addressees]
    context = {
        "period": period,
        "now": now,
        "picks": picks,
        "fresh": [target for target in reachable if not target.reminded_at],
        "again": [target for target in reachable if target.reminded_at],
        "unreachable": [target for target in targets if not target.addressees],
        "others": picks.count - len(targets),
        "back": _back(period, data),
    }
    return render(request, "submissions/queue_urge.html", context)


@require_GET
def export(request):
    """The picked rows as an Excel table; who took it is noted (xuất Excel)."""
    now = database_now()
    period = _period(request, now)
    require(need(request.user, Permission.EXPORT))
    try:
        picks = picked(request.user, period, request.GET, now=now)
        if picks.count > queue_excel.MOST_ROWS:
            most = format_number(queue_excel.MOST_ROWS)
            raise ValidationError(phrases.TOO_MANY_ROWS.format(count=format_number(picks.count), most=most))
    except ValidationError as exc:
        return _again(request, period, request.GET, exc)
    name, stream = f"Thẩm định báo cáo năm {period.year}.xlsx", tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    rows = queue_excel.write(stream, picks.reports, period, at=now)
    audit.record("list_exported", period, by=request.user, file_name=name, rows=rows)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


@require_GET
def evidence(request):
    """The evidence of the picked reports in one file; who took it is noted (tải minh chứng, zip)."""
    now = database_now()
    period = _period(request, now)
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        picks = picked(request.user, period, request.GET, now=now)
        evidence_zip.write(stream, picks.reports, period, by=request.user, at=now)
    except ValidationError as exc:
        stream.close()
        return _again(request, period, request.GET, exc)
    stream.seek(0)
    name = f"Minh chứng năm {period.year}, {picks.count} báo cáo.zip"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")

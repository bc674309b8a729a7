"""Criteria and points (Tiêu chí và điểm): the list by year and group, one set, its versions, its life."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.doing import carry_out
from core.onetime import once
from core.text import whole_number
from core.verdict import denied, require
from core.workflow import InvalidTransition

from ..designer import checks, sets
from ..designer.differences import between, frame_changes
from ..designer.overview import groups_of, sources_for
from ..designer.values import Values
from ..enums import CriteriaStatus, CriterionPart
from ..forms import BeginForm, SetForm
from ..models import Campaign, CriteriaItem, CriteriaSet, ParticipantGroup, ReportingPeriod
from ..permissions import may_begin, may_change, may_design


def find_set(request: HttpRequest, pk: int) -> CriteriaSet:
    """The set, for whoever may design criteria: they see those of every group and year."""
    require(may_design(request.user))
    rows = CriteriaSet.objects.select_related("group", "period", "published_by")
    return get_object_or_404(rows, pk=pk)


@require_GET
def criteria_list(request: HttpRequest) -> HttpResponse:
    """Every group of one year with its draft and its set in force."""
    require(may_design(request.user))
    campaign = Campaign.objects.order_by("-start_year", "pk").first()
    if campaign is None:
        raise Http404
    periods = list(campaign.reportingperiod_set.order_by("year"))
    year, now = whole_number(request.GET.get("nam")), timezone.now()
    current = next((one for one in periods if now < one.locks_at), periods[-1] if periods else None)
    period = next((one for one in periods if one.year == year), current)
    context = {
        "campaign": campaign,
        "periods": periods,
        "period": period,
        "rows": groups_of(period) if period else [],
        "is_locked": bool(period) and now >= period.locks_at,
    }
    return render(request, "campaigns/criteria_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def criteria_begin(request: HttpRequest, period: int, group: int) -> HttpResponse:
    """Lập bản nháp: empty, out of this year's set, of a former year's, of another group's."""
    require(may_design(request.user))
    period = get_object_or_404(ReportingPeriod, pk=period)
    group = get_object_or_404(ParticipantGroup, pk=group, campaign=period.campaign_id)
    require(may_begin(request.user, group, period, at=timezone.now()))
    sources = {one.pk: one for one in sources_for(group, period)}
    choices = [(pk, _source_words(one, group, period)) for pk, one in sources.items()]
    form = BeginForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            source = sources.get(form.cleaned_data["source"])
            draft, left = sets.begin(group=group, period=period, source=source, by=request.user)
        except InvalidTransition as exc:
            messages.error(request, str(exc))
            return redirect_to_list(period)
        messages.success(request, "Đã lập bản nháp. Sửa điểm, cách chấm rồi ban hành.")
        for sentence in left:
            messages.warning(request, sentence)
        return redirect("campaigns:criteria_set", draft.pk)
    used = next((one for one in sources.values() if one.group_id == group.pk and one.period_id == period.pk), None)
    context = {"form": form, "group": group, "period": period, "in_use": bool(used) and checks.in_use(used)}
    return render(request, "campaigns/criteria_begin.html", context, status=422 if form.errors else 200)


def _source_words(one: CriteriaSet, group: ParticipantGroup, period: ReportingPeriod) -> str:
    if one.group_id != group.pk:
        return f"Chép từ nhóm {one.group}, năm {one.period.year}"
    if one.period_id == period.pk:
        return f"Chép bản {one.version} đang dùng năm {one.period.year}"
    return f"Chép từ năm {one.period.year}"


def redirect_to_list(period: ReportingPeriod) -> HttpResponse:
    """The list of the year."""
    response = redirect("campaigns:criteria_list")
    response["Location"] += f"?nam={period.year}"
    return response


@require_http_methods(["GET", "POST"])
@once
def criteria_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One set: a draft with its points to write, a published one to read."""
    row = find_set(request, pk)
    items = checks.load_items(row)
    form, clash = None, False
    if row.status == CriteriaStatus.DRAFT or request.method == "POST":
        form = SetForm(request.POST or None, criteria_set=row, items=items, seen=sets.stamp_of(row, items))
    if request.method == "POST" and form.is_valid():
        change = {"frame": form.frame, "points": form.points, "seen": form.cleaned_data["seen"], "by": request.user}
        try:
            carry_out(request, partial(sets.save_frame, row, **change), "Đã lưu điểm.")
            return redirect("campaigns:criteria_set", row.pk)
        except ValidationError as exc:
            for name, sentences in exc.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
        except sets.EditedElsewhere as exc:
            clash = True
            form.data = form.data.copy()
            form.data["seen"] = exc.seen
    context = _set_context(request, row, items, form) | {"clash": clash}
    failed = form is not None and bool(form.errors)
    return render(request, "campaigns/criteria_set.html", context, status=409 if clash else 422 if failed else 200)


def _set_context(request: HttpRequest, row: CriteriaSet, items: list[CriteriaItem], form: SetForm | None) -> dict:
    is_draft = may_change(request.user, row).allowed
    criteria = checks.criteria_of(row.group)
    note_needed = is_draft and checks.former_in_use(row)
    faults = checks.faults_of(row, items, criteria, note_needed=note_needed) if is_draft else []
    base = [item for item in items if item.part == CriterionPart.BASE]
    parts = [
        {"criterion": one, "cards": _cards([item for item in base if item.criterion_id == one.pk], form)}
        for one in criteria
    ]
    return {
        "set": row,
        "form": form,
        "is_draft": is_draft,
        "criteria": parts,
        "bonus": _cards([item for item in items if item.part == CriterionPart.BONUS], form),
        "minus": _cards([item for item in items if item.part == CriterionPart.MINUS], form),
        "total": checks.total_words(checks.base_total(items)),
        "faults": faults,
        "may_publish": denied("Còn chỗ cần sửa trước khi ban hành.") if faults else may_change(request.user, row),
        "may_begin": may_begin(request.user, row.group, row.period, at=timezone.now()),
        "in_use": not is_draft and checks.in_use(row),
        "note_needed": note_needed,
    }


def _cards(items: list[CriteriaItem], form: SetForm | None) -> list[dict]:
    """Items with the field of their points, and whether they can go up, down or away."""
    last = len(items) - 1
    return [
        {
            "item": item,
            "field": form.points_field(item) if form else None,
            "up": place > 0,
            "down": place < last,
            "removable": item.part != CriterionPart.BASE or last > 0,
        }
        for place, item in enumerate(items)
    ]


@require_POST
@once
def criteria_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ban hành."""
    row = find_set(request, pk)
    said = "Đã ban hành. Báo cáo bắt đầu từ lúc này viết theo bản này."
    try:
        carry_out(request, partial(sets.publish, row, by=request.user), said)
    except sets.NotReady as exc:
        for fault in exc.faults:
            messages.error(request, fault.text)
    return redirect("campaigns:criteria_set", row.pk)


@require_POST
@once
def criteria_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Bỏ bản nháp."""
    row = find_set(request, pk)
    if carry_out(request, partial(sets.discard, row, by=request.user), "Đã bỏ bản nháp."):
        return redirect_to_list(row.period)
    return redirect("campaigns:criteria_set", row.pk)


@require_GET
def criteria_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of one group and year, newest first, with what changed from the one before."""
    row = find_set(request, pk)
    items = Prefetch("items", CriteriaItem.objects.prefetch_related("steps").order_by("order", "pk"))
    rows = CriteriaSet.objects.filter(group=row.group_id, period=row.period_id).select_related("published_by")
    rows = list(rows.prefetch_related(items).order_by("version"))
    names = {one.pk: one.short_title for one in checks.criteria_of(row.group)}
    values = [[Values.of(item) for item in one.items.all()] for one in rows]
    versions = [
        {
            "set": one,
            "total": checks.total_words(checks.base_total(values[place])),
            "changes": between(values[place - 1], values[place], names) if place else [],
            "frame": frame_changes(rows[place - 1], one) if place else [],
        }
        for place, one in enumerate(rows)
    ]
    context = {"set": row, "versions": versions[::-1]}
    return render(request, "campaigns/criteria_history.html", context)

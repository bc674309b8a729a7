"""Lists posted for objections: the office's side, and what everybody sees (công khai lấy ý kiến)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from core.clock import database_now, ward_date
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import NominationStatus
from ..forms.rounds import FindingForm, ObjectionForm, PostingForm
from ..models import AwardRound, Objection, Posting
from ..permissions.posting import may_object, may_post, may_settle
from ..services import postings as services


def _lines(posting: Posting):
    return posting.lines.select_related("nomination__form", "nomination__unit", "nomination__person__unit")


def _still_proposed(posting: Posting):
    """What the public sees: whose proposal was withdrawn is named no longer."""
    return _lines(posting).exclude(nomination__status=NominationStatus.WITHDRAWN)


@require_http_methods(["GET", "POST"])
@once
def posting_create(request, pk):
    """Post a list of a round."""
    require(may_post(request.user))
    row = get_object_or_404(AwardRound.objects.select_related("campaign"), pk=pk)
    starts_on, ends_on = services.usual_days(row, on=ward_date(timezone.now()))
    form = PostingForm(request.POST or None, award_round=row, initial={"starts_on": starts_on, "ends_on": ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            posting = services.post(row, by=request.user, **form.cleaned_data)
        except InvalidTransition as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Đã đưa danh sách lên trang Công khai lấy ý kiến.")
            return redirect("awards:posting", posting.pk)
    context = {"award_round": row, "form": form, "has_any": form.fields["nominations"].queryset.exists()}
    return render(request, "awards/posting_form.html", context, status=422 if form.errors else 200)


@require_GET
def posting(request, pk):
    """A list with what was objected, for the office."""
    require(may_settle(request.user))
    return _page(request, get_object_or_404(Posting.objects.select_related("round"), pk=pk))


def _page(request, row: Posting, *, form: ObjectionForm | None = None, finding=None, status: int = 200):
    objections = list(
        row.objections.select_related(
            "nomination__form", "nomination__unit", "nomination__person", "entered_by", "settled_by"
        )
    )
    for one in objections:
        mine = finding is not None and finding.prefix == f"kl-{one.pk}"
        one.form = finding if mine else FindingForm(prefix=f"kl-{one.pk}")
    context = {
        "posting": row,
        "lines": _lines(row),
        "objections": objections,
        "form": form or ObjectionForm(posting=row, by_office=True),
        "today": ward_date(timezone.now()),
    }
    return render(request, "awards/posting.html", context, status=status)


@require_POST
@once
def posting_take_down(request, pk):
    """Take a list down before its time."""
    row = get_object_or_404(Posting, pk=pk)
    services.take_down(row, by=request.user)
    messages.success(request, "Đã gỡ danh sách.")
    return redirect("awards:posting", pk)


@login_not_required
@require_safe
def posted(request):
    """What is on view today (công khai lấy ý kiến): names, units and proposed forms, nothing else about anybody."""
    today = ward_date(timezone.now())
    rows = list(Posting.objects.on_view(today).select_related("round").order_by("ends_on", "pk"))
    found = [{"posting": row, "lines": _still_proposed(row).order_by("nomination__form__order", "pk")} for row in rows]
    return render(request, "awards/posted.html", {"lists": found, "today": today})


@require_http_methods(["GET", "POST"])
@once
def objection(request, pk):
    """Send an objection (gửi phản ánh); the office enters here what a citizen said."""
    row = get_object_or_404(Posting.objects.select_related("round"), pk=pk)
    by_office = bool(may_settle(request.user))
    if not by_office and not may_object(request.user, row, on=ward_date(database_now())):
        raise Http404
    form = ObjectionForm(request.POST or None, posting=row, by_office=by_office)
    if request.method == "POST" and form.is_valid():
        try:
            services.object_to(row, by=request.user, **form.cleaned_data)
        except InvalidTransition as exc:
            form.add_error("text", str(exc))
        else:
            messages.success(request, "Phường đã nhận phản ánh. Chỉ Phòng Văn hóa – Xã hội và thư ký Hội đồng đọc.")
            return redirect("awards:posting", pk) if by_office else redirect("awards:posted")
    return render(request, "awards/objection.html", {"posting": row, "form": form}, status=422 if form.errors else 200)


@require_POST
@once
def objection_settle(request, pk):
    """Record what looking into an objection gave."""
    require(may_settle(request.user))
    row = get_object_or_404(Objection.objects.select_related("posting__round"), pk=pk)
    form = FindingForm(request.POST, prefix=f"kl-{row.pk}")
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.settle(row, finding=data["finding"], upheld=data["upheld"] == "1", by=request.user)
        except InvalidTransition as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, "Đã ghi kết luận.")
        return redirect("awards:posting", row.posting_id)
    return _page(request, row.posting, finding=form, status=422)

"""Which council member supervises which content (phân công lĩnh vực): the list, adding, ending."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from core.clock import database_now, ward_date
from core.formfields import DayField
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import fields
from ..models import Campaign, ContentArea, FieldAssignment


class FieldForm(forms.Form):
    """A member, a content, and the days."""

    user = forms.ModelChoiceField(
        User.objects.none(), label="Ủy viên", empty_label="Chọn ủy viên", error_messages={"required": "Chọn ủy viên."}
    )
    content_area = forms.ModelChoiceField(
        ContentArea.objects.none(),
        label="Nội dung thi đua",
        empty_label="Chọn nội dung",
        error_messages={"required": "Chọn nội dung."},
    )
    from_on = DayField(label="Từ ngày")
    to_on = DayField(label="Đến hết ngày", required=False, help_text="Để trống nếu chưa định ngày kết thúc.")

    def __init__(self, *args, campaign, today, **kwargs):
        super().__init__(*args, initial={"from_on": today}, **kwargs)
        self.fields["user"].queryset = fields.members(today)
        self.fields["content_area"].queryset = ContentArea.objects.filter(campaign=campaign).order_by("order")


@require_http_methods(["GET", "POST"])
@once
def field_list(request):
    """Every content with its members of today and to come; a form to add one."""
    require(fields.may_assign(request.user))
    today = ward_date(database_now())
    campaign = Campaign.objects.order_by("-start_year", "pk").first()
    form = FieldForm(request.POST or None, campaign=campaign, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            row = fields.assign(by=request.user, **form.cleaned_data)
        except ValidationError as exc:
            for name, words in exc.message_dict.items():
                form.add_error(name, words)
        else:
            messages.success(request, f"Đã giao nội dung {row.content_area.order} cho {row.user}.")
            return redirect("campaigns:field_list")
    rows = FieldAssignment.objects.filter(content_area__campaign=campaign).select_related("user", "content_area")
    held: dict[int, list] = {}
    for row in rows.order_by("from_on", "pk"):
        row.is_over = bool(row.to_on and row.to_on < today)
        # The last day is still in care; there is nothing left to end.
        row.may_end = row.to_on is None or row.to_on > today
        held.setdefault(row.content_area_id, []).append(row)
    areas = ContentArea.objects.filter(campaign=campaign).order_by("order")
    lines = [{"area": area, "rows": held.get(area.pk, [])} for area in areas]
    context = {"form": form, "lines": lines, "today": today}
    return render(request, "campaigns/field_list.html", context, status=422 if form.errors else 200)


@require_POST
@once
def field_end(request, pk):
    """Kết thúc phân công từ hết hôm nay."""
    require(fields.may_assign(request.user))
    row = get_object_or_404(FieldAssignment.objects.select_related("user", "content_area"), pk=pk)
    try:
        fields.end(row, by=request.user, on=ward_date(database_now()))
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Đã kết thúc phân công nội dung {row.content_area.order} của {row.user}.")
    return redirect("campaigns:field_list")

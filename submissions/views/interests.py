"""Declared interests (xung đột lợi ích): who may not judge whom, saying so, ending it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.enums import Permission, Role
from accounts.models import Membership, Person, Unit, User
from accounts.permissions import has_permission
from accounts.roles import COUNCIL_ROLES
from core.clock import database_now, ward_date
from core.doing import carry_out
from core.onetime import once
from core.paging import page_of
from core.text import whole_number
from core.verdict import require

from .. import phrases
from ..forms_independence import InterestForm
from ..models import Interest
from ..permissions_independence import may_end_interest, may_see_interests
from ..services import interests as service

PER_PAGE = 50


@require_GET
def interests(request):
    """Every declaration one may see, latest first (xung đột lợi ích)."""
    require(may_see_interests(request.user))
    rows = Interest.objects.visible_to(request.user).select_related("user", "unit", "person", "declared_by", "ended_by")
    page = page_of(request, rows, PER_PAGE)
    lines = [{"row": row, "may_end": None if row.ended_at else may_end_interest(request.user, row)} for row in page]
    context = {"page": page, "lines": lines, "is_office": has_permission(request.user, Permission.SUBMISSION_REVIEW)}
    return render(request, "submissions/interests.html", context)


def _people(user, today):
    """Whose interest the office may declare: everybody's who judges. None for whoever declares only their own."""
    if not has_permission(user, Permission.SUBMISSION_REVIEW):
        return None
    judging = Membership.objects.active(today).filter(role__in=[Role.REVIEWER, *COUNCIL_ROLES])
    return User.objects.filter(pk__in=judging.values("user"), is_active=True).order_by("sort_key", "pk")


@require_http_methods(["GET", "POST"])
@once
def interest_declare(request):
    """Khai báo xung đột lợi ích; the address may name the unit (`don-vi`) or the person (`ca-nhan`)."""
    require(may_see_interests(request.user))
    now = database_now()
    today = ward_date(now)
    person = None
    if pk := whole_number(request.GET.get("ca-nhan")):
        person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = InterestForm(
        request.POST or None,
        people=_people(request.user, today),
        units=Unit.objects.active(today).order_by("sort_key", "pk"),
        person=person,
        initial={"user": request.user.pk, "unit": whole_number(request.GET.get("don-vi"))},
    )
    if request.method == "POST" and form.is_valid():
        about = person or form.cleaned_data["unit"]
        who = form.cleaned_data.get("user", request.user)
        try:
            service.declare(user=who, about=about, reason=form.cleaned_data["reason"], by=request.user, at=now)
        except ValidationError as exc:
            for name, words in exc.message_dict.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            messages.success(request, phrases.INTEREST_DECLARED.format(who=who, subject=about))
            return redirect("submissions:interests")
    context = {"form": form, "person": person}
    return render(request, "submissions/interest_declare.html", context, status=422 if form.errors else 200)


@require_POST
@once
def interest_end(request, pk):
    """Kết thúc khai báo; by somebody else than the person it is about."""
    rows = Interest.objects.visible_to(request.user).select_related("user", "unit", "person")
    interest = get_object_or_404(rows, pk=pk)
    said = phrases.INTEREST_ENDED.format(who=interest.user, subject=interest.unit or interest.person)
    carry_out(request, partial(service.end, interest, by=request.user), said)
    return redirect("submissions:interests")

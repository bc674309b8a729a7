"""Filters a reviewer keeps under a name."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.enums import Permission
from accounts.permissions import need
from core.onetime import once
from core.text import whole_number
from core.verdict import require

from .. import phrases_queue as phrases
from ..models import SavedView
from ..queue import Choices
from ..services import saved_views as service


def _to_list(request, choices: Choices):
    year = whole_number(request.POST.get("nam", ""))
    said = ({"nam": year} if year else {}) | choices.pairs
    return redirect(f"{reverse('submissions:queue')}{f'?{urlencode(said)}' if said else ''}")


@require_POST
@once
def save(request):
    """Keep the filter of the list under a name (lưu bộ lọc này)."""
    require(need(request.user, Permission.SUBMISSION_REVIEW))
    choices = Choices.of(request.POST)
    try:
        view = service.save_view(name=request.POST.get("ten", ""), choices=choices, by=request.user)
        messages.success(request, phrases.VIEW_SAVED.format(name=view.name))
    except ValidationError as exc:
        messages.error(request, exc.messages[0])
    return _to_list(request, choices)


@require_POST
@once
def remove(request, pk):
    """Forget one of one's own filters; another's is not found."""
    view = get_object_or_404(SavedView.objects.filter(user=request.user), pk=pk)
    service.remove_view(view, by=request.user)
    messages.success(request, phrases.VIEW_REMOVED.format(name=view.name))
    return _to_list(request, Choices())

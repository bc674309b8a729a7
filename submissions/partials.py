"""Pieces of pages that are fetched anew."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.verdict import require

from .permissions import owns
from .sections import sections_of
from .views.finding import find_submission


@require_GET
def sections(request, pk):
    """The meter and the list of sections after a field was saved (mức độ hoàn thành)."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    rows = sections_of(submission)
    context = {
        "submission": submission,
        "sections": rows,
        "section": rows.get(request.GET.get("muc", "")),
        "fresh": True,
    }
    return render(request, "submissions/_toc.html", context)

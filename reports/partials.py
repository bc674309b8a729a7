"""Pieces of pages that are fetched anew while something is being made."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from .views.award_papers import award_paper_context
from .views.exports import document_context


@require_GET
def document_progress(request, pk):
    """How far a file is; the fragment stops asking by itself once the file is there or has failed."""
    return render(request, "reports/_document.html", document_context(request, pk))


@require_GET
def award_paper_progress(request, pk):
    """The same for a paper of awards."""
    return render(request, "reports/_document.html", award_paper_context(request, pk))

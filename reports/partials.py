"""Pieces of pages that are fetched anew while something is being made."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from .views.exports import document_context


@require_GET
def document_progress(request, pk):
    """How far a file is; the fragment stops asking by itself once the file is there or has failed."""
    return render(request, "reports/_document.html", document_context(request, pk))

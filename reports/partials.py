"""Pieces of pages that are fetched anew while something is being made."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from .permissions import may_download, may_retry
from .views.exports import find_document


@require_GET
def document_progress(request, pk):
    """How far a file is; the fragment stops asking by itself once the file is there or has failed."""
    found = find_document(request, pk)
    context = {
        "document": found,
        "may_download": may_download(request.user, found),
        "may_retry": may_retry(request.user, found),
    }
    return render(request, "reports/_document.html", context)

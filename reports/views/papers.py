"""Receipts and printed reports of single hand-ins, for whoever sees the report."""

import logging

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from core.verdict import require

from .. import phrases, services
from ..models import GeneratedDocument
from ..permissions import may_take_paper

logger = logging.getLogger(__name__)


@require_GET
def paper_file(request, pk):
    """The file itself, under its Vietnamese name; who took it is noted with the report."""
    rows = GeneratedDocument.objects.of_hand_ins_visible_to(request.user).select_related("snapshot__submission")
    found = get_object_or_404(rows.defer("snapshot__data"), pk=pk)
    require(may_take_paper(request.user, found))
    try:
        content = found.file.open("rb")
    except OSError:
        logger.exception("the file of document %s cannot be read", found.pk)
        messages.error(request, phrases.PAPER_GONE)
        return redirect("submissions:receipt", pk=found.snapshot.submission_id)
    services.record_paper_download(found, by=request.user)
    return FileResponse(content, as_attachment=True, filename=found.file_name, content_type=found.media_type)

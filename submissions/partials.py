"""Pieces of pages that are fetched anew."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from campaigns.enums import SectionKind
from core.verdict import require

from . import controls
from .permissions import owns
from .sections import sections_of
from .views.evidence import file_urls
from .views.finding import find_submission
from .views.receipts import papers_context


@require_GET
def sections(request, pk):
    """The meter, the sections and what the open page says is missing, after a field was saved (mức độ hoàn thành)."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    rows = sections_of(submission)
    section = rows.get(request.GET.get("muc", ""))
    context = {"submission": submission, "sections": rows, "section": section, "fresh": True}
    if section is not None and section.kind == SectionKind.SELF_SCORE:
        context |= controls.page_parts(submission, section, {}, file_urls)
    return render(request, "submissions/_toc.html", context)


@require_GET
def papers(request, pk):
    """How far receipt and report as PDF are; the piece stops asking by itself once both are there or one has failed."""
    return render(request, "submissions/_papers.html", papers_context(find_submission(request, pk)))

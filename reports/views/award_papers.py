"""Papers of awards as PDF: asked for on the pages of nomination, meeting, letter and decision, made by the worker."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.models import AwardDecision, CouncilMeeting, DecisionLine, Nomination, Proposal
from core import audit
from core.onetime import once
from core.verdict import require

from .. import phrases, services
from ..enums import OF_AWARDS, DocumentStatus
from ..enums import DocumentKind as K
from ..models import GeneratedDocument
from ..permissions import may_ask, may_download, may_retry, may_see_readers
from .exports import addresses, hand_out

# What the address calls each paper.
KINDS = {
    "ho-so": K.DOSSIER_PDF,
    "bien-ban": K.MINUTES_PDF,
    "kiem-phieu": K.TALLY_PDF,
    "to-trinh": K.PROPOSAL_PDF,
    "quyet-dinh": K.DECISION_PDF,
    "giay-khen": K.CERTIFICATES_PDF,
    "mot-giay-khen": K.CERTIFICATE_PDF,
}
EARLIER = 10


def _seen(user, kind: K):
    """What `user` sees of the things this kind of paper is about."""
    return {
        "nomination": lambda: Nomination.objects.visible_to(user),
        "meeting": lambda: CouncilMeeting.objects.visible_to(user),
        "proposal": lambda: Proposal.objects.visible_to(user),
        "decision": lambda: AwardDecision.objects.visible_to(user),
        "decision_line": lambda: DecisionLine.objects.filter(decision__in=AwardDecision.objects.visible_to(user)),
    }[OF_AWARDS[kind]]()


def _page_of(document: GeneratedDocument) -> str:
    """The page the paper was asked for on."""
    about = document.about
    name, pk = {
        "nomination": ("awards:nomination", about.pk),
        "meeting": ("awards:meeting", about.pk),
        "proposal": ("awards:proposal", about.pk),
        "decision": ("awards:decision", about.pk),
        "decision_line": ("awards:decision", getattr(about, "decision_id", 0)),
    }[OF_AWARDS[K(document.kind)]]
    return reverse(name, args=[pk])


@require_POST
@once
def award_paper_create(request, kind, pk):
    """Ask for a paper and go to where its progress is shown (tạo bản in)."""
    if kind not in KINDS:
        raise Http404
    about = get_object_or_404(_seen(request.user, KINDS[kind]), pk=pk)
    document = services.request_award_paper(kind=KINDS[kind], about=about, by=request.user)
    return redirect("reports:award_paper", pk=document.pk)


def find_award_paper(request, pk: int) -> GeneratedDocument:
    """A paper about something the user sees, else 404; 403 without the right to read it."""
    rows = GeneratedDocument.objects.of_awards_visible_to(request.user).select_related(
        "created_by", "nomination", "meeting__minutes", "proposal", "decision", "decision_line__decision"
    )
    found = get_object_or_404(rows, pk=pk)
    require(may_ask(request.user, found))
    return found


def award_paper_context(request, pk: int) -> dict:
    """One paper with what may be done with it: for its page and for the piece of it that is fetched anew."""
    found = find_award_paper(request, pk)
    return {
        "document": found,
        "may_download": may_download(request.user, found),
        "may_retry": may_retry(request.user, found),
        **addresses("award_paper", found),
    }


@require_GET
def award_paper(request, pk):
    """One paper: its progress, then what is needed to trust and take it, and what was made before (bản in)."""
    context = award_paper_context(request, pk)
    found = context["document"]
    column = OF_AWARDS[K(found.kind)]
    earlier = GeneratedDocument.objects.filter(kind=found.kind, **{column: found.about}).exclude(pk=found.pk)
    context |= {"back_url": _page_of(found), "earlier": earlier.select_related("created_by")[:EARLIER]}
    if found.status == DocumentStatus.READY and may_see_readers(request.user):
        context["readers"] = audit.history(found)
    return render(request, "reports/award_paper.html", context)


@require_POST
@once
def award_paper_retry(request, pk):
    """Make a paper again that could not be made."""
    found = services.retry_document(find_award_paper(request, pk), by=request.user)
    messages.success(request, phrases.QUEUED_AGAIN)
    return redirect("reports:award_paper", pk=found.pk)


@require_GET
def award_paper_file(request, pk):
    """The file itself, under its Vietnamese name; who took it is noted."""
    found = find_award_paper(request, pk)
    require(may_download(request.user, found))
    return hand_out(request, found, page="reports:award_paper", gone=phrases.AWARD_PAPER_GONE)

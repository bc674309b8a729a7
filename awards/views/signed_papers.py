"""Signed copies of papers: the page of one paper's copies, the file, and taking away what was filed by mistake."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.onetime import once
from core.uploads import no_room
from core.verdict import require
from core.workflow import InvalidTransition
from submissions import filechecks
from submissions import phrases as file_phrases
from submissions.filechecks import INLINE_TYPES, FileRefused
from submissions.services.giving_out import FileMissing
from submissions.views.file_answers import file_answer, refusal

from ..models import AwardDecision, CouncilMeeting, Minutes, Proposal, ProposalLine, SignedPaper
from ..permissions.paper import may_file_signed, may_read_signed
from ..services import files as award_files
from ..services import signed_papers as services
from ..signatures import Finding, finding

GONE = 404


def _decisions(user):
    return AwardDecision.objects.visible_to(user).select_related("round")


def _letters(user):
    return Proposal.objects.visible_to(user).select_related("round")


def _lines(user):
    rows = ProposalLine.objects.filter(proposal__in=Proposal.objects.visible_to(user))
    return rows.select_related("proposal", "nomination__form", "nomination__unit", "nomination__person")


def _minutes(user):
    return Minutes.objects.filter(meeting__in=CouncilMeeting.objects.visible_to(user)).select_related("meeting")


# Kinds of paper as addresses name them: whose rows a user sees, and the paper's own page.
KINDS = {
    "quyet-dinh": (_decisions, lambda row: ("awards:decision", row.pk)),
    "to-trinh": (_letters, lambda row: ("awards:proposal", row.pk)),
    "ket-qua": (_lines, lambda row: ("awards:proposal", row.proposal_id)),
    "bien-ban": (_minutes, lambda row: ("awards:meeting", row.meeting_id)),
    "phien-hop": (lambda user: CouncilMeeting.objects.visible_to(user), lambda row: ("awards:meeting", row.pk)),
}
TITLES = {
    "quyet-dinh": "Bản quyết định đã ký", "to-trinh": "Bản tờ trình đã ký", "ket-qua": "Văn bản trả lời của cấp trên",
    "bien-ban": "Bản biên bản đã ký", "phien-hop": "Bản ý kiến có chữ ký",
}  # fmt: skip


def shown(rows: Iterable[SignedPaper]) -> list[tuple[SignedPaper, Finding]]:
    """Copies with what their signatures mean."""
    return [(row, finding(row)) for row in rows]


def _owner(request: HttpRequest, kind: str, pk: int) -> Model:
    """The paper in the user's scope, 404 outside; 403 without the right to its copies."""
    if kind not in KINDS:
        raise Http404
    owner = get_object_or_404(KINDS[kind][0](request.user), pk=pk)
    require(may_read_signed(request.user, owner))
    return owner


def _kind_of(owner: Model) -> str:
    models = {AwardDecision: "quyet-dinh", Proposal: "to-trinh", ProposalLine: "ket-qua", Minutes: "bien-ban"}
    return models.get(type(owner), "phien-hop")


@require_http_methods(["GET", "POST"])
@once
def signed_papers(request, kind, pk):
    """The copies filed with one paper, and filing another."""
    owner = _owner(request, kind, pk)
    error = ""
    if request.method == "POST":
        require(may_file_signed(request.user, owner))
        try:
            if no_room(request):
                raise FileRefused(file_phrases.FILE_DISK)
            rows = services.file(owner, request.FILES.getlist("file"), by=request.user)
        except (FileRefused, InvalidTransition) as exc:
            error = str(exc)
        else:
            messages.success(request, f"Đã lưu {len(rows)} tệp.")
            return redirect("awards:signed_papers", kind, pk)
    name, back = KINDS[kind][1](owner)
    context = {
        "owner": owner,
        "kind": kind,
        "heading": TITLES[kind],
        "back_url": reverse(name, args=[back]),
        "copies": shown(services.of(owner)),
        "may_file": may_file_signed(request.user, owner),
        "error": error,
        "accept": filechecks.accept(),
        "kinds": filechecks.kinds(),
        "most_files": services.MOST_FILES,
    }
    return render(request, "awards/signed_papers.html", context, status=422 if error else 200)


def _copy(request: HttpRequest, pk: int) -> tuple[SignedPaper, Model]:
    rows = SignedPaper.objects.select_related(
        "decision", "proposal", "proposal_line__proposal", "minutes__meeting", "meeting"
    )
    row = get_object_or_404(rows, pk=pk, removed_at=None)
    owner = services.owner_of(row)
    return row, _owner(request, _kind_of(owner), owner.pk)


@require_GET
@xframe_options_sameorigin
def signed_paper_file(request, pk):
    """The file itself; `?xem=1` shows what a browser can show."""
    row, _ = _copy(request, pk)
    inline = "xem" in request.GET and row.media_type in INLINE_TYPES
    try:
        handle = award_files.open_file(row, by=request.user, inline=inline)
    except FileMissing as exc:
        return refusal(str(exc), GONE)
    return file_answer(handle, name=row.name, media_type=row.media_type, size=row.size, inline=inline)


@require_POST
@once
def signed_paper_remove(request, pk):
    """Bỏ bản lưu nhầm."""
    row, owner = _copy(request, pk)
    require(may_file_signed(request.user, owner))
    try:
        services.remove(row, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Đã bỏ tệp “{row.name}”.")
    return redirect("awards:signed_papers", _kind_of(owner), owner.pk)

"""The unit says which of the places the ward named are mended (đã sửa chỗ này)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.kept_text import keeps_text
from core.onetime import once
from core.verdict import Forbidden, require

from .. import phrases
from ..models import ReturnNote
from ..permissions import owns
from ..services import returning
from .editing import save_all, section_page
from .evidence import receive
from .finding import find_submission


@require_POST
@once
@keeps_text
def return_note_done(request, pk):
    """Tick one note off, or take the tick back; what else was typed on the page is saved with it."""
    note = get_object_or_404(ReturnNote.objects.select_related("request"), pk=pk)
    submission = find_submission(request, note.request.submission_id)
    require(owns(request.user, submission))
    done = request.POST.get("xong") == "1"
    try:
        returning.tick(note, by=request.user, done=done)
    except Forbidden as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, phrases.ASKED_DONE if done else phrases.ASKED_UNDONE)
    answers = save_all(request, submission)
    if receive(request, submission) or answers:
        submission.refresh_from_db()
        return section_page(request, submission, note.section, answers, status=422)
    section = reverse("submissions:edit", args=[submission.pk, note.section])
    query = "?ve=kiem-tra" if request.GET.get("ve") == "kiem-tra" else ""
    return redirect(f"{section}{query}#de-nghi-{note.pk}")

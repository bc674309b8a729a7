"""What becomes of evidence that is there: taken away, brought back, used again, agreed to."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.clock import database_now
from core.formats import days_left
from core.onetime import once
from core.paging import page_of
from core.verdict import require

from .. import phrases
from ..filechecks import IMAGE_TYPES, FileRefused
from ..models import Evidence
from ..permissions import may_edit, owns
from ..places import Place, place_of, places_of
from ..services import evidence as files
from .evidence import back_to, find_file, find_place
from .finding import find_submission

PAGE_SIZE = 25


def _at_place(request, pk: int) -> tuple[Evidence, Place, str]:
    """A file of a report the user may change, the place the address names, and the way back to it."""
    evidence, place = find_file(request, pk), find_place(request.GET.get("o", ""))
    require(may_edit(request.user, evidence.submission))
    try:
        return evidence, place, back_to(evidence.submission_id, place)
    except ObjectDoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@once
def evidence_remove(request, pk):
    """Ask, then take a file away from one place (xóa tệp)."""
    evidence, place, back = _at_place(request, pk)
    if request.method == "GET":
        context = {"evidence": evidence, "back": back, "place": place, "submission": evidence.submission}
        return render(request, "submissions/file_remove.html", context)
    try:
        gone = files.remove(evidence, place=place, by=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    if gone:
        request.session["removed_file"] = evidence.pk
    messages.success(request, phrases.FILE_REMOVED.format(name=evidence.name))
    return redirect(back)


@require_GET
def evidence_removed(request, pk):
    """What was taken out of the report and can still be brought back, with the days left (tệp đã xóa)."""
    submission = find_submission(request, pk)
    require(owns(request.user, submission))
    now = database_now()
    page = page_of(request, files.removed_from(submission, at=now), PAGE_SIZE)
    kept = timedelta(days=settings.EVIDENCE_KEEP_REMOVED_DAYS)
    page.object_list = [
        {"file": row, "days": max(days_left(now, row.removed_at + kept), 1)} for row in page.object_list
    ]
    context = {"submission": submission, "page_obj": page, "verdict": may_edit(request.user, submission)}
    return render(request, "submissions/file_removed.html", context)


@require_POST
@once
def evidence_restore(request, pk):
    """Bring a removed file back (khôi phục tệp)."""
    evidence = find_file(request, pk)
    try:
        files.restore(evidence, by=request.user)
        messages.success(request, phrases.FILE_RESTORED.format(name=evidence.name))
    except (files.FileTwice, FileRefused) as exc:
        messages.error(request, str(exc))
        return redirect("submissions:evidence_removed", pk=evidence.submission_id)
    request.session.pop("removed_file", None)
    place = next(iter(places_of(evidence)), None)
    return redirect(
        back_to(evidence.submission_id, place) if place else reverse("submissions:check", args=[evidence.submission_id])
    )


@require_http_methods(["GET", "POST"])
@once
def evidence_reuse(request, pk):
    """Ask, then let a file serve one more place (dùng lại tệp)."""
    evidence, place, back = _at_place(request, pk)
    if request.method == "GET":
        context = {"evidence": evidence, "back": back, "where": place_of(evidence), "submission": evidence.submission}
        return render(request, "submissions/file_reuse.html", context)
    try:
        files.use_again(evidence, place=place, by=request.user)
        messages.success(request, phrases.FILE_REUSED.format(name=evidence.name))
    except FileRefused as exc:
        messages.error(request, str(exc))
    except ObjectDoesNotExist:
        raise Http404 from None
    return redirect(back)


@require_http_methods(["GET", "POST"])
@once
def evidence_agree(request, pk):
    """Ask, then note that the people in a photograph agreed (xác nhận người trong ảnh đồng ý)."""
    evidence, _, back = _at_place(request, pk)
    if evidence.media_type not in IMAGE_TYPES or evidence.removed_at:
        raise Http404
    if request.method == "GET":
        context = {"evidence": evidence, "back": back, "submission": evidence.submission}
        return render(request, "submissions/file_agree.html", context)
    files.note_agreement(evidence, by=request.user)
    messages.success(request, phrases.FILE_AGREED.format(name=evidence.name))
    return redirect(back)

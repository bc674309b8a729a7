"""Files of a report over the wire: in by upload, out only to those who may see the report."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.onetime import once
from core.text import nfc
from core.verdict import Forbidden, require

from .. import phrases, sections
from ..filechecks import INLINE_TYPES, FileRefused
from ..models import Evidence, Submission, SubmissionContent, SubmissionItem
from ..permissions import may_edit
from ..services import evidence as files
from ..services.evidence import Place
from .finding import find_submission

# A shown file may do nothing: no script, no request, no form, even when opened in a tab of its own.
PREVIEW_POLICY = "default-src 'none'; img-src 'self'; object-src 'self'; sandbox; frame-ancestors 'self'"


def _place(text: str) -> Place:
    try:
        return Place.parse(text)
    except KeyError:
        raise Http404 from None


def _find(request, pk: int) -> Evidence:
    try:
        return files.find(pk, by=request.user)
    except Evidence.DoesNotExist:
        raise Http404 from None


def _back(submission_id: int, place: Place) -> str:
    """Address of the section and the place inside it."""
    if place.kind == "item":
        key = sections.SELF_SCORE
    else:
        rows = SubmissionContent.objects.filter(pk=place.pk, submission=submission_id)
        key = f"{sections.CONTENT_PREFIX}{rows.values_list('content_area__code', flat=True).get()}"
    return f"{reverse('submissions:edit', args=[submission_id, key])}#tep-{place}"


def _at_place(request, pk: int) -> tuple[Evidence, Place, str]:
    """A file of a report the user may change, the place the address names, and the way back to it."""
    evidence, place = _find(request, pk), _place(request.GET.get("o", ""))
    require(may_edit(request.user, evidence.submission))
    try:
        return evidence, place, _back(evidence.submission_id, place)
    except SubmissionContent.DoesNotExist:
        raise Http404 from None


def file_urls(evidence: Evidence, place: Place) -> dict[str, str]:
    """Where a row of the file list leads."""
    shown = reverse("submissions:evidence_file", args=[evidence.pk])
    if evidence.media_type in INLINE_TYPES:
        shown += "?xem=1"
    removing = reverse("submissions:evidence_remove", args=[evidence.pk])
    return {"url": shown, "delete_url": f"{removing}?o={place}"}


@require_POST
def evidence_upload(request, pk):
    """Take one file in (gửi minh chứng), for the page's script; without scripts the section's form brings it."""
    submission = find_submission(request, pk)
    place = _place(request.POST.get("place", ""))
    upload = next(iter(request.FILES.values()), None)
    if upload is None:
        return JsonResponse({"ok": False, "error": phrases.FILE_NONE}, status=422)
    upload_key = nfc(request.POST.get("upload_id", ""))
    try:
        evidence = files.attach(
            submission_id=submission.pk, place=place, file=upload, by=request.user, upload_key=upload_key
        )
    except FileRefused as exc:
        return JsonResponse({"ok": False, "error": str(exc)}, status=422)
    except files.FileTwice as exc:
        if exc.here:
            return JsonResponse({"ok": False, "error": str(exc)}, status=422)
        html = render_to_string("submissions/_file_twice.html", {"name": upload.name, "twice": exc, "place": place})
        return JsonResponse({"ok": True, "html": html})
    except Forbidden as exc:
        return JsonResponse({"ok": False, "error": str(exc)}, status=403)
    except (SubmissionItem.DoesNotExist, SubmissionContent.DoesNotExist):
        raise Http404 from None
    context = {"name": evidence.name, "size": evidence.size, "received_at": evidence.uploaded_at}
    html = render_to_string("components/file_row.html", {**context, **file_urls(evidence, place)})
    return JsonResponse({"ok": True, "html": html})


@require_GET
@xframe_options_sameorigin
def evidence_file(request, pk):
    """Give a file out: as a download, or (`?xem=1`, PDF and pictures) shown where it can do nothing."""
    evidence = _find(request, pk)
    if evidence.removed_at is not None:
        raise Http404
    inline = bool(request.GET.get("xem")) and evidence.media_type in INLINE_TYPES
    try:
        handle = files.open_file(evidence, by=request.user, inline=inline)
    except files.FileMissing as exc:
        return HttpResponse(str(exc), status=404, content_type="text/plain; charset=utf-8")
    response = FileResponse(handle, as_attachment=not inline, filename=evidence.name, content_type=evidence.media_type)
    response.headers["Content-Length"] = str(evidence.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


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
    except (SubmissionItem.DoesNotExist, SubmissionContent.DoesNotExist, Evidence.DoesNotExist):
        raise Http404 from None
    if gone:
        request.session["removed_file"] = evidence.pk
    messages.success(request, phrases.FILE_REMOVED.format(name=evidence.name))
    return redirect(back)


@require_POST
@once
def evidence_restore(request, pk):
    """Bring a removed file back (khôi phục tệp)."""
    evidence = _find(request, pk)
    try:
        files.restore(evidence, by=request.user)
        messages.success(request, phrases.FILE_RESTORED.format(name=evidence.name))
    except (files.FileTwice, FileRefused) as exc:
        messages.error(request, str(exc))
    request.session.pop("removed_file", None)
    item, content = evidence.items.first(), evidence.contents.first()
    place = Place("item", item.pk) if item else Place("content", content.pk)
    return redirect(_back(evidence.submission_id, place))


@require_http_methods(["GET", "POST"])
@once
def evidence_reuse(request, pk):
    """Ask, then let a file serve one more place (dùng lại tệp)."""
    evidence, place, back = _at_place(request, pk)
    if request.method == "GET":
        where = files.place_of(evidence)
        context = {"evidence": evidence, "back": back, "where": where, "submission": evidence.submission}
        return render(request, "submissions/file_reuse.html", context)
    try:
        files.use_again(evidence, place=place, by=request.user)
        messages.success(request, phrases.FILE_REUSED.format(name=evidence.name))
    except FileRefused as exc:
        messages.error(request, str(exc))
    except (SubmissionItem.DoesNotExist, SubmissionContent.DoesNotExist):
        raise Http404 from None
    return redirect(back)


def removed_file(request, submission: Submission) -> Evidence | None:
    """The file this person just removed from the report, offered once more to bring back."""
    pk = request.session.get("removed_file")
    if pk is None:
        return None
    return Evidence.objects.filter(pk=pk, submission=submission, removed_at__isnull=False).first()

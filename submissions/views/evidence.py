"""Evidence over the wire: files and links in, files out only to those who may see the report."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from core.onetime import once
from core.text import nfc
from core.uploads import no_room
from core.verdict import Forbidden

from .. import filechecks, links, phrases, sections
from ..enums import FileFault, ScanStatus
from ..filechecks import IMAGE_TYPES, INLINE_TYPES, FileLater, FileRefused
from ..filezones import FileZone
from ..models import Evidence, Submission
from ..places import SIGNED, Place
from ..services import evidence as files
from ..services import giving_out
from .file_answers import file_answer, refusal
from .finding import find_submission

SIGNED_HEADING = "Bản có chữ ký, đóng dấu (nếu có)"
_LINK, _FILE, _TITLE, _AGREED = "duong-dan-", "file-", "ten-duong-dan-", "dong-y-"


def find_place(text: str) -> Place:
    """The place an address or a form names; 404 for none."""
    try:
        return Place.parse(text)
    except KeyError:
        raise Http404 from None


def find_file(request, pk: int) -> Evidence:
    """A file of a report the user may see, removed ones too; 404 outside."""
    try:
        return files.find(pk, by=request.user)
    except Evidence.DoesNotExist:
        raise Http404 from None


def back_to(submission_id: int, place: Place) -> str:
    """Address of the page a place is on, and of the place itself; DoesNotExist for no place of the report."""
    if place.kind == SIGNED:
        return f"{reverse('submissions:check', args=[submission_id])}#tep-{place}"
    key = sections.key_of_place(submission_id, place.kind, place.pk)
    return f"{reverse('submissions:edit', args=[submission_id, key])}#tep-{place}"


def file_urls(evidence: Evidence, place: Place) -> dict:
    """What a row of the file list shows beside name, size and moment: where it leads, and whether it can be opened."""
    removing = f"{reverse('submissions:evidence_remove', args=[evidence.pk])}?o={place}"
    row = {"pk": evidence.pk, "delete_url": removing, "url": "", "note": "", "agree_url": "", "agreed": False}
    if evidence.is_link:
        return row | {"url": evidence.url, "host": links.host_of(evidence.url)}
    if note := note_of(evidence):
        return row | {"note": note}
    shown = reverse("submissions:evidence_file", args=[evidence.pk])
    row["url"] = f"{shown}?xem=1" if evidence.media_type in INLINE_TYPES else shown
    if evidence.media_type in IMAGE_TYPES and place.kind != SIGNED:
        row["agreed"] = evidence.people_agreed
        row["agree_url"] = f"{reverse('submissions:evidence_agree', args=[evidence.pk])}?o={place}"
    return row


def note_of(evidence: Evidence) -> str:
    """Why a file cannot be opened, "" when it can."""
    if evidence.purged_at:
        return phrases.FILE_PURGED
    if evidence.scan_status == ScanStatus.PENDING:
        return phrases.FILE_PENDING
    if evidence.scan_status == ScanStatus.REFUSED:
        return phrases.FILE_REFUSED_LATER
    return {FileFault.CHANGED: phrases.FILE_CHANGED, FileFault.MISSING: phrases.FILE_MISSING}.get(evidence.fault, "")


def row_of(evidence: Evidence, place: Place) -> dict:
    """One row of the file list."""
    facts = {"name": evidence.name, "size": evidence.size, "received_at": evidence.uploaded_at}
    return facts | file_urls(evidence, place)


def signed_zone(submission: Submission) -> FileZone:
    """Where the signed and stamped copy of the whole report is sent; one query."""
    place = Place(SIGNED, submission.pk)
    rows = [row_of(row, place) for row in submission.signed_copies.present().order_by("pk")]
    return FileZone(str(place), SIGNED_HEADING, rows, heading=SIGNED_HEADING, stands_alone=True)


def put_back(zone: FileZone, request) -> None:
    """Show an address again that was not taken, with the reason."""
    zone.link, zone.link_error = getattr(request, "links_refused", {}).get(zone.place, ("", ""))


def receive(request, submission: Submission) -> bool:
    """Take in the files and links a section's form brought, without scripts; True when one was refused.

    A file's refusal is told at the top, a link's at its field (see `put_back`). 404 for no place of the report.
    """
    if refused := no_room(request):
        messages.error(request, phrases.FILE_DISK)
    try:
        for name, upload in _uploads(request):
            place = find_place(name.removeprefix(_FILE))
            refused |= not _take_file(request, submission, place, upload)
        for name, address in request.POST.items():
            if name.startswith(_LINK) and address.strip():
                refused |= not _take_link(request, submission, find_place(name.removeprefix(_LINK)), address)
    except ObjectDoesNotExist:
        raise Http404 from None
    return refused


def _uploads(request):
    for name in request.FILES:
        if name.startswith(_FILE):
            for upload in request.FILES.getlist(name):
                yield name, upload


def _take_file(request, submission: Submission, place: Place, upload) -> bool:
    name = filechecks.clean_name(upload.name or "")
    try:
        _attach(request, submission, place, upload)
    except (FileRefused, files.FileTwice, Forbidden) as exc:
        messages.error(request, f"{name}: {exc}")
        return False
    messages.success(request, phrases.FILE_RECEIVED.format(name=name))
    return True


def _take_link(request, submission: Submission, place: Place, address: str) -> bool:
    title = request.POST.get(f"{_TITLE}{place}", "")
    try:
        row = files.attach_link(submission_id=submission.pk, place=place, url=address, title=title, by=request.user)
    except (FileRefused, files.FileTwice, Forbidden) as exc:
        kept = getattr(request, "links_refused", {})
        request.links_refused = {**kept, str(place): (address, str(exc))}
        return False
    messages.success(request, phrases.LINK_RECEIVED.format(name=row.name))
    return True


def _attach(request, submission: Submission, place: Place, upload) -> Evidence:
    return files.attach(
        submission_id=submission.pk,
        place=place,
        file=upload,
        by=request.user,
        upload_key=nfc(request.POST.get("upload_id", "")),
        people_agreed=bool(request.POST.get(f"{_AGREED}{place}")),
    )


@require_POST
@once
def evidence_upload(request, pk):
    """Take one file in (gửi minh chứng), for the page's script; a plain form of one place comes back to its page."""
    submission = find_submission(request, pk)
    place = find_place(request.POST.get("place", ""))
    if "text/html" in request.headers.get("Accept", ""):
        try:
            back = back_to(pk, place)
        except ObjectDoesNotExist:
            raise Http404 from None
        if not receive(request, submission) and not request.FILES and not request.POST.get(f"{_LINK}{place}"):
            messages.error(request, phrases.FILE_NONE)
        for _, reason in getattr(request, "links_refused", {}).values():
            messages.error(request, reason)
        return redirect(back)
    return _answer_script(request, submission, place)


def _answer_script(request, submission: Submission, place: Place) -> JsonResponse:
    upload = next(iter(request.FILES.values()), None)
    if upload is None:
        return _refusal(phrases.FILE_DISK if no_room(request) else phrases.FILE_NONE)
    try:
        evidence = _attach(request, submission, place, upload)
    except FileLater as exc:
        return _refusal(str(exc), status=503)
    except FileRefused as exc:
        return _refusal(str(exc))
    except files.FileTwice as exc:
        if exc.here:
            return _refusal(str(exc))
        html = render_to_string("submissions/_file_twice.html", {"name": upload.name, "twice": exc, "place": place})
        return JsonResponse({"ok": True, "html": html})
    except Forbidden as exc:
        return _refusal(str(exc), status=403)
    except ObjectDoesNotExist:
        raise Http404 from None
    html = render_to_string("components/file_row.html", {"file": row_of(evidence, place)})
    return JsonResponse({"ok": True, "html": html})


def _refusal(reason: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"ok": False, "error": reason}, status=status)


@require_GET
@xframe_options_sameorigin
def evidence_file(request, pk):
    """Give a file out: as a download, or (`?xem=1`, PDF and pictures) shown where it can do nothing."""
    evidence = find_file(request, pk)
    if evidence.is_link or (evidence.removed_at is not None and evidence.purged_at is None):
        raise Http404
    inline = bool(request.GET.get("xem")) and evidence.media_type in INLINE_TYPES
    try:
        given = giving_out.open_file(evidence, by=request.user, inline=inline)
    except giving_out.FileMissing as exc:
        return refusal(str(exc), 404)
    except giving_out.FileLocked as exc:
        return refusal(str(exc), 409)
    name, media_type = evidence.name, evidence.media_type
    return file_answer(given.handle, name=name, media_type=media_type, size=given.size, inline=inline)


def removed_file(request, submission: Submission) -> Evidence | None:
    """The file this person just removed from the report, offered once more to bring back."""
    pk = request.session.get("removed_file")
    if pk is None:
        return None
    rows = Evidence.objects.filter(pk=pk, submission=submission, removed_at__isnull=False, purged_at=None)
    return rows.first()

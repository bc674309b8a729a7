"""How a file somebody sent goes over the wire: as a download, or shown where it can do nothing."""

from typing import BinaryIO

from django.http import FileResponse, HttpResponse

# A shown file may do nothing: no script, no request, no form, even when opened in a tab of its own.
PREVIEW_POLICY = "default-src 'none'; img-src 'self'; object-src 'self'; sandbox; frame-ancestors 'self'"


def file_answer(handle: BinaryIO, *, name: str, media_type: str, size: int, inline: bool) -> FileResponse:
    """The open file as an attachment, or inline in a sandbox; `size` is in bytes."""
    response = FileResponse(handle, as_attachment=not inline, filename=name, content_type=media_type)
    response.headers["Content-Length"] = str(size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


def refusal(words: str, status: int) -> HttpResponse:
    """Why a file does not go out, in one plain sentence."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")

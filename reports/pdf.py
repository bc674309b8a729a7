"""From a template to a PDF that can be kept: real text, embedded fonts, tagged, nothing fetched from anywhere."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

# PDF/A-2, level A: archivable and tagged. The papers carry no attachments, so the third part is not needed.
VARIANT = "pdf/a-2a"
# An address no network and no file system knows: `packaged:css/document.css` is a static file of this program.
SCHEME = "packaged:"


def packaged(url: str) -> bytes:
    """The bytes of a packaged static file; raises ValueError for every other address."""
    if not url.startswith(SCHEME):
        raise ValueError(f"papers fetch nothing but packaged static files: {url[:80]}")
    # The finder refuses names that lead out of the static folders.
    path = finders.find(url.removeprefix(SCHEME))
    if path is None:
        raise ValueError(f"no such packaged file: {url[:80]}")
    return Path(path).read_bytes()


def _fetcher():
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PackagedOnly(URLFetcher):
        """Answers for packaged static files and refuses everything else before a connection is made."""

        def __init__(self):
            super().__init__(allowed_protocols=(), allow_redirects=False)

        def fetch(self, url, headers=None):
            kind = "text/css" if url.endswith(".css") else "application/octet-stream"
            return URLFetcherResponse(url, packaged(url), {"Content-Type": kind})

    return PackagedOnly()


def render_pdf(template: str, context: dict[str, Any]) -> tuple[str, bytes]:
    """Draw `template` with `context` as HTML and as PDF; both are returned so that tests can read the first.

    WeasyPrint is imported here: it needs system libraries that the web process can do without. Takes about 8 ms a
    table row, so it runs in the worker.
    """
    from weasyprint import HTML

    html = render_to_string(template, context)
    pdf = HTML(string=html, url_fetcher=_fetcher(), base_url=None).write_pdf(pdf_variant=VARIANT)
    return html, pdf

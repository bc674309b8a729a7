"""From a template to a PDF that can be kept: real text, embedded fonts, tagged, nothing fetched from anywhere."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import ImageFile

# PDF/A-2, level A: archivable and tagged. The papers carry no attachments, so the third part is not needed.
VARIANT = "pdf/a-2a"
# An address no network and no file system knows: `packaged:css/document.css` is a static file of this program.
SCHEME = "packaged:"
# The same for a picture the caller hands over: `handed:3` is the third.
HANDED = "handed:"


def packaged(url: str) -> bytes:
    """The bytes of a packaged static file; raises ValueError for every other address."""
    if not url.startswith(SCHEME):
        raise ValueError(f"papers fetch nothing but packaged static files: {url[:80]}")
    # The finder refuses names that lead out of the static folders.
    path = finders.find(url.removeprefix(SCHEME))
    if path is None:
        raise ValueError(f"no such packaged file: {url[:80]}")
    return Path(path).read_bytes()


def _weasyprint():
    """The engine, imported on first use: it needs system libraries that the web process can do without.

    Importing it makes Pillow accept cut-off pictures in the whole process. Evidence is checked with Pillow too and must
    stay refused when it is cut off, so the switch goes back at once.
    """
    patient = ImageFile.LOAD_TRUNCATED_IMAGES
    import weasyprint

    ImageFile.LOAD_TRUNCATED_IMAGES = patient
    return weasyprint


def _fetcher(pictures: dict[str, bytes]):
    urls = _weasyprint().urls

    class PackagedOnly(urls.URLFetcher):
        """Answers for packaged static files and handed pictures and refuses all else before a connection is made."""

        def __init__(self):
            super().__init__(allowed_protocols=(), allow_redirects=False)

        def fetch(self, url, headers=None):
            if url in pictures:
                return urls.URLFetcherResponse(url, pictures[url], {"Content-Type": "image/jpeg"})
            kind = "text/css" if url.endswith(".css") else "application/octet-stream"
            return urls.URLFetcherResponse(url, packaged(url), {"Content-Type": kind})

    return PackagedOnly()


def render_pdf(
    template: str, context: dict[str, Any], *, pictures: dict[str, bytes] | None = None
) -> tuple[str, bytes]:
    """Draw `template` with `context` as HTML and as PDF; both are returned so that tests can read the first.

    `pictures` are JPEGs by the addresses (`HANDED`) under which the template shows them.

    Takes about 8 ms a table row, so it runs in the worker.
    """
    html = render_to_string(template, context)
    pdf = (
        _weasyprint()
        .HTML(string=html, url_fetcher=_fetcher(pictures or {}), base_url=None)
        .write_pdf(pdf_variant=VARIANT)
    )
    return html, pdf

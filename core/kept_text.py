"""Text sent to a page that could not take it is shown again instead of being lost (reliability F21, F23)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest

TOKEN = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class KeptText:
    """What a form sent: where to, its fields as they came, the texts among them to read, whether files were lost."""

    action: str
    fields: list[tuple[str, str]]
    texts: list[str]
    had_files: bool


def keeps_text(view):
    """Decorator of a view people write long texts to: what it cannot take is shown again.

    Only such views, so that no password and no vote is ever written onto a page of refusal.
    """
    view.keeps_text = True
    return view


def posted(request: HttpRequest) -> KeptText | None:
    """What the form sent, None unless a page of this portal sent it to a view that keeps text.

    The browser names the page in headers no other page can forge: what another site lets a visitor send is not shown
    under the ward's name. Scripts keep their text themselves.
    """
    match = request.resolver_match
    if request.method != "POST" or match is None or not getattr(match.func, "keeps_text", False):
        return None
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    if urlsplit(sender).netloc != request.get_host():
        return None
    if "X-Requested-With" in request.headers or "HX-Request" in request.headers:
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]
    # One word is a key, a tick, a button; whatever it is, it is sent again all the same.
    texts = [value for _, value in fields if len(value.split()) > 1]
    return KeptText(request.get_full_path(), fields, texts, bool(request.FILES))

"""The letters the demo “sent”, to be read instead of a mailbox (thư mẫu).

Open to visitors: a letter may be the way to sign in, and demo accounts have a public password. The addresses exist in
demo mode only, which cannot be on in production; each view asks once more.
"""

from base64 import b64decode
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from .models import DemoMail
from .paging import page_of
from .text import fold_vi

PAGE_SIZE = 30


def demo_only(view):
    """The page is not there unless this is a demo."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@login_not_required
@demo_only
@never_cache
@require_GET
def mails(request):
    """All letters, newest first; `?toi=` keeps those to one address."""
    address = request.GET.get("toi", "").strip()
    letters = DemoMail.objects.defer("text", "html")
    if address:
        # Recipients are a JSON list, whose text both databases can search; addresses are plain ASCII.
        letters = letters.filter(recipients__icontains=fold_vi(address))
    page = page_of(request, letters, PAGE_SIZE)
    return render(request, "demo/mails.html", {"page": page, "address": address})


@login_not_required
@demo_only
@never_cache
@require_GET
def mail(request, pk):
    """One letter as text with its files; its one link can be followed."""
    return render(request, "demo/mail.html", {"mail": get_object_or_404(DemoMail, pk=pk)})


@login_not_required
@demo_only
@never_cache
@require_GET
def mail_html(request, pk):
    """The same letter as a mail program with pictures and colours shows it: a page of its own, without the portal's
    frame and, by the policy of every page, without scripts.
    """
    letter = get_object_or_404(DemoMail.objects.exclude(html=""), pk=pk)
    return HttpResponse(letter.html)


@login_not_required
@demo_only
@never_cache
@require_GET
def mail_file(request, pk, number):
    """The file with this number, from 1, as it went along; always as a download."""
    letter = get_object_or_404(DemoMail, pk=pk)
    if not 1 <= number <= len(letter.attachments):
        raise Http404
    found = letter.attachments[number - 1]
    content = b64decode(found["content"])
    headers = {"Content-Disposition": content_disposition_header(True, found["name"])}
    return HttpResponse(content, content_type=found["mimetype"], headers=headers)

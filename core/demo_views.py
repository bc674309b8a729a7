"""The letters the demo “sent”, to be read instead of a mailbox (thư mẫu).

Open to visitors: a letter may be the way to sign in, and demo accounts have a public password. The addresses exist in
demo mode only, which cannot be on in production; each view asks once more.
"""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
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
    letters = DemoMail.objects.all()
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
    """One letter as text; its one link can be followed."""
    return render(request, "demo/mail.html", {"mail": get_object_or_404(DemoMail, pk=pk)})

"""The page on which anybody holding a certificate or receipt checks it (tra cứu khen thưởng): one field, no list."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import guessing

from .. import checking

LIMIT = "check_award"
TOO_MANY, UNKNOWN = 429, 404


@login_not_required
@never_cache
@require_GET
def verify(request):
    """Valid, revoked, unknown or too many tries; the square on the paper opens the answer at once (`?ma=`)."""
    typed = request.GET.get("ma", "").strip()[:80]
    if not typed:
        return _answer(request)
    if guessing.is_blocked(request, LIMIT):
        return _answer(request, status=TOO_MANY, too_many=True)
    read = checking.read(typed)
    if read.receipt:
        return redirect("submissions:check_receipt", token=read.receipt)
    if read.is_receipt_without_mark:
        return _answer(request, typed=typed, receipt_without_mark=True)
    if read.code and (award := checking.find(read.code)):
        return _answer(request, award=award)
    if not guessing.may_try_again(request, LIMIT):
        return _answer(request, status=TOO_MANY, too_many=True)
    return _answer(request, status=UNKNOWN, unknown=True, typed=typed, misread=read.misread)


def _answer(request, *, status: int = 200, **context):
    site = {"site_host": urlsplit(settings.SITE_URL).netloc}
    answer = render(request, "awards/verify.html", {"typed": "", **site, **context}, status=status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer

"""The page on which anybody holding a receipt on paper checks it (kiểm tra biên nhận): public, without a list."""

import time
from urllib.parse import urlsplit

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from .. import receipts
from ..models import Submission

PAGE = "submissions/check_receipt.html"
# Wrong tries of one address, counted as `ACCOUNT_RATE_LIMITS` says.
APP, LIMIT = "allauth.account", "check_receipt"


def _answer(request, *, status: int = 200, **context):
    site = {"site_host": urlsplit(settings.SITE_URL).netloc}
    answer = render(request, PAGE, {"typed_code": "", "typed_mark": "", **site, **context}, status=status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@login_not_required
@never_cache
@require_GET
def find_receipt(request):
    """Two boxes for what stands on the paper; what is typed leads to the address the square carries."""
    code = request.GET.get("ma", "").strip().upper()[:40]
    mark = request.GET.get("kiem-tra", "").strip()[:40]
    if not code and not mark:
        return _answer(request)
    if not receipts.read_token(code)[0] or not mark:
        return _unknown(request, code, mark)
    return redirect("submissions:check_receipt", token=receipts.token_of(code, mark))


@login_not_required
@never_cache
@require_GET
def check_receipt(request, token: str):
    """Whether a receipt is valid, valid no longer, or unknown; what it should say, to compare line by line."""
    code, mark = receipts.read_token(token)
    if _is_blocked(request):
        # Right ones wait too: otherwise whoever guesses would see which one was right.
        return _answer(request, status=429, too_many=True)
    if not code or not receipts.is_mark(code, mark):
        return _unknown(request, code, mark)
    rows = Submission.objects.select_related("period", "group", "unit", "person")
    submission = rows.filter(code=code).first()
    if submission is None:
        return _unknown(request, code, mark)
    found = receipts.receipt_of(submission)
    return _answer(request, receipt=found, submission=submission, period=submission.period)


def _is_blocked(request) -> bool:
    """Whether too much was tried from there; only reads, as the right address counts nothing."""
    for rate in ratelimit.get_rates(app=APP, action=LIMIT):
        tried = cache.get(ratelimit.get_cache_key(request, app=APP, action=LIMIT, rate=rate), [])
        if not ratelimit.apply_rate(tried, time.time(), rate, dry_run=True)[0]:
            return True
    return False


def _unknown(request, code: str, mark: str):
    """The same words for an unknown code and a wrong mark; whoever tries many waits a minute."""
    if not ratelimit.consume(request, app=APP, action=LIMIT, limit_get=True):
        return _answer(request, status=429, too_many=True)
    return _answer(request, status=404, unknown=True, typed_code=code, typed_mark=mark)

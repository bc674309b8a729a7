"""The page on which anybody holding a receipt on paper checks it (kiểm tra biên nhận): public, without a list."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import guessing

from .. import receipts
from ..models import Submission

PAGE = "submissions/check_receipt.html"
# Wrong tries of one address, counted as `ACCOUNT_RATE_LIMITS` says.
LIMIT = "check_receipt"


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
    if guessing.is_blocked(request, LIMIT):
        return _answer(request, status=429, too_many=True)
    if not code or not receipts.is_mark(code, mark):
        return _unknown(request, code, mark)
    rows = Submission.objects.select_related("period", "group", "unit", "person")
    submission = rows.filter(code=code).first()
    if submission is None:
        return _unknown(request, code, mark)
    found = receipts.receipt_of(submission)
    return _answer(request, receipt=found, submission=submission, period=submission.period)


def _unknown(request, code: str, mark: str):
    """The same words for an unknown code and a wrong mark; whoever tries many waits a minute."""
    if not guessing.may_try_again(request, LIMIT):
        return _answer(request, status=429, too_many=True)
    return _answer(request, status=404, unknown=True, typed_code=code, typed_mark=mark)

"""Where mail does not arrive: addresses tried again, letters sent again, calls, and what was sent to one place."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person, Unit
from campaigns.models import ReportingPeriod
from campaigns.periods import chosen_period
from core import addresses
from core.clock import ward_date
from core.letter_kinds import kind_of
from core.models import AddressTrouble
from core.onetime import once
from core.paging import page_of
from core.verdict import ALLOWED, Verdict, denied, require

from .. import letter_history as history
from .. import letters, phrases, reachability, undelivered
from .. import reminders as service
from ..forms_calls import CallForm
from ..models import CallNote
from ..permissions import may_remind

PER_PAGE = 50
# The part of the call list in which nobody can be written to.
CUT_OFF = "khong-thu"
KINDS = {"don-vi": Unit, "ca-nhan": Person}


def history_url(subject: Unit | Person, period: ReportingPeriod) -> str:
    """Where everything sent to the subject in the year is listed."""
    kind = "ca-nhan" if isinstance(subject, Person) else "don-vi"
    return f"{reverse('submissions:letter_history', args=[kind, subject.pk])}?nam={period.year}"


def _subject(request, kind: str, pk: int) -> Unit | Person:
    """The unit or person in the user's scope, for those who remind: 404 outside, 403 without the right."""
    if kind not in KINDS:
        raise Http404
    subject = get_object_or_404(KINDS[kind].objects.visible_to(request.user), pk=pk)
    require(may_remind(request.user))
    return subject


def _period(request, now) -> ReportingPeriod:
    period = chosen_period(request, now=now)
    if period is None:
        raise Http404
    return period


@require_POST
@once
def address_retry(request, pk):
    """Thử lại địa chỉ này."""
    require(may_remind(request.user))
    trouble = AddressTrouble.objects.filter(pk=pk).first()
    if trouble and addresses.try_again(trouble, by=request.user):
        messages.success(request, phrases.ADDRESS_TRIED.format(address=trouble.address))
    else:
        messages.info(request, phrases.ADDRESS_TRIED_BEFORE)
    return redirect(f"{reverse('submissions:reminders')}?phan=loi")


@require_POST
@once
def letters_again(request, kind, pk):
    """Gửi lại thư chưa đến."""
    subject, now = _subject(request, kind, pk), timezone.now()
    period = _period(request, now)
    count = history.send_again(subject, period, by=request.user, at=now)
    if count:
        messages.success(request, phrases.LETTERS_AGAIN.format(count=count))
    else:
        messages.info(request, phrases.NO_LETTERS_AGAIN)
    return redirect(history_url(subject, period))


@require_http_methods(["GET", "POST"])
@once
def letter_history(request, kind, pk):
    """Everything sent to one unit or person in the year, and the calls; a POST notes another call."""
    subject, now = _subject(request, kind, pk), timezone.now()
    period = _period(request, now)
    form = CallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        history.note_call(subject, period, text=form.cleaned_data["text"], by=request.user, at=now)
        messages.success(request, phrases.CALL_NOTED.format(subject=subject))
        return redirect(history_url(subject, period))
    again_url = f"{reverse('submissions:letters_again', args=[kind, pk])}?nam={period.year}"
    context = _history(request, subject, period, now) | {"form": form, "again_url": again_url}
    return render(request, "submissions/letter_history.html", context, status=422 if form.errors else 200)


def _history(request, subject: Unit | Person, period: ReportingPeriod, now) -> dict:
    found = history.letters_of(subject, period)
    page, known = page_of(request, found, PER_PAGE), addresses.known()
    people = letters.addressees([subject], on=ward_date(now))[subject]
    for message in page:
        message.label = kind_of(message).label
    return {
        "subject": subject,
        "period": period,
        "page": page,
        "readers": list(zip(people, reachability.troubles_of(people, known), strict=True)),
        "failed": (failed := history.failed(found).count()),
        "may_again": _may_again(people, known) if failed else ALLOWED,
        "calls": CallNote.objects.filter(period=period, **{history.column_of(subject): subject}).select_related(
            "called_by"
        ),
    }


def _may_again(people, known) -> Verdict:
    """Sending again what went to dead addresses alone would only fail again."""
    return denied(phrases.STILL_DEAD) if reachability.is_cut_off(people, known) else ALLOWED


@require_GET
def call_list(request):
    """Whom to call, those no letter reaches first (danh sách gọi): numbers, last day, what is missing, last words."""
    require(may_remind(request.user))
    now = timezone.now()
    period, context = chosen_period(request, now=now), {"now": now}
    if period is None:
        return render(request, "submissions/call_list.html", context)
    known, only_cut_off = addresses.known(), request.GET.get("xem") == CUT_OFF
    targets = service.still_missing(period, now=now)
    cut_off = [target for target in targets if reachability.is_cut_off(target.addressees, known)]
    others = [] if only_cut_off else [target for target in targets if target not in cut_off]
    page = page_of(request, [*cut_off, *others], PER_PAGE)
    last = history.last_letters(period, [target.key for target in page])
    calls = history.last_calls(period, [target.subject for target in page])
    context |= {
        "period": period,
        "page": page,
        "only_cut_off": only_cut_off,
        "rows": [
            {
                "target": target,
                "cut_off": target in cut_off,
                "letter": last.get(target.key),
                "call": calls.get(target.key),
                "url": history_url(target.subject, period),
            }
            for target in page
        ],
    }
    return render(request, "submissions/call_list.html", context)


@require_GET
def queue_state(request):
    """How many letters still wait; the piece stops asking by itself once none does (hàng gửi)."""
    require(may_remind(request.user))
    now = timezone.now()
    period = _period(request, now)
    context = {"queue": undelivered.queue_of(service.letters_of(period), now=now), "period": period, "asked": True}
    return render(request, "submissions/_mail_queue.html", context)

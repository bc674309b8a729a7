"""Urging those whose report is missing (đôn đốc, ux 9)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.models import Person
from accounts.permissions import has_permission
from campaigns.periods import chosen_period
from campaigns.wording import Wording
from core import addresses
from core.clock import ward_date
from core.enums import MessageStatus
from core.formats import format_day, format_time
from core.letter_kinds import kind_of
from core.onetime import once
from core.paging import page_of
from core.verdict import Forbidden, require

from .. import letter_history, phrases, reachability, reminder_steps, undelivered, windows
from .. import reminders as service
from ..permissions import may_remind
from .extensions import extend_url
from .reminder_desk import history_url

PARTS = {"": "Sắp gửi", "da-gui": "Đã gửi", "loi": "Gửi lỗi"}
SENT = [MessageStatus.PENDING, MessageStatus.SENDING, MessageStatus.SENT, MessageStatus.SKIPPED]


def _heading(step, targets, now) -> str:
    if not targets:
        return "Mọi đơn vị đã nộp. Không còn ai cần nhắc."
    persons = any(isinstance(target.subject, Person) for target in targets)
    count = f"{len(targets)} đơn vị{', cá nhân' if persons else ''}"
    if step is None:
        return f"{count} chưa nộp, không còn lần nhắc nào theo lịch"
    if step.due_at <= now:
        return f"Lượt gửi kế tiếp sẽ nhắc {count} (mốc ngày {format_day(step.due_at)})"
    return f"{format_day(step.due_at)}, {format_time(step.due_at)} sẽ nhắc {count}"


def _again_words(target, reminded_at, now) -> str:
    who = "Cá nhân này" if isinstance(target.subject, Person) else "Đơn vị này"
    day = "hôm nay" if ward_date(reminded_at) == ward_date(now) else "hôm qua"
    return f"{who} vừa được nhắc {day}. Vẫn gửi?"


def _rows(period, targets, *, at, recent, marks):
    """What each target would read at `at`, when it was last reminded, and which of its addresses take no mail."""
    known = Wording.now()
    return [
        {
            "target": target,
            "letter": (words := service.letter(period, target, at=at, known=known)),
            "zalo": service.zalo_text(words),
            "reminded_at": (reminded_at := recent.get(target.key)),
            "again_words": _again_words(target, reminded_at, at) if reminded_at else "",
            "extend_url": extend_url(target.subject, period),
            "history_url": history_url(target.subject, period),
            "readers": list(zip(target.addressees, reachability.troubles_of(target.addressees, marks), strict=True)),
            "cut_off": reachability.is_cut_off(target.addressees, marks),
        }
        for target in targets
    ]


@require_GET
def reminders(request):
    """What will be sent, what was sent, what could not be sent."""
    require(may_remind(request.user))
    now = timezone.now()
    period = chosen_period(request, now=now)
    part = request.GET.get("phan", "")
    context = {"period": period, "parts": PARTS, "part": part if part in PARTS else "", "now": now}
    if period is None:
        return render(request, "submissions/reminders.html", context)
    step = reminder_steps.next_step(period, now=now)
    targets = service.still_missing(period, now=now)
    # The words of the next run: as many days ahead as there will be on its day.
    then = max(step.due_at, now) if step else now
    letters, marks = service.letters_of(period), addresses.known()
    failed = letter_history.failed(letter_history.of_year(period)).exclude(about="")
    wanted = failed if part == "loi" else letters.filter(status__in=SENT)
    context |= {
        "heading": _heading(step, [target for target in targets if not target.deadline.is_extended] or targets, now),
        "step": step,
        "count": len(targets),
        "rows": [] if context["part"] else _rows(period, targets, at=then, recent={}, marks=marks),
        "cut_off": sum(reachability.is_cut_off(target.addressees, marks) for target in targets),
        "may_extend": has_permission(request.user, Permission.EXTENSION_GRANT),
        "may_send": service.send_verdict(request.user, period, now=now),
        "failed_count": failed.count() + len(marks),
        "queue": undelivered.queue_of(letters, now=now),
        "page": page_of(request, wanted.order_by("-pk"), 50) if context["part"] else None,
    }
    if context["part"] == "loi":
        context |= _undelivered(request.user, context["page"], period, now, len(marks))
    return render(request, "submissions/reminders.html", context)


def _undelivered(user, page, period, now, marked: int) -> dict:
    """Addresses that take no mail with who may mend them, and whom the letters are about."""
    subjects = undelivered.subjects_of(page)
    for message in page:
        message.label, message.subject_of = kind_of(message).label, subjects.get(message.about)
        message.history_url = history_url(message.subject_of, period) if message.subject_of else ""
    return {
        "lines": undelivered.lines(user, on=ward_date(now)),
        "not_shown": max(0, marked - undelivered.SHOWN),
    }


@require_http_methods(["GET", "POST"])
@once
def send_now(request):
    """Choose and read, then send (xem trước và gửi ngay); who was reminded since yesterday wants a tick of its own."""
    require(may_remind(request.user))
    now = timezone.now()
    period = chosen_period(request, now=now)
    if period is None or not (verdict := service.send_verdict(request.user, period, now=now)):
        messages.error(request, verdict.reason if period else "Chưa có kỳ báo cáo nào.")
        return redirect("submissions:reminders")
    if request.method == "POST":
        return _send(request, period, now)
    recent = service.reminded_since_yesterday(period, now=now)
    missing = service.still_missing(period, now=now)
    targets = [target for target in missing if windows.calendar_of(target.deadline, now).receives]
    rows = _rows(period, targets, at=now, recent=recent, marks=addresses.known())
    context = {
        "period": period,
        "now": now,
        "fresh": [row for row in rows if not row["reminded_at"] and not row["cut_off"]],
        "again": [row for row in rows if row["reminded_at"] and not row["cut_off"]],
        "unreachable": [row for row in rows if row["cut_off"]],
    }
    return render(request, "submissions/reminders_send.html", context)


def _send(request, period, now):
    keys, insist = request.POST.getlist("noi"), request.POST.getlist("van-gui")
    if not keys and not insist:
        messages.error(request, "Chưa chọn nơi nào để nhắc.")
        return redirect("submissions:send_now")
    try:
        outcome = service.send_now(period, keys, insist=insist, by=request.user, now=now)
    except Forbidden as exc:
        messages.error(request, str(exc))
        return redirect("submissions:reminders")
    words = f"Đã xếp {outcome.queued} thư vào hàng gửi."
    if outcome.held:
        words += f" Bỏ qua {outcome.held} nơi vừa được nhắc."
    if not outcome.queued and not outcome.held:
        messages.info(request, phrases.REMINDED_TODAY)
    else:
        messages.success(request, words)
    return redirect("submissions:reminders")

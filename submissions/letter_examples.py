"""Real units and reports the texts of letters are shown with (xem trước lời thư); only what the reader may see."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from accounts.models import Unit
from campaigns.models import Enrolment, ReportingPeriod
from core.clock import last_day, ward_date
from core.formats import format_date, format_time, format_weekday_date
from core.letter_texts import Example, ExampleMaker
from core.text import sort_key, whole_number

from . import letters, reminder_steps, reminder_words, reminders, results
from .enums import SubmissionStatus as S
from .models import Extension, Submission
from .permissions import may_extend, may_remind
from .services import handing_in, urging

MOST = 100


def reminder_choices(user, now: datetime) -> list[tuple[str, str]]:
    """Who of the current year has not handed in, by the alphabet; for whoever may urge."""
    period = ReportingPeriod.objects.current(now)
    if period is None or not may_remind(user):
        return []
    active = Q(person__isnull=False) | Q(unit__in=Unit.objects.active(ward_date(now)))
    rows = Enrolment.objects.of(period).filter(active).select_related("unit", "person")
    received = Submission.objects.filter(period=period).exclude(status=S.DRAFT).values_list("unit_id", "person_id")
    received = set(received)
    missing = {row.unit or row.person for row in rows if (row.unit_id, row.person_id) not in received}
    return [(_key(one), str(one)) for one in sorted(missing, key=lambda one: sort_key(str(one)))]


def _key(subject) -> str:
    return f"{'unit' if isinstance(subject, Unit) else 'person'}-{subject.pk}"


def reminder_of(code: str) -> ExampleMaker:
    """What `key` would read in the text of that code: on the day of the schedule that calls for it, else such a day."""

    def example(user, key: str, now: datetime) -> Example | None:
        period = ReportingPeriod.objects.select_related("campaign").current(now)
        kind, _, number = key.partition("-")
        if period is None or kind not in ("unit", "person") or not whole_number(number) or not may_remind(user):
            return None
        target = next(iter(reminders.still_missing(period, now=now, only=key)), None)
        if target is None:
            return None
        values = reminder_words.values_of(period, target, at=_day_of(code, period, target))
        return Example(str(target.subject), values, reverse("submissions:home"))

    return example


def _day_of(code: str, period, target) -> datetime:
    steps = reminder_steps.schedule(period, times=target.deadline)
    due = [step.due_at for step in steps if reminder_words.form_of(step.days) == code]
    usual = {form: least for least, form in reminder_words.FORMS}.get(code, -1)
    end = target.deadline.closes_at - timedelta(hours=12)
    return due[0] if due else end - timedelta(days=usual)


def report_choices(user, now: datetime) -> list[tuple[str, str]]:
    """The reports handed in last, as far as the reader sees them."""
    rows = Submission.objects.visible_to(user).filter(code__isnull=False).select_related("unit", "person")
    return [(str(row.pk), f"{row.subject} ({row.code})") for row in rows.order_by("-submitted_at", "-pk")[:MOST]]


def report_of(code: str) -> ExampleMaker:
    """The facts of one report; what a text needs and the report has not is left to the samples."""

    def example(user, key: str, now: datetime) -> Example | None:
        rows = Submission.objects.visible_to(user).filter(code__isnull=False, pk=whole_number(key))
        report = rows.select_related("period", "unit", "person").first()
        if report is None:
            return None
        values = letters.values_of(report) | _FACTS.get(code, _no_more)(report, now)
        return Example(str(report.subject), values, _link(code, report))

    return example


def _link(code: str, report: Submission) -> str:
    if code in ("returned", "urged"):
        return reverse("submissions:home")
    page = "result" if code == "scores_published" else "receipt"
    return reverse(f"submissions:{page}", args=[report.pk])


def _no_more(report: Submission, now: datetime) -> dict:
    return {}


def _received(report: Submission, now: datetime) -> dict:
    ends = report.period.review_ends_on
    return {
        "gio": format_time(report.submitted_at),
        "ngay": format_date(report.submitted_at),
        "dung_han_hay_muon": f"nộp muộn {handing_in.late_days(report)} ngày" if report.is_late else "đúng hạn",
        "ngay_tham_dinh": format_date(ends) if ends else None,
    }


def _urged(report: Submission, now: datetime) -> dict:
    asked = report.returns.filter(resolved_at=None).prefetch_related("notes").first()
    return urging.values_of(report, asked, now) if asked else {"cho_duyet": None}


def _published(report: Submission, now: datetime) -> dict:
    boards = report.period.boards.filter(group=report.group_id, appeals_close_at__isnull=False)
    if (board := boards.first()) is None:
        return {}
    weekday, day = format_weekday_date(last_day(board.appeals_close_at)).split(", ")
    return {"thu": weekday, "ngay": day}


def _accepted(report: Submission, now: datetime) -> dict:
    line = results.published_line_of(report)
    return {"diem_neu_cong_bo": results.points_in_words(line) if line else None}


_FACTS = {"received": _received, "accepted": _accepted, "urged": _urged, "scores_published": _published}


def extension_choices(user, now: datetime) -> list[tuple[str, str]]:
    """The extensions given last, for whoever may give them."""
    rows = Extension.objects.select_related("unit", "person__unit", "period").order_by("-pk")[:MOST]
    return [(str(row.pk), f"{row.unit or row.person}, năm {row.period.year}") for row in rows if _may_see(user, row)]


def _may_see(user, extension: Extension) -> bool:
    return bool(may_extend(user, extension.unit or extension.person))


def extension_of(user, key: str, now: datetime) -> Example | None:
    """The facts of one extension."""
    rows = Extension.objects.select_related("unit", "person__unit", "period")
    extension = rows.filter(pk=whole_number(key)).first()
    if extension is None or not _may_see(user, extension):
        return None
    subject = extension.unit or extension.person
    weekday, day = format_weekday_date(last_day(extension.closes_at)).split(", ")
    values = letters.names_of(subject, extension.period.year) | {
        "thu": weekday, "ngay": day, "ly_do": extension.reason.rstrip("."),
    }  # fmt: skip
    return Example(str(subject), values, reverse("submissions:home"))

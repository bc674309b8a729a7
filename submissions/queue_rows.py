"""The rows of the office's list of reports: what is read for a page of them, and what each one shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from core.clock import ward_date

from . import holder
from .enums import IN_WARD, ReviewStatus
from .holder import Turn
from .models import Return, Submission
from .section_lists import Sections
from .sections import sections_of_many


def for_list(found: QuerySet[Submission]) -> QuerySet[Submission]:
    """With everything a row of the list shows; the number of queries does not depend on the rows."""
    returns = Return.objects.order_by("pk").prefetch_related("notes")
    found = found.with_deadline().select_related("unit", "person", "group", "period", "criteria_set")
    reviews = holder.current_reviews().order_by("slot").select_related("reviewer")
    given = holder.open_assignments().select_related("reviewer")
    return found.prefetch_related(
        Prefetch("reviews", queryset=reviews, to_attr="current_reviews"),
        Prefetch("assignments", queryset=given, to_attr="open_assignments"),
        Prefetch("returns", queryset=returns, to_attr="all_returns"),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A report as the list shows it; `people` are those who have it to judge, each with whether they are done."""

    report: Submission
    self_total: Decimal | None
    waiting_days: int | None
    turn: Turn
    people: list[tuple[str, bool]]
    due_on: date | None = None
    is_overdue: bool = False
    answered: int = 0
    mended: str = ""

    @property
    def answered_words(self) -> str:
        """The flag of a report that came again (ux (b))."""
        return f"Đã bổ sung lần {self.answered}"


def rows_of(reports: Iterable[Submission], *, now: datetime, gap: int) -> list[Row]:
    """The rows of reports read with `for_list`; `gap` as in `holder.turn_of`."""
    reports = list(reports)
    again = [report for report in reports if _answered(report) and report.status in IN_WARD]
    sections = sections_of_many(again)
    return [_row(report, sections.get(report.pk), now, gap) for report in reports]


def _answered(report: Submission) -> list[Return]:
    return [one for one in report.all_returns if one.resolved_at]


def _row(report: Submission, sections: Sections | None, now: datetime, gap: int) -> Row:
    waits, today = report.status in IN_WARD, ward_date(now)
    hundredths, due_on = report.stated_hundredths, due_of(report)
    row = {
        "report": report,
        "self_total": None if hundredths is None else Decimal(hundredths) / 100,
        "waiting_days": (today - ward_date(report.submitted_at)).days if waits else None,
        "turn": holder.turn_of(report, report.current_reviews, report.open_assignments, gap=gap),
        "people": people_of(report),
        "due_on": due_on,
        "is_overdue": bool(due_on and due_on < today),
    }
    if sections is None:
        return Row(**row)
    answered = _answered(report)
    notes = list(answered[-1].notes.all())
    done = {note.section for note in notes if note.done_at}
    titles = "; ".join(section.short for section in sections if section.key in done)
    ticked = sum(note.done_at is not None for note in notes)
    mended = f"Đã sửa {ticked}/{len(notes)} chỗ{f': {titles}' if titles else ''}"
    return Row(**row, answered=len(answered), mended=mended)


def people_of(report: Submission) -> list[tuple[str, bool]]:
    """Who judges the report, by name, and whether they are done; from rows read with `for_list`."""
    live = [review for review in report.current_reviews if review.status != ReviewStatus.STOPPED]
    begun = {review.reviewer_id for review in live}
    found = [(str(review.reviewer), review.status == ReviewStatus.COMPLETE) for review in live]
    return found + [(str(one.reviewer), False) for one in report.open_assignments if one.reviewer_id not in begun]


def due_of(report: Submission) -> date | None:
    """The day by which the next thing should be done: the unit's additions, or the earliest of its reviewers' marks."""
    if report.status not in IN_WARD:
        return next((one.due_on for one in report.all_returns if one.resolved_at is None), None)
    done = {review.reviewer_id for review in report.current_reviews if review.status == ReviewStatus.COMPLETE}
    days = [one.due_on for one in report.open_assignments if one.due_on and one.reviewer_id not in done]
    return min(days, default=None)

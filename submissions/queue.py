"""The office's list of reports: what the address says, the rows, and what stands before and after one of them (ux 6).

Everything a reader chose lives in the query string, so that a link shows a colleague the same rows and a report opened
from the list knows its neighbours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from campaigns.models import ParticipantGroup, ReportingPeriod
from core.clock import ward_date
from core.text import fold_vi

from . import marks
from .enums import ReviewStatus
from .enums import SubmissionStatus as S
from .models import Evidence, Return, Review, Submission, SubmissionItem
from .section_lists import Sections
from .sections import sections_of_many

PER_PAGE = 50
RETURNED_TOO_LONG = timedelta(days=3)
STATUSES = (S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED, S.ACCEPTED)
WAITING = (S.SUBMITTED, S.UNDER_REVIEW)
NAME = Coalesce("unit__sort_key", "person__sort_key")
# What a column header sorts by; the key travels as `sap`, with a minus for the other direction.
ORDERS = {
    "don-vi": [NAME],
    "nhom": ["group__order", NAME],
    "nhan": ["submitted_at"],
    "tinh-trang": ["status", "status_since"],
    "diem": ["self_hundredths"],
    "cho": ["-status_since"],
}
VIEWS = {
    "": "Tất cả",
    "cho-toi": "Chờ tôi thẩm định",
    "cho-tham-dinh": "Chờ và đang thẩm định",
    "muon": "Nộp muộn",
    "tra-lai-lau": "Trả lại quá 3 ngày",
    "thieu-minh-chung": "Thiếu minh chứng",
}


@dataclass(frozen=True)
class Choices:
    """What the address says: saved view, group, status, late only, search words, order."""

    view: str = ""
    group: str = ""
    status: str = ""
    late: bool = False
    words: str = ""
    order: str = "nhan"

    @classmethod
    def of(cls, query) -> "Choices":
        """Read a query string; what is not known counts as not said."""
        order = query.get("sap", "")
        return cls(
            view=query.get("xem", "") if query.get("xem", "") in VIEWS else "",
            group=query.get("nhom", "")[:60],
            status=query.get("trang-thai", "") if query.get("trang-thai", "") in STATUSES else "",
            late=query.get("muon") == "1",
            words=query.get("q", "").strip()[:100],
            order=order if order.removeprefix("-") in ORDERS else "nhan",
        )

    @property
    def is_narrowed(self) -> bool:
        """True when rows are left out."""
        return bool(self.view or self.group or self.status or self.late or self.words)

    @cached_property
    def query(self) -> str:
        """The choices as a query string, without the page."""
        said = {"xem": self.view, "nhom": self.group, "trang-thai": self.status, "muon": "1" if self.late else ""}
        order = "" if self.order == "nhan" else self.order
        return urlencode({key: value for key, value in {**said, "q": self.words, "sap": order}.items() if value})


def reports(user, period: ReportingPeriod) -> QuerySet[Submission]:
    """Every report of the period the user may see and the ward has received at least once."""
    return Submission.objects.visible_to(user).filter(period=period, status__in=STATUSES)


def chosen(user, period: ReportingPeriod, choices: Choices, *, now: datetime) -> QuerySet[Submission]:
    """The reports the choices let through, in their order."""
    found = reports(user, period)
    if choices.view:
        found = _by_view(found, choices.view, user, now)
    if choices.group:
        found = found.filter(group__code=choices.group)
    if choices.status:
        found = found.filter(status=choices.status)
    if choices.late:
        found = found.late()
    for word in fold_vi(choices.words).split():
        hit = Q(unit__search_text__contains=word) | Q(person__search_text__contains=word) | Q(code__icontains=word)
        found = found.filter(hit)
    return _ordered(found.annotate(self_hundredths=marks.self_hundredths()), choices.order)


def _by_view(found: QuerySet[Submission], view: str, user, now: datetime) -> QuerySet[Submission]:
    if view == "muon":
        return found.late()
    if view == "cho-tham-dinh":
        return found.awaiting_review()
    if view == "tra-lai-lau":
        return found.filter(status=S.RETURNED, status_since__lt=now - RETURNED_TOO_LONG)
    if view == "thieu-minh-chung":
        files = Evidence.items.through.objects.filter(submissionitem=OuterRef("pk"), evidence__removed_at=None)
        bare = SubmissionItem.objects.filter(submission=OuterRef("pk"), criteria_item__evidence_required=True)
        return found.filter(Exists(bare.filter(~Exists(files))))
    # Waiting for me: not of my own unit, not yet marked by me, and a slot is free or mine.
    reviews = Review.objects.filter(submission=OuterRef("pk"), snapshot__number=OuterRef("rounds"))
    mine = reviews.filter(reviewer=user)
    taken = reviews.order_by().values("submission").annotate(count=Count("pk")).values("count")
    waiting = found.awaiting_review().exclude(Q(unit__in=user.unit_ids) | Q(person__unit__in=user.unit_ids))
    waiting = waiting.annotate(taken=Coalesce(Subquery(taken), 0))
    free = Q(taken__lt=F("criteria_set__scorers")) & ~Exists(mine)
    return waiting.filter(free | Exists(mine.filter(status=ReviewStatus.OPEN)))


def _ordered(found: QuerySet[Submission], order: str) -> QuerySet[Submission]:
    columns = ORDERS[order.removeprefix("-")]
    found = found.order_by(*columns, "pk")
    return found.reverse() if order.startswith("-") else found


def for_list(found: QuerySet[Submission]) -> QuerySet[Submission]:
    """With everything a row of the list shows."""
    current = Review.objects.filter(snapshot__number=F("submission__rounds")).order_by("slot")
    answered = Return.objects.filter(resolved_at__isnull=False).order_by("pk").prefetch_related("notes")
    found = found.with_deadline().select_related("unit", "person", "group", "period", "criteria_set")
    return found.prefetch_related(
        Prefetch("reviews", queryset=current.select_related("reviewer"), to_attr="current_reviews"),
        Prefetch("returns", queryset=answered, to_attr="answered_returns"),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A report as the list shows it."""

    report: Submission
    self_total: Decimal | None
    waiting_days: int | None
    answered: int = 0
    mended: str = ""

    @property
    def answered_words(self) -> str:
        """The flag of a report that came again (ux (b))."""
        return f"Đã bổ sung lần {self.answered}"


def rows_of(reports: Iterable[Submission], *, now: datetime) -> list[Row]:
    """Self-score in points, for how many ward days each report has been waiting, and what its unit says it mended."""
    reports = list(reports)
    again = [report for report in reports if report.answered_returns and report.status in WAITING]
    sections = sections_of_many(again)
    return [_row(report, sections.get(report.pk), now) for report in reports]


def _row(report: Submission, sections: Sections | None, now: datetime) -> Row:
    waits = report.status in WAITING
    days = (ward_date(now) - ward_date(report.submitted_at)).days if waits else None
    hundredths = report.self_hundredths
    total = None if hundredths is None else Decimal(hundredths) / 100
    if sections is None:
        return Row(report, total, days)
    notes = list(report.answered_returns[-1].notes.all())
    done = {note.section for note in notes if note.done_at}
    titles = "; ".join(section.short for section in sections if section.key in done)
    ticked = sum(note.done_at is not None for note in notes)
    mended = f"Đã sửa {ticked}/{len(notes)} chỗ{f': {titles}' if titles else ''}"
    return Row(report, total, days, len(report.answered_returns), mended)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a report stands in the list it was opened from."""

    place: int
    count: int
    previous: int | None
    next: int | None


def neighbours(user, period: ReportingPeriod, choices: Choices, pk: int, *, now: datetime) -> Neighbours:
    """Place of report `pk` in the chosen list, and the reports before and after it.

    The report itself stays in its place even when it no longer matches: taking it for review changed its status.
    """
    ids = list(chosen(user, period, choices, now=now).values_list("pk", flat=True))
    if pk not in ids:
        everything = _ordered(reports(user, period).annotate(self_hundredths=marks.self_hundredths()), choices.order)
        ids = list(everything.filter(pk__in=[*ids, pk]).values_list("pk", flat=True))
    place = ids.index(pk)
    before = ids[place - 1] if place else None
    after = ids[place + 1] if place + 1 < len(ids) else None
    return Neighbours(place + 1, len(ids), before, after)


def label_of(choices: Choices, groups: list[ParticipantGroup]) -> str:
    """The list by its name, for the way back."""
    named = VIEWS[choices.view] if choices.view else S(choices.status).label if choices.status else "Thẩm định báo cáo"
    group = next((group.short_title for group in groups if group.code == choices.group), "")
    return f"{named}, nhóm {group}" if group else named

"""What narrows the office's list of reports: the views it comes with, and each filter of the address (ux 6).

A filter names a set of reports that is asked for once, and joins nothing: what is asked anew of each report costs more
the longer the list.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Person, Unit
from campaigns.models import ReportingPeriod
from core.clock import ward_date
from core.text import fold_vi

from . import conflicts, holder
from .enums import IN_WARD, ReviewStatus
from .enums import SubmissionStatus as S
from .holder import about
from .models import Evidence, Return, Submission, SubmissionContent, SubmissionItem

RETURNED_TOO_LONG = timedelta(days=3)
VIEWS = {
    "": "Tất cả",
    "cho-toi": "Chờ tôi thẩm định",
    "cho-tham-dinh": "Chờ và đang thẩm định",
    "muon": "Nộp muộn",
    "tra-lai-lau": "Trả lại quá 3 ngày",
    "thieu-minh-chung": "Thiếu minh chứng",
}
# Whether a day by which somebody should be done has passed, or comes within three days.
DUE = {"qua-han": "Quá hạn", "sap-den": "Đến hạn trong 3 ngày"}
SOON = timedelta(days=3)
NOBODY, MYSELF = "chua-giao", "toi"


def by_view(found: QuerySet[Submission], view: str, user, *, now: datetime, scope: dict) -> QuerySet[Submission]:
    """The reports of a saved view; `scope` narrows the reviews and assignments that are looked at, as `found` is."""
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
    return _waiting_for(found, user, scope)


def _waiting_for(found: QuerySet[Submission], user, scope: dict) -> QuerySet[Submission]:
    """Begun or given to the user and not yet marked, or with a free place; never where there is a conflict."""
    mine = holder.standing_reviews().filter(reviewer=user)
    given = holder.open_assignments().filter(reviewer=user)
    waiting = found.awaiting_review().exclude(conflicts.barred_subjects(user).reports())
    free = about(given) | ~Q(pk__in=holder.without_a_place(submission__status__in=IN_WARD, **scope))
    return waiting.filter(about(mine.filter(status=ReviewStatus.OPEN)) | (free & ~about(mine)))


def by_content(found: QuerySet[Submission], code: str) -> QuerySet[Submission]:
    """Reports that took the content on."""
    return found.filter(about(SubmissionContent.objects.filter(content_area__code=code, taken_on=True)))


def by_reviewer(found: QuerySet[Submission], who: str, user, *, period: ReportingPeriod) -> QuerySet[Submission]:
    """Reports a reviewer was given or has taken; or, of those in the ward's hands, those nobody has."""
    given = holder.open_assignments().filter(submission__period=period)
    live = holder.standing_reviews().filter(submission__period=period)
    if who == NOBODY:
        return found.filter(~about(given), ~about(live), status__in=IN_WARD)
    pk = user.pk if who == MYSELF else int(who)
    return found.filter(about(given.filter(reviewer=pk)) | about(live.filter(reviewer=pk)))


def by_due(found: QuerySet[Submission], due: str, *, period: ReportingPeriod, now: datetime) -> QuerySet[Submission]:
    """Reports whose reviewer or unit should be done by a day that has passed, or comes soon."""
    today = ward_date(now)
    days = {"due_on__lt": today} if due == "qua-han" else {"due_on__gte": today, "due_on__lte": today + SOON}
    judging = about(holder.unmarked().filter(submission__period=period, **days))
    mending = about(Return.objects.filter(submission__period=period, resolved_at=None, **days))
    return found.filter(Q(judging, status__in=IN_WARD) | Q(mending, status=S.RETURNED))


def by_holder(found: QuerySet[Submission], who: str, *, gap: int, scope: dict) -> QuerySet[Submission]:
    """Reports whose move is that of `who`; `gap` as in `holder.turn_of`, `scope` as in `by_view`."""
    return holder.held_by(found, who, gap=gap, **scope)


def by_words(found: QuerySet[Submission], words: str) -> QuerySet[Submission]:
    """Every word in the name or the receipt code, whatever its accents (G12)."""
    for word in fold_vi(words).split():
        units, people = (model.objects.filter(search_text__contains=word).values("pk") for model in (Unit, Person))
        found = found.filter(Q(unit__in=units) | Q(person__in=people) | Q(code__icontains=word))
    return found

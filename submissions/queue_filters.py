"""What narrows the office's list of reports: the views it comes with, and each filter of the address (ux 6)."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.clock import ward_date
from core.text import fold_vi

from . import conflicts, holder
from .enums import IN_WARD, ReviewKind, ReviewStatus
from .enums import SubmissionStatus as S
from .models import Assignment, Evidence, Return, Review, Submission, SubmissionContent, SubmissionItem

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


def by_view(found: QuerySet[Submission], view: str, user, now: datetime) -> QuerySet[Submission]:
    """The reports of a saved view."""
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
    return _waiting_for(found, user)


def _waiting_for(found: QuerySet[Submission], user) -> QuerySet[Submission]:
    """Begun or given to the user and not yet marked, or with a free place; never where there is a conflict."""
    reviews = _reviews().exclude(status=ReviewStatus.STOPPED)
    mine, judged = reviews.filter(reviewer=user), reviews.filter(kind=ReviewKind.MARK)
    given = _given()
    taken = Review.objects.filter(
        submission=OuterRef("submission"),
        snapshot__number=OuterRef("submission__rounds"),
        reviewer=OuterRef("reviewer"),
    )
    named = given.exclude(Exists(taken))
    waiting = found.awaiting_review().exclude(conflicts.barred_subjects(user).reports())
    waiting = waiting.alias(held=_count(judged) + _count(named))
    free = Q(held__lt=F("criteria_set__scorers")) | Exists(given.filter(reviewer=user))
    return waiting.filter(Exists(mine.filter(status=ReviewStatus.OPEN)) | (free & ~Exists(mine)))


def by_content(found: QuerySet[Submission], code: str) -> QuerySet[Submission]:
    """Reports that took the content on."""
    rows = SubmissionContent.objects.filter(submission=OuterRef("pk"), content_area__code=code, taken_on=True)
    return found.filter(Exists(rows))


def by_reviewer(found: QuerySet[Submission], who: str, user) -> QuerySet[Submission]:
    """Reports a reviewer was given or has taken; or, of those in the ward's hands, those nobody has."""
    live = _reviews().exclude(status=ReviewStatus.STOPPED)
    if who == NOBODY:
        return found.filter(~Exists(_given()) & ~Exists(live), status__in=IN_WARD)
    pk = user.pk if who == MYSELF else int(who)
    return found.filter(Exists(_given().filter(reviewer=pk)) | Exists(live.filter(reviewer=pk)))


def by_due(found: QuerySet[Submission], due: str, now: datetime) -> QuerySet[Submission]:
    """Reports whose reviewer or unit should be done by a day that has passed, or comes soon."""
    today = ward_date(now)
    days = {"due_on__lt": today} if due == "qua-han" else {"due_on__gte": today, "due_on__lte": today + SOON}
    done = Review.objects.filter(
        submission=OuterRef("submission"), snapshot__number=OuterRef("submission__rounds"),
        reviewer=OuterRef("reviewer"), status=ReviewStatus.COMPLETE,
    )  # fmt: skip
    judging = Exists(_given().filter(~Exists(done), **days))
    mending = Exists(Return.objects.filter(submission=OuterRef("pk"), resolved_at=None, **days))
    return found.filter(Q(judging, status__in=IN_WARD) | Q(mending, status=S.RETURNED))


def by_holder(found: QuerySet[Submission], who: str, now: datetime, period) -> QuerySet[Submission]:
    """Reports whose move is that of `who`."""
    return holder.held_by(found, who, gap=holder.gap_of(period, at=now))


def by_words(found: QuerySet[Submission], words: str) -> QuerySet[Submission]:
    """Every word in the name or the receipt code, whatever its accents (G12)."""
    for word in fold_vi(words).split():
        hit = Q(unit__search_text__contains=word) | Q(person__search_text__contains=word) | Q(code__icontains=word)
        found = found.filter(hit)
    return found


def _reviews() -> QuerySet[Review]:
    return Review.objects.filter(submission=OuterRef("pk"), snapshot__number=OuterRef("rounds"))


def _given() -> QuerySet[Assignment]:
    return holder.open_assignments().filter(submission=OuterRef("pk"))


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("submission").annotate(n=Count("pk")).values("n")), 0)

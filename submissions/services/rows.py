"""Lines of a report that come and go: key figures and initiatives."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone

from accounts.models import User
from campaigns.enums import SectionKind
from core.verdict import denied, require

from .. import phrases, windows
from ..models import Initiative, KeyFigure, Submission, SubmissionContent
from ..permissions import may_edit
from ..sections import key_of_kind
from .drafting import require_unlocked

# More lines than any real report has; a script that adds for ever is stopped.
MOST_FIGURES = 40
MOST_INITIATIVES = 40


def open_report(submission_id: int, *, by: User, at: datetime) -> Submission:
    """The report, locked for the transaction, if the user may change it now; DoesNotExist outside their scope."""
    rows = Submission.objects.visible_to(by).select_related("period", "person")
    submission = rows.select_for_update(of=("self",)).get(pk=submission_id)
    require(may_edit(by, submission))
    require(windows.open_for_work(submission, at))
    return submission


@transaction.atomic
def add_figure(*, submission_id: int, content_id: int, by: User, at: datetime | None = None) -> KeyFigure:
    """An empty line under a content's key figures (thêm dòng số liệu); its fields are saved one by one.

    Raises DoesNotExist outside the user's scope, Forbidden when the report is not editable or has too many lines.
    """
    at = at or timezone.now()
    submission = open_report(submission_id, by=by, at=at)
    content = SubmissionContent.objects.select_related("content_area").get(pk=content_id, submission=submission)
    require_unlocked(submission, lambda: key_of_kind(submission.period, SectionKind.CONTENT, content))
    if content.figures.count() >= MOST_FIGURES:
        require(denied(phrases.TOO_MANY_ROWS.format(most=MOST_FIGURES)))
    last = content.figures.aggregate(last=Max("order"))["last"] or 0
    return KeyFigure.objects.create(content=content, order=last + 1, edited_at=at, edited_by=by)


@transaction.atomic
def remove_figure(*, submission_id: int, figure_id: int, by: User, at: datetime | None = None) -> None:
    """Take a line of figures away (xóa dòng số liệu); a line already gone is no error, a pledged one stays."""
    submission = open_report(submission_id, by=by, at=at or timezone.now())
    lines = KeyFigure.objects.filter(pk=figure_id, content__submission=submission)
    line = lines.select_related("content__content_area").first()
    if line is None:
        return
    require_unlocked(submission, lambda: key_of_kind(submission.period, SectionKind.CONTENT, line.content))
    if line.pledge_target_id:
        require(denied(phrases.PLEDGED_TARGET))
    lines.delete()


@transaction.atomic
def add_initiative(*, submission_id: int, by: User, at: datetime | None = None) -> Initiative:
    """A new initiative or solution (khai sáng kiến, D12); takes back the tick "không có sáng kiến"."""
    at = at or timezone.now()
    submission = open_report(submission_id, by=by, at=at)
    require_unlocked(submission, lambda: key_of_kind(submission.period, SectionKind.INITIATIVES))
    if submission.initiatives.count() >= MOST_INITIATIVES:
        require(denied(phrases.TOO_MANY_ROWS.format(most=MOST_INITIATIVES)))
    Submission.objects.filter(pk=submission.pk).update(no_initiatives=False)
    return Initiative.objects.create(submission=submission, edited_at=at, edited_by=by)


@transaction.atomic
def remove_initiative(*, submission_id: int, initiative_id: int, by: User, at: datetime | None = None) -> None:
    """Take an initiative away (xóa sáng kiến); one already gone is no error, one proposed for an award stays."""
    submission = open_report(submission_id, by=by, at=at or timezone.now())
    require_unlocked(submission, lambda: key_of_kind(submission.period, SectionKind.INITIATIVES))
    try:
        with transaction.atomic():
            Initiative.objects.filter(pk=initiative_id, submission=submission).delete()
    except ProtectedError:
        # Somebody was proposed for an award with it.
        require(denied(phrases.INITIATIVE_PROPOSED))

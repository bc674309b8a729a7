"""Reports in the office's hands, without the writing that comes before."""

from decimal import Decimal

from accounts.enums import Role
from accounts.models import Unit
from campaigns.models import CriteriaSet
from submissions import marks
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Snapshot, Submission, SubmissionItem
from submissions.services import reviewing, scoring
from submissions.services.snapshots import fingerprint, picture_of
from tests import factories
from tests.factories import ward

RECEIVED = ward(2026, 12, 10, 16, 5)
NOW = ward(2026, 12, 14, 9)
_codes = iter(range(1, 1_000_000))


def handed_in(group, period, *, subject=None, self_scores=(28, 23, 22, 15), **fields) -> Submission:
    """A report the ward received on 10/12/2026 16:05, with its first snapshot and its officer."""
    subject = subject or factories.make_unit()
    officer = factories.make_user(Role.UNIT_OFFICER, unit=subject) if isinstance(subject, Unit) else None
    report = Submission.objects.create(
        **{
            "period": period, "group": group, "unit" if isinstance(subject, Unit) else "person": subject,
            "criteria_set": CriteriaSet.objects.get(group=group, period=period), "status": S.SUBMITTED,
            "code": f"LC-{period.year}-{next(_codes):04d}", "first_submitted_at": RECEIVED, "submitted_at": RECEIVED,
            "submitted_by": officer, "rounds": 1, "status_since": RECEIVED, **fields,
        }
    )  # fmt: skip
    for item, score in zip(report.criteria_set.items.order_by("order"), self_scores, strict=True):
        SubmissionItem.objects.create(
            submission=report,
            criteria_item=item,
            self_score=None if score is None else Decimal(score),
            result="Đã làm.",
        )
    snapshot(report)
    return report


def snapshot(report: Submission) -> Snapshot:
    """The picture of the hand-in the report stands at."""
    rows = Submission.objects.filter(pk=report.pk)
    report.stated_hundredths = rows.annotate(total=marks.self_hundredths()).values_list("total", flat=True).get()
    rows.update(stated_hundredths=report.stated_hundredths)
    data = picture_of(report)
    by = report.submitted_by or factories.make_user()
    return Snapshot.objects.create(
        submission=report, number=report.rounds, taken_at=RECEIVED, taken_by=by, on_time=True, data=data,
        sha256=fingerprint(data),
    )  # fmt: skip


def hand_in_again(report: Submission) -> None:
    """The unit answers a return."""
    report.returns.filter(resolved_at=None).update(resolved_at=NOW)
    report.rounds += 1
    report.status = S.SUBMITTED
    report.save()
    snapshot(report)


def mark(review: Review, *points, note: str = "Theo minh chứng kèm theo.") -> Review:
    """Enter marks for the criteria in order; None leaves one open."""
    for item, value in zip(review.submission.items.order_by("criteria_item__order"), points, strict=True):
        if value is not None:
            scoring.save_score(review, item, by=review.reviewer, points=Decimal(str(value)), note=note, at=NOW)
    return review


def judged(report: Submission, reviewer, *points) -> Review:
    """A complete review of the report by `reviewer`."""
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    return scoring.complete_review(mark(review, *points), by=reviewer, at=NOW)


def first_item(report):
    """The first criterion of the report."""
    return report.items.get(criteria_item__order=1)


def save(review, points, **options):
    """The reviewer's own mark of one criterion, the first unless `item` is given."""
    item = options.pop("item", None) or first_item(review.submission)
    return scoring.save_score(review, item, by=review.reviewer, points=points, at=NOW, **options)

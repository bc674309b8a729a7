"""Reports, marks and the office's people for the tests of tables, papers and the overview, made row by row."""

import itertools
from datetime import datetime
from decimal import Decimal

from accounts.models import Person, Unit
from campaigns.models import CriteriaSet
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Score, Snapshot, Submission, SubmissionItem
from tests import factories
from tests.factories import ward

RECEIVED = ward(2026, 12, 1, 16, 5)
_codes = itertools.count(1)


def report(
    group,
    period,
    subject: Unit | Person | str = "",
    *,
    status: str = S.SUBMITTED,
    at: datetime = RECEIVED,
    self_scores=(28, 23, 22, 15),
    **fields,
) -> Submission:
    """A report of an enrolled subject (a name makes a unit) in `status`; anything but a draft has its receipt."""
    if isinstance(subject, str):
        subject = factories.make_unit(subject)
    factories.enrol(group, subject)
    receipt = {}
    if status != S.DRAFT:
        code = f"LC-{period.year}-{next(_codes):04d}"
        receipt = {"code": code, "first_submitted_at": at, "submitted_at": at, "rounds": 1}
    criteria_set = CriteriaSet.objects.get(group=group, period=period)
    owner = "unit" if isinstance(subject, Unit) else "person"
    submission = Submission.objects.create(
        **{
            "period": period, "group": group, owner: subject, "criteria_set": criteria_set, "status": status,
            **receipt, **fields,
        }
    )  # fmt: skip
    for item, points in zip(criteria_set.items.order_by("order"), self_scores, strict=True):
        score = None if points is None else Decimal(str(points))
        SubmissionItem.objects.create(submission=submission, criteria_item=item, self_score=score)
    return submission


def review(submission: Submission, *points, slot: int = 1, complete: bool = True, reviewer=None, note="") -> Review:
    """A review with one mark per criterion, complete unless told otherwise."""
    taken_by = reviewer or factories.make_user()
    snapshot, _ = Snapshot.objects.get_or_create(
        submission=submission,
        number=submission.rounds,
        defaults={"taken_at": RECEIVED, "taken_by": taken_by, "on_time": True, "data": {}, "sha256": "0" * 64},
    )
    row = Review.objects.create(
        submission=submission, snapshot=snapshot, reviewer=taken_by, slot=slot,
    )  # fmt: skip
    for item, value in zip(submission.items.order_by("criteria_item__order"), points, strict=True):
        Score.objects.create(review=row, item=item, points=Decimal(str(value)), note=note)
    if complete:
        factories.close_review(row, at=RECEIVED)
    return row


def scored(group, period, subject="", *marks, status=S.ACCEPTED, **fields) -> Submission:
    """A report with one complete review per tuple of `marks`."""
    submission = report(group, period, subject, status=status, **fields)
    for slot, points in enumerate(marks, start=1):
        review(submission, *points, slot=slot)
    return submission

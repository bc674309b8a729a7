"""What must hold of reports given to reviewers (giao thẩm định)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Q

from core.invariants import BATCH, Finding, invariant

from .models import Submission


@invariant("ASG-01", "Mỗi báo cáo được giao cho không quá số người chấm của bộ tiêu chí.")
def reports_are_not_given_to_too_many(at: datetime) -> Iterator[Finding]:
    given = Submission.objects.annotate(given=Count("assignments", filter=Q(assignments__ended_at=None)))
    crowded = given.filter(given__gt=F("criteria_set__scorers"))
    for pk, count in crowded.order_by("pk").values_list("pk", "given").iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, f"đang giao cho {count} người")

"""What must hold of the criteria the office has published (bộ tiêu chí)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from core.invariants import BATCH, Finding, invariant

from .designer.checks import base_total, faults_of
from .designer.values import MOST_POINTS
from .enums import CriteriaStatus
from .models import CriteriaSet


@invariant(
    "CRT-01", "Bộ tiêu chí đã ban hành có phần cơ bản đúng 100 điểm, từng tiêu chí đủ điểm, bậc, mức trần hợp lệ."
)
def published_sets_are_whole(at: datetime) -> Iterator[Finding]:
    published = CriteriaSet.objects.filter(status=CriteriaStatus.PUBLISHED).order_by("pk")
    for row in published.prefetch_related("items__criterion", "items__steps").iterator(chunk_size=BATCH):
        items = list(row.items.all())
        if base_total(items) != MOST_POINTS:
            yield Finding.of(CriteriaSet, row.pk, "phần cơ bản không cộng lại thành 100 điểm")
        # The plan may have gained a criterion since: that is for the next version.
        wrong = {fault.item for fault in faults_of(row, items, (), note_needed=False)} - {None}
        if wrong:
            yield Finding.of(CriteriaSet, row.pk, f"{len(wrong)} tiêu chí có điểm, bậc hoặc tên không hợp lệ")


@invariant("CRT-02", "Các bản của một bộ tiêu chí đánh số liền nhau từ 1; chỉ bản mới nhất có thể còn là bản thảo.")
def versions_follow_one_another(at: datetime) -> Iterator[Finding]:
    drafts = Q(status=CriteriaStatus.DRAFT)
    rows = CriteriaSet.objects.order_by().values("group", "period").annotate(
        count=Count("pk"), first=Min("version"), last=Max("version"), newest=Max("pk"),
        draft=Max("version", filter=drafts),
    )  # fmt: skip
    for row in rows:
        if (row["first"], row["last"]) != (1, row["count"]):
            yield Finding.of(CriteriaSet, row["newest"], "số bản của nhóm và năm này không liền nhau từ 1")
        if row["draft"] not in (None, row["last"]):
            yield Finding.of(CriteriaSet, row["newest"], "bản thảo cũ hơn một bản đã ban hành")

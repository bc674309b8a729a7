"""What must hold of reports: receipts, hand-ins, history, punctuality, approvals, more time, reminders (báo cáo)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.enums import ApprovalKind
from campaigns.enums import CriterionPart
from core.enums import MessageStatus
from core.invariants import BATCH, Finding, invariant
from core.models import AuditEvent, OutboxMessage

from . import windows
from .enums import ApprovalOutcome as A
from .enums import SubmissionStatus as S
from .models import ApprovalRequest, Extension, ReceiptCounter, Snapshot, Submission
from .reminders import KIND as REMINDER
from .services.extensions import judged_late
from .services.snapshots import fingerprint
from .workflow import WORKFLOW

_CODE = re.compile(r"LC-(\d{4})-(\d{4,})", re.ASCII)


@invariant("REP-01", "Báo cáo đã nộp có mã, có giờ, và bản đã nộp có đủ các mục bắt buộc.")
def a_report_handed_in_has_number_time_and_its_parts(at: datetime) -> Iterator[Finding]:
    rows = Submission.objects.order_by("pk")
    bare = Q(code=None) | Q(first_submitted_at=None) | Q(submitted_at=None) | Q(submitted_by=None) | Q(rounds=0)
    for pk in rows.exclude(status=S.DRAFT).filter(bare).values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "đã nộp nhưng thiếu mã, giờ, người nộp hoặc số lần nộp")
    wrong = rows.filter(first_submitted_at__gt=F("submitted_at"))
    for pk in wrong.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "giờ nộp lần đầu đứng sau giờ nộp lần cuối")
    for pk, data in Snapshot.objects.order_by("pk").values_list("pk", "data").iterator(chunk_size=100):
        if missing := sum(1 for text in _required(data) if text in ("", None)):
            yield Finding.of(Snapshot, pk, f"thiếu {missing} chỗ bắt buộc")


def _required(data: dict[str, Any]) -> Iterator[Any]:
    """What every form ever asked for: the reporter, results of the contents taken on, criteria with their marks."""
    yield from (data["report"]["reporter_name"], data["report"]["reporter_phone"])
    yield from (row["results"] for row in data["contents"] if row["taken_on"])
    for row in data["items"]:
        # Nothing to add and nothing to take away is no gap.
        if row.get("part", CriterionPart.BASE) == CriterionPart.BASE:
            yield from (row["result"], row["self_score"])


@invariant("REP-02", "Mỗi đơn vị, cá nhân có một báo cáo trong một kỳ.")
def one_report_each(at: datetime) -> Iterator[Finding]:
    for column, label in (("unit", "đơn vị"), ("person", "cá nhân")):
        rows = Submission.objects.filter(**{f"{column}__isnull": False}).order_by()
        for row in rows.values("period", column).annotate(count=Count("pk")).filter(count__gt=1):
            yield Finding(f"{label} số {row[column]}", f"có {row['count']} báo cáo trong kỳ số {row['period']}")


@invariant("REP-03", "Các bước của báo cáo trong nhật ký nối tiếp nhau đúng quy trình và dừng ở trạng thái hiện nay.")
def history_is_a_legal_path(at: datetime) -> Iterator[Finding]:
    steps = {(step.action, step.source, step.target) for step in WORKFLOW.steps}
    statuses = {str(pk): status for pk, status in Submission.objects.values_list("pk", "status")}
    moves = AuditEvent.objects.filter(object_type=Submission._meta.label_lower, action__in=WORKFLOW.actions)
    rows = moves.order_by("object_id", "pk").values_list("object_id", "action", "old", "new")
    for pk, found in groupby(rows.iterator(chunk_size=BATCH), key=itemgetter(0)):
        path = [row[1:] for row in found]
        if not steps.issuperset(path) or any(left[2] != right[1] for left, right in pairwise(path)):
            yield Finding.of(Submission, pk, "nhật ký ghi một bước không có trong quy trình hoặc không nối tiếp")
        elif path[-1][2] != statuses.get(pk, path[-1][2]):
            yield Finding.of(Submission, pk, "trạng thái không phải là bước cuối trong nhật ký")


@invariant("REP-04", "Ghi đúng hạn, nộp muộn khớp với giờ nộp, hạn của kỳ và các lần gia hạn.")
def late_agrees_with_the_clock(at: datetime) -> Iterator[Finding]:
    reports = Submission.objects.filter(code__isnull=False).select_related("period").order_by("pk")
    known = windows.extensions_of({row.period for row in Extension.objects.select_related("period")})
    taken = Snapshot.objects.filter(submission=OuterRef("pk"))
    reports = reports.annotate(handed_in_late=Exists(taken.filter(on_time=False)))
    # Only where the period's own end was passed is there anything to judge.
    passed = Exists(taken.filter(taken_at__gte=OuterRef("period__closes_at")))
    for report in reports.filter(Q(is_late=True) | passed).iterator(chunk_size=BATCH):
        times = windows.deadline_of_report(report, known)
        if not report.is_late and judged_late(report, times.closes_at):
            yield Finding.of(Submission, report.pk, "ghi đúng hạn nhưng nộp sau hạn")
        elif report.is_late and not report.handed_in_late:
            yield Finding.of(Submission, report.pk, "ghi nộp muộn nhưng không lần nộp nào muộn")
        elif report.is_late and times.is_extended and not judged_late(report, times.closes_at):
            yield Finding.of(Submission, report.pk, "nộp trong hạn đã gia hạn nhưng vẫn ghi nộp muộn")
        elif report.is_late and not report.late_reason.strip():
            yield Finding.of(Submission, report.pk, "nộp muộn nhưng không có lý do")


@invariant("REP-05", "Mã biên nhận của mỗi năm liền nhau từ 1 đến số cuối của sổ, không thiếu, không trùng.")
def receipt_numbers_have_no_gaps(at: datetime) -> Iterator[Finding]:
    numbers = defaultdict(list)
    codes = Submission.objects.filter(code__isnull=False).order_by("pk").values_list("pk", "code", "period__year")
    for pk, code, year in codes.iterator(chunk_size=BATCH):
        match = _CODE.fullmatch(code)
        if match is None or int(match[1]) != year:
            yield Finding.of(Submission, pk, "mã biên nhận không đúng dạng hoặc không đúng năm")
        else:
            numbers[year].append(int(match[2]))
    last = dict(ReceiptCounter.objects.values_list("year", "last"))
    for year in sorted({*numbers, *last}):
        if sorted(numbers[year]) != list(range(1, last.get(year, 0) + 1)):
            words = (
                f"sổ ghi đến {last.get(year, 0)}, có {len(numbers[year])} mã, lớn nhất {max(numbers[year], default=0)}"
            )
            yield Finding(f"sổ biên nhận năm {year}", words)


@invariant("REP-06", "Mỗi lần nộp có một bản chụp, đánh số liền nhau, mã kiểm tra tính lại khớp.")
def snapshots_are_whole(at: datetime) -> Iterator[Finding]:
    counted = Submission.objects.annotate(taken=Count("snapshots")).exclude(taken=F("rounds"))
    for pk in counted.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "số bản chụp khác số lần nộp")
    for pk in Snapshot.objects.filter(Q(number__lt=1) | Q(number__gt=F("submission__rounds"))).values_list(
        "pk", flat=True
    ):
        yield Finding.of(Snapshot, pk, "số thứ tự ngoài số lần nộp")
    rows = Snapshot.objects.order_by("pk").values_list("pk", "data", "sha256")
    for pk, data, sha256 in rows.iterator(chunk_size=100):
        if fingerprint(data) != sha256:
            yield Finding.of(Snapshot, pk, "nội dung không khớp mã kiểm tra")
    last = Snapshot.objects.filter(number=F("submission__rounds")).exclude(taken_at=F("submission__submitted_at"))
    for pk in last.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Snapshot, pk, "giờ chụp khác giờ nộp của báo cáo")


@invariant("REP-07", "Báo cáo chờ thủ trưởng có đúng một lần trình đang mở; người duyệt không phải người trình.")
def approvals_agree(at: datetime) -> Iterator[Finding]:
    waits = Exists(ApprovalRequest.objects.filter(submission=OuterRef("pk"), outcome=A.OPEN))
    waits_now = Q(with_head_since__isnull=False)
    for pk in (
        Submission.objects.filter((waits_now & ~waits) | (~waits_now & waits))
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        yield Finding.of(Submission, pk, "dấu đang chờ thủ trưởng không khớp với lần trình")
    own = ApprovalRequest.objects.filter(outcome__in=[A.HANDED_IN, A.GIVEN_BACK], answered_by=F("asked_by"))
    for pk in own.order_by("pk").values_list("pk", flat=True):
        yield Finding.of(ApprovalRequest, pk, "người trình tự trả lời")
    answer = Exists(
        ApprovalRequest.objects.filter(
            submission=OuterRef("submission"), outcome=A.HANDED_IN, answered_by=OuterRef("approved_by"),
            answered_at=OuterRef("taken_at"),
        )
    )  # fmt: skip
    second = Q(approval=ApprovalKind.SECOND_PERSON)
    wrong = (second & ~answer) | (~second & Q(approved_by__isnull=False))
    for pk in Snapshot.objects.filter(wrong).order_by("pk").values_list("pk", flat=True):
        yield Finding.of(Snapshot, pk, "người duyệt không khớp với lần trình")


@invariant("REP-08", "Mỗi lần gia hạn có lý do và dài hơn lần trước.")
def extensions_grow(at: datetime) -> Iterator[Finding]:
    rows = Extension.objects.order_by("period", "unit", "person", "pk")
    for _, found in groupby(rows, key=lambda row: (row.period_id, row.unit_id, row.person_id)):
        for before, after in pairwise(found):
            if after.closes_at <= before.closes_at:
                yield Finding.of(Extension, after.pk, "không dài hơn lần trước")
    for pk in Extension.objects.filter(reason="").order_by("pk").values_list("pk", flat=True):
        yield Finding.of(Extension, pk, "không có lý do")


@invariant("REP-09", "Không có thư đôn đốc nào gửi cho nơi phường đã nhận báo cáo.")
def nobody_was_reminded_after_handing_in(at: datetime) -> Iterator[Finding]:
    reports = Submission.objects.filter(code__isnull=False).values_list("pk", "period_id", "unit_id", "person_id")
    by_subject = {(period, f"unit-{unit}" if unit else f"person-{person}"): pk for pk, period, unit, person in reports}
    sent = OutboxMessage.objects.filter(kind=REMINDER, status=MessageStatus.SENT, sent_at__isnull=False)
    for message in sent.order_by("pk").only("context", "sent_at").iterator(chunk_size=BATCH):
        pk = by_subject.get((message.context.get("period"), message.context.get("subject")))
        if pk and _was_with_the_ward(pk, message.sent_at):
            yield Finding.of(OutboxMessage, message.pk, f"gửi khi phường đã nhận báo cáo số {pk}")


def _was_with_the_ward(pk: int, moment: datetime) -> bool:
    """Whether the last hand-in before the moment had not been taken back by then."""
    taken = Snapshot.objects.filter(submission=pk, taken_at__lt=moment).order_by("-number")
    if (last := taken.values_list("taken_at", flat=True).first()) is None:
        return False
    rows = AuditEvent.objects.filter(object_type=Submission._meta.label_lower, object_id=str(pk), action="withdraw")
    return not rows.filter(at__gte=last, at__lte=moment).exists()

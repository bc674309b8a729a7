"""Reports, receipts, approvals and reminders that contradict themselves are named."""

from datetime import timedelta

import pytest

from accounts.enums import ApprovalKind, Role
from core import audit
from core.enums import MessageStatus
from core.models import OutboxMessage
from submissions import reminders
from submissions.enums import SubmissionStatus as S
from submissions.models import ReceiptCounter, Submission
from submissions.services import approvals, extensions, handing_in
from tests import factories
from tests.factories import ward
from tests.invariants import found, spoil

pytestmark = pytest.mark.django_db
REPORTS = tuple(f"REP-0{number}" for number in range(1, 10))
WHY = "Đơn vị thay người phụ trách."


@pytest.fixture
def report(period, unit, officer):
    """A report the ward holds."""
    return factories.submission_at(S.SUBMITTED, subject=unit, period=period, by=officer)


def only(report, code, words):
    assert found(*REPORTS) == [(code, f"báo cáo số {report.pk}: {words}")]


@pytest.mark.parametrize("status", S.values)
def test_every_state_reached_by_the_real_steps_is_in_order(status):
    factories.submission_at(status)
    assert found(*REPORTS) == []


def test_a_late_report_an_extension_and_an_approval_are_in_order(period, unit, officer, reviewer):
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    head = factories.make_user(Role.UNIT_HEAD, unit=unit)
    report = factories.submission_at(subject=unit, period=period, by=officer)
    approvals.send_for_approval(report, by=officer, at=ward(2026, 12, 12))
    assert found(*REPORTS) == []
    handing_in.submit(report, by=head, late_reason=WHY, at=ward(2026, 12, 13))
    assert found(*REPORTS) == []
    extensions.grant_extension(
        period=period, subject=unit, last_day=ward(2026, 12, 15).date(), reason=WHY, by=reviewer, at=ward(2026, 12, 14)
    )
    assert found(*REPORTS) == []
    spoil(report, is_late=True)
    only(report, "REP-04", "nộp trong hạn đã gia hạn nhưng vẫn ghi nộp muộn")
    spoil(report, is_late=False)
    spoil(report.snapshots.get(), approved_by=None)
    assert [code for code, _ in found(*REPORTS)] == ["REP-07"]


def test_a_snapshot_that_misses_a_mark_or_was_changed_is_found(report):
    snapshot = report.snapshots.get()
    data = snapshot.data | {"items": [snapshot.data["items"][0] | {"self_score": None}]}
    spoil(snapshot, data=data)
    assert found(*REPORTS) == [
        ("REP-01", f"bản đã nộp số {snapshot.pk}: thiếu 1 chỗ bắt buộc"),
        ("REP-06", f"bản đã nộp số {snapshot.pk}: nội dung không khớp mã kiểm tra"),
    ]


def test_a_status_the_log_does_not_know_is_found(report):
    spoil(report, status=S.ACCEPTED)
    only(report, "REP-03", "trạng thái không phải là bước cuối trong nhật ký")
    spoil(report, status=S.RETURNED)
    audit.record("return_for_changes", report, by=None, old=S.SUBMITTED, new=S.RETURNED)
    only(report, "REP-03", "nhật ký ghi một bước không có trong quy trình hoặc không nối tiếp")


def test_a_false_flag_is_found(report, period):
    spoil(report, is_late=True, late_reason=WHY)
    only(report, "REP-04", "ghi nộp muộn nhưng không lần nộp nào muộn")
    late = ward(2026, 12, 13)
    spoil(report, is_late=False, first_submitted_at=late, submitted_at=late)
    spoil(report.snapshots.get(), taken_at=late)
    only(report, "REP-04", "ghi đúng hạn nhưng nộp sau hạn")
    spoil(report, is_late=True, late_reason=" ")
    spoil(report.snapshots.get(), on_time=False)
    only(report, "REP-04", "nộp muộn nhưng không có lý do")


def test_a_gap_in_the_numbers_is_found(report):
    spoil(ReceiptCounter.objects.get(), last=3)
    words = "sổ biên nhận năm 2026: sổ ghi đến 3, có 1 mã, lớn nhất 1"
    assert found(*REPORTS) == [("REP-05", words)]
    spoil(report, code="LC-2025-0001")
    assert [code for code, _ in found("REP-05")] == ["REP-05", "REP-05"]


def test_a_hand_in_without_its_picture_is_found(report):
    spoil(report, rounds=2)
    only(report, "REP-06", "số bản chụp khác số lần nộp")


def test_a_report_with_the_head_without_a_request_is_found(period, unit, officer):
    draft = factories.submission_at(subject=unit, period=period, by=officer)
    spoil(draft, with_head_since=period.opens_at)
    only(draft, "REP-07", "dấu đang chờ thủ trưởng không khớp với lần trình")


def test_a_reminder_after_the_hand_in_is_found_and_after_taking_back_is_not(period, unit, officer):
    draft = factories.submission_at(subject=unit, period=period, by=officer)
    reminders.send_due_reminders(now=ward(2026, 12, 8, 7))
    handing_in.submit(draft, by=officer, at=ward(2026, 12, 8, 7, 1))
    letter = OutboxMessage.objects.get(kind="reminder")
    spoil(letter, status=MessageStatus.SENT, sent_at=ward(2026, 12, 8, 7, 2))
    words = f"gửi khi phường đã nhận báo cáo số {draft.pk}"
    assert found(*REPORTS) == [("REP-09", f"thư số {letter.pk}: {words}")]
    spoil(letter, sent_at=ward(2026, 12, 8, 7))
    assert found(*REPORTS) == []


def test_a_shorter_extension_is_found(period, unit, reviewer):
    grants = [
        extensions.grant_extension(
            period=period, subject=unit, last_day=ward(2026, 12, day).date(), reason=WHY, by=reviewer,
            at=ward(2026, 12, 10),
        )
        for day in (15, 18)
    ]  # fmt: skip
    spoil(grants[1], closes_at=grants[0].closes_at - timedelta(days=1))
    assert found(*REPORTS) == [("REP-08", f"gia hạn số {grants[1].pk}: không dài hơn lần trước")]


def test_the_walk_over_many_reports_asks_no_query_for_each(report, period, group, django_assert_max_num_queries):
    for _ in range(3):
        unit = factories.make_unit()
        factories.enrol(group, unit)
        factories.submission_at(S.SUBMITTED, subject=unit, period=period)
    assert Submission.objects.count() == 4
    with django_assert_max_num_queries(22):
        assert found(*REPORTS) == []

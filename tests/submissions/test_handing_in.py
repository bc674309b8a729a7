"""Handing in, taking back, what is kept for ever."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import sections
from submissions.enums import SubmissionStatus as S
from submissions.models import ReceiptCounter, Submission
from submissions.services import drafting, handing_in, reviewing
from submissions.services.snapshots import picture_of
from submissions.writable import FieldKey
from tests import factories

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)
WHY = "Đơn vị thay người phụ trách."


@pytest.fixture
def ready(period, unit, officer):
    """The unit's report, filled."""
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    return factories.fill_report(draft, by=officer)


@pytest.mark.plan("D9")
def test_last_moment_is_on_time(ready, officer, period):
    at = period.closes_at - TICK
    handing_in.submit(ready, by=officer, at=at)
    ready.refresh_from_db()
    assert (ready.status, ready.code, ready.is_late) == (S.SUBMITTED, "LC-2026-0001", False)
    assert (ready.first_submitted_at, ready.submitted_at, ready.submitted_by) == (at, at, officer)
    assert handing_in.punctuality(ready) == "Đúng hạn"


@pytest.mark.plan("D9")
def test_first_moment_after_is_late_and_asks_why(ready, officer, period):
    with pytest.raises(handing_in.LateReasonMissing):
        handing_in.submit(ready, by=officer, at=period.closes_at, late_reason="  ")
    handing_in.submit(ready, by=officer, at=period.closes_at, late_reason=WHY)
    ready.refresh_from_db()
    assert (ready.is_late, ready.late_reason) == (True, WHY)
    assert handing_in.punctuality(ready) == "Nộp muộn 1 ngày"
    assert ready.snapshots.get().on_time is False


def test_before_opening_and_after_the_lock_nothing_is_taken(ready, officer, period):
    for at, words in ((period.opens_at - TICK, "chưa mở nhận"), (period.locks_at, "đã khóa")):
        with pytest.raises(handing_in.WindowClosed, match=words):
            handing_in.submit(ready, by=officer, at=at, late_reason=WHY)
    ready.refresh_from_db()
    assert (ready.status, ready.code) == (S.DRAFT, None)
    assert not ReceiptCounter.objects.exists()


def test_gaps_are_named_and_cost_no_number(ready, officer, period):
    content = ready.contents.get(content_area__order=5)
    key = FieldKey("content", content.pk, "results")
    drafting.save_field(submission_id=ready.pk, key=key, text="", seen=None, by=officer, at=period.opens_at)
    with pytest.raises(handing_in.NotReady) as missing:
        handing_in.submit(ready, by=officer, at=period.opens_at)
    assert [gap.text for gap in missing.value.gaps] == ["Chưa nhập kết quả nổi bật của nội dung 5."]
    assert str(missing.value) == "Báo cáo còn thiếu 1 chỗ, chưa nộp được."
    assert (ReceiptCounter.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_second_press_changes_nothing(ready, officer, unit, period):
    handing_in.submit(ready, by=officer, at=period.opens_at)
    stale = Submission.objects.get(pk=ready.pk)
    stale.status = S.DRAFT
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    with pytest.raises(InvalidTransition):
        handing_in.submit(stale, by=colleague, at=period.opens_at + timedelta(hours=1))
    ready.refresh_from_db()
    assert (ready.rounds, ready.submitted_at, ready.snapshots.count()) == (1, period.opens_at, 1)
    assert OutboxMessage.objects.filter(kind="received").count() == 1
    assert ReceiptCounter.objects.get(year=2026).last == 1


def test_stranger_and_office_cannot_hand_in(ready, period, reviewer):
    for user in (factories.make_user(Role.UNIT_OFFICER), reviewer):
        with pytest.raises(Forbidden):
            handing_in.submit(ready, by=user, at=period.opens_at)


def test_codes_have_no_gaps_and_two_movements_share_the_year(period, group):
    other = factories.make_period(factories.make_campaign())
    codes = [factories.submission_at(S.SUBMITTED, period=each).code for each in (period, other, period)]
    assert codes == ["LC-2026-0001", "LC-2026-0002", "LC-2026-0003"]


def test_letter_says_when_and_whether_on_time(ready, officer, period):
    handing_in.submit(ready, by=officer, at=factories.ward(2026, 12, 10, 16, 5))
    letter = OutboxMessage.objects.get(kind="received")
    assert letter.subject == "Phường đã nhận báo cáo LC-2026-0001"
    assert letter.text == (
        "Kính gửi Phòng Kinh tế, Hạ tầng và Đô thị. Phường nhận báo cáo lúc 16:05 ngày 10/12/2026, đúng hạn. "
        "Kết quả thẩm định dự kiến có chậm nhất ngày 20/12/2026. Biên nhận:"
    )
    assert letter.link == f"/bao-cao/{ready.pk}/bien-nhan/"
    assert letter.recipient_id == officer.pk


def test_person_hears_of_the_report_handed_in_for_them(period, unit, officer):
    account = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Trần Văn Minh", unit=unit, user=account)
    factories.submission_at(S.SUBMITTED, subject=person, period=period, by=officer)
    letters = OutboxMessage.objects.filter(kind="received")
    assert set(letters.values_list("recipient_id", flat=True)) == {officer.pk, account.pk}
    assert all(letter.text.startswith("Kính gửi ông/bà Trần Văn Minh.") for letter in letters)


def test_snapshot_is_what_was_on_screen_and_can_be_recomputed(ready, officer, period):
    before = picture_of(ready)
    handing_in.submit(ready, by=officer, at=period.opens_at)
    snapshot = ready.snapshots.get()
    assert snapshot.data == before
    assert snapshot.data["items"][0]["self_score"] == "24"
    spelled = json.dumps(snapshot.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert snapshot.sha256 == sha256(spelled.encode()).hexdigest()


def test_withdrawn_keeps_code_and_becomes_late_when_handed_in_again_too_late(ready, officer, period):
    on_time = period.closes_at - timedelta(days=2)
    handing_in.submit(ready, by=officer, at=on_time)
    handing_in.withdraw(ready, by=officer, at=period.closes_at - timedelta(days=1))
    assert ready.status == S.DRAFT
    with pytest.raises(handing_in.LateReasonMissing):
        handing_in.submit(ready, by=officer, at=period.closes_at + timedelta(days=1))
    handing_in.submit(ready, by=officer, at=period.closes_at + timedelta(days=1), late_reason=WHY)
    ready.refresh_from_db()
    assert (ready.code, ready.first_submitted_at, ready.rounds, ready.is_late) == ("LC-2026-0001", on_time, 2, True)
    assert [snapshot.on_time for snapshot in ready.snapshots.all()] == [True, False]
    assert handing_in.punctuality(ready) == "Nộp muộn 2 ngày"


def test_late_stays_late_for_ever(ready, officer, period):
    handing_in.submit(ready, by=officer, at=period.closes_at, late_reason=WHY)
    handing_in.withdraw(ready, by=officer, at=period.closes_at)
    period.closes_at += timedelta(days=5)
    period.save()
    handing_in.submit(Submission.objects.get(pk=ready.pk), by=officer, at=factories.ward(2026, 12, 13))
    ready.refresh_from_db()
    assert (ready.is_late, ready.late_reason) == (True, WHY)


def test_withdraw_after_the_lock_or_under_review_is_refused(ready, officer, period, reviewer):
    handing_in.submit(ready, by=officer, at=period.opens_at)
    assert not handing_in.may_withdraw_now(officer, ready, period.locks_at)
    with pytest.raises(handing_in.WindowClosed, match="đã khóa, không rút lại được"):
        handing_in.withdraw(ready, by=officer, at=period.locks_at)
    reviewing.start_review(ready, by=reviewer, at=period.opens_at)
    with pytest.raises(InvalidTransition):
        handing_in.withdraw(ready, by=officer, at=period.opens_at)


def test_answer_to_a_return_is_never_late_and_closes_it(period, unit, officer):
    returned = factories.submission_at(S.RETURNED, subject=unit, period=period, by=officer)
    first = returned.first_submitted_at
    at = period.locks_at + timedelta(days=3)
    handing_in.submit(returned, by=officer, at=at)
    returned.refresh_from_db()
    assert (returned.status, returned.is_late, returned.first_submitted_at) == (S.SUBMITTED, False, first)
    assert returned.returns.get().resolved_at == at
    assert "bản bổ sung" in OutboxMessage.objects.filter(kind="received").latest("pk").text
    handing_in.withdraw(returned, by=officer, at=at)
    handing_in.submit(returned, by=officer, at=at)
    assert (returned.rounds, returned.is_late) == (3, False)


def test_one_audit_row_per_move(ready, officer, period):
    handing_in.submit(ready, by=officer, at=period.opens_at)
    handing_in.withdraw(ready, by=officer, at=period.opens_at)
    rows = AuditEvent.objects.filter(object_type="submissions.submission", object_id=str(ready.pk)).order_by("pk")
    assert list(rows.values_list("action", "old", "new")) == [
        ("start", "", "DRAFT"), ("submit", "DRAFT", "SUBMITTED"), ("withdraw", "SUBMITTED", "DRAFT")
    ]  # fmt: skip


def test_sections_stay_complete_after_handing_in(ready, officer, period):
    handing_in.submit(ready, by=officer, at=period.opens_at)
    assert sections.sections_of(ready).is_complete

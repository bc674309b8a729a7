"""The head's approval: a tick, a signed copy, or a true second person."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import ApprovalKind, Role
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import approval_letters, permissions
from submissions.enums import ApprovalOutcome
from submissions.enums import SubmissionStatus as S
from submissions.models import ApprovalRequest, Evidence, Submission
from submissions.services import approvals, drafting, handing_in
from submissions.writable import FieldKey
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "Đơn vị thay người phụ trách."


@pytest.fixture
def head(unit):
    """The head of the unit, whose reports a second person hands in."""
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    return factories.make_user(Role.UNIT_HEAD, unit=unit, full_name="Trần Thị Thủ Trưởng")


@pytest.fixture
def ready(period, unit, officer):
    """The unit's report, filled."""
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    return factories.fill_report(draft, by=officer)


@pytest.fixture
def now(period):
    return period.opens_at + timedelta(days=3)


def fresh(report):
    return Submission.objects.select_related("period", "group", "unit", "person").get(pk=report.pk)


def test_the_officer_cannot_hand_in_what_the_head_must(ready, officer, head, now):
    with pytest.raises(Forbidden, match="Trình thủ trưởng duyệt trước"):
        handing_in.submit(fresh(ready), by=officer, at=now)
    # Neither can the head alone: there would be no second person.
    with pytest.raises(Forbidden, match="Trình thủ trưởng duyệt trước"):
        handing_in.submit(fresh(ready), by=head, at=now)


def test_sent_to_the_head_it_waits_locked_and_says_for_whom(ready, officer, head, now):
    approvals.send_for_approval(fresh(ready), by=officer, note="Nhờ đồng chí xem giúp.", at=now)
    report = fresh(ready)
    assert report.with_head_since == now
    verdict = permissions.may_edit(officer, report)
    assert verdict.reason == (
        f"Báo cáo đang chờ thủ trưởng duyệt từ 00:00 ngày 14/11/2026, do {officer} trình. Muốn sửa, lấy lại báo cáo."
    )
    content = report.contents.first()
    with pytest.raises(Forbidden, match="chờ thủ trưởng"):
        drafting.save_field(
            submission_id=report.pk, key=FieldKey("content", content.pk, "results"), text="Sửa", seen=None, by=officer
        )
    letter = OutboxMessage.objects.get(kind="approval_asked")
    assert (letter.recipient_id, letter.subject) == (head.pk, "Đề nghị đọc và nộp báo cáo thi đua năm 2026")
    assert "Lời nhắn: “Nhờ đồng chí xem giúp.”." in letter.text
    assert "hạn cuối là hết Thứ Sáu, 11/12/2026" in letter.text
    assert letter.link == f"/bao-cao/{report.pk}/kiem-tra/"


def test_the_head_hands_in_and_the_moment_is_the_heads(ready, officer, head, now, period):
    approvals.send_for_approval(fresh(ready), by=officer, at=now)
    at = period.closes_at + timedelta(hours=1)
    with pytest.raises(handing_in.LateReasonMissing):
        handing_in.submit(fresh(ready), by=head, at=at)
    handing_in.submit(fresh(ready), by=head, at=at, late_reason=WHY)
    report = fresh(ready)
    assert (report.status, report.is_late, report.submitted_by, report.with_head_since) == (
        S.SUBMITTED,
        True,
        head,
        None,
    )
    snapshot = report.snapshots.get()
    assert (snapshot.approval, snapshot.approved_by) == (ApprovalKind.SECOND_PERSON, head)
    request = report.approval_requests.get()
    assert (request.outcome, request.answered_by, request.answered_at) == (ApprovalOutcome.HANDED_IN, head, at)
    received = OutboxMessage.objects.get(kind="received")
    assert (received.recipient_id, received.copy_to) == (head.pk, [officer.email])
    rows = AuditEvent.objects.exclude(action="start").order_by("pk")
    assert [row.action for row in rows] == ["ask_approval", "submit", "approve"]


def test_the_head_gives_it_back_with_words(ready, officer, head, now):
    approvals.send_for_approval(fresh(ready), by=officer, at=now)
    with pytest.raises(ValidationError, match="Ghi ý kiến"):
        approvals.give_back(fresh(ready), by=head, answer="  ", at=now)
    approvals.give_back(fresh(ready), by=head, answer="Bổ sung số liệu mục 3.", at=now)
    report = fresh(ready)
    assert (report.with_head_since, bool(permissions.may_edit(officer, report))) == (None, True)
    letter = OutboxMessage.objects.get(kind="approval_given_back")
    assert letter.recipient_id == officer.pk
    assert "“Bổ sung số liệu mục 3.”" in letter.text
    approvals.send_for_approval(report, by=officer, at=now)
    assert ApprovalRequest.objects.filter(outcome=ApprovalOutcome.OPEN).count() == 1


def test_the_officer_takes_it_back(ready, officer, head, now):
    approvals.send_for_approval(fresh(ready), by=officer, at=now)
    with pytest.raises(Forbidden, match="Trả lại kèm ý kiến"):
        approvals.take_back(fresh(ready), by=head, at=now)
    approvals.take_back(fresh(ready), by=officer, at=now)
    assert fresh(ready).with_head_since is None
    with pytest.raises(InvalidTransition):
        approvals.take_back(fresh(ready), by=officer, at=now)
    with pytest.raises(Forbidden):
        handing_in.submit(fresh(ready), by=head, at=now)


def test_nobody_approves_what_they_asked_for(ready, officer, head, unit, now):
    second = factories.make_user(Role.UNIT_HEAD, unit=unit)
    approvals.send_for_approval(fresh(ready), by=head, at=now)
    with pytest.raises(Forbidden, match="không tự duyệt"):
        handing_in.submit(fresh(ready), by=head, at=now)
    with pytest.raises(Forbidden, match="chỉ thủ trưởng đơn vị nộp được"):
        handing_in.submit(fresh(ready), by=officer, at=now)
    handing_in.submit(fresh(ready), by=second, at=now)
    assert fresh(ready).status == S.SUBMITTED


def test_without_a_head_or_with_oneself_it_says_what_to_do(ready, officer, unit, now):
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    with pytest.raises(Forbidden, match="chưa có thủ trưởng trên hệ thống"):
        approvals.send_for_approval(fresh(ready), by=officer, at=now)
    both = factories.make_user(Role.UNIT_OFFICER, Role.UNIT_HEAD, unit=unit)
    with pytest.raises(Forbidden, match="thủ trưởng duy nhất"):
        approvals.send_for_approval(fresh(ready), by=both, at=now)
    approvals.send_for_approval(fresh(ready), by=officer, at=now)
    handing_in.submit(fresh(ready), by=both, at=now)


def test_what_is_not_complete_is_not_sent(period, unit, officer, head, now):
    draft = drafting.start(period=period, subject=unit, by=officer, at=now)
    with pytest.raises(handing_in.NotReady):
        approvals.send_for_approval(fresh(draft), by=officer, at=now)
    assert fresh(draft).with_head_since is None


def test_another_way_of_approving_has_nothing_to_send(ready, officer, now):
    with pytest.raises(Forbidden, match="không dùng cách trình"):
        approvals.send_for_approval(fresh(ready), by=officer, at=now)


def test_with_the_head_when_the_way_changes_the_head_still_answers(ready, officer, head, unit, now):
    approvals.send_for_approval(fresh(ready), by=officer, at=now)
    unit.approval = ApprovalKind.TICK
    unit.save()
    with pytest.raises(Forbidden):
        handing_in.submit(fresh(ready), by=officer, at=now)
    approvals.take_back(fresh(ready), by=officer, at=now)
    handing_in.submit(fresh(ready), by=officer, at=now)
    assert fresh(ready).snapshots.get().approval == ApprovalKind.TICK


def test_a_signed_copy_is_asked_for_where_the_unit_wants_one(ready, officer, unit, now):
    unit.approval = ApprovalKind.SIGNED_COPY
    unit.save()
    with pytest.raises(handing_in.NotReady) as missing:
        handing_in.submit(fresh(ready), by=officer, at=now)
    assert [gap.text for gap in missing.value.gaps] == ["Chưa gửi bản có chữ ký, đóng dấu của thủ trưởng."]
    copy = Evidence.objects.create(
        submission=ready, url="https://haiphong.gov.vn/ban-ky", name="Bản ký", media_type="text/uri-list", size=0,
        sha256="0" * 64, uploaded_by=officer,
    )  # fmt: skip
    ready.signed_copies.add(copy)
    handing_in.submit(fresh(ready), by=officer, at=now)
    assert fresh(ready).snapshots.get().approval == ApprovalKind.SIGNED_COPY


def test_a_person_speaks_for_themselves(period, unit, officer, head):
    person = factories.make_person("Trần Văn Minh", unit=unit)
    report = factories.submission_at(S.SUBMITTED, subject=person, period=period, by=officer)
    assert (report.snapshots.get().approval, report.snapshots.get().approved_by) == ("", None)


def test_the_letter_follows_a_new_head_and_stays_home_once_answered(ready, officer, head, unit, now):
    approvals.send_for_approval(fresh(ready), by=officer, at=now)
    letter = OutboxMessage.objects.get(kind="approval_asked")
    head.memberships.update(unit=factories.make_unit())
    assert approval_letters.still_asked(letter, now) == "người nhận không còn là thủ trưởng"
    new = factories.make_user(Role.UNIT_HEAD, unit=unit)
    assert approval_letters.still_asked(letter, now) == ""
    assert OutboxMessage.objects.get(pk=letter.pk).recipient_id == new.pk
    approvals.take_back(fresh(ready), by=officer, at=now)
    assert approval_letters.still_asked(letter, now) == "thủ trưởng đã trả lời"


def test_an_answer_to_a_return_goes_the_same_way(period, unit, officer, head):
    unit.approval = ApprovalKind.TICK
    unit.save()
    returned = factories.submission_at(S.RETURNED, subject=unit, period=period, by=officer)
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    late = period.locks_at + timedelta(days=1)
    approvals.send_for_approval(fresh(returned), by=officer, at=late)
    handing_in.submit(fresh(returned), by=head, at=late)
    report = fresh(returned)
    assert (report.status, report.is_late, report.rounds) == (S.SUBMITTED, False, 2)
    assert "bản bổ sung theo đề nghị của phường" in OutboxMessage.objects.get(kind="approval_asked").text

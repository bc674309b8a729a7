"""What has been kept long enough: told first, removed on request, never what something rests on."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from accounts.enums import ImportKind, ImportStatus, Role
from accounts.models import ImportRow, ImportRun
from campaigns.models import DatedSetting
from core.enums import MessageStatus
from core.models import AuditEvent, FormKey, OutboxMessage
from reports.enums import OF_A_HAND_IN, OF_A_YEAR, DocumentKind, DocumentStatus
from reports.models import GeneratedDocument
from reports.privacy import purging
from reports.privacy.retention import KINDS
from submissions.enums import SubmissionStatus as S
from submissions.models import Evidence, Submission
from submissions.services import evidence
from tests import factories
from tests.access.world import World

pytestmark = pytest.mark.django_db
NOW = factories.ward(2028, 3, 1, 8)
YEAR = timedelta(days=365)


def due(key: str, at=NOW) -> int:
    """How many rows of one kind are due."""
    return next(found.count for found in purging.look(at=at) if found.kind.key == key)


def left_after(at=NOW) -> None:
    purging.purge(at=at)


def letter(status=MessageStatus.SENT, sent_at=None) -> OutboxMessage:
    return OutboxMessage.objects.create(
        dedupe_key=f"thu-{OutboxMessage.objects.count()}", kind="thu", email="a@demo.example", subject="Thư",
        text="Thư", status=status, created_at=sent_at or NOW, sent_at=sent_at,
    )  # fmt: skip


def attach(report, by):
    place = evidence.Place("item", report.items.order_by("pk").first().pk)
    return evidence.attach(submission_id=report.pk, place=place, file=World.upload(), by=by, at=report.created_at)


@pytest.fixture
def draft(period):
    """A draft of 2026 that nobody touched after November 2026."""
    report = factories.submission_at(S.DRAFT, period=period)
    for rows in (report.contents, report.items):
        rows.update(edited_at=report.created_at)
    return report


def test_a_draft_goes_a_year_after_its_last_edit(draft, period):
    last = period.opens_at + timedelta(days=1)
    assert [due("drafts", last + YEAR - timedelta(hours=1)), due("drafts", last + YEAR + timedelta(hours=1))] == [0, 1]
    left_after()
    assert not Submission.objects.exists()


def test_an_edit_of_any_part_counts(draft):
    draft.items.filter(pk=draft.items.first().pk).update(edited_at=NOW - timedelta(days=30))
    assert due("drafts") == 0


def test_a_draft_of_a_year_that_is_still_open_stays(draft):
    type(draft.period).objects.update(locks_at=NOW + timedelta(days=1))
    assert due("drafts") == 0


def test_what_was_handed_in_never_goes(period):
    report = factories.submission_at(S.SUBMITTED, period=period)
    left_after(NOW + 20 * YEAR)
    assert Submission.objects.get().pk == report.pk


def test_a_drafts_file_goes_with_it(draft, django_capture_on_commit_callbacks):
    file = attach(draft, draft.edited_by or factories.make_user(Role.UNIT_OFFICER, unit=draft.unit))
    Evidence.objects.update(uploaded_at=draft.created_at)
    with django_capture_on_commit_callbacks(execute=True):
        left_after()
    assert not Evidence.objects.exists()
    assert not file.file.storage.exists(file.file.name)


def test_letters_that_wait_stay_however_old():
    old = NOW - 2 * YEAR
    for status in (MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.SKIPPED, MessageStatus.PENDING):
        letter(status, old)
    letter(MessageStatus.SENT, NOW - timedelta(days=10))
    left_after()
    assert sorted(OutboxMessage.objects.values_list("status", flat=True)) == ["PENDING", "SENT"]


def test_a_removed_file_goes_unless_a_hand_in_names_it(period, django_capture_on_commit_callbacks):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit())
    unit = officer.memberships.get().unit
    report = factories.submission_at(S.DRAFT, subject=unit, period=period, by=officer)
    never_sent = attach(report, officer)
    Evidence.objects.update(removed_at=NOW - 2 * YEAR)
    sent = factories.submission_at(S.SUBMITTED, period=period)
    named = Evidence.objects.create(
        submission=sent, file="evidence/000/x", name="Giữ.pdf", media_type="application/pdf", size=1, sha256="0" * 64,
        uploaded_by=officer, removed_at=NOW - 2 * YEAR,
    )  # fmt: skip
    snapshot = sent.snapshots.get()
    snapshot.data["files"] = [{"id": named.pk}]
    snapshot.save()
    with django_capture_on_commit_callbacks(execute=True):
        left_after()
    assert [row.pk for row in Evidence.objects.all()] == [named.pk]
    assert not never_sent.file.storage.exists(never_sent.file.name)


def test_lists_brought_in_go_with_their_rows():
    admin = factories.make_user(Role.ADMIN)
    for status in (ImportStatus.APPLIED, ImportStatus.PREVIEW, ImportStatus.APPLYING):
        run = ImportRun.objects.create(
            kind=ImportKind.UNITS, status=status, file_name="don-vi.xlsx", created_by=admin, created_at=NOW - 2 * YEAR
        )
        ImportRow.objects.create(run=run, number=2, verdict="NEW", values={"phone": "0912 345 678"})
    left_after()
    assert [row.status for row in ImportRun.objects.all()] == [ImportStatus.APPLYING]
    assert ImportRow.objects.count() == 1


def test_tables_go_and_papers_of_the_council_and_of_hand_ins_stay(period):
    admin = factories.make_user(Role.ADMIN)
    snapshot = factories.submission_at("SUBMITTED", period=period).snapshots.get()
    for kind in (*OF_A_YEAR, *OF_A_HAND_IN):
        GeneratedDocument.objects.create(
            kind=kind, period=period, title="Bảng", status=DocumentStatus.FAILED, created_by=admin,
            created_at=NOW - 2 * YEAR, snapshot=snapshot if kind in OF_A_HAND_IN else None,
        )  # fmt: skip
    left_after()
    kept = set(GeneratedDocument.objects.values_list("kind", flat=True))
    assert kept == {DocumentKind.COUNCIL_SUMMARY, *OF_A_HAND_IN}


def test_ended_sessions_and_their_traces_go_those_going_on_stay():
    user = factories.make_user()
    for key, ends in (("het-han", NOW - timedelta(days=3)), ("dang-dung", NOW + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
        UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", last_seen_at=NOW - timedelta(days=3))
    UserSession.objects.update(last_seen_at=NOW - timedelta(days=3))
    left_after()
    assert [row.session_key for row in UserSession.objects.all()] == ["dang-dung"]
    assert [row.session_key for row in Session.objects.all()] == ["dang-dung"]


def test_used_form_keys_go_after_a_week():
    for days in (8, 6):
        FormKey.objects.create(key=f"k{days}", used_at=NOW - timedelta(days=days))
    left_after()
    assert [row.key for row in FormKey.objects.all()] == ["k6"]


def test_the_office_sets_the_length(period):
    letter(sent_at=NOW - timedelta(days=60))
    assert due("letters") == 0
    DatedSetting.objects.create(
        campaign=period.campaign, code="giu-thu", key="keep_letters_days", label="Giữ thư", value=30
    )
    assert due("letters") == 1


def test_the_log_is_never_touched(draft):
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    left_after(NOW + 20 * YEAR)
    after = AuditEvent.objects.all()
    assert before < {row.pk for row in after}
    assert [row.action for row in after if row.pk not in before] == ["purge_data"]


def test_many_rows_go_batch_by_batch(monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    for _ in range(5):
        letter(sent_at=NOW - 2 * YEAR)
    assert next(gone.count for gone in purging.purge(at=NOW) if gone.kind.key == "letters") == 5


def test_the_command_tells_first_and_removes_with_yes():
    letter(sent_at=timezone.now() - 2 * YEAR)

    def told(*args) -> str:
        out = StringIO()
        call_command("purge_data", *args, stdout=out)
        return out.getvalue()

    first = told()
    assert "thư đã gửi hoặc bỏ: 1, cũ nhất" in first and "Chưa xóa gì" in first
    assert all(kind.title in first for kind in KINDS)
    assert OutboxMessage.objects.count() == 1
    assert "Đã xóa 1 dòng." in told("--yes")
    assert OutboxMessage.objects.count() == 0
    assert "Không có gì hết hạn giữ." in told()
    told("--yes")
    assert AuditEvent.objects.filter(action="purge_data").count() == 1

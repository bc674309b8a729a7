"""Many at once on real connections: one report, one receipt, no text lost (reliability F11, F12, F14)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from accounts.enums import Role
from accounts.models import User
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.enums import SubmissionStatus as S
from submissions.models import ReceiptCounter, Submission, SubmissionContent
from submissions.services import drafting, handing_in
from submissions.services.snapshots import picture_of
from submissions.writable import FieldKey
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count, work):
    """Run `work(number)` in `count` threads that start together; returns results and errors by number."""
    gate, results = threading.Barrier(count), {}

    def run(number):
        try:
            gate.wait(30)
            results[number] = work(number)
        except Exception as exc:
            results[number] = exc
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == count, "a thread hangs"
    return results


def test_twenty_starts_make_one_report(period, unit, group):
    users = [factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(4)]

    def begin(number):
        by = User.objects.get(pk=users[number % 4].pk)
        return drafting.start(period=period, subject=unit, by=by, at=period.opens_at).pk

    results = at_once(20, begin)
    assert set(results.values()) == {Submission.objects.get().pk}
    assert Submission.objects.get().contents.count() == 5


def test_twenty_submits_give_one_receipt(period, unit, group):
    users = [factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(4)]
    ready = factories.submission_at(subject=unit, period=period, by=users[0])
    OutboxMessage.objects.all().delete()

    def press(number):
        report = Submission.objects.get(pk=ready.pk)
        by = User.objects.get(pk=users[number % 4].pk)
        return handing_in.submit(report, by=by, at=period.opens_at + timedelta(days=number)).code

    results = at_once(20, press)
    won = [answer for answer in results.values() if isinstance(answer, str)]
    lost = [answer for answer in results.values() if not isinstance(answer, str)]
    assert won == ["LC-2026-0001"]
    assert all(isinstance(answer, InvalidTransition) for answer in lost), lost
    ready.refresh_from_db()
    assert (ready.status, ready.rounds, ready.snapshots.count()) == (S.SUBMITTED, 1, 1)
    assert ReceiptCounter.objects.get(year=2026).last == 1
    assert OutboxMessage.objects.filter(kind="received").count() == 1
    assert AuditEvent.objects.filter(action="submit").count() == 1


def test_ten_units_draw_ten_numbers_without_a_gap(period, group):
    ready = []
    for _ in range(10):
        unit = factories.make_unit()
        factories.enrol(group, unit)
        by = factories.make_user(Role.UNIT_OFFICER, unit=unit)
        ready.append((factories.submission_at(subject=unit, period=period, by=by).pk, by.pk))

    def press(number):
        pk, by = ready[number]
        report = Submission.objects.get(pk=pk)
        return handing_in.submit(report, by=User.objects.get(pk=by), at=period.opens_at).code

    results = at_once(10, press)
    assert sorted(map(str, results.values())) == [f"LC-2026-{number:04d}" for number in range(1, 11)]


def test_pairs_of_edits_never_overwrite_unseen(period, unit, group):
    users = [factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(2)]
    draft = factories.submission_at(subject=unit, period=period, by=users[0], filled=False)
    content = draft.contents.first()
    key = FieldKey("content", content.pk, "results")
    seen = drafting.stamp("")
    for lap in range(10):

        def write(number, lap=lap, seen=seen):
            by = User.objects.get(pk=users[number].pk)
            text = f"Vòng {lap}, người {number}"
            drafting.save_field(submission_id=draft.pk, key=key, text=text, seen=seen, by=by, at=period.opens_at)
            return text

        results = at_once(2, write)
        won = [answer for answer in results.values() if isinstance(answer, str)]
        lost = [answer for answer in results.values() if isinstance(answer, drafting.EditConflict)]
        assert (len(won), len(lost)) == (1, 1), results
        stored = SubmissionContent.objects.get(pk=content.pk).results
        assert (stored, lost[0].theirs) == (won[0], won[0])
        seen = lost[0].stamp


def _save_against_submit(period, unit, laps):
    """A save and a hand-in at once: either the text is in the snapshot, or the writer was refused."""
    by = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    ready = factories.submission_at(subject=unit, period=period, by=by)
    content = ready.contents.first()
    key = FieldKey("content", content.pk, "results")
    for lap in range(laps):
        text = f"Sửa ngay trước khi nộp, vòng {lap}, đủ dài để không bị nhắc là ngắn."

        def work(number, text=text):
            user = User.objects.get(pk=by.pk)
            if number:
                return handing_in.submit(Submission.objects.get(pk=ready.pk), by=user, at=period.opens_at)
            return drafting.save_field(
                submission_id=ready.pk, key=key, text=text, seen=None, by=user, at=period.opens_at
            )

        results = at_once(2, work)
        assert isinstance(results[1], Submission), results
        report = Submission.objects.select_related("period", "group", "unit", "person").get(pk=ready.pk)
        assert report.snapshots.latest("number").data == picture_of(report)
        saved = SubmissionContent.objects.get(pk=content.pk).results == text
        assert saved == (not isinstance(results[0], Forbidden)), results
        handing_in.withdraw(report, by=by, at=period.opens_at)


def test_save_and_submit_at_once_keep_the_snapshot_true(period, unit, group):
    _save_against_submit(period, unit, laps=4)


@pytest.mark.postgres
def test_save_waits_for_the_submit_that_came_first(period, unit, group):
    """The row lock is what makes the save see the new status (SQLite has whole transactions for that)."""
    assert connection.vendor == "postgresql"
    _save_against_submit(period, unit, laps=40)

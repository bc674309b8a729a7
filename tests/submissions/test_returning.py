"""Giving back with marks on sections and files, locking the rest, and the unit's ticks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from submissions import sections
from submissions.asked import asked_of, files_are_open, place_is_open
from submissions.enums import SubmissionStatus as S
from submissions.models import Evidence, ReturnNote
from submissions.places import Place
from submissions.services import drafting, evidence, handing_in, returning, rows
from submissions.writable import FieldKey
from tests import factories
from tests.races import at_once
from tests.submissions.returned import add_file, give_back, officer_of, picture, under_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return under_review(files=2)


def write(report, kind, row, column, text):
    key = FieldKey(kind, row.pk, column)
    return drafting.save_field(
        submission_id=report.pk, key=key, text=text, seen=None, by=officer_of(report), at=report.status_since
    )


# --- what the office asks


def test_a_file_is_asked_about_in_the_section_that_shows_it(report):
    request = give_back(report, lock_rest=True)
    file = report.evidence.first()
    assert list(request.notes.values_list("section", "evidence", "note")) == [
        (sections.SELF_SCORE, file.pk, "Tệp chụp thiếu trang 2."),
        (sections.PROPOSALS, None, "Ghi rõ khó khăn về kinh phí."),
    ]
    assert (request.lock_rest, report.status) == (True, S.RETURNED)
    event = AuditEvent.objects.get(action="return_for_changes")
    assert event.data["asked_files"] == [file.pk]
    assert (event.data["sections"], event.data["lock_rest"]) == ([sections.PROPOSALS], True)


def test_the_letter_names_section_file_and_lock(report):
    give_back(report, lock_rest=True)
    text = OutboxMessage.objects.get(kind="returned").text
    assert "Phường đề nghị bổ sung 2 chỗ, chậm nhất hết" in text
    assert "– Tự chấm theo tiêu chí, tệp “Quyết định 1.pdf”: Tệp chụp thiếu trang 2." in text
    assert "Các phần khác giữ nguyên và đã khóa." in text


def test_without_the_lock_the_letter_says_only_that_the_rest_stays(report):
    give_back(report, files={})
    text = OutboxMessage.objects.get(kind="returned").text
    assert "Phường đề nghị bổ sung 1 chỗ" in text
    assert "Các phần khác giữ nguyên. Sửa tại:" in text


@pytest.mark.parametrize("wrong", ["section", "file", "removed"])
def test_what_is_not_in_the_hand_in_cannot_be_asked_about(report, wrong):
    notes, files = {sections.PROPOSALS: "Ghi rõ."}, {}
    if wrong == "section":
        notes = {"muc-la": "Ghi rõ."}
    elif wrong == "file":
        files = {add_file(under_review(), name="Khác.pdf").pk: "Thiếu trang."}
    else:
        # Sent after the hand-in: the office has not read it.
        files = {add_file(report, report.items.first(), name="Sau.pdf").pk: "Thiếu trang."}
    with pytest.raises(ValidationError, match="không nằm trong bản đã nộp"):
        give_back(report, notes=notes, files=files)
    report.refresh_from_db()
    assert (report.status, ReturnNote.objects.count(), OutboxMessage.objects.filter(kind="returned").count()) == (
        S.UNDER_REVIEW,
        0,
        0,
    )


def test_a_file_that_serves_two_places_is_asked_about_once(report):
    file = report.evidence.first()
    report.contents.first().evidence.add(file)
    places = returning.files_by_section(report)
    assert [each["id"] for files in places.values() for each in files].count(file.pk) == 1


# --- the rest locked


def test_without_the_lock_everything_stays_editable(report):
    give_back(report)
    write(report, "report", report, "reporter_name", "Người khác")
    write(report, "content", report.contents.first(), "results", "Sửa thêm.")
    assert place_is_open(report, sections.REPORTER)


def test_with_the_lock_only_what_is_named_can_be_written(report):
    give_back(report, lock_rest=True)
    write(report, "report", report, "difficulties", "Thiếu kinh phí số hóa.")
    before = picture(report)
    for kind, row, column, text in [
        ("report", report, "reporter_name", "Người khác"),
        ("content", report.contents.first(), "results", "Khác."),
        # Of this section only a file is named: its text stays.
        ("item", report.items.first(), "result", "Khác."),
        ("item", report.items.first(), "self_score", "1"),
    ]:
        with pytest.raises(Forbidden, match="giữ nguyên như đã nộp"):
            write(report, kind, row, column, text)
    assert picture(report) == before


def test_with_the_lock_no_rows_come_or_go_elsewhere(report):
    officer, at = officer_of(report), report.status_since
    give_back(report, lock_rest=True)
    with pytest.raises(Forbidden, match="Mục này giữ nguyên"):
        rows.add_figure(submission_id=report.pk, content_id=report.contents.first().pk, by=officer, at=at)
    with pytest.raises(Forbidden, match="Mục này giữ nguyên"):
        rows.add_initiative(submission_id=report.pk, by=officer, at=at)


def test_with_the_lock_files_come_and_go_only_where_one_is_named(report):
    officer, at = officer_of(report), report.status_since
    give_back(report, lock_rest=True)
    item, content = report.items.last(), report.contents.first()
    assert files_are_open(report, Place("item", item.pk))
    assert files_are_open(report, Place("signed", report.pk))
    assert not files_are_open(report, Place("content", content.pk))
    named = report.evidence.first()
    evidence.remove(named, place=Place("item", report.items.first().pk), by=officer, at=at)
    evidence.restore(Evidence.objects.get(pk=named.pk), by=officer, at=at)
    with pytest.raises(Forbidden):
        evidence.use_again(named, place=Place("content", content.pk), by=officer, at=at)
    with pytest.raises(Forbidden):
        evidence.attach_link(
            submission_id=report.pk, place=Place("content", content.pk), url="https://example.org/", by=officer, at=at
        )


def test_the_lock_holds_when_the_answer_is_taken_back(report):
    officer = officer_of(report)
    give_back(report, lock_rest=True)
    at = report.status_since + timedelta(hours=1)
    handing_in.submit(report, by=officer, at=at)
    handing_in.withdraw(report, by=officer, at=at)
    assert report.status == S.DRAFT
    with pytest.raises(Forbidden, match="Mục này giữ nguyên"):
        write(report, "report", report, "reporter_name", "Người khác")
    write(report, "report", report, "difficulties", "Thiếu người.")
    assert asked_of(report).ticks is False


def test_a_report_never_given_back_asks_nothing_and_costs_nothing(django_assert_num_queries):
    draft = factories.submission_at(S.DRAFT, filled=False)
    with django_assert_num_queries(0):
        assert asked_of(draft) is None
        assert place_is_open(draft, sections.REPORTER)


# --- ticks


@pytest.fixture
def note(report):
    return give_back(report).notes.get(evidence=None)


def test_a_tick_says_who_and_when_and_can_be_taken_back(report, note):
    officer, at = officer_of(report), report.status_since + timedelta(hours=2)
    returning.tick(note, by=officer, done=True, at=at)
    assert (note.done_at, note.done_by) == (at, officer)
    returning.tick(note, by=officer, done=False, at=at)
    assert (note.done_at, note.done_by) == (None, None)
    assert list(
        AuditEvent.objects.filter(action__endswith="tick_note").order_by("pk").values_list("action", flat=True)
    ) == [
        "tick_note",
        "untick_note",
    ]


def test_the_same_tick_twice_is_one(report, note):
    officer, at = officer_of(report), report.status_since
    returning.tick(note, by=officer, done=True, at=at)
    returning.tick(note, by=factories.make_user(Role.UNIT_OFFICER, unit=report.unit), done=True, at=at)
    assert note.done_by == officer
    assert AuditEvent.objects.filter(action="tick_note").count() == 1


def test_what_is_left_is_counted(report, note):
    officer = officer_of(report)
    asked = asked_of(report)
    assert (len(asked), asked.done) == (2, 0)
    assert {note.section for note in asked.left} == {sections.SELF_SCORE, sections.PROPOSALS}
    returning.tick(note, by=officer, done=True, at=report.status_since)
    asked = asked_of(report)
    assert (asked.done, [note.section for note in asked.left]) == (1, [sections.SELF_SCORE])
    assert list(asked.files) == [report.evidence.first().pk]


@pytest.mark.parametrize("status", [S.SUBMITTED, S.UNDER_REVIEW, S.DRAFT])
def test_once_handed_in_the_ticks_stand(report, note, status):
    officer, at = officer_of(report), report.status_since + timedelta(hours=1)
    handing_in.submit(report, by=officer, at=at)
    type(report).objects.filter(pk=report.pk).update(status=status)
    with pytest.raises(Forbidden):
        returning.tick(note, by=officer, done=True, at=at)
    note.refresh_from_db()
    assert note.done_at is None


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.UNIT_OFFICER, Role.UNIT_HEAD)])
def test_nobody_but_the_unit_ticks(report, note, role):
    with pytest.raises(Forbidden):
        returning.tick(note, by=factories.make_user(role), done=True, at=report.status_since)
    stranger = factories.make_user(Role.UNIT_OFFICER)
    with pytest.raises(Forbidden):
        returning.tick(note, by=stranger, done=True, at=report.status_since)
    note.refresh_from_db()
    assert note.done_at is None


def test_the_head_of_the_unit_ticks_too(report, note):
    head = factories.make_user(Role.UNIT_HEAD, unit=report.unit)
    assert returning.tick(note, by=head, done=True, at=report.status_since).done_by == head


def test_a_tick_is_never_half_a_tick(report, note):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnNote.objects.filter(pk=note.pk).update(done_at=report.status_since)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_tick_once():
    report = under_review()
    note = give_back(report, files={}).notes.get()
    officers = [factories.make_user(Role.UNIT_OFFICER, unit=report.unit) for _ in range(2)]

    def press(officer):
        return lambda: returning.tick(
            ReturnNote.objects.select_related("request").get(pk=note.pk), by=officer, done=True
        )

    at_once((), *(press(officer) for officer in officers))
    note.refresh_from_db()
    assert note.done_by in officers
    assert AuditEvent.objects.filter(action="tick_note").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_tick_and_the_hand_in_at_once_leave_no_tick_after_it():
    report = under_review()
    note = give_back(report, files={}).notes.get()
    officer = officer_of(report)
    fresh = type(report).objects.select_related("period", "group", "unit", "person")
    tick, _ = at_once(
        (Forbidden,),
        lambda: returning.tick(ReturnNote.objects.select_related("request").get(pk=note.pk), by=officer, done=True),
        lambda: handing_in.submit(fresh.get(pk=report.pk), by=officer),
    )
    note.refresh_from_db()
    report.refresh_from_db()
    assert report.status == S.SUBMITTED
    # Either the tick was first, or it was refused.
    assert (note.done_at is None) == isinstance(tick, Forbidden)

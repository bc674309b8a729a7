"""The difficulties channel (D10): asked at any time, answered or passed on, the waiting counted, nothing unseen."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from core.outbox import deliver
from core.storage import PrivateStorage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import difficulty_lists as lists
from submissions.enums import DifficultyStatus as S
from submissions.enums import MessageKind
from submissions.filechecks import FileRefused
from submissions.models import Difficulty, DifficultyFile, DifficultyMessage
from submissions.services import difficulties as service
from submissions.services import difficulty_files, questions, scanning
from submissions.services.giving_out import FileMissing
from tests import factories
from tests.submissions import files

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]
ASKED = factories.ward(2026, 3, 2, 9)
LATER = factories.ward(2026, 3, 14, 8)


@pytest.fixture
def asked(period, unit, officer):
    return ask(unit, officer)


@pytest.fixture
def body():
    """Another body with its officer."""
    unit = factories.make_unit("Phòng Kinh tế")
    factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Đào Văn Kinh Tế")
    return unit


def ask(subject, by, text="Chưa có máy quét để số hóa hồ sơ.", at=ASKED, **more):
    return service.ask(subject=subject, text=text, by=by, at=at, **more)


def last(difficulty) -> int:
    return difficulty.messages.latest("pk").pk


def answer(difficulty, by, text="Phường cấp máy trong tháng 4.", at=LATER, **more):
    return service.answer(difficulty, text=text, by=by, at=at, **{"seen": last(difficulty), **more})


def forward(difficulty, body, by, note="", at=LATER, **more):
    return service.forward(difficulty, body=body, note=note, by=by, at=at, **{"seen": last(difficulty), **more})


def letters(kind=None):
    rows = OutboxMessage.objects.filter(kind__startswith="difficulty-").order_by("pk")
    return list(rows.filter(kind=kind) if kind else rows)


# --- asking ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "at", [factories.ward(2026, 2, 1), factories.ward(2026, 12, 1), factories.ward(2026, 12, 30)],
    ids=["before opening", "while open", "after the lock"],
)  # fmt: skip
def test_a_unit_asks_at_any_time_of_the_year(period, unit, officer, at):
    difficulty = ask(unit, officer, at=at)
    assert (difficulty.status, difficulty.waiting_since, difficulty.unit) == (S.WAITING, at, unit)
    message = difficulty.messages.get()
    assert (message.kind, message.author, message.on_behalf_of) == (MessageKind.QUESTION, officer, unit)
    assert AuditEvent.objects.get(action="ask_difficulty").object_id == str(difficulty.pk)


def test_a_person_asks_for_themselves(period):
    user = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Trần Văn Minh", user=user)
    difficulty = ask(person, user)
    assert (difficulty.person, difficulty.unit, difficulty.messages.get().on_behalf_of) == (person, None, None)


def test_nobody_asks_without_a_unit(period):
    with pytest.raises(Forbidden, match="chưa gắn với đơn vị hay cá nhân nào"):
        ask(None, factories.make_user(Role.INDIVIDUAL))
    with pytest.raises(Forbidden):
        ask(factories.make_unit(), factories.make_user(Role.MEDIA))


def test_text_is_found_without_accents(asked):
    assert asked.messages.get().search_text == "chua co may quet de so hoa ho so."


# --- answering -------------------------------------------------------------------------------------------------------
def test_the_office_answers_and_the_waiting_ends(asked, reviewer):
    message = answer(asked, reviewer)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since, message.on_behalf_of) == (S.ANSWERED, None, None)


def test_nobody_answers_their_own_units(asked, unit, reviewer):
    reviewer.memberships.create(role=Role.UNIT_OFFICER, unit=unit)
    with pytest.raises(Forbidden, match="của đơn vị mình"):
        answer(asked, reviewer)


def test_the_asker_and_strangers_do_not_answer(asked, officer):
    for user in (officer, factories.make_user(Role.UNIT_OFFICER), factories.make_user(Role.ADMIN)):
        with pytest.raises(Forbidden):
            answer(asked, user)
    assert asked.messages.count() == 1


def test_the_second_who_answers_is_told_and_nothing_is_written(asked, reviewer):
    seen, colleague = last(asked), factories.make_user(Role.REVIEWER)
    stale = Difficulty.objects.get(pk=asked.pk)
    answer(asked, reviewer)
    for copy in (stale, Difficulty.objects.get(pk=asked.pk)):
        with pytest.raises(InvalidTransition, match="Người khác vừa xử lý"):
            answer(copy, colleague, seen=seen)
    assert asked.messages.filter(kind=MessageKind.ANSWER).count() == 1


def test_what_the_asker_adds_is_read_before_the_answer_goes(asked, officer, reviewer):
    seen = last(asked)
    service.ask_again(asked, text="Cần cả máy in.", by=officer, at=LATER)
    with pytest.raises(InvalidTransition):
        answer(asked, reviewer, seen=seen)
    asked.refresh_from_db()
    assert asked.status == S.WAITING


def test_an_answer_may_be_followed_by_another(asked, reviewer):
    answer(asked, reviewer)
    answer(asked, reviewer, text="Đính chính: trong tháng 5.")
    assert asked.messages.filter(kind=MessageKind.ANSWER).count() == 2


# --- passing on ------------------------------------------------------------------------------------------------------
def test_passed_on_it_still_waits_and_the_body_answers_in_its_name(asked, reviewer, body):
    forward(asked, body, reviewer, note="Nhờ phòng trả lời giúp.")
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since, asked.forwarded_to) == (S.FORWARDED, ASKED, body)
    note = asked.messages.get(kind=MessageKind.FORWARD)
    assert note.text == "Đã chuyển tới Phòng Kinh tế.\nNhờ phòng trả lời giúp."
    helper = body.memberships.get().user
    assert Difficulty.objects.visible_to(helper).get() == asked
    assert answer(asked, helper).on_behalf_of == body
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since) == (S.ANSWERED, None)


def test_the_body_that_had_it_before_reads_it_no_more(asked, reviewer, body):
    forward(asked, body, reviewer)
    helper = body.memberships.get().user
    other = factories.make_unit("Phòng Tư pháp")
    forward(asked, other, reviewer)
    assert not Difficulty.objects.visible_to(helper).exists()
    with pytest.raises(Forbidden):
        answer(asked, helper)


def test_it_is_not_passed_to_who_asked_or_has_it_or_ended(asked, unit, reviewer, body):
    ended = factories.make_unit(active_to=ASKED.date())
    for wrong in (unit, ended):
        with pytest.raises(service.NowhereToPass, match="Chọn một đơn vị đang hoạt động"):
            forward(asked, wrong, reviewer)
    forward(asked, body, reviewer)
    with pytest.raises(service.NowhereToPass):
        forward(asked, body, reviewer)
    assert asked.messages.count() == 2


def test_only_the_office_passes_on(asked, officer, reviewer, body):
    other = factories.make_unit()
    forward(asked, body, reviewer)
    for user in (officer, body.memberships.get().user):
        with pytest.raises(Forbidden):
            forward(asked, other, user)


# --- writing again, closing ------------------------------------------------------------------------------------------
def test_writing_in_an_answered_thread_opens_it_and_the_days_begin_anew(asked, officer, reviewer):
    answer(asked, reviewer)
    again = LATER + timedelta(days=2)
    service.ask_again(asked, text="Máy chưa về.", by=officer, at=again)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since) == (S.WAITING, again)


def test_writing_on_while_waiting_keeps_the_first_day(asked, officer):
    service.ask_again(asked, text="Thêm một ý.", by=officer, at=LATER)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since) == (S.WAITING, ASKED)


def test_the_unit_closes_and_opens_again(asked, officer, reviewer):
    with pytest.raises(InvalidTransition):
        service.close(asked, by=officer)
    answer(asked, reviewer)
    with pytest.raises(Forbidden):
        service.close(asked, by=reviewer)
    service.close(asked, by=officer)
    asked.refresh_from_db()
    assert asked.status == S.CLOSED
    service.ask_again(asked, text="Lại vướng.", by=officer, at=LATER)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since) == (S.WAITING, LATER)


def test_each_step_is_one_line_of_the_log(asked, officer, reviewer, body):
    AuditEvent.objects.filter(action="ask_difficulty").get()
    before = AuditEvent.objects.count()
    forward(asked, body, reviewer)
    answer(asked, reviewer)
    service.ask_again(asked, text="Còn một ý.", by=officer, at=LATER)
    answer(asked, reviewer)
    service.close(asked, by=officer)
    rows = AuditEvent.objects.order_by("pk")[before:]
    assert [row.action for row in rows] == ["forward", "answer", "ask_again", "answer", "close"]
    assert "máy quét" not in str([vars(row) for row in rows])


def test_the_database_knows_that_an_answered_one_waits_for_nobody(asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Difficulty.objects.filter(pk=asked.pk).update(status=S.ANSWERED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Difficulty.objects.filter(pk=asked.pk).update(status=S.FORWARDED)


# --- files -----------------------------------------------------------------------------------------------------------
def test_files_come_with_the_message_byte_for_byte(period, unit, officer):
    data = files.pdf()
    difficulty = ask(unit, officer, files=[files.upload(data, "Công văn.pdf")])
    row = DifficultyFile.objects.get(message__difficulty=difficulty)
    assert (row.name, row.media_type, row.size) == ("Công văn.pdf", "application/pdf", len(data))
    with difficulty_files.open_file(row, by=officer, inline=False) as handle:
        assert handle.read() == data
    assert AuditEvent.objects.get(action="download_sent_file").data["difficulty"] == difficulty.pk


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"MZ", "virus.exe", "virus.exe: Tệp .exe không nhận."),
        (b"", "rong.pdf", "rong.pdf: Tệp rỗng"),
        (b"khong phai", "gia.pdf", "gia.pdf: Nội dung tệp không phải .pdf."),
        (files.huge_png(30_000, 30_000), "to.png", "to.png: Ảnh lớn quá"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_nothing_is_written(period, unit, officer, data, name, words):
    storage = DifficultyFile._meta.get_field("file").storage
    good = files.upload(files.pdf(), "a.pdf")
    before = storage.listdir("difficulties")[1] if storage.exists("difficulties") else []
    with pytest.raises(FileRefused) as refused:
        ask(unit, officer, files=[good, files.upload(data, name)])
    assert str(refused.value).startswith(words)
    assert not Difficulty.objects.exists()
    assert (storage.listdir("difficulties")[1] if storage.exists("difficulties") else []) == before


def test_a_refused_step_leaves_no_file_on_disk(asked, officer, reviewer):
    storage = DifficultyFile._meta.get_field("file").storage
    before = storage.listdir("difficulties")[1] if storage.exists("difficulties") else []
    with pytest.raises(InvalidTransition):
        answer(asked, reviewer, seen=0, files=[files.upload(files.pdf(), "a.pdf")])
    assert (storage.listdir("difficulties")[1] if storage.exists("difficulties") else []) == before


def test_six_files_are_too_many(period, unit, officer):
    with pytest.raises(FileRefused, match="tối đa 5 tệp"):
        ask(unit, officer, files=[files.upload(files.pdf(), f"{n}.pdf") for n in range(6)])


def test_a_full_disk_is_said_in_words(period, unit, officer, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PrivateStorage, "_save", full)
    with pytest.raises(FileRefused, match="hết chỗ lưu tệp"):
        ask(unit, officer, files=[files.upload(files.pdf(), "a.pdf")])
    assert not Difficulty.objects.exists()


# --- letters ---------------------------------------------------------------------------------------------------------
def test_one_letter_tells_the_whole_office(unit, officer, period):
    first, second = factories.make_user(Role.REVIEWER), factories.make_user(Role.REVIEWER)
    difficulty = ask(unit, officer)
    letter = letters()[0]
    assert [one.kind for one in letters()] == ["difficulty-asked"]
    assert (letter.recipient_id, letter.copy_to) == (first.pk, [second.email])
    assert "máy quét" not in letter.text and "gửi vướng mắc lúc 09:00 ngày 02/03/2026" in letter.text
    assert letter.link == f"/kho-khan/{difficulty.pk}/"


def test_the_office_is_written_to_once_while_somebody_waits(asked, officer, reviewer):
    service.ask_again(asked, text="Thêm.", by=officer, at=LATER)
    assert len(letters("difficulty-asked")) == 0
    answer(asked, reviewer)
    service.ask_again(asked, text="Vẫn vướng.", by=officer, at=LATER)
    assert len(letters("difficulty-asked")) == 1


def test_the_answer_reaches_who_asked_and_the_officers_of_today(asked, unit, officer, reviewer):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    answer(asked, reviewer)
    letter = letters("difficulty-answered")[0]
    assert (letter.recipient_id, letter.copy_to) == (officer.pk, [colleague.email])
    assert letter.text == (
        "Kính gửi Phòng Kinh tế, Hạ tầng và Đô thị. Phường đã trả lời vướng mắc gửi ngày 02/03/2026. Đọc tại:"
    )


def test_a_head_who_asked_gets_the_answer_though_there_is_an_officer(period, unit, officer, reviewer):
    head = factories.make_user(Role.UNIT_HEAD, unit=unit)
    answer(ask(unit, head), reviewer)
    letter = letters("difficulty-answered")[0]
    assert (letter.recipient_id, letter.copy_to) == (head.pk, [officer.email])


def test_whoever_left_the_unit_gets_no_answer(asked, officer, unit, reviewer, django_capture_on_commit_callbacks):
    officer.memberships.update(ends_on=ASKED.date())
    successor = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    answer(asked, reviewer)
    letter = letters("difficulty-answered")[0]
    assert (letter.recipient_id, letter.copy_to) == (successor.pk, [])


def test_the_body_is_written_to_and_named_in_the_answer(asked, reviewer, body):
    forward(asked, body, reviewer)
    letter, helper = letters("difficulty-forwarded")[0], body.memberships.get().user
    assert letter.recipient_id == helper.pk
    assert letter.text.startswith("Kính gửi Phòng Kinh tế. ")
    answer(asked, helper)
    assert "Phòng Kinh tế đã trả lời vướng mắc" in letters("difficulty-answered")[0].text


def test_a_letter_leaves_only_to_who_is_concerned_by_then(asked, officer, reviewer, mailoutbox):
    answer(asked, reviewer)
    service.ask_again(asked, text="Còn vướng.", by=officer, at=LATER)
    waiting = letters("difficulty-asked")[0]
    OutboxMessage.objects.filter(pk=waiting.pk).update(status="PENDING", next_try_at=ASKED, lease="", sent_at=None)
    reviewer.memberships.update(ends_on=ASKED.date())
    colleague = factories.make_user(Role.REVIEWER)
    mailoutbox.clear()
    assert deliver(waiting.pk, now=LATER) == "SENT"
    assert [mail.to for mail in mailoutbox] == [[colleague.email]]


def test_a_letter_about_a_matter_that_is_gone_does_not_leave(asked, officer, reviewer, mailoutbox):
    answer(asked, reviewer)
    waiting = letters("difficulty-answered")[0]
    OutboxMessage.objects.filter(pk=waiting.pk).update(
        status="PENDING", next_try_at=ASKED, lease="", context={"difficulty": 0}
    )
    mailoutbox.clear()
    assert (deliver(waiting.pk, now=LATER), mailoutbox) == ("SKIPPED", [])


# --- questions and answers -------------------------------------------------------------------------------------------
def publish(difficulty, by, question="Khi nào có máy quét?", reply="Trong tháng 4.", was=None):
    was = questions.stamp(difficulty) if was is None else was
    return questions.publish(difficulty, question=question, answer=reply, was=was, by=by, at=LATER)


def test_only_an_answered_one_is_published_with_one_line_of_the_log(asked, reviewer):
    with pytest.raises(InvalidTransition, match="chưa có trả lời"):
        publish(asked, reviewer)
    answer(asked, reviewer)
    assert questions.suggestion(asked) == ("Chưa có máy quét để số hóa hồ sơ.", "Phường cấp máy trong tháng 4.")
    publish(asked, reviewer)
    asked.refresh_from_db()
    assert (asked.published_at, asked.published_by, asked.public_answer) == (LATER, reviewer, "Trong tháng 4.")
    row = AuditEvent.objects.get(action="publish_question")
    assert row.changes["public_question"] == ["", "Khi nào có máy quét?"]


def test_only_the_office_publishes(asked, officer, reviewer):
    answer(asked, reviewer)
    for user in (officer, factories.make_user(Role.MEDIA)):
        with pytest.raises(Forbidden):
            publish(asked, user)
    publish(asked, reviewer)
    with pytest.raises(Forbidden):
        questions.unpublish(asked, by=officer)


@pytest.mark.parametrize(
    ("question", "reply", "name", "fields"),
    [
        ("Phòng Kinh tế, hạ tầng và đô thị hỏi", "Có.", "Phòng Kinh tế, Hạ tầng và Đô thị", ["public_question"]),
        ("Hỏi", "Trả lời LÊ THỊ HỎI: có.", "Lê Thị Hỏi", ["public_answer"]),
        ("Le  Thi Hoi hỏi", "Lê Thị Hỏi à", "Lê Thị Hỏi", ["public_question", "public_answer"]),
    ],
)
def test_words_that_name_who_asked_are_not_published(period, unit, reviewer, question, reply, name, fields):
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Lê Thị Hỏi")
    difficulty = ask(unit, officer)
    answer(difficulty, reviewer)
    with pytest.raises(questions.NamesSomebody, match=f"“{name}”") as refused:
        publish(difficulty, reviewer, question, reply)
    assert refused.value.fields == fields
    assert not Difficulty.objects.published().exists()


def test_two_who_publish_do_not_pass_unseen(asked, reviewer):
    answer(asked, reviewer)
    was = questions.stamp(asked)
    stale = Difficulty.objects.get(pk=asked.pk)
    publish(asked, reviewer)
    for copy in (stale, Difficulty.objects.get(pk=asked.pk)):
        with pytest.raises(InvalidTransition, match="Người khác"):
            publish(copy, reviewer, reply="Khác.", was=was)
    assert Difficulty.objects.get().public_answer == "Trong tháng 4."


def test_taken_down_it_is_gone_and_the_words_stay_for_the_office(asked, reviewer):
    answer(asked, reviewer)
    publish(asked, reviewer)
    questions.unpublish(asked, by=reviewer)
    assert not Difficulty.objects.published().exists()
    assert questions.suggestion(asked)[1] == "Trong tháng 4."
    with pytest.raises(InvalidTransition):
        questions.unpublish(asked, by=reviewer)
    assert AuditEvent.objects.filter(action="unpublish_question").count() == 1


# --- the days --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "days", "overdue"),
    [
        (factories.ward(2026, 3, 2, 23, 59), 0, False),
        (factories.ward(2026, 3, 3), 1, False),
        (factories.ward(2026, 3, 9, 23, 59, 59), 7, False),
        (factories.ward(2026, 3, 10), 8, True),
    ],
)
def test_days_are_whole_days_of_the_ward(asked, now, days, overdue):
    row = lists.rows_of([asked], now=now)[0]
    assert (row.days, row.is_overdue) == (days, overdue)
    found = lists.chosen(Difficulty.objects.all(), lists.Choices(view="qua-han"), now=now)
    assert found.exists() is overdue


def test_messages_say_something(asked, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        DifficultyMessage.objects.create(
            difficulty=asked, kind=MessageKind.QUESTION, text="", author=officer, sent_at=ASKED
        )


# --- what files are asked, and what becomes of them ------------------------------------------------------------------
def test_a_photo_is_kept_without_the_place_it_was_taken_at(period, unit, officer):
    data = files.photo()
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.getexif().get_ifd(0x8825)
    difficulty = ask(unit, officer, files=[files.upload(data, "hiện trường.jpg")])
    row = DifficultyFile.objects.get(message__difficulty=difficulty)
    with difficulty_files.open_file(row, by=officer, inline=True) as handle, Image.open(handle) as kept:
        assert not kept.getexif().get_ifd(0x8825)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (scanning.Scan("REFUSED", "Eicar"), "a.pdf: Tệp có mã độc (Eicar), phường không nhận."),
        (scanning.Scan("PENDING"), "a.pdf: Máy chủ đang bận, chưa kiểm tra được tệp."),
    ],
)
def test_what_the_scanner_did_not_call_clean_does_not_come_in(period, unit, officer, monkeypatch, said, words):
    monkeypatch.setattr(scanning, "scan", lambda file: said)
    with pytest.raises(FileRefused) as refused:
        ask(unit, officer, files=[files.upload(files.pdf(), "a.pdf")])
    assert str(refused.value).startswith(words)
    assert not Difficulty.objects.exists()


def test_bytes_that_changed_on_the_server_are_not_given_out(period, unit, officer):
    difficulty = ask(unit, officer, files=[files.upload(files.pdf(), "a.pdf")])
    row = DifficultyFile.objects.get(message__difficulty=difficulty)
    with open(row.file.path, "ab") as stored:
        stored.write(b" ")
    with pytest.raises(FileMissing, match="khác với lúc nhận"):
        difficulty_files.open_file(row, by=officer, inline=False)
    assert not AuditEvent.objects.filter(action="download_sent_file").exists()


def test_the_night_sweeps_only_what_no_row_names(period, unit, officer):
    difficulty = ask(unit, officer, files=[files.upload(files.pdf(), "a.pdf")])
    row = DifficultyFile.objects.get(message__difficulty=difficulty)
    storage = row.file.storage
    orphan = storage.save("difficulties/mo-coi", ContentFile(b"x"))
    now = timezone.now()
    assert (difficulty_files.sweep(now=now), storage.exists(orphan)) == (0, True)
    assert difficulty_files.sweep(now=now + timedelta(days=2)) >= 1
    assert (storage.exists(orphan), storage.exists(row.file.name)) == (False, True)

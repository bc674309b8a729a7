"""Pledges, difficulties, notes of approval and extensions in the copy of one's data, in erasing and in tidying up."""

import json
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import footprint
from accounts.enums import Role
from core import addresses
from core.enums import MessageStatus
from core.models import AddressTrouble, OutboxMessage
from reports.privacy import acts, purging
from submissions.enums import DifficultyStatus, MessageKind
from submissions.models import (
    ApprovalRequest,
    CallNote,
    Difficulty,
    DifficultyFile,
    DifficultyMessage,
    Extension,
    Pledge,
    PledgeContent,
    PledgeTarget,
)
from submissions.services import difficulties as service
from submissions.services import questions
from tests import factories
from tests.submissions import files

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]
NAME, EMAIL = "Hoàng Thị Ngọc Ánh", "ngoc-anh@nha-rieng.example"
NOW = factories.ward(2030, 3, 1, 8)


@pytest.fixture
def human(period):
    """Somebody who reports for themselves and is the officer of a unit."""
    unit = factories.make_unit("Phòng Tư pháp")
    user = factories.make_user(Role.INDIVIDUAL, Role.UNIT_OFFICER, unit=unit, email=EMAIL, full_name=NAME)
    factories.make_person(NAME, user=user)
    return user


@pytest.fixture
def office():
    return factories.make_user(Role.REVIEWER, full_name="Trần Người Khác")


def ask(subject, by, text="Nhà tôi ở ngõ 5 chưa có mạng.", **more):
    return service.ask(subject=subject, text=text, by=by, **more)


def answer(difficulty, by, text="Đã ghi nhận, ông bà chờ tháng sau."):
    return service.answer(difficulty, text=text, seen=None, by=by)


def make_pledge(human, period, *, sent: bool) -> Pledge:
    at = timezone.now() if sent else None
    pledge = Pledge.objects.create(
        period=period, person=human.person, sent_at=at, first_sent_at=at, sent_by=human if sent else None
    )
    content = PledgeContent.objects.create(
        pledge=pledge, content_area=period.campaign.contentarea_set.first(), taken_on=True, aim="Học lớp số."
    )
    PledgeTarget.objects.create(content=content, name="Buổi học", target="12", measure="buổi")
    return pledge


def exported(folder) -> tuple[dict, zipfile.ZipFile]:
    call_command("export_person", "--email", EMAIL, "--to", str(folder), stdout=StringIO())
    found = zipfile.ZipFile(next(folder.glob("*.zip")))
    return json.loads(found.read("du-lieu.json"))["du_lieu"], found


def erase() -> str:
    out = StringIO()
    call_command("erase_person", "--email", EMAIL, "--yes", stdout=out)
    return out.getvalue()


# --- the copy --------------------------------------------------------------------------------------------------------
def test_the_copy_holds_what_they_pledged_asked_and_wrote(human, office, period, tmp_path):
    unit = human.memberships.get(role=Role.UNIT_OFFICER).unit
    make_pledge(human, period, sent=True)
    own = ask(human.person, human, files=[files.upload(files.pdf(), "Đơn.pdf")])
    answer(own, office)
    ask(unit, human, text="Phòng thiếu máy quét.")
    report = factories.submission_at(subject=unit, period=period, by=human)
    head = factories.make_user(Role.UNIT_HEAD, unit=unit, full_name="Lê Thủ Trưởng")
    ApprovalRequest.objects.create(
        submission=report, asked_by=human, asked_at=NOW, note="Xin anh duyệt.", outcome="GIVEN_BACK", answered_by=head,
        answered_at=NOW, answer="Thiếu số liệu.",
    )  # fmt: skip
    Extension.objects.create(
        period=period, person=human.person, closes_at=period.locks_at, reason="Nằm viện.", granted_by=office,
        granted_at=NOW,
    )  # fmt: skip
    data, archive = exported(tmp_path)
    assert data["dang-ky-thi-dua"][0]["Chỉ tiêu"] == "Buổi học: 12 buổi"
    assert [row["Nội dung"] for row in data["vuong-mac"]] == [
        "Nhà tôi ở ngõ 5 chưa có mạng.", "Đã ghi nhận, ông bà chờ tháng sau.",
    ]  # fmt: skip
    assert [(row["Của đơn vị"], row["Nội dung"]) for row in data["y-kien"]] == [
        ("Phòng Tư pháp", "Phòng thiếu máy quét.")
    ]
    assert data["tep-vuong-mac"][0]["Tên tệp"] == "Đơn.pdf"
    assert (data["trinh-duyet"][0]["Lời nhắn"], data["trinh-duyet"][0]["Ý kiến"]) == ("Xin anh duyệt.", "")
    assert data["gia-han"][0]["Lý do"] == "Nằm viện."
    file = DifficultyFile.objects.get()
    assert archive.read(f"tep/vuong-mac-{file.pk}-Đơn.pdf") == files.pdf()
    text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert [name for name in (office.full_name, head.full_name, "Thiếu số liệu.") if name in text] == []


def test_calls_and_the_mark_on_their_address_are_given_out_and_go(human, office, period, tmp_path):
    CallNote.objects.create(period=period, person=human.person, text="Hẹn nộp.", called_by=office, called_at=NOW)
    addresses.mark(EMAIL.upper(), answer="550 5.1.1 No such user", message=None, at=NOW)
    data, _ = exported(tmp_path)
    assert data["cuoc-goi"][0]["Nội dung"] == "Hẹn nộp."
    assert data["dia-chi-khong-nhan-thu"][0]["Địa chỉ"] == EMAIL.lower()

    erase()
    assert not CallNote.objects.exists()
    assert not AddressTrouble.objects.exists()


# --- erasing ---------------------------------------------------------------------------------------------------------
def test_their_own_threads_lose_every_word_and_file(human, office, django_capture_on_commit_callbacks):
    own = ask(human.person, human, files=[files.upload(files.pdf(), "Đơn của Ánh.pdf")])
    file = DifficultyFile.objects.get()
    storage, name = file.file.storage, file.file.name
    letter = OutboxMessage.objects.get(kind="difficulty-asked")
    OutboxMessage.objects.filter(pk=letter.pk).update(status=MessageStatus.PENDING)
    with django_capture_on_commit_callbacks(execute=True):
        told = erase()
    own.refresh_from_db(), letter.refresh_from_db()
    message = own.messages.get()
    assert (message.text, message.search_text) == (acts.TAKEN_BACK, "")
    assert (own.status, own.waiting_since) == (DifficultyStatus.CLOSED, None)
    assert (DifficultyFile.objects.count(), storage.exists(name)) == (0, False)
    assert (letter.status, letter.text) == (MessageStatus.SKIPPED, acts.TAKEN_BACK)
    assert "vướng mắc gửi với tư cách cá nhân, 1" in told
    rows = [*DifficultyMessage.objects.values_list(), *OutboxMessage.objects.values_list()]
    assert NAME not in str(rows) and "ngõ 5" not in str(rows)


def test_what_was_published_stays_for_it_names_nobody(human, office):
    own = ask(human.person, human)
    answer(own, office)
    questions.publish(own, question="Khi nào có mạng?", answer="Tháng sau.", was=questions.stamp(own), by=office)
    erase()
    own.refresh_from_db()
    assert (own.public_question, own.published_at is not None) == ("Khi nào có mạng?", True)


def test_the_words_of_a_unit_stay_under_another_name(human, office):
    unit = human.memberships.get(role=Role.UNIT_OFFICER).unit
    difficulty = ask(unit, human, text="Phòng thiếu máy quét.")
    told = erase()
    difficulty.refresh_from_db()
    message = difficulty.messages.select_related("author").get()
    assert (message.text, difficulty.status) == ("Phòng thiếu máy quét.", DifficultyStatus.WAITING)
    assert NAME not in str(message.author)
    assert "giữ: ý kiến trong vướng mắc của đơn vị, 1" in told


def test_an_unsent_pledge_goes_and_a_sent_one_stays_with_its_name(human, period):
    other = factories.make_period(period.campaign, year=2027)
    make_pledge(human, period, sent=True)
    make_pledge(human, other, sent=False)
    told = erase()
    assert [row.period for row in Pledge.objects.all()] == [period]
    assert Pledge.objects.get().person.full_name == NAME
    assert "đăng ký thi đua chưa gửi, 1" in told and "giữ: đăng ký thi đua đã gửi, 1" in told


def test_erasing_twice_finds_nothing_more(human, office):
    ask(human.person, human)
    pk = human.person.pk
    erase()
    out = StringIO()
    call_command("erase_person", "--person", str(pk), "--yes", stdout=out)
    assert "Không còn gì để xóa." in out.getvalue()


# --- what has been kept long enough ----------------------------------------------------------------------------------
def due() -> list[int]:
    kind = next(found.kind for found in purging.look(at=NOW) if found.kind.key == "difficulties")
    return [row.pk for row in kind.due(NOW)]


def test_an_answered_one_goes_three_years_after_its_last_word(human, office, django_capture_on_commit_callbacks):
    unit = human.memberships.get(role=Role.UNIT_OFFICER).unit
    old, young, waiting, public = (
        ask(unit, human, files=[files.upload(files.pdf(), "a.pdf")], at=NOW - timedelta(days=1200)) for _ in range(4)
    )
    for difficulty in (old, young, public):
        service.answer(difficulty, text="Đã xong.", seen=None, by=office, at=NOW - timedelta(days=1100))
    service.ask_again(young, text="Cảm ơn.", by=human, at=NOW - timedelta(days=1000))
    service.answer(young, text="Vâng.", seen=None, by=office, at=NOW - timedelta(days=999))
    questions.publish(public, question="Hỏi?", answer="Đáp.", was=questions.stamp(public), by=office)
    assert due() == [old.pk]
    file = DifficultyFile.objects.get(message__difficulty=old).file
    with django_capture_on_commit_callbacks(execute=True):
        purging.purge(at=NOW)
    assert set(Difficulty.objects.values_list("pk", flat=True)) == {young.pk, waiting.pk, public.pk}
    assert not file.storage.exists(file.name)


# --- who is in use ---------------------------------------------------------------------------------------------------
def test_units_and_persons_with_a_difficulty_are_in_use(human, office):
    asking, asked, answered, idle = (factories.make_unit() for _ in range(4))
    officer = factories.make_user(Role.UNIT_OFFICER, unit=asking)
    difficulty = ask(asking, officer)
    service.forward(difficulty, body=answered, note="", seen=None, by=office)
    DifficultyMessage.objects.create(
        difficulty=difficulty, kind=MessageKind.ANSWER, text="Có.", author=office, on_behalf_of=answered, sent_at=NOW
    )
    service.forward(difficulty, body=asked, note="", seen=None, by=office)
    ask(human.person, human)
    units = [asking, asked, answered, idle]
    assert footprint.used(units) == {asking.pk, asked.pk, answered.pk}
    assert footprint.used([human.person, factories.make_person()]) == {human.person.pk}

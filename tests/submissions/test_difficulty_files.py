"""Files of a thread: asked what evidence is asked, kept whole, given out logged, swept when nobody names them."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from core.models import AuditEvent
from core.storage import PrivateStorage
from core.workflow import InvalidTransition
from submissions.filechecks import FileRefused
from submissions.models import Difficulty, DifficultyFile
from submissions.services import difficulty_files, scanning
from submissions.services.giving_out import FileMissing
from tests.submissions import files
from tests.submissions.matters import answer, ask

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]


@pytest.fixture
def asked(period, unit, officer):
    return ask(unit, officer)


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

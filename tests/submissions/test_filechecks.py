"""Which files are taken, and what a refused one is told (reliability threats 5, 6, 8)."""

import io
import unicodedata
import zipfile

import pytest

from reports.pdf import render_pdf
from submissions import filechecks
from submissions.filechecks import FileRefused
from tests.submissions import files

MB = 1024 * 1024
BROKEN = "Tệp hỏng hoặc có mật khẩu, phường không mở được."
MACRO = "Tệp có macro hoặc mã lệnh, phường không nhận. Lưu lại bản không có macro rồi gửi."
BOMB = "Tệp giải nén ra quá lớn, phường không nhận. Gửi dạng PDF."


def check(data: bytes, name: str, most_bytes: int = 20 * MB):
    return filechecks.check(io.BytesIO(data), name, len(data), most_bytes=most_bytes)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (files.pdf(), "Báo cáo.pdf", "application/pdf"),
        (files.pdf(b"4 0 obj<</Type/Sig/ByteRange[0 10 20 10]/Contents<00>>>endobj\n"), "ký số.PDF", "application/pdf"),
        (files.packed_pdf(b"<</Type/Page>>"), "nén.pdf", "application/pdf"),
        (files.office("docx"), "Biên bản.docx", filechecks.TYPES[".docx"]),
        (files.office("docx", {"word/_rels/document.xml.rels": b'TargetMode="External"'}), "liên kết.docx",
         filechecks.TYPES[".docx"]),
        (files.office("xlsx", {"xl/worksheets/sheet1.xml": b" " * 4 * MB}), "Số liệu.xlsx", filechecks.TYPES[".xlsx"]),
        (files.picture("PNG"), "ảnh.png", "image/png"),
        (files.picture("JPEG"), "ảnh.jpg", "image/jpeg"),
        (files.picture("JPEG", (4000, 3000), quality=30), "12 triệu điểm ảnh.jpeg", "image/jpeg"),
    ],
)  # fmt: skip
def test_honest_files_are_taken(data, name, kind):
    assert check(data, name).media_type == kind


def _locked_zip() -> bytes:
    data = bytearray(files.office("docx"))
    # Bit 0 of the general purpose flags, in the local and the central header, says "encrypted".
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def _lying_zip() -> bytes:
    """A member that says it is small and unpacks to far more."""
    data = bytearray(files.office("docx", {"word/media/x.bin": b"\0" * 2 * MB}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"MZ" + b"\0" * 200, "chạy.exe", "Tệp .exe không nhận. Gửi PDF, Word, Excel hoặc ảnh."),
        (b"x", "không-đuôi", "Tệp không có phần mở rộng, không nhận. Gửi PDF, Word, Excel hoặc ảnh."),
        (files.office("docx"), "macro.docm", "Tệp .docm không nhận. Gửi PDF, Word, Excel hoặc ảnh."),
        (b"", "rỗng.pdf", "Tệp rỗng (0 byte). Chọn lại tệp."),
        (b"MZ" + b"\0" * 200, "giả.pdf", "Nội dung tệp không phải .pdf. Gửi PDF, Word, Excel hoặc ảnh."),
        (b"<html>" + files.pdf(), "hai mặt.pdf", "Nội dung tệp không phải .pdf. Gửi PDF, Word, Excel hoặc ảnh."),
        (files.picture("PNG"), "ảnh.jpg", "Nội dung tệp không phải .jpg. Gửi PDF, Word, Excel hoặc ảnh."),
        (files.pdf(), "ảnh.png", "Nội dung tệp không phải .png. Gửi PDF, Word, Excel hoặc ảnh."),
        (files.pdf()[:-60], "cụt.pdf", BROKEN),
        (files.pdf(trailer=b"<</Root 1 0 R/Encrypt 9 0 R>>"), "mật khẩu.pdf", BROKEN),
        (files.pdf(b"4 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n"), "mã lệnh.pdf", MACRO),
        (files.packed_pdf(b"<</S/Launch/F(cmd.exe)>>"), "mã giấu.pdf", MACRO),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "có mật khẩu.docx", BROKEN),
        (files.office("docx", {"word/vbaProject.bin": b"x"}), "macro.docx", MACRO),
        (files.office("xlsx", {"xl/macrosheets/sheet1.xml": b"x"}), "macro cũ.xlsx", MACRO),
        (files.office("docx", types="application/vnd.ms-word.document.macroEnabled.main+xml"), "đổi tên.docx", MACRO),
        (_locked_zip(), "zip khóa.docx", BROKEN),
        (_lying_zip(), "zip nói dối.docx", BROKEN),
        (files.office("docx")[:-30], "zip cụt.docx", BROKEN),
        (files.office("xlsx"), "thật ra là xlsx.docx", "Nội dung tệp không phải .docx. Gửi PDF, Word, Excel hoặc ảnh."),
        (files.office("docx", {"word/a.xml": b"\0" * 60 * MB}), "bom.docx", BOMB),
        (files.office("docx", {f"m{n}": b"" for n in range(3001)}), "nhiều tệp.docx", BOMB),
        (files.picture("JPEG", (400, 300))[:-2000], "cụt.jpg", BROKEN),
        (files.picture("PNG", (400, 300))[:-2000], "cụt.png", BROKEN),
        (files.huge_png(30_000, 30_000), "khổng lồ.png", "Ảnh lớn quá 80 triệu điểm ảnh. Thu nhỏ ảnh rồi gửi lại."),
    ],
)
def test_dishonest_or_broken_files_are_told_why(data, name, words):
    with pytest.raises(FileRefused) as refused:
        check(data, name)
    assert str(refused.value) == words


def test_a_cut_off_picture_is_refused_also_after_papers_were_made_in_this_process():
    render_pdf("documents/demo_evidence.html", {})
    with pytest.raises(FileRefused):
        check(files.picture("JPEG", (400, 300))[:-2000], "cụt.jpg")


def test_too_big_names_both_sizes():
    with pytest.raises(FileRefused) as refused:
        filechecks.check(io.BytesIO(b""), "a.pdf", 34 * MB, most_bytes=20 * MB)
    assert str(refused.value) == "Tệp nặng 34 MB, quá mức 20 MB. Chụp lại từng trang hoặc gửi đường dẫn."


def test_total_of_all_members_is_capped(settings):
    settings.EVIDENCE_MAX_UNPACKED_MB = 3
    with pytest.raises(FileRefused, match="giải nén ra quá lớn"):
        check(files.office("docx", {f"word/{n}.xml": b"\0" * MB for n in range(4)}), "nhiều.docx")


def test_bytes_are_only_read():
    data = files.pdf()
    stream = io.BytesIO(data)
    filechecks.check(stream, "a.pdf", len(data), most_bytes=MB)
    assert (stream.tell(), stream.getvalue()) == (0, data)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\lan\\Báo cáo.pdf", "Báo cáo.pdf"),
        (unicodedata.normalize("NFD", "Minh chứng đợt 1.pdf"), "Minh chứng đợt 1.pdf"),
        ("a\x00b\x1f\u202efdp.exe.pdf", "ab fdp.exe.pdf"),
        ("  nhiều   khoảng  .pdf", "nhiều khoảng.pdf"),
        (".pdf", "pdf"),
        ("..", "tep"),
        ("", "tep"),
    ],
)
def test_names_are_made_harmless(raw, clean):
    assert filechecks.clean_name(raw) == clean


def test_long_name_keeps_its_ending():
    name = filechecks.clean_name("ă" * 260 + ".docx")
    assert (len(name), name.endswith("ă.docx")) == (255, True)


def test_zip_of_another_kind_is_not_office():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(FileRefused, match="không phải .xlsx"):
        check(target.getvalue(), "a.xlsx")

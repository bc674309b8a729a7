"""The whole dossier as one PDF: every part in order, papers behind their dividers, the rest by name and checksum."""

import hashlib
import io
import re
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from awards.models import DossierCheck, DossierPaper
from campaigns.enums import DossierPartKind
from campaigns.models import DossierPart
from reports import services
from reports.awarding import joining
from reports.enums import DocumentKind
from reports.models import GeneratedDocument
from submissions.enums import SubmissionStatus
from tests import factories
from tests.reports import pdfs
from tests.reports.awarding import Road
from tests.submissions import files as made

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R6")]
SECTIONS = (
    "I. TÓM TẮT CHO HỘI ĐỒNG", "II. BÁO CÁO THÀNH TÍCH", "III. KẾT QUẢ CHẤM ĐIỂM", "IV. SÁNG KIẾN, GIẢI PHÁP",
    "V. KIỂM TRA, XÁC NHẬN", "VI. DANH MỤC GIẤY TỜ KÈM THEO",
)  # fmt: skip
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf_of(*sides: int, note: bool = False) -> bytes:
    """A PDF with a page of each of these widths; `note` pins something to the first that acts."""
    document = pikepdf.new()
    for side in sides:
        document.add_blank_page(page_size=(side, 300))
    if note:
        document.pages[0].obj["/Annots"] = document.make_indirect(
            pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])])
        )
        document.pages[0].obj["/StructParents"] = 0
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def road(files):
    return Road(lines=1)


@pytest.fixture
def paper(road):
    """Puts a paper into the person's dossier."""

    def put(name: str, content: bytes, media_type: str, **fields) -> DossierPaper:
        values = {"sha256": hashlib.sha256(content).hexdigest(), **fields}
        return DossierPaper.objects.create(
            nomination=road.person, file=ContentFile(content, name), name=name, media_type=media_type,
            size=len(content), uploaded_by=road.office, **values,
        )  # fmt: skip

    return put


@pytest.fixture
def dossier(road):
    def build() -> bytes:
        document = services.request_award_paper(kind=DocumentKind.DOSSIER_PDF, about=road.person, by=road.office)
        assert services.build(document.pk) == "READY"
        document.refresh_from_db()
        return document.file.read()

    return build


def test_every_part_stands_in_its_order(road, paper, dossier):
    campaign, person = road.campaign, road.person.person
    period = factories.make_period(campaign)
    factories.make_content_areas(campaign, count=1)
    group = factories.make_group(campaign)
    factories.make_criteria_set(group, period, points=(60, 40), scorers=1)
    factories.enrol(group, person)
    report = factories.submission_at(
        SubmissionStatus.SUBMITTED,
        subject=person,
        period=period,
        by=factories.make_user("UNIT_OFFICER", unit=person.unit),
    )
    road.person.submission, road.person.summary = report, "Hạng 1 trong nhóm."
    road.person.save()
    rows = [
        DossierPart.objects.create(campaign=campaign, code=f"p{order}", order=order, kind=kind, title=title)
        for order, (kind, title) in enumerate(
            [(DossierPartKind.STATEMENT, "Mức độ hoàn thành nhiệm vụ"), (DossierPartKind.PAPER, "Biên bản họp xét")]
        )
    ]
    DossierCheck.objects.create(
        nomination=road.person, part=rows[0], document="Thông báo số 3/TB", confirmed_by=road.office
    )
    paper("Ảnh khác.png", made.picture(), "image/png")
    paper("Biên bản.pdf", pdf_of(311, 312, note=True), "application/pdf", part=rows[1])
    paper("Thuyết minh.docx", made.office(), WORD)
    content = dossier()
    found = pdfs.pages(content, "-raw")
    whole = " ".join(found)
    places = [whole.rindex(section) for section in SECTIONS]
    assert places == sorted(places)
    for text in (
        "HỒ SƠ ĐỀ NGHỊ KHEN THƯỞNG Bà Trần Thị Bích",
        "II. Báo cáo thành tích",
        "Hạng 1 trong nhóm.",
        report.code,
        "Mức độ hoàn thành nhiệm vụ đủ Thông báo số 3/TB",
        "không ghép: không phải PDF hay ảnh, xem tệp gốc",
    ):
        assert text in whole, text
    # The paper of the checklist first: its divider, its two pages; then divider and page of the picture.
    assert [page.startswith("GIẤY TỜ SỐ") for page in found[-5:]] == [True, False, False, True, False]
    assert "GIẤY TỜ SỐ 1 Biên bản họp xét Biên bản.pdf" in found[-5]
    with pikepdf.open(io.BytesIO(content)) as document:
        assert [round(float(page.mediabox[2])) for page in document.pages][-4:-2] == [311, 312]
        first = document.pages[-4].obj
        assert "/Annots" not in first and "/StructParents" not in first
    assert all(row.sha256 in "".join(whole.split()) for row in DossierPaper.objects.all())
    # With pages of others in it the file claims no archive form it cannot keep.
    assert pdfs.archivable(content) == ""


def test_a_dossier_of_our_own_pages_is_archivable(dossier):
    content = dossier()
    assert pdfs.archivable(content) == "2A"
    assert "Không có giấy tờ kèm theo." in pdfs.pages(content)[-1]


def test_what_does_not_open_or_was_changed_is_named_only(road, paper, dossier, monkeypatch):
    paper("Hỏng.pdf", b"%PDF-1.4 nothing", "application/pdf")
    paper("Ảnh hỏng.png", b"\x89PNG nothing", "image/png")
    paper("Đổi.pdf", pdf_of(300), "application/pdf", sha256="a" * 64)
    paper("Dài.pdf", pdf_of(300, 300, 300), "application/pdf")
    gone = paper("Mất.pdf", pdf_of(300), "application/pdf")
    gone.file.storage.delete(gone.file.name)
    monkeypatch.setattr(joining, "MOST_PAGES", 2)
    content = dossier()
    whole = " ".join(pdfs.pages(content, "-raw"))
    for name, why in (
        ("Hỏng.pdf", joining.UNREADABLE), ("Ảnh hỏng.png", joining.UNREADABLE), ("Đổi.pdf", joining.CHANGED),
        ("Dài.pdf", joining.TOO_LONG), ("Mất.pdf", joining.UNREADABLE),
    ):  # fmt: skip
        assert name in whole and f"không ghép: {why}" in whole
    assert "GIẤY TỜ SỐ" not in whole


def test_a_photo_is_laid_upright_and_small_without_what_the_camera_wrote(paper, road):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right by the camera
    exif[0x010F] = "Hãng máy ảnh".encode().decode("latin-1")
    row = paper("Ảnh.jpg", made.picture("JPEG", (3000, 1000), exif=exif), "image/jpeg")
    (found,) = joining.look([("Giấy tờ khác", row)])
    with Image.open(io.BytesIO(found.picture)) as laid:
        assert laid.height == joining.LONGEST and laid.width < laid.height
        assert not laid.getexif()


def test_the_web_process_asks_without_the_libraries():
    sources = Path(services.__file__).parent.rglob("*.py")
    early = re.compile(r"^(?:import|from) (?:pikepdf|weasyprint)", re.MULTILINE)
    assert [source.name for source in sources if early.search(source.read_text())] == []


def test_a_printed_dossier_is_not_thrown_away(road, dossier, client_of):
    dossier()
    client_of(road.office).post(reverse("awards:nomination_discard", args=[road.person.pk]))
    assert GeneratedDocument.objects.get().nomination == road.person

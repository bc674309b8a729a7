"""The paper for the council reads back as NĐ 30/2020 wants it, and what people typed is shown as typed."""

import logging
import re
import socket
import subprocess
import threading
from datetime import date

import pytest

from campaigns.models import DistributionEntry, LegalBasis
from reports import council_summary, pdf
from reports import rows as report_rows
from submissions.models import Initiative
from tests import factories
from tests.factories import ward
from tests.reports import rows

pytestmark = pytest.mark.django_db
AT = ward(2026, 12, 20, 14, 5)
EVIL = "=cmd|' /C calc'!A0"


def pages(content: bytes, mode: str = "-layout") -> list[str]:
    """Text of each page as poppler reads it: line by line across columns, or cell by cell with "-raw"."""
    run = subprocess.run(["pdftotext", mode, "-", "-"], input=content, capture_output=True, check=True)
    return run.stdout.decode().split("\f")[:-1]


def plain(text: str) -> str:
    """The words without line breaks."""
    return " ".join(text.split())


def paper(period) -> tuple[str, bytes]:
    values = council_summary.context(period, report_rows.boards(period), at=AT)
    return pdf.render_pdf(council_summary.TEMPLATE, values)


@pytest.fixture
def year(period, group):
    """A year whose paper has every part: bases, a tie, initiatives, a suggestion, receivers."""
    campaign = period.campaign
    campaign.signer_title = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    campaign.save()
    for order, (number, until) in enumerate([("462/QĐ-TTg", None), ("49/KH-UBND", None), ("1/CŨ", date(2026, 12, 1))]):
        LegalBasis.objects.create(
            campaign=campaign, code=f"cc{order}", order=order, number=number, kind="Quyết định", title="Về phong trào",
            citation=f"Căn cứ Quyết định số {number} ngày 22/3/2026;", in_force_to=until,
        )  # fmt: skip
    for order, text in enumerate(["Ban TĐKT, Sở NV;", "Lưu: VT, VHXX."]):
        DistributionEntry.objects.create(campaign=campaign, code=f"nn{order}", order=order, text=text)
    first = rows.scored(
        group, period, "Trạm Y tế", (28, 20, 20, 15), (27, 21, 20, "15.5"), award_suggestion="Giấy khen cho tập thể."
    )
    Initiative.objects.create(submission=first, title="Sổ khám số", author="Trạm Y tế", effect="Giảm giờ chờ.")
    rows.scored(group, period, "Văn phòng", (30, 25, 25, 20), (30, 25, 25, 20))
    factories.enrol(group, factories.make_unit("Đoàn Thanh niên"))
    return period


@pytest.mark.plan("R6")
def test_the_paper_has_every_part_of_the_form(year, caplog):
    with caplog.at_level(logging.WARNING):
        _, content = paper(year)
    assert [record.getMessage() for record in caplog.records] == []
    text = plain(" ".join(pages(content, "-raw"))) + " "
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG LÊ CHÂN",
        "Số: ............/BC-UBND",
        "Phường Lê Chân, ngày … tháng … năm 2026",
        "BÁO CÁO",
        "Kính gửi: Hội đồng Thi đua - Khen thưởng phường Lê Chân.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nơi nhận:",
        "- Ban TĐKT, Sở NV; ",
        "- Lưu: VT, VHXX. ",
        "bình xét theo quy định./.",
        "số liệu lúc 14:05 ngày 20/12/2026",
    ):
        assert words in text, words


@pytest.mark.plan("D2")
def test_only_bases_in_force_are_cited_each_once(year):
    plan = "Căn cứ Kế hoạch của Ủy ban nhân dân phường Lê Chân về tổ chức triển khai phong trào thi đua"
    assert council_summary.citations(year.campaign, on=date(2026, 12, 20)) == [
        "Căn cứ Quyết định số 462/QĐ-TTg ngày 22/3/2026",
        "Căn cứ Quyết định số 49/KH-UBND ngày 22/3/2026",
        plan,
    ]
    text = plain(pages(paper(year)[1])[0])
    assert f"462/QĐ-TTg ngày 22/3/2026; Căn cứ Quyết định số 49/KH-UBND ngày 22/3/2026; {plan}. " in text
    assert "1/CŨ" not in text
    assert [basis.number for basis in council_summary.expired(year.campaign, on=date(2026, 12, 20))] == ["1/CŨ"]


@pytest.mark.plan("D1")
def test_the_plan_is_cited_with_number_and_day_once_it_has_them(year):
    year.campaign.number, year.campaign.issued_on = "105/KH-UBND", date(2026, 6, 12)
    assert council_summary.citations(year.campaign, on=date(2026, 12, 20))[-1].startswith(
        "Căn cứ Kế hoạch số 105/KH-UBND ngày 12/06/2026 của Ủy ban nhân dân phường Lê Chân về tổ chức"
    )


def test_the_law_is_cited_first_and_other_laws_on_awards_are_not(year):
    for order, (kind, number) in enumerate([("Luật", "06/2022/QH15"), ("Nghị định", "152/2025/NĐ-CP")]):
        LegalBasis.objects.create(
            campaign=year.campaign, code=f"luat{order}", order=50 + order, number=number, kind=kind, title="x",
            citation=f"Căn cứ {kind} Thi đua, khen thưởng", in_plan=False,
        )  # fmt: skip
    cited = council_summary.citations(year.campaign, on=date(2026, 12, 20))
    assert cited[0] == "Căn cứ Luật Thi đua, khen thưởng"
    assert len(cited) == 4


def test_the_paper_says_what_the_database_says(year):
    text = plain(" ".join(pages(paper(year)[1])))
    assert "Toàn phường có 3 đơn vị, cá nhân tham gia; 2 đã nộp báo cáo" in text
    assert "1 chưa nộp" in text
    assert "1 Văn phòng 100 88 +12 0" in text
    assert "2 Trạm Y tế 83,25 88 -4,75 1" in text
    assert "Sổ khám số" in text and "Giấy khen cho tập thể." in text
    assert "Bảng điểm chưa chốt hết" in text


def test_the_first_page_has_no_number_and_the_others_have(year, group):
    for number in range(60):
        rows.scored(group, year, f"Tổ dân phố {number:02d}", (20, 20, 20, 20), (20, 20, 20, 20))
    first, *others = pages(paper(year)[1])
    assert len(others) >= 2
    assert re.match(r"\s*ỦY BAN NHÂN DÂN", first)
    assert [page.split()[0] for page in others] == [str(number) for number in range(2, len(others) + 2)]
    # The table runs over the page and its heading comes along.
    assert all("Đơn vị, cá nhân" in page for page in others[:1])


def test_fonts_are_embedded_and_the_file_is_tagged_and_archivable(year):
    content = paper(year)[1]
    fonts = subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True).stdout.decode()
    lines = [line.split() for line in fonts.splitlines()[2:]]
    assert {line[0].split("+")[1].split("-")[0] for line in lines} == {"Tinos"}
    assert all(line[-5] == "yes" for line in lines), fonts
    info = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert re.search(r"^Tagged: +yes$", info, re.MULTILINE)
    assert "Title:           Báo cáo tổng hợp kết quả phong trào thi đua năm 2026" in info
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+ pts \(A4\)", info)
    meta = subprocess.run(["pdfinfo", "-meta", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert re.findall(r'pdfaid:(part|conformance)(?:>|=")(\w)', meta) == [("part", "2"), ("conformance", "A")]


class Listener(threading.Thread):
    """A loopback server that only notes whether anybody came."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        self.start()

    def run(self):
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.visits += 1


def test_what_people_typed_is_shown_as_typed_and_nothing_is_fetched(period, group):
    listener = Listener()
    image = f"<img src=http://127.0.0.1:{listener.port}/x.png>"
    submission = rows.scored(
        group, period, EVIL, (1, 1, 1, 1), (1, 1, 1, 1), award_suggestion=f"{image} <script>alert(1)</script>"
    )
    Initiative.objects.create(submission=submission, title="{{ 7*7 }}", author="{% now 'Y' %}", effect="@import url(x)")
    html, content = paper(period)
    listener.socket.close()
    # A long word is broken over the lines of its cell.
    text = "".join(" ".join(pages(content, "-raw")).split())
    assert "<script" not in html and "<img" not in html
    for words in ("=cmd|' /C calc'!A0", "{{ 7*7 }}", "{% now 'Y' %}", "<script>alert(1)</script>"):
        assert words.replace(" ", "") in text, words
    assert listener.visits == 0


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/x.css", "file:///etc/hostname", "data:text/css,p{{}}"])
def test_the_engine_itself_fetches_only_packaged_files(address, settings, tmp_path):
    listener = Listener()
    folder = tmp_path / "mau"
    folder.mkdir()
    link = address.format(port=listener.port)
    fetching = f'<link rel="stylesheet" href="{link}"><img src="{link}" alt="x">'
    (folder / "thu.html").write_text(f'<html lang="vi"><title>x</title>{fetching}<p>a')
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]
    pdf.render_pdf("thu.html", {})
    listener.socket.close()
    assert listener.visits == 0
    with pytest.raises(ValueError, match="packaged"):
        pdf.packaged(link)


@pytest.mark.parametrize("name", ["../lechan_thidua/settings/base.py", "css/khong-co.css"])
def test_packaged_names_stay_inside_the_static_folders(name):
    with pytest.raises(Exception, match="packaged|outside|base"):
        pdf.packaged(pdf.SCHEME + name)

"""Papers of awards read back as Nghị định 30/2020 wants them (law.md 4), pages and words as other programs see them."""

import pytest

from awards.enums import ProposalKind
from awards.models import DecisionLine, ProposalLine
from campaigns.enums import AwardLevel
from reports.awarding import decision, minutes, proposal
from reports.pdf import render_pdf
from tests import factories
from tests.factories import ward
from tests.reports import pdfs
from tests.reports.awarding import Road

pytestmark = pytest.mark.django_db
AT = ward(2026, 6, 4, 9)
LEFT, RIGHT, TOP, BOTTOM = 30 * pdfs.MM, 195 * pdfs.MM, 20 * pdfs.MM, 277 * pdfs.MM


def drawn(module, template: str, values: dict) -> bytes:
    return render_pdf(template, values)[1]


def drawn_decision(row) -> bytes:
    return drawn(decision, decision.TEMPLATE, decision.context(row, at=AT))


def drawn_letter(row) -> bytes:
    return drawn(proposal, proposal.TEMPLATE, proposal.context(row, at=AT))


@pytest.fixture
def road():
    """A meeting that was held."""
    return Road().hold()


def assert_within_margins(content: bytes) -> None:
    """Nothing but page number and draft mark stands outside 20, 15, 20, 30 mm."""
    for word in pdfs.words(content):
        if word.bottom < TOP and (word.text.isdigit() or word.text in ("DỰ", "THẢO")):
            continue
        place = (word.left >= LEFT - 1, word.right <= RIGHT + 1, word.top >= TOP - 1, word.bottom <= BOTTOM + 1)
        assert place == (True,) * 4, word


# --- the decision -----------------------------------------------------------------------------------------------------


@pytest.mark.plan("R7")
def test_the_signed_decision_has_the_form_of_the_decree(road):
    content = drawn_decision(road.decide())
    first, annex = pdfs.pages(content)
    for text in (
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "PHƯỜNG LÊ CHÂN Độc lập - Tự do - Hạnh phúc",
        "Số: 05/QĐ-UBND Phường Lê Chân, ngày 05 tháng 6 năm 2026",
        "QUYẾT ĐỊNH Về việc tặng Giấy khen cho tập thể, cá nhân có thành tích xuất sắc",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG LÊ CHÂN Căn cứ Luật Thi đua, khen thưởng; Căn cứ Nghị định số 152/2025/NĐ-CP",
        "Theo đề nghị của Hội đồng Thi đua - Khen thưởng phường và Trưởng phòng Văn hóa - Xã hội. QUYẾT ĐỊNH: Điều 1.",
        "Điều 1. Tặng Giấy khen cho 02 tập thể và 01 cá nhân",
        "chịu trách nhiệm thi hành Quyết định này./.",
        "Nơi nhận: CHỦ TỊCH",
        "- Lưu: VT, VHXH.",
        "Phạm Việt Anh",
    ):
        assert text in first, text
    assert "TM." not in first and "06/2022" not in first and "DỰ THẢO" not in first
    for text in (
        "(Kèm theo Quyết định số 05/QĐ-UBND ngày 05/06/2026 của Chủ tịch Ủy ban nhân dân phường Lê Chân)",
        "I. TẬP THỂ STT Tập thể Tiền thưởng 1",
        "II. CÁ NHÂN STT Họ và tên, chức vụ, đơn vị Tiền thưởng 1 Bà Trần Thị Bích, Chuyên viên, Phòng Kinh tế",
        "760.000 đồng (chưa xác nhận)",
        "(Danh sách gồm 02 tập thể và 01 cá nhân)",
    ):
        assert text in annex, text
    # Neither the first page nor the first page of the annex carries a number.
    assert not first.startswith("1 ") and annex.startswith("DANH SÁCH")
    assert pdfs.archivable(content) == "2A"
    assert {embedded for _, embedded in pdfs.fonts(content)} == {True}
    assert all(name.startswith("Tinos") for name, _ in pdfs.fonts(content))
    assert pdfs.sizes(content) == [(210, 297)] * 2
    assert_within_margins(content)
    assert drawn_decision(road.decide_again()) == content


def test_a_draft_says_so_and_leaves_number_and_day_open(road):
    first, annex = pdfs.pages(drawn_decision(road.decide(signed=False)))
    assert "Số: ……/QĐ-UBND Phường Lê Chân, ngày … tháng … năm 2026" in first
    assert first.startswith("DỰ THẢO") and annex.startswith("DỰ THẢO")
    assert "(Kèm theo Quyết định số ……/QĐ-UBND của Chủ tịch Ủy ban nhân dân phường Lê Chân)" in annex


def test_a_long_list_repeats_its_heads_and_counts_its_own_pages(road):
    row = road.decide()
    one = row.lines.select_related("nomination").first()
    for number in range(60):
        nomination = one.nomination
        nomination.pk, nomination.unit = None, factories.make_unit(f"Tổ dân phố số {number}, phường Lê Chân")
        nomination.save()
        DecisionLine.objects.create(decision=row, nomination=nomination, amount=1_520_000, order=1)
    content = drawn_decision(row)
    found = pdfs.pages(content)
    assert len(found) > 3
    assert all("STT Tập thể Tiền thưởng" in page for page in found[1:3])
    assert [page.split()[0] for page in found[2:4]] == ["2", "3"]
    assert_within_margins(content)


# --- the letters ------------------------------------------------------------------------------------------------------


def test_the_letter_to_the_chairman_is_written_by_the_standing_body(road):
    row = road.letter()
    row.grounds = "Thực hiện kết luận của Hội đồng."
    content = drawn_letter(row)
    first, annex = pdfs.pages(content)
    for text in (
        "PHÒNG VĂN HÓA - XÃ HỘI",
        "Số: ……/TTr-VHXH",
        "TỜ TRÌNH Về việc đề nghị tặng Giấy khen",
        "Kính gửi: Chủ tịch Ủy ban nhân dân phường Lê Chân.",
        "Căn cứ Biên bản họp Hội đồng Thi đua - Khen thưởng phường ngày 25/12/2026. Thực hiện kết luận của Hội đồng.",
        "xem xét, quyết định./.",
        "TRƯỞNG PHÒNG",
        "- Như trên;",
    ):
        assert text in first, text
    for text in ("I. TẬP THỂ", "II. CÁ NHÂN", "4/5 (80%)", "3/5 (60%)", "(Danh sách gồm 02 tập thể và 01 cá nhân)"):
        assert text in annex, text
    assert_within_margins(content)


def test_the_letter_to_the_city_is_the_peoples_committees(road):
    road.form.level = AwardLevel.CITY
    road.form.save()
    content = drawn_letter(road.letter(ProposalKind.TO_CITY))
    first, _ = pdfs.pages(content)
    for text in ("Số: ……/TTr-UBND", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Kính gửi: Chủ tịch Ủy ban nhân dân thành phố"):
        assert text in first, text
    assert "PHÒNG VĂN HÓA" not in first
    signed, above = pdfs.place_of(content, "CHỦ TỊCH"), pdfs.place_of(content, "TM. ỦY BAN NHÂN DÂN")
    assert 0 < signed.top - above.top < 25


def test_a_letter_asks_the_database_the_same_for_one_and_three(road, django_assert_num_queries):
    row = road.letter()
    with django_assert_num_queries(7):
        proposal.context(row, at=AT)
    ProposalLine.objects.filter(proposal=row).exclude(nomination=road.person).delete()
    row = type(row).objects.select_related("round__campaign").get(pk=row.pk)
    with django_assert_num_queries(7):
        proposal.context(row, at=AT)


# --- the minutes ------------------------------------------------------------------------------------------------------


@pytest.mark.plan("R6")
def test_the_minutes_follow_their_form(road):
    road.write_minutes()
    content = drawn(minutes, minutes.MINUTES, minutes.minutes_context(road.meeting, at=AT))
    found = pdfs.pages(content)
    whole = " ".join(found)
    for text in (
        "Số: ……/BB-HĐTĐKT",
        "BIÊN BẢN Phiên họp năm 2026 của Hội đồng Thi đua - Khen thưởng phường Lê Chân",
        "Thời gian bắt đầu: 08 giờ 00 phút, ngày 25 tháng 12 năm 2026.",
        "Địa điểm: Phòng họp tầng 2.",
        "có mặt 4/5",
        f"- {road.members[4].full_name}, Ủy viên, lý do: không ghi",
        f"Chủ tọa: {road.chair.full_name}, Chủ tịch UBND phường.",
        "cần từ 4/5 tổng số thành viên Hội đồng có mặt, là 4/5 người (chưa xác nhận)",
        "Thư ký báo cáo tóm tắt từng hồ sơ.",
        "Đạt: 4/5 phiếu đồng ý (80%), mức cần quá nửa tổng số thành viên (chưa xác nhận).",
        "Đạt: 3/5 phiếu đồng ý (60%)",
        "Giao Phòng Văn hóa - Xã hội hoàn thiện hồ sơ.",
        "kết thúc vào hồi 10 giờ 00 phút, ngày 25 tháng 12 năm 2026; biên bản đã được thông qua./.",
        "PHỤ LỤC KIỂM PHIẾU",
        "Lựa chọn (4): NO, YES, YES, YES",
    ):
        assert text in whole, text
    assert "Phường Lê Chân, ngày" not in whole and "DỰ THẢO" not in whole
    secretary, chair = pdfs.place_of(content, "THƯ KÝ"), pdfs.place_of(content, "CHỦ TỌA")
    assert (secretary.page, round(secretary.top)) == (chair.page, round(chair.top)) and secretary.left < chair.left
    # The signatures stand with the sentence before them, never alone.
    assert pdfs.place_of(content, "biên bản đã được").page == secretary.page
    assert_within_margins(content)


def test_finished_minutes_stay_what_they_were_and_a_draft_says_so(road):
    road.write_minutes(finished=False)
    assert pdfs.pages(drawn(minutes, minutes.MINUTES, minutes.minutes_context(road.meeting, at=AT)))[0].startswith(
        "DỰ THẢO"
    )
    from awards.services import minutes as services

    services.finish(road.meeting.minutes, by=road.secretary)
    road.meeting.refresh_from_db()
    before = minutes.minutes_context(road.meeting, at=AT)["facts"]
    road.meeting.seats.update(name="Người khác")
    assert minutes.minutes_context(road.meeting, at=AT)["facts"] == before


def test_the_tally_sheet_is_the_counts_and_both_lists(road):
    content = drawn(minutes, minutes.TALLY, minutes.tally_context(road.meeting, at=AT))
    whole = " ".join(pdfs.pages(content))
    box = road.poll.boxes.order_by("order").last()
    assert box.digest in "".join(whole.split())
    assert all(code in whole for code in box.receipts)
    assert whole.startswith("DỰ THẢO") and "BIÊN BẢN Kiểm phiếu xét khen thưởng tại Phiên họp năm 2026" in whole
    assert_within_margins(content)

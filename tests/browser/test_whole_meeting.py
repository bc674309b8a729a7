"""A whole meeting in Chromium: secretary, the wall of the room and three phones at once, to decision and certificate.

Nothing but the browser moves anything: members are noted present, vote with the code on the wall, the vote is closed,
counted and announced, minutes are finished, the chairman signs, and a stranger checks the code of the certificate.
"""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from awards.enums import NominationStatus
from awards.models import AwardDecision, DecisionLine, Nomination, PaperCount
from core import invariants
from core.clock import ward_date
from core.formats import format_date
from tests import factories
from tests.awards.council import Council
from tests.reports import pdfs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1920, "height": 1080}
# What the three phones choose on the two lines: 3 and 2 of 5 for it, where more than half are needed.
CHOICES = [("Đồng ý", "Đồng ý"), ("Đồng ý", "Không đồng ý"), ("Đồng ý", "Đồng ý")]


@pytest.fixture
def council() -> Council:
    """Five members, two lines; dossiers taken in today, so that today's decision may follow."""
    council = Council(members=5, lines=2)
    Nomination.objects.update(accepted_on=ward_date(timezone.now()))
    factories.make_base_wage(council.campaign)
    return council


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def vote(phone, code: str, *labels: str) -> None:
    """From “Phiên họp” to the receipt, as a member does it on a phone."""
    phone.goto(reverse("awards:my_meetings"))
    phone.get_by_role("link", name="Vào bỏ phiếu").first.click()
    phone.get_by_label("Mã phòng họp").fill(code)
    press(phone, "Vào bỏ phiếu")
    for line, label in enumerate(labels):
        phone.locator("fieldset").nth(line).locator("label", has_text=label).first.click()
    phone.get_by_role("button", name="Xem lại phiếu").click()
    press(phone, "Bỏ phiếu")
    phone.get_by_role("heading", name="Đồng chí đã bỏ phiếu xong").wait_for()


@pytest.mark.plan("R6")
def test_a_meeting_from_its_opening_to_the_certificate(sit_down, council):
    meeting, secretary = council.meeting, sit_down(council.secretary)
    address = reverse("awards:meeting", args=[meeting.pk])

    # Opening, presence: four of five, which is the quorum; the fifth is absent with a reason.
    secretary.goto(address)
    press(secretary, "Mở phiên họp")
    secretary.get_by_text("Chưa đủ 4 thành viên, chưa mở được phiếu.").first.wait_for()
    wall = sit_down(council.secretary, viewport=WALL)
    wall.goto(reverse("awards:meeting_screen", args=[meeting.pk]))
    absent = council.members[-1]
    for seat in meeting.seats.exclude(user=absent):
        secretary.locator(f"input[name=seat][value='{seat.pk}']").check()
    secretary.get_by_label(f"Lý do vắng của {absent.full_name}").fill("Đi công tác")
    press(secretary, "Ghi điểm danh")
    secretary.get_by_text("Có mặt 4/5").first.wait_for()

    # The vote is open: the wall counts, says no name, and nobody sees a partial result.
    press(secretary, "Mở bỏ phiếu")
    code = wall.locator(".lc-wall .code b").inner_text()
    assert re.fullmatch(r"\d{6}", code)
    voters = [council.chair, *council.members[2:4]]
    phones = [sit_down(user, viewport=PHONE) for user in voters]
    for phone, labels in zip(phones, CHOICES, strict=True):
        vote(phone, code, *labels)
    wall.locator(".lc-wall .big b", has_text="3/").wait_for()
    assert not any(user.full_name in wall.content() for user in council.members)
    assert "phiếu đồng ý" not in wall.content()

    outside = sit_down(absent, viewport=PHONE)
    outside.goto(reverse("awards:ballot", args=[meeting.pk]))
    outside.get_by_text("Thư ký chưa điểm danh đồng chí. Xin báo thư ký.").first.wait_for()
    assert outside.locator("input[type=radio]").count() == 0

    # Closing asks on a page; counting and announcing are one press each.
    secretary.goto(address)
    secretary.get_by_role("link", name="Đóng bỏ phiếu").click()
    secretary.get_by_text("Vẫn đóng?").wait_for()
    press(secretary, "Đóng bỏ phiếu")
    press(secretary, "Kiểm phiếu")
    secretary.get_by_text("Kết quả chưa công bố:").wait_for()
    press(secretary, "Công bố")
    wall.locator(".lc-wall .verdicts li").nth(1).wait_for()
    verdicts = wall.locator(".lc-wall .verdicts li").all_inner_texts()
    assert "Đạt: 3/5 phiếu đồng ý (60%)" in verdicts[0]
    assert "Chưa đạt: 2/5 phiếu đồng ý (40%)" in verdicts[1]

    # The end, and the minutes.
    secretary.goto(address)
    press(secretary, "Kết thúc phiên họp")
    press(secretary, "Tạo biên bản")
    secretary.get_by_label("Kết luận của Chủ tịch Hội đồng").fill("Hội đồng nhất trí đề nghị tặng Giấy khen.")
    press(secretary, "Lưu biên bản")
    press(secretary, "Hoàn thành biên bản")
    secretary.get_by_text("hoàn thành biên bản lúc").wait_for()
    assert "Đi công tác" in pdf_text(secretary, "Biên bản (PDF)")

    # The chairman decides on what the council advised, and only on that.
    secretary.goto(reverse("awards:decision_list"))
    secretary.get_by_role("button", name=re.compile("Lập dự thảo quyết định")).first.click()
    press(secretary, "Trình ký")
    decision = AwardDecision.objects.get()
    assert [line.nomination_id for line in decision.lines.all()] == [council.nominations[0].pk]
    chairman = sit_down(factories.make_user(Role.CHAIRMAN, full_name="Trần Văn Chủ"))
    chairman.goto(reverse("awards:to_sign"))
    chairman.get_by_role("link", name="Quyết định khen thưởng").click()
    chairman.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    chairman.get_by_label("Ngày ký").fill(format_date(ward_date(timezone.now())))
    chairman.get_by_label("Người ký").fill("Trần Văn Chủ")
    press(chairman, "Đã ký")
    chairman.get_by_role("heading", name="Quyết định số 12/QĐ-UBND").wait_for()

    # Certificate, its check by a stranger, and the honours once publishing is approved.
    line = DecisionLine.objects.get()
    secretary.goto(reverse("awards:decision", args=[decision.pk]))
    text = pdf_text(secretary, "Giấy khen (PDF)")
    assert council.nominations[0].subject_name in text
    stranger = sit_down(viewport=PHONE)
    stranger.goto(f"{reverse('awards:verify')}?ma={line.verify_code}")
    stranger.get_by_role("heading", name="Đúng là văn bản do UBND phường Lê Chân phát hành").wait_for()
    honours = f"{reverse('awards:honours')}?nam={decision.round.year}"
    stranger.goto(honours)
    assert council.nominations[0].subject_name not in stranger.content()
    secretary.goto(reverse("awards:decision", args=[decision.pk]))
    press(secretary, "Công khai tại trang Vinh danh")
    stranger.goto(honours)
    assert council.nominations[0].subject_name in stranger.content()

    # What is left holds together, and the second nomination stands as the council judged it.
    assert not PaperCount.objects.exists()
    council.nominations[1].refresh_from_db()
    assert council.nominations[1].status == NominationStatus.NOT_ENDORSED
    assert list(invariants.check(invariants.chosen(), at=timezone.now())) == []


def pdf_text(page, button: str) -> str:
    """Have a paper made by its button, take the file, and read it."""
    press(page, button)
    with page.expect_download() as file:
        page.get_by_role("link", name=re.compile("Tải")).first.click()
    return " ".join(pdfs.pages(Path(file.value.path()).read_bytes()))

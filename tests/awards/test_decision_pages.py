"""Pages of the chairman's decision and the honours page: the paper, who may, what is public."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from awards.enums import DecisionStatus as D
from awards.enums import NominationStatus as S
from awards.forms.decisions import SignForm
from awards.models import AwardDecision, Nomination
from awards.services import decisions as services
from awards.services import nominations
from campaigns.models import DatedSetting, LegalBasis
from core import formats
from core.clock import ward_date
from tests import factories
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def chairman(db):
    return factories.make_user(Role.CHAIRMAN, full_name="Chủ tịch phường")


@pytest.fixture
def person(db):
    return factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"), position="Bác sĩ")


@pytest.fixture
def decision(award_round, reviewer, person):
    nomination_at(S.ENDORSED, award_round=award_round, subject=person)
    nomination_at(S.ENDORSED, award_round=award_round, subject=factories.make_unit("Đoàn phường"))
    return services.prepare(award_round, by=reviewer)


def sign(decision, by, number="12/QĐ-UBND"):
    """Laid before the chairman and signed on 28/12/2026."""
    services.submit(decision, by=factories.make_user(Role.REVIEWER))
    services.sign(
        decision, number=number, signed_on=date(2026, 12, 28), signer_name="Chủ tịch phường",
        signer_title="CHỦ TỊCH", by=by, at=ward(2026, 12, 28, 10),
    )  # fmt: skip


@pytest.fixture
def today(monkeypatch):
    """It is 28/12/2026, 10:00 in the ward, for the pages and for the signature."""
    for module in ("decisions", "signing"):
        monkeypatch.setattr(f"awards.services.{module}.database_now", lambda: ward(2026, 12, 28, 10))
    with time_machine.travel(ward(2026, 12, 28, 10), tick=False):
        yield


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 6, 5), "Phường Lê Chân, ngày 05 tháng 6 năm 2026"),
        (date(2027, 1, 9), "Phường Lê Chân, ngày 09 tháng 01 năm 2027"),
        (date(2027, 2, 10), "Phường Lê Chân, ngày 10 tháng 02 năm 2027"),
        (date(2026, 12, 28), "Phường Lê Chân, ngày 28 tháng 12 năm 2026"),
        (None, "Phường Lê Chân, ngày … tháng … năm 2026"),
    ],
)
def test_place_and_date_carries_zeros_as_the_decree_says(day, words):
    assert formats.place_and_date("Phường Lê Chân", day, year=2026) == words


def test_paper_is_in_the_wording_of_the_decree(decision, client_of, chairman):
    campaign = decision.round.campaign
    for order, (number, kind, title, citation, ends) in enumerate(
        [
            ("06/2022/QH15", "Luật", "Luật Thi đua, khen thưởng", "Căn cứ Luật Thi đua, khen thưởng;", None),
            ("98/2023/NĐ-CP", "Nghị định", "về Luật Thi đua, khen thưởng", "Căn cứ nghị định cũ;", date(2025, 7, 1)),
            ("30/2020/NĐ-CP", "Nghị định", "về công tác văn thư", "Căn cứ văn thư;", None),
        ]
    ):
        LegalBasis.objects.create(
            campaign=campaign, code=f"cc-{order}", order=order, number=number, kind=kind, title=title,
            citation=citation, in_plan=False, in_force_to=ends,
        )  # fmt: skip
    sign(decision, chairman)
    page = client_of(chairman).get(reverse("awards:decision", args=[decision.pk])).content.decode()
    sheet = page.split('<article class="lc-paper"')[1].split("</article>")[0]
    assert "TM." not in sheet
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG LÊ CHÂN" in sheet
    assert "Số: 12/QĐ-UBND" in sheet
    assert "Phường Lê Chân, ngày 28 tháng 12 năm 2026" in sheet
    assert '<p class="can-cu">Căn cứ Luật Thi đua, khen thưởng;</p>' in sheet
    assert "nghị định cũ" not in sheet and "văn thư" not in sheet
    assert "Trưởng phòng Văn hóa - Xã hội.</p>" in sheet
    assert "cho 01 tập thể và 01 cá nhân có thành tích xuất sắc" in sheet
    assert "chịu trách nhiệm thi hành Quyết định này./." in sheet
    assert "tổng số là 2.280.000 đồng (hệ số chưa xác nhận)" in sheet
    assert (
        sheet.index("I. TẬP THỂ") < sheet.index("Đoàn phường") < sheet.index("II. CÁ NHÂN") < sheet.index("Lê Văn An")
    )
    assert "<p>CHỦ TỊCH</p>" in sheet


def test_a_draft_has_no_number_and_no_day(decision, client_of, reviewer):
    page = client_of(reviewer).get(reverse("awards:decision", args=[decision.pk])).content.decode()
    assert "Số: ……/QĐ-UBND" in page
    assert "ngày … tháng … năm" in page
    assert "Trình ký" in page and "Ghi nhận đã ký" not in page


def test_prepare_submit_sign_publish_through_the_pages(client_of, reviewer, chairman, award_round, person, today):
    nomination_at(S.ENDORSED, award_round=award_round, subject=person)
    office, signer, anybody = client_of(reviewer), client_of(chairman), client_of(factories.make_user(Role.UNIT_HEAD))
    assert "1 đề nghị đã được Hội đồng nhất trí" in office.get(reverse("awards:decision_list")).content.decode()
    office.post(reverse("awards:decision_prepare", args=[award_round.pk]))
    row = AwardDecision.objects.get()
    office.post(reverse("awards:decision_submit", args=[row.pk]))
    assert "1 văn bản chờ ký" in signer.get(reverse("awards:to_sign")).content.decode()
    data = {"number": "12/QD", "signed_on": "2026-12-28", "signer": "chu-tich", "signer_name": "Chủ tịch phường"}
    bad = signer.post(reverse("awards:sign", args=[row.pk]), data)
    assert bad.status_code == 422
    assert "Số quyết định ghi như 12/QĐ-UBND." in bad.content.decode()
    late = signer.post(
        reverse("awards:sign", args=[row.pk]), {**data, "number": "12/QĐ-UBND", "signed_on": "29/12/2026"}
    )
    assert late.status_code == 422
    assert "Ngày ký không thể sau hôm nay." in late.content.decode()
    signer.post(reverse("awards:sign", args=[row.pk]), {**data, "number": "12/QĐ-UBND"})
    row.refresh_from_db()
    assert (row.status, row.number, row.signer_title, row.signed_by) == (D.SIGNED, "12/QĐ-UBND", "CHỦ TỊCH", chairman)
    assert person.full_name not in anybody.get(reverse("awards:honours")).content.decode()
    assert signer.post(reverse("awards:decision_publish", args=[row.pk]), {"cong-khai": "1"}).status_code == 403
    office.post(reverse("awards:decision_publish", args=[row.pk]), {"cong-khai": "1"})
    assert person.full_name in anybody.get(reverse("awards:honours")).content.decode()
    office.post(reverse("awards:decision_publish", args=[row.pk]), {"cong-khai": "0"})
    assert person.full_name not in anybody.get(reverse("awards:honours")).content.decode()


def test_a_deputy_signs_for_the_chairman(decision, client_of, reviewer, chairman, today):
    services.submit(decision, by=reviewer)
    data = {"number": "12/QĐ-UBND", "signed_on": "2026-12-28", "signer": "pho-chu-tich", "signer_name": "Phó Chủ tịch"}
    client = client_of(chairman)
    client.post(reverse("awards:sign", args=[decision.pk]), data)
    page = client.get(reverse("awards:decision", args=[decision.pk])).content.decode()
    assert "<p>KT. CHỦ TỊCH</p><p>PHÓ CHỦ TỊCH</p>" in page


@pytest.mark.parametrize(
    ("name", "fine"), [("TS. Lê Văn Phó", False), ("PGS.TS Lê Văn Phó", False), ("Lê Văn Tsu", True)]
)
def test_a_signers_name_carries_no_academic_title(name, fine):
    data = {"number": "12/QĐ-UBND", "signed_on": "28/12/2026", "signer": "chu-tich", "signer_name": name}
    form = SignForm(data, posts={"chu-tich": "CHỦ TỊCH", "pho-chu-tich": "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"})
    assert form.is_valid() == fine
    assert fine or form.errors["signer_name"] == ["Họ và tên người ký không ghi học hàm, học vị."]


def test_return_with_a_note_through_the_page(decision, client_of, reviewer, chairman):
    services.submit(decision, by=reviewer)
    client = client_of(chairman)
    assert client.post(reverse("awards:decision_return", args=[decision.pk]), {"note": ""}).status_code == 422
    client.post(reverse("awards:decision_return", args=[decision.pk]), {"note": "Bổ sung chức vụ"})
    page = client_of(reviewer).get(reverse("awards:decision", args=[decision.pk])).content.decode()
    assert "Chủ tịch trả lại: Bổ sung chức vụ" in page
    assert "Trình ký lại" in page
    services.submit(AwardDecision.objects.get(), by=reviewer)
    page = client_of(reviewer).get(reverse("awards:decision", args=[decision.pk])).content.decode()
    told = re.findall('<li class="past"><b>([^<:]+)', page)
    assert told == ["Trình ký lại", "Trả lại kèm ý kiến", "Trình ký", "Lập dự thảo"]


def test_the_office_never_signs_and_the_stranger_sees_nothing(decision, client_of, reviewer, officer):
    services.submit(decision, by=reviewer)
    data = {"number": "12/QĐ-UBND", "signed_on": "2026-12-28", "signer": "chu-tich", "signer_name": "X"}
    assert client_of(reviewer).post(reverse("awards:sign", args=[decision.pk]), data).status_code == 403
    stranger = client_of(officer)
    assert stranger.get(reverse("awards:decision", args=[decision.pk])).status_code == 404
    assert stranger.post(reverse("awards:sign", args=[decision.pk]), data).status_code == 404
    assert stranger.get(reverse("awards:decision_list")).status_code == 403
    assert stranger.get(reverse("awards:to_sign")).status_code == 403
    decision.refresh_from_db()
    assert decision.status == D.TO_SIGN


def test_a_published_decision_is_still_no_page_for_a_stranger(decision, client_of, reviewer, officer, chairman):
    sign(decision, chairman)
    services.set_public(decision, public=True, by=reviewer)
    assert client_of(officer).get(reverse("awards:decision", args=[decision.pk])).status_code == 403


def test_without_a_known_wage_the_page_says_so(client_of, reviewer, period):
    nomination_at(S.ENDORSED, award_round=factories.make_award_round(period.campaign))
    decision = services.prepare(period.campaign.award_rounds.get(), by=reviewer)
    page = client_of(reviewer).get(reverse("awards:decision", args=[decision.pk])).content.decode()
    assert "Chưa có thiết lập" in page
    assert "chưa có mức" in page


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_the_decision_take_a_constant_number_of_queries(
    count, client_of, award_round, reviewer, chairman, django_assert_num_queries
):
    for number in range(count):
        person = factories.make_person(unit=factories.make_unit())
        nomination_at(S.ENDORSED, award_round=award_round, subject=person if number % 2 else None)
    made = services.prepare(award_round, by=reviewer)
    services.submit(made, by=reviewer)
    client = client_of(chairman)
    with django_assert_num_queries(5):
        client.get(reverse("awards:to_sign"))
    with django_assert_num_queries(6):
        client.get(reverse("awards:decision_list"))
    with django_assert_num_queries(13):
        client.get(reverse("awards:decision", args=[made.pk]))


@pytest.mark.plan("R9")
@pytest.mark.parametrize("count", [1, 3])
def test_honours_show_five_facts_to_anybody_in_a_constant_number_of_queries(
    count, client, award_round, reviewer, chairman, django_assert_num_queries
):
    for _ in range(count):
        person = factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"), position="Bác sĩ")
        nomination_at(S.ENDORSED, award_round=award_round, subject=person)
    made = services.prepare(award_round, by=reviewer)
    sign(made, chairman)
    services.set_public(made, public=True, by=reviewer)
    with django_assert_num_queries(4):
        page = client.get(reverse("awards:honours")).content.decode()
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    assert body.count("Lê Văn An") == body.count("Trạm Y tế") == count
    assert body.count("Giấy khen của Chủ tịch Ủy ban nhân dân phường") == count
    assert body.count("Số 12/QĐ-UBND ngày 28/12/2026") == count
    for hidden in ("Bác sĩ", "760.000", "Dẫn đầu nhóm", "9/9", made.lines.first().verify_code):
        assert hidden not in page
    assert "Chủ tịch UBND phường khen thưởng" in page


def test_a_household_goes_by_the_person_who_heads_it(client, award_round, reviewer, chairman, person):
    DatedSetting.objects.create(
        campaign=award_round.campaign, code="ho", key="households", label="Khen hộ gia đình", value=True
    )
    form = factories.make_award_form(award_round.campaign)
    made = nominations.nominate(person, form=form, award_round=award_round, household=True, by=reviewer)
    Nomination.objects.filter(pk=made.pk).update(status=S.ENDORSED, accepted_on=date(2026, 12, 21))
    decision = services.prepare(award_round, by=reviewer)
    sign(decision, chairman)
    services.set_public(decision, public=True, by=reviewer)
    assert decision.lines.get().amount == 1_140_000
    assert "Hộ ông/bà Lê Văn An" in client.get(reverse("awards:honours")).content.decode()


@pytest.mark.parametrize("query", ["", "?nam=2026", "?nam=2027", "?nam=abc", "?nam=²⁰²⁶", "?trang=99"])
def test_honours_reach_nothing_unpublished_by_any_address(client, decision, chairman, query):
    sign(decision, chairman)
    response = client.get(reverse("awards:honours") + query)
    assert response.status_code == 200
    assert "Lê Văn An" not in response.content.decode()


def test_honours_without_awards_say_when_they_come(client):
    year = ward_date(timezone.now()).year
    page = client.get(reverse("awards:honours")).content.decode()
    assert f"Kết quả khen thưởng năm {year} sẽ đăng sau khi có quyết định." in page
    page = client.get(reverse("awards:honours") + "?nam=2026").content.decode()
    assert "Kết quả khen thưởng năm 2026 sẽ đăng sau khi có quyết định." in page

"""Pages of letters: drafted, signed, sent and answered by pressing; who sees what; hostile names stay names."""

import pytest
import time_machine
from django.urls import reverse

from accounts.enums import Role
from awards.enums import NominationStatus as S
from awards.models import Nomination, Proposal
from awards.services import answers, proposals
from tests import factories
from tests.awards import after
from tests.factories import nomination_at, ward

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D7")]
NOW = ward(2026, 12, 28, 10)
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} =HYPERLINK(1)"


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def chairman(db):
    return factories.make_user(Role.CHAIRMAN, full_name="Trần Văn An")


@pytest.fixture
def today(monkeypatch):
    """It is 28/12/2026, 10:00 in the ward, for the pages and for the database."""
    for name in ("signing", "answers", "proposals"):
        monkeypatch.setattr(f"awards.services.{name}.database_now", lambda: NOW)
    with time_machine.travel(NOW, tick=False):
        yield


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.plan("R7")
def test_a_letter_from_draft_to_the_honours_page_by_pressing(client, client_of, reviewer, chairman, award_round, today):
    unit = factories.make_unit(HOSTILE)
    nomination_at(S.ENDORSED, award_round=award_round, subject=unit, form=after.city_form(award_round))
    office, signer = client_of(reviewer), client_of(chairman)
    assert "1 đề nghị đã được Hội đồng nhất trí" in text(office.get(reverse("awards:proposal_list")))
    office.post(reverse("awards:proposal_prepare", args=[award_round.pk]), {"gui": "TO_CITY"})
    row = Proposal.objects.get()
    url = reverse("awards:proposal", args=[row.pk])
    page = text(office.get(url))
    assert "9/9 (100%)" in page and "&lt;script&gt;" in page and "<script>alert" not in page and "{{ 7*7 }}" in page
    edit = {"sua-addressee": "Giám đốc Sở Nội vụ", "sua-grounds": "Căn cứ hướng dẫn"}
    office.post(reverse("awards:proposal_edit", args=[row.pk]), edit)
    assert "Giám đốc Sở Nội vụ" in text(office.get(url))
    office.post(reverse("awards:proposal_submit", args=[row.pk]))
    assert "1 văn bản chờ ký" in text(signer.get(reverse("awards:to_sign")))
    data = {"number": "8", "signed_on": "28/12/2026", "signer": "pho-chu-tich", "signer_name": "Lê Văn Phó"}
    refused = signer.post(reverse("awards:proposal_sign", args=[row.pk]), data)
    assert (refused.status_code, "Số tờ trình ghi như 12/TTr-UBND." in text(refused)) == (422, True)
    signer.post(reverse("awards:proposal_sign", args=[row.pk]), {**data, "number": "8/TTr-UBND"})
    row.refresh_from_db()
    assert (row.number, row.signer_title) == ("08/TTr-UBND", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")
    office.post(reverse("awards:proposal_send", args=[row.pk]), {"sent_on": "28/12/2026"})
    assert Nomination.objects.get().status == S.FORWARDED
    line = row.lines.get()
    answer_url = reverse("awards:city_answer", args=[line.pk])
    half = office.post(answer_url, {"answer": "GRANTED"})
    assert (half.status_code, "Ghi đủ số, ngày quyết định" in text(half)) == (422, True)
    whole = {
        "answer": "GRANTED",
        "decision_number": "345/QĐ-UBND",
        "decided_on": "28/12/2026",
        "decided_by": "Thành phố",
    }
    office.post(answer_url, whole)
    assert "345/QĐ-UBND" not in text(client.get(reverse("awards:honours") + "?nam=2026"))
    office.post(reverse("awards:city_answer_publish", args=[line.pk]), {"cong-khai": "1"})
    shown = text(client.get(reverse("awards:honours") + "?nam=2026"))
    assert "Số 345/QĐ-UBND ngày 28/12/2026" in shown and "Chủ tịch UBND thành phố khen thưởng" in shown
    assert "<script>alert" not in shown
    office.post(reverse("awards:city_answer_back", args=[line.pk]), {"reason": "Nhầm dòng"})
    assert "345/QĐ-UBND" not in text(client.get(reverse("awards:honours") + "?nam=2026"))


def test_return_and_what_the_history_tells(client_of, reviewer, chairman, award_round):
    made = after.letter(award_round, office=reviewer)
    proposals.submit(made, by=reviewer)
    signer = client_of(chairman)
    assert signer.post(reverse("awards:proposal_return", args=[made.pk]), {"note": ""}).status_code == 422
    signer.post(reverse("awards:proposal_return", args=[made.pk]), {"note": "Bổ sung căn cứ"})
    page = text(client_of(reviewer).get(reverse("awards:proposal", args=[made.pk])))
    assert "Người ký trả lại: Bổ sung căn cứ" in page and "Trình ký lại" in page
    assert "Lập dự thảo" in page


def test_others_find_no_letters(client_of, award_round, officer):
    made = after.letter(award_round)
    for user in (officer, factories.make_user(Role.COUNCIL_MEMBER), factories.make_user(Role.FINANCE)):
        client = client_of(user)
        assert client.get(reverse("awards:proposal", args=[made.pk])).status_code == 404
        assert client.get(reverse("awards:city_answer", args=[made.lines.get().pk])).status_code == 404
        assert client.get(reverse("awards:proposal_list")).status_code == 403


def test_honours_by_level_in_the_address(client, award_round, reviewer):
    own = after.signed_decision(award_round, subjects=(factories.make_unit("Đoàn phường"),))
    type(own).objects.update(is_public=True)
    line = after.sent_line(award_round, subjects=(factories.make_unit("Trường A"),))
    answers.record(
        line, answer="GRANTED", decision_number="345/QĐ-UBND", decided_on=after.DAY, decided_by="Thành phố",
        by=reviewer, at=after.AT,
    )  # fmt: skip
    answers.set_public(line, public=True, by=reviewer)
    both = text(client.get(reverse("awards:honours") + "?nam=2026"))
    assert both.index("Trường A") < both.index("Đoàn phường")
    city = text(client.get(reverse("awards:honours") + "?nam=2026&cap=CITY"))
    assert "Trường A" in city and "Đoàn phường" not in city
    odd = text(client.get(reverse("awards:honours") + "?nam=2026&cap=KHAC"))
    assert "Trường A" in odd and "Đoàn phường" in odd


@pytest.mark.parametrize("count", [1, 3])
def test_pages_in_a_constant_number_of_queries(
    count, client_of, reviewer, chairman, award_round, django_assert_num_queries
):
    made = after.signed_letter(award_round, subjects=tuple(factories.make_unit() for _ in range(count)))
    proposals.send(made, sent_on=after.DAY, by=reviewer, at=after.AT)
    for line in made.lines.select_related("proposal", "nomination__form"):
        answers.record(line, answer="REFUSED", note="Hết chỉ tiêu", by=reviewer, at=after.AT)
    for _ in range(count):
        nomination_at(S.ENDORSED, award_round=award_round, form=after.city_form(award_round))
    office = client_of(reviewer)
    with django_assert_num_queries(7):
        office.get(reverse("awards:proposal_list"))
    with django_assert_num_queries(11):
        page = text(office.get(reverse("awards:proposal", args=[made.pk])))
    assert page.count("Hết chỉ tiêu") == count and len(page.encode()) < 60_000
    with django_assert_num_queries(5):
        office.get(reverse("awards:city_answer", args=[made.lines.first().pk]))

"""Revoking an award: by who decided, with a decision and a reason, for good; the row stays, honours and check know."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import Role
from awards.models import DecisionLine
from awards.services import decisions, revoking
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards import after
from tests.factories import ward

pytestmark = pytest.mark.django_db
AT = ward(2027, 1, 12, 9)
WHY = {"number": "3/QĐ-UBND", "revoked_on": date(2027, 1, 12), "reason": "Khai không đúng", "at": AT}


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def chairman(db):
    return factories.make_user(Role.CHAIRMAN)


def test_the_row_stays_with_who_when_and_why(award_round, chairman):
    line = after.award(award_round)
    revoking.revoke(line, **WHY, by=chairman)
    kept = DecisionLine.objects.get()
    assert (kept.revoked_on, kept.revocation_number, kept.revocation_reason, kept.revoked_by) == (
        date(2027, 1, 12), "03/QĐ-UBND", "Khai không đúng", chairman,
    )  # fmt: skip
    assert kept.amount == 1_520_000
    event = AuditEvent.objects.get(action="revoke_award")
    assert (event.data["number"], event.data["reason"]) == ("03/QĐ-UBND", "Khai không đúng")
    with pytest.raises(Forbidden, match="đã thu hồi"):
        revoking.revoke(kept, **WHY, by=chairman)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": "3/TTr-UBND"}, "Số quyết định thu hồi ghi như 12/QĐ-UBND"),
        ({"reason": "  "}, "Ghi lý do thu hồi"),
        ({"revoked_on": date(2027, 1, 13)}, "không thể sau hôm nay"),
        ({"revoked_on": date(2026, 12, 27)}, "trước ngày quyết định khen thưởng"),
        ({"number": "12/QĐ-UBND", "revoked_on": date(2026, 12, 31)}, "là quyết định khen thưởng"),
    ],
)
def test_what_cannot_stand_on_paper_is_refused_whole(award_round, chairman, change, words):
    line = after.award(award_round)
    with pytest.raises(InvalidTransition, match=words):
        revoking.revoke(line, **{**WHY, **change}, by=chairman)
    assert DecisionLine.objects.get().revoked_on is None


def test_one_decision_revokes_several_of_one_day_and_no_award_takes_its_number(award_round, chairman):
    made = after.signed_decision(award_round, subjects=(factories.make_unit(), factories.make_unit()))
    first, second = made.lines.select_related("decision__round", "nomination")
    revoking.revoke(first, **WHY, by=chairman)
    with pytest.raises(InvalidTransition, match="đã ghi ngày khác"):
        revoking.revoke(second, **{**WHY, "revoked_on": date(2027, 1, 11)}, by=chairman)
    revoking.revoke(second, **WHY, by=chairman)
    factories.nomination_at("ENDORSED", award_round=award_round)
    office = factories.make_user(Role.REVIEWER)
    other = decisions.prepare(award_round, by=office)
    decisions.submit(other, by=office)
    with pytest.raises(InvalidTransition, match="Năm 2027 đã có quyết định số 03/QĐ-UBND"):
        decisions.sign(
            other, number="3/QĐ-UBND", by=chairman, **{**after.PAPER, "signed_on": date(2027, 1, 12), "at": AT}
        )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CHAIRMAN])
def test_nobody_else_revokes(award_round, role):
    line = after.award(award_round)
    with pytest.raises(Forbidden):
        revoking.revoke(line, **WHY, by=factories.make_user(role, unit=factories.make_unit()))
    assert DecisionLine.objects.get().revoked_on is None


def test_a_draft_is_not_revoked(award_round, chairman):
    factories.nomination_at("ENDORSED", award_round=award_round)
    draft = decisions.prepare(award_round, by=factories.make_user(Role.REVIEWER))
    with pytest.raises(Forbidden, match="đã ký"):
        revoking.revoke(draft.lines.get(), **WHY, by=chairman)


def test_honours_drop_it_and_the_page_of_the_decision_says_so(award_round, chairman, client, client_of):
    person = factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"))
    line = after.award(award_round, subjects=(person,))
    decisions.set_public(line.decision, public=True, by=factories.make_user(Role.REVIEWER))
    assert "Lê Văn An" in client.get(reverse("awards:honours") + "?nam=2026").content.decode()
    signer = client_of(chairman)
    asked = signer.get(reverse("awards:award_revoke", args=[line.pk]))
    assert "Thu hồi khen thưởng của Lê Văn An" in asked.content.decode()
    data = {"number": "900/QĐ-UBND", "revoked_on": "01/01/2026", "reason": "Khai không đúng"}
    assert signer.post(reverse("awards:award_revoke", args=[line.pk]), data).status_code == 422
    revoking.revoke(line, **WHY, by=chairman)
    page = client.get(reverse("awards:honours") + "?nam=2026").content.decode()
    assert "Lê Văn An" not in page and "thu hồi" not in page
    page = signer.get(reverse("awards:decision", args=[line.decision_id])).content.decode()
    assert "Đã thu hồi" in page and "Quyết định số 03/QĐ-UBND ngày 12/01/2027: Khai không đúng" in page

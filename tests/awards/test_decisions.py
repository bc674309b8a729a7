"""The chairman's decision: prepared, returned, signed once, immutable, published; money by the wage of its day."""

from datetime import date

import pytest

from accounts.enums import Role
from awards.enums import DecisionStatus as D
from awards.enums import NominationStatus as S
from awards.models import AwardDecision, DecisionLine, Nomination
from awards.services import decisions as services
from awards.services import nominations
from awards.workflow.decision import DECISION_WORKFLOW
from campaigns.enums import AwardLevel
from campaigns.models import DatedSetting
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db
AT = ward(2026, 12, 28, 10)
PAPER = {
    "number": "12/QĐ-UBND",
    "signed_on": date(2026, 12, 28),
    "signer_name": "Chủ tịch phường",
    "signer_title": "CHỦ TỊCH",
    "at": AT,
}


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def office(db):
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def chairman(db):
    return factories.make_user(Role.CHAIRMAN, full_name="Chủ tịch phường")


@pytest.fixture
def decision(award_round, office):
    """A draft for a person and two units, laid before the chairman."""
    person = factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"))
    for subject in (person, factories.make_unit("Đoàn phường"), factories.make_unit("Công an phường")):
        nomination_at(S.ENDORSED, award_round=award_round, subject=subject)
    made = services.prepare(award_round, by=office)
    services.submit(made, by=office)
    return made


def test_sign_before_the_first_known_wage_is_refused_whole(decision, chairman):
    DatedSetting.objects.all().delete()
    with pytest.raises(InvalidTransition, match="“Lương cơ sở” áp dụng ngày 28/12/2026"):
        services.sign(decision, by=chairman, **PAPER)
    assert AwardDecision.objects.get().status == D.TO_SIGN


def test_prepare_takes_only_what_the_council_endorsed_at_ward_level(award_round, office):
    endorsed = nomination_at(S.ENDORSED, award_round=award_round)
    nomination_at(S.NOT_ENDORSED, award_round=award_round)
    nomination_at(S.READY, award_round=award_round)
    above = factories.make_award_form(award_round.campaign, code="bk", level=AwardLevel.CITY)
    nomination_at(S.ENDORSED, award_round=award_round, form=above)
    decision = services.prepare(award_round, by=office)
    assert [line.nomination for line in decision.lines.all()] == [endorsed]
    assert (decision.status, decision.number, decision.signed_on) == (D.DRAFT, "", None)


def test_prepare_lists_units_before_persons_in_vietnamese_order(decision):
    assert [line.nomination.subject_name for line in decision.lines.order_by("order")] == [
        "Công an phường", "Đoàn phường", "Lê Văn An",
    ]  # fmt: skip


def test_prepare_again_adds_to_the_open_draft(award_round, office):
    nomination_at(S.ENDORSED, award_round=award_round)
    first = services.prepare(award_round, by=office)
    nomination_at(S.ENDORSED, award_round=award_round)
    assert services.prepare(award_round, by=office) == first
    assert first.lines.count() == 2


def test_prepare_without_anything_endorsed_is_refused(award_round, office):
    with pytest.raises(InvalidTransition, match="Chưa có đề nghị nào được Hội đồng nhất trí"):
        services.prepare(award_round, by=office)
    assert not AwardDecision.objects.exists()


@pytest.mark.plan("R7")
def test_sign_gives_number_day_signer_and_money_and_decides_every_nomination(decision, chairman):
    services.sign(decision, by=chairman, **PAPER)
    decision.refresh_from_db()
    assert (decision.status, decision.number, decision.signed_on, decision.signed_by) == (
        D.SIGNED, "12/QĐ-UBND", date(2026, 12, 28), chairman,
    )  # fmt: skip
    assert list(decision.lines.order_by("order").values_list("amount", flat=True)) == [1_520_000, 1_520_000, 760_000]
    assert set(Nomination.objects.values_list("status", flat=True)) == {S.DECIDED}
    assert AuditEvent.objects.get(action="sign").data == {"number": "12/QĐ-UBND", "signed_on": "2026-12-28"}


def test_sign_counts_by_the_wage_of_the_day_of_the_decision(decision, chairman):
    factories.make_base_wage(decision.round.campaign, 3_000_000, date(2026, 12, 27))
    before = [money.amount for _, money in services.amounts(decision, on=date(2026, 12, 26))]
    assert before == [1_520_000, 1_520_000, 760_000]
    services.sign(decision, by=chairman, **PAPER)
    assert list(decision.lines.order_by("order").values_list("amount", flat=True)) == [1_800_000, 1_800_000, 900_000]


@pytest.mark.parametrize(
    "number", ["", "12", "12/QD-UBND", "12/KH-UBND", "0/QĐ-UBND", "12/QĐ-UBND x", "1a/QĐ-UBND", "123456/QĐ-UBND"]
)
def test_sign_refuses_a_number_of_another_form_and_changes_nothing(decision, chairman, number):
    with pytest.raises(InvalidTransition, match="Số quyết định ghi như 12/QĐ-UBND."):
        services.sign(decision, by=chairman, **{**PAPER, "number": number})
    decision.refresh_from_db()
    assert (decision.status, decision.number) == (D.TO_SIGN, "")
    assert set(Nomination.objects.values_list("status", flat=True)) == {S.ENDORSED}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("5/QĐ-UBND", "05/QĐ-UBND"), (" 12 / qđ-ubnd ", "12/QĐ-UBND"), ("0007/QĐ-UBND", "07/QĐ-UBND")],
)
def test_number_is_kept_as_it_is_printed(typed, printed):
    assert services.clean_number(typed) == printed


def test_number_typed_with_separate_accents_is_understood():
    import unicodedata

    assert services.clean_number(unicodedata.normalize("NFD", "12/QĐ-UBND")) == "12/QĐ-UBND"


def test_sign_on_a_day_to_come_is_refused(decision, chairman):
    with pytest.raises(InvalidTransition, match="sau hôm nay"):
        services.sign(decision, by=chairman, **{**PAPER, "signed_on": date(2026, 12, 29)})


def test_sign_before_the_dossiers_were_taken_in_is_refused(decision, chairman):
    with pytest.raises(InvalidTransition, match="trước ngày tiếp nhận"):
        services.sign(decision, by=chairman, **{**PAPER, "signed_on": date(2026, 12, 20)})
    decision.refresh_from_db()
    assert decision.status == D.TO_SIGN


def test_a_number_is_given_once_a_year(decision, award_round, office, chairman):
    services.sign(decision, by=chairman, **PAPER)
    nomination_at(S.ENDORSED, award_round=award_round)
    second = services.prepare(award_round, by=office)
    services.submit(second, by=office)
    with pytest.raises(InvalidTransition, match="Năm 2026 đã có quyết định số 12/QĐ-UBND"):
        services.sign(second, by=chairman, **PAPER)
    services.sign(second, by=chairman, **{**PAPER, "signed_on": date(2027, 1, 4), "at": ward(2027, 1, 4, 9)})
    assert second.status == D.SIGNED


def test_sign_without_a_multiplier_is_refused_whole(decision, chairman):
    Nomination.objects.first().form.rules.filter(subject_kind="INDIVIDUAL").update(money_hundredths=None)
    with pytest.raises(InvalidTransition, match="Chưa có hệ số tiền thưởng"):
        services.sign(decision, by=chairman, **PAPER)
    assert set(Nomination.objects.values_list("status", flat=True)) == {S.ENDORSED}
    assert AwardDecision.objects.get().status == D.TO_SIGN


def test_a_second_signer_with_a_stale_page_is_refused(decision, chairman):
    stale = AwardDecision.objects.get(pk=decision.pk)
    services.sign(decision, by=chairman, **PAPER)
    with pytest.raises(InvalidTransition):
        services.sign(stale, by=factories.make_user(Role.CHAIRMAN), **{**PAPER, "number": "13/QĐ-UBND"})
    assert AwardDecision.objects.get().number == "12/QĐ-UBND"
    assert AuditEvent.objects.filter(action="sign").count() == 1


def test_a_signed_decision_never_changes(decision, award_round, office, chairman):
    services.sign(decision, by=chairman, **PAPER)
    before = list(AwardDecision.objects.values()), list(DecisionLine.objects.order_by("pk").values())
    with pytest.raises(InvalidTransition):
        services.return_with_note(decision, note="Đổi", by=chairman)
    with pytest.raises(InvalidTransition):
        services.submit(decision, by=office)
    with pytest.raises(InvalidTransition):
        nominations.refuse(Nomination.objects.first(), reason="Đổi ý", by=chairman)
    nomination_at(S.ENDORSED, award_round=award_round)
    assert services.prepare(award_round, by=office) != decision
    after = list(AwardDecision.objects.filter(pk=decision.pk).values())
    assert (after, list(DecisionLine.objects.filter(decision=decision).order_by("pk").values())) == before


def test_return_needs_a_note_and_the_draft_comes_back_without_it(decision, office, chairman):
    with pytest.raises(InvalidTransition, match="Ghi ý kiến trả lại"):
        services.return_with_note(decision, note=" ", by=chairman)
    services.return_with_note(decision, note="Bổ sung chức vụ", by=chairman)
    decision.refresh_from_db()
    assert (decision.status, decision.return_note) == (D.RETURNED, "Bổ sung chức vụ")
    services.submit(decision, by=office)
    decision.refresh_from_db()
    assert (decision.status, decision.return_note) == (D.TO_SIGN, "")


def test_refused_by_the_chairman_leaves_the_draft(decision, chairman):
    refused = Nomination.objects.get(person__isnull=False)
    nominations.refuse(refused, reason="Đang có đơn thư", by=chairman)
    assert not DecisionLine.objects.filter(nomination=refused).exists()
    services.sign(decision, by=chairman, **PAPER)
    refused.refresh_from_db()
    assert refused.status == S.REFUSED


def test_an_emptied_draft_is_neither_submitted_nor_signed(award_round, office, chairman):
    only = nomination_at(S.ENDORSED, award_round=award_round)
    decision = services.prepare(award_round, by=office)
    services.submit(decision, by=office)
    nominations.refuse(only, reason="Đang có đơn thư", by=chairman)
    with pytest.raises(InvalidTransition, match="không còn ai"):
        services.sign(decision, by=chairman, **PAPER)
    services.return_with_note(AwardDecision.objects.get(), note="Hết danh sách", by=chairman)
    with pytest.raises(InvalidTransition, match="không còn ai"):
        services.submit(AwardDecision.objects.get(), by=office)


def test_set_public_only_after_signing_once_and_back(decision, office, chairman):
    with pytest.raises(Forbidden, match="Chỉ công khai quyết định đã ký"):
        services.set_public(decision, public=True, by=office)
    services.sign(decision, by=chairman, **PAPER)
    assert services.set_public(decision, public=True, by=office) is True
    assert services.set_public(decision, public=True, by=office) is False
    assert list(AwardDecision.objects.published()) == [decision]
    decision.refresh_from_db()
    assert decision.published_by == office and decision.published_at is not None
    assert services.set_public(decision, public=False, by=office) is True
    assert list(AwardDecision.objects.published()) == []
    with pytest.raises(Forbidden):
        services.set_public(decision, public=True, by=chairman)


WHO = {
    "submit": {Role.REVIEWER, Role.COUNCIL_SECRETARY},
    "return_with_note": {Role.CHAIRMAN},
    "sign": {Role.CHAIRMAN},
}
SIGNED = {"number": "12/QĐ-UBND", "signed_on": date(2026, 12, 28), "signer_name": "Chủ tịch"}


@pytest.mark.plan("R7")
@pytest.mark.parametrize("action", DECISION_WORKFLOW.actions)
def test_workflow_matrix_of_every_action_status_and_role(action, decision):
    users = {role: factories.make_user(role) for role in Role}
    sources = {step.source for step in DECISION_WORKFLOW.steps if step.action == action}
    for status in D:
        for role, user in users.items():
            fields = {**SIGNED, "signed_by": user} if status == D.SIGNED or action == "sign" else {}
            AwardDecision.objects.filter(pk=decision.pk).update(status=status, **fields)
            decision.refresh_from_db()
            if status in sources and role in WHO[action]:
                DECISION_WORKFLOW.apply(action, decision, by=user)
                decision.refresh_from_db()
                assert decision.status != status
            else:
                with pytest.raises((InvalidTransition, Forbidden)):
                    DECISION_WORKFLOW.apply(action, decision, by=user)
                decision.refresh_from_db()
                assert decision.status == status

"""What the city answered: complete or refused, told once, taken back, shown only when granted."""

from datetime import date

import pytest

from accounts.enums import Role
from awards.enums import CityAnswer as C
from awards.enums import NominationStatus as S
from awards.models import ProposalLine
from awards.services import answers as services
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards import after
from tests.factories import ward

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D7")]
AT = ward(2027, 2, 10, 9)
GRANTED = {
    "answer": C.GRANTED, "decision_number": " 345/QĐ-UBND ", "decided_on": date(2027, 2, 5),
    "decided_by": "Chủ tịch Ủy ban nhân dân thành phố", "at": AT,
}  # fmt: skip


@pytest.fixture
def award_round(period):
    return factories.make_award_round(period.campaign)


@pytest.fixture
def office(db):
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def line(award_round):
    return after.sent_line(award_round)


def fresh(line) -> ProposalLine:
    return ProposalLine.objects.select_related("proposal", "nomination__form").get(pk=line.pk)


def test_a_granted_award_keeps_its_decision(line, office):
    services.record(line, **GRANTED, by=office)
    kept = fresh(line)
    assert (kept.answer, kept.decision_number, kept.decided_on, kept.answered_on, kept.recorded_by) == (
        C.GRANTED, "345/QĐ-UBND", date(2027, 2, 5), date(2027, 2, 10), office,
    )  # fmt: skip
    assert kept.nomination.status == S.GRANTED
    assert AuditEvent.objects.get(action="grant").data == {"line": line.pk, "number": "345/QĐ-UBND"}


def test_another_form_is_named_and_counts_as_rewarded(line, award_round, office):
    other = after.city_form(award_round, "bk-so", legal_name="Bằng khen khác")
    ward_form = factories.make_award_form(award_round.campaign)
    for wrong, words in (
        (None, "Chọn hình thức"), (line.nomination.form, "trùng với hình thức"), (ward_form, "không do cấp trên"),
    ):  # fmt: skip
        with pytest.raises(InvalidTransition, match=words):
            services.record(line, **{**GRANTED, "answer": C.OTHER}, other_form=wrong, by=office)
    services.record(line, **{**GRANTED, "answer": C.OTHER}, other_form=other, by=office)
    kept = fresh(line)
    assert (kept.given_form, kept.nomination.status) == (other, S.GRANTED)


def test_a_refusal_needs_its_reason_and_forgets_the_form(line, award_round, office):
    with pytest.raises(InvalidTransition, match="Ghi lý do"):
        services.record(line, answer=C.REFUSED, by=office, at=AT)
    other = after.city_form(award_round, "bk-so")
    services.record(line, answer=C.REFUSED, other_form=other, note="Hết chỉ tiêu", by=office, at=AT)
    kept = fresh(line)
    assert (kept.answer, kept.answer_note, kept.other_form, kept.nomination.status) == (
        C.REFUSED, "Hết chỉ tiêu", None, S.NOT_GRANTED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"decision_number": " "}, "Ghi đủ số"),
        ({"decided_on": None}, "Ghi đủ số"),
        ({"decided_by": ""}, "Ghi đủ số"),
        ({"decided_on": date(2027, 2, 11)}, "không thể sau hôm nay"),
        ({"decided_on": date(2026, 12, 27)}, "trước ngày ký tờ trình"),
    ],
)
def test_a_half_answer_is_refused_whole(line, office, change, words):
    with pytest.raises(InvalidTransition, match=words):
        services.record(line, **{**GRANTED, **change}, by=office)
    assert (fresh(line).answer, fresh(line).nomination.status) == ("", S.FORWARDED)


def test_an_answer_comes_only_to_a_letter_on_its_way_and_once(award_round, line, office):
    services.record(line, **GRANTED, by=office)
    with pytest.raises(InvalidTransition):
        services.record(fresh(line), **GRANTED, by=office)
    waiting = after.signed_letter(award_round, number="13/TTr-UBND", subjects=(factories.make_unit(),))
    with pytest.raises(Forbidden, match="chưa gửi đi"):
        services.record(waiting.lines.get(), **GRANTED, by=office)
    with pytest.raises(Forbidden):
        services.record(fresh(line), **GRANTED, by=factories.make_user(Role.CHAIRMAN))


def test_taken_back_is_as_if_nothing_had_come_and_leaves_the_honours(line, office):
    services.record(line, **GRANTED, by=office)
    assert services.set_public(line, public=True, by=office) is True
    with pytest.raises(InvalidTransition, match="Ghi lý do"):
        services.take_back(line, reason=" ", by=office)
    services.take_back(line, reason="Nhầm dòng", by=office)
    kept = fresh(line)
    assert (kept.answer, kept.decision_number, kept.answered_on, kept.recorded_by, kept.is_public) == (
        "", "", None, None, False,
    )  # fmt: skip
    assert kept.nomination.status == S.FORWARDED
    told = AuditEvent.objects.get(action="take_answer_back").data
    assert (told["was"], told["number"], told["reason"]) == ("Được khen thưởng", "345/QĐ-UBND", "Nhầm dòng")
    with pytest.raises(InvalidTransition):
        services.take_back(kept, reason="Nữa", by=office)


def test_only_what_was_granted_is_shown(line, office):
    with pytest.raises(Forbidden, match="Chỉ công khai khen thưởng"):
        services.set_public(line, public=True, by=office)
    services.record(line, answer=C.REFUSED, note="Hết chỉ tiêu", by=office, at=AT)
    with pytest.raises(Forbidden):
        services.set_public(fresh(line), public=True, by=office)
    assert not ProposalLine.objects.published().exists()

"""Letters of proposal: what goes into which, signed once, sent with its nominations; who may take each step."""

from datetime import date

import pytest

from accounts.enums import Role
from awards.enums import NominationStatus as S
from awards.enums import ProposalKind as K
from awards.enums import ProposalStatus as P
from awards.models import Nomination, Proposal, ProposalLine
from awards.services import nominations
from awards.services import proposals as services
from campaigns.enums import AwardKind
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards import after
from tests.awards.after import AT, DAY, PAPER
from tests.factories import nomination_at, ward

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D7")]


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


def names(proposal) -> list[str]:
    return [line.nomination.subject_name for line in proposal.lines.order_by("order")]


def test_to_the_city_goes_what_others_decide_titles_first_and_to_the_chairman_everything(award_round, office):
    nomination_at(S.ENDORSED, award_round=award_round, subject=factories.make_unit("Công an phường"))
    flag = after.city_form(award_round, "co", kind=AwardKind.TITLE, order=1, legal_name="Cờ thi đua")
    person = factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"))
    nomination_at(S.NOT_ENDORSED, award_round=award_round)
    form = after.city_form(award_round, order=2)
    nomination_at(S.ENDORSED, award_round=award_round, subject=person, form=form)
    nomination_at(S.ENDORSED, award_round=award_round, subject=factories.make_unit("Đoàn phường"), form=form)
    nomination_at(S.ENDORSED, award_round=award_round, subject=factories.make_unit("Trường A"), form=flag)
    city = services.prepare(award_round, kind=K.TO_CITY, by=office)
    assert names(city) == ["Trường A", "Đoàn phường", "Lê Văn An"]
    assert city.addressee == "Chủ tịch Ủy ban nhân dân thành phố"
    chairman = services.prepare(award_round, kind=K.TO_CHAIRMAN, by=office)
    assert set(names(chairman)) == {"Trường A", "Đoàn phường", "Lê Văn An", "Công an phường"}
    assert chairman.addressee == "Chủ tịch Ủy ban nhân dân phường Lê Chân"
    with pytest.raises(InvalidTransition, match="chưa có tờ trình"):
        services.prepare(award_round, kind=K.TO_CITY, by=office)


def test_a_draft_takes_new_ones_in_and_a_signed_letter_none(award_round, office, chairman):
    first = after.letter(award_round)
    nomination_at(S.ENDORSED, award_round=award_round, form=Nomination.objects.get().form)
    assert services.prepare(award_round, kind=K.TO_CITY, by=office) == first
    assert first.lines.count() == 2
    services.submit(first, by=office)
    services.sign(first, number="12/TTr-UBND", by=chairman, **PAPER)
    nomination_at(S.ENDORSED, award_round=award_round, form=Nomination.objects.first().form)
    assert services.prepare(award_round, kind=K.TO_CITY, by=office) != first
    assert first.lines.count() == 2


def test_a_draft_is_edited_only_before_it_is_laid_before_its_signer(award_round, office):
    made = after.letter(award_round)
    assert services.edit(made, addressee="Giám đốc Sở Nội vụ", grounds=" Căn cứ ", by=office) is True
    assert services.edit(made, addressee="Giám đốc Sở Nội vụ", grounds="Căn cứ", by=office) is False
    with pytest.raises(InvalidTransition, match="Ghi nơi kính gửi"):
        services.edit(made, addressee=" ", grounds="", by=office)
    services.submit(made, by=office)
    with pytest.raises(Forbidden, match="không sửa được"):
        services.edit(made, addressee="Khác", grounds="", by=office)
    assert Proposal.objects.get().addressee == "Giám đốc Sở Nội vụ"
    event = AuditEvent.objects.get(action="edit_proposal")
    assert event.changes["addressee"] == ["Chủ tịch Ủy ban nhân dân thành phố", "Giám đốc Sở Nội vụ"]


def test_return_needs_a_note_and_the_draft_comes_back_without_it(award_round, office, chairman):
    made = after.letter(award_round)
    services.submit(made, by=office)
    with pytest.raises(InvalidTransition, match="Ghi ý kiến trả lại"):
        services.return_with_note(made, note=" ", by=chairman)
    services.return_with_note(made, note="Bổ sung căn cứ", by=chairman)
    services.submit(made, by=office)
    made.refresh_from_db()
    assert (made.status, made.return_note) == (P.TO_SIGN, "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": "12/QĐ-UBND"}, "Số tờ trình ghi như 12/TTr-UBND."),
        ({"signed_on": date(2026, 12, 29)}, "Ngày ký không thể sau hôm nay."),
        ({"signed_on": date(2026, 12, 20)}, "Ngày ký trước ngày tiếp nhận hồ sơ"),
    ],
)
def test_sign_refuses_what_cannot_stand_on_paper_and_changes_nothing(award_round, office, chairman, change, words):
    made = after.letter(award_round)
    services.submit(made, by=office)
    with pytest.raises(InvalidTransition, match=words):
        services.sign(made, by=chairman, **{"number": "12/TTr-UBND", **PAPER, **change})
    made.refresh_from_db()
    assert (made.status, made.number) == (P.TO_SIGN, "")


def test_a_number_is_given_once_a_year_and_kept_as_printed(award_round, office, chairman):
    first = after.signed_letter(award_round, number="5 / ttr-ubnd")
    assert first.number == "05/TTr-UBND"
    nomination_at(S.ENDORSED, award_round=award_round, form=Nomination.objects.get().form)
    second = services.prepare(award_round, kind=K.TO_CITY, by=office)
    services.submit(second, by=office)
    with pytest.raises(InvalidTransition, match="Năm 2026 đã có tờ trình số 05/TTr-UBND"):
        services.sign(second, number="5/TTr-UBND", by=chairman, **PAPER)
    next_year = {**PAPER, "signed_on": date(2027, 1, 4), "at": ward(2027, 1, 4, 9)}
    services.sign(second, number="5/TTr-UBND", by=chairman, **next_year)
    assert second.status == P.SIGNED


def test_the_office_records_the_signature_under_a_letter_to_the_chairman(award_round, office, chairman):
    made = after.letter(award_round, kind=K.TO_CHAIRMAN)
    services.submit(made, by=office)
    with pytest.raises(Forbidden):
        services.sign(made, number="12/TTr-VHXH", by=chairman, **PAPER)
    services.sign(made, number="12/TTr-VHXH", by=office, **PAPER)
    services.send(made, sent_on=DAY, by=office, at=AT)
    assert made.status == P.SENT
    assert set(Nomination.objects.values_list("status", flat=True)) == {S.ENDORSED}


def test_sending_moves_the_nominations_and_tells_each_once(award_round, office):
    made = after.signed_letter(award_round, subjects=(factories.make_unit(), factories.make_unit()))
    with pytest.raises(InvalidTransition, match="Ngày gửi trước ngày ký"):
        services.send(made, sent_on=date(2026, 12, 27), by=office, at=AT)
    with pytest.raises(InvalidTransition, match="Ngày gửi không thể sau hôm nay"):
        services.send(made, sent_on=date(2026, 12, 29), by=office, at=AT)
    services.send(made, sent_on=DAY, by=office, at=AT)
    assert set(Nomination.objects.values_list("status", flat=True)) == {S.FORWARDED}
    told = AuditEvent.objects.filter(action="forward").order_by("pk")
    assert [row.data for row in told] == [{"letter": made.pk, "number": "12/TTr-UBND"}] * 2
    with pytest.raises(InvalidTransition):
        services.send(made, sent_on=DAY, by=office, at=AT)


def test_refused_by_the_chairman_leaves_drafts_but_not_a_signed_letter(award_round, office, chairman):
    made = after.letter(award_round, subjects=(factories.make_unit(), factories.make_unit()))
    services.prepare(award_round, kind=K.TO_CHAIRMAN, by=office)
    refused, kept = Nomination.objects.order_by("pk")
    nominations.refuse(refused, reason="Đang có đơn thư", by=chairman)
    assert set(ProposalLine.objects.values_list("nomination", flat=True)) == {kept.pk}
    services.submit(made, by=office)
    services.sign(made, number="12/TTr-UBND", by=chairman, **PAPER)
    with pytest.raises(InvalidTransition, match="đã ký"):
        nominations.refuse(kept, reason="Đang có đơn thư", by=chairman)
    assert made.lines.count() == 1


def test_an_emptied_letter_is_neither_submitted_nor_signed(award_round, office, chairman):
    made = after.letter(award_round)
    services.submit(made, by=office)
    nominations.refuse(Nomination.objects.get(), reason="Đang có đơn thư", by=chairman)
    with pytest.raises(InvalidTransition, match="không còn ai"):
        services.sign(made, number="12/TTr-UBND", by=chairman, **PAPER)
    services.return_with_note(Proposal.objects.get(), note="Hết danh sách", by=chairman)
    with pytest.raises(InvalidTransition, match="không còn ai"):
        services.submit(Proposal.objects.get(), by=office)


def test_a_second_signer_with_a_stale_page_is_refused(award_round, office, chairman):
    made = after.letter(award_round)
    services.submit(made, by=office)
    stale = Proposal.objects.get()
    services.sign(made, number="12/TTr-UBND", by=chairman, **PAPER)
    with pytest.raises(InvalidTransition):
        services.sign(stale, number="13/TTr-UBND", by=factories.make_user(Role.CHAIRMAN), **PAPER)
    assert Proposal.objects.get().number == "12/TTr-UBND"


def test_others_neither_prepare_nor_see_letters(award_round):
    nomination_at(S.ENDORSED, award_round=award_round)
    member = factories.make_user(Role.COUNCIL_MEMBER)
    with pytest.raises(Forbidden):
        services.prepare(award_round, kind=K.TO_CHAIRMAN, by=member)
    after.letter(award_round)
    assert not Proposal.objects.visible_to(member).exists()

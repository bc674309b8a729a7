"""The archive of personal data knows what became of a nomination after the vote; erasing keeps it, by law."""

from datetime import date

import pytest

from accounts.enums import Role
from awards.services import answers, revoking
from reports.privacy import after_vote, kept, subjects
from tests import factories
from tests.awards import after
from tests.factories import ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


def test_the_rewarded_reads_answers_and_revocation_without_who_recorded_them(award_round):
    person = factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"))
    office = factories.make_user(Role.REVIEWER, full_name="Cán bộ ghi sổ")
    award = after.award(award_round, subjects=(person,))
    sent = after.sent_line(award_round, subjects=(person,))
    answers.record(sent, answer="REFUSED", note="Hết chỉ tiêu", by=office, at=after.AT)
    revoking.revoke(
        award, number="3/QĐ-UBND", revoked_on=date(2027, 1, 12),
        reason="Khai không đúng", at=ward(2027, 1, 12, 9), by=factories.make_user(Role.CHAIRMAN),
    )  # fmt: skip
    subject = subjects.of_person(person)
    told = {kind.key: kind.rows for kind in after_vote.holdings(subject)}
    assert told["ket-qua-cap-tren"][0]["Kết quả"] == "Không được khen thưởng"
    assert told["ket-qua-cap-tren"][0]["Ghi chú"] == "Hết chỉ tiêu"
    assert told["thu-hoi"][0]["Lý do"] == "Khai không đúng"
    assert "Cán bộ ghi sổ" not in str(told)
    stays = {row.what: row.count for row in kept.kept(subject, at=after.AT)}
    assert stays["dòng trong tờ trình khen thưởng"] == 1


def test_the_work_done_in_office_is_told_by_number(award_round):
    made = after.signed_letter(award_round)
    subject = subjects.of_user(made.signed_by)
    told = {kind.key: kind.rows for kind in after_vote.holdings(subject)}
    assert told["sau-hoi-dong"] == [{"Việc": "tờ trình mang tên người này là người ký", "Số lần": 1}]
    stays = {row.what: row.count for row in kept.kept(subject, at=after.AT)}
    assert stays["tờ trình mang tên người này là người ký"] == 1

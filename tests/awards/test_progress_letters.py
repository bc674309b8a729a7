"""What a unit is written about its award matters: each step once, in the page's words, nothing of the council."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from accounts.enums import Role
from awards import progress, progress_letters
from awards.enums import CityAnswer
from awards.enums import NominationStatus as S
from awards.models import Nomination
from awards.services import answers, dossiers, nominations, revoking, suggestions
from core import outbox
from core.models import OutboxMessage
from tests import factories
from tests.awards import after
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db
# What no letter may say: names, reasons, what the council found and by how many.
UNSAID = ("Trần Thị Bình", "nhất trí", "phiếu", "90,5", "Hội đồng không", "Khai không đúng", "Đơn thư")


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def chairman(db):
    return factories.make_user(Role.CHAIRMAN)


def told() -> list[str]:
    """Subjects of the letters so far, without the words all share."""
    rows = OutboxMessage.objects.filter(kind=progress_letters.KIND).order_by("pk")
    assert not [word for row in rows for word in UNSAID if word in f"{row.subject} {row.text}"]
    return [row.subject.removeprefix("Đề nghị khen thưởng: ") for row in rows]


def letter() -> OutboxMessage:
    return OutboxMessage.objects.filter(kind=progress_letters.KIND).order_by("-pk").first()


def test_laid_before_the_council_it_is_told_once_a_day(award_round, unit, officer, reviewer):
    row = nomination_at(S.READY, award_round=award_round, subject=unit)
    last = letter()
    assert (last.email, last.link) == (officer.email, reverse("awards:my_nomination", args=[row.pk]))
    assert last.text == (f"Kính gửi {unit}. Về đề nghị tặng {row.form}, {award_round}: Đã trình Hội đồng. Xem tại:")
    nominations.back_to_draft(row, by=reviewer)
    nominations.mark_ready(row, by=reviewer, at=ward(2026, 12, 21, 15))
    assert told() == ["Đã trình Hội đồng"]
    assert outbox.deliver(last.pk, now=ward(2026, 12, 21, 16)) == "SENT"
    assert mail.outbox[0].to == [officer.email]


@pytest.mark.plan("R6")
@pytest.mark.parametrize("verdict", [S.ENDORSED, S.NOT_ENDORSED])
def test_what_the_council_finds_writes_nothing_and_holds_back_alike(award_round, unit, officer, verdict):
    row = nomination_at(verdict, award_round=award_round, subject=unit)
    assert told() == ["Đã trình Hội đồng"]
    waiting = letter()
    assert outbox.deliver(waiting.pk, now=ward(2026, 12, 26, 9)) == "SKIPPED"
    waiting.refresh_from_db()
    assert waiting.last_error == "Đề nghị đã sang bước khác."
    assert progress.of(row).words == "Chờ Chủ tịch UBND phường quyết định"


def test_taken_up_and_withdrawn(award_round, unit, officer, reviewer):
    form = factories.make_award_form(award_round.campaign)
    person = factories.make_person("Trần Thị Bình", unit=unit)
    sent = suggestions.suggest(
        person, from_unit=unit, form=form, award_round=award_round, merit="Tốt.", by=officer, at=ward(2026, 12, 10, 9)
    )
    row = suggestions.take_up(sent, by=reviewer, at=ward(2026, 12, 11, 9))
    dossiers.withdraw(row, reason="Đơn thư chưa xác minh.", by=reviewer)
    assert told() == ["Phường đang lập hồ sơ", "Đề nghị đã rút"]


def test_a_decision_is_one_letter_to_each_unit(award_round, unit, officer, chairman):
    own = [unit, factories.make_person("Trần Thị Bình", unit=unit)]
    alone = factories.make_person("Nguyễn Văn Chín")
    other = factories.make_unit("Công an phường", email="cong-an@demo.example")
    made = after.signed_decision(award_round, subjects=(*own, other, alone))
    rows = OutboxMessage.objects.filter(subject__contains="Đã có quyết định")
    assert {row.email for row in rows} == {officer.email, other.email}
    mine = rows.get(email=officer.email)
    assert mine.link == reverse("awards:mine")
    assert mine.text == (
        f"Kính gửi {unit}. Về 2 đề nghị khen thưởng, {award_round}: Đã có quyết định khen thưởng, Quyết "
        "định số 12/QĐ-UBND ngày 28/12/2026. Xem tại:"
    )
    line = made.lines.select_related("decision__round", "nomination").get(nomination__unit=unit)
    revoking.revoke(
        line, number="3/QĐ-UBND", revoked_on=date(2027, 1, 12), reason="Khai không đúng", by=chairman,
        at=ward(2027, 1, 12, 9),
    )  # fmt: skip
    assert "Đã thu hồi, Quyết định số 03/QĐ-UBND ngày 12/01/2027" in letter().text
    # One of the two still stands as the waiting letter says: it tells of that one.
    assert outbox.deliver(mine.pk, now=ward(2027, 1, 12, 10)) == "SENT"
    assert "Về đề nghị tặng" in mail.outbox[-1].body
    assert told()[-1] == "Đã thu hồi"


def test_to_the_city_and_what_it_answered(award_round, unit, officer, reviewer):
    line = after.sent_line(award_round, subjects=(unit,))
    answers.record(
        line, answer=CityAnswer.GRANTED, decision_number="345/QĐ-UBND", decided_on=date(2027, 2, 5),
        decided_by="Chủ tịch", by=reviewer, at=ward(2027, 2, 10, 9),
    )  # fmt: skip
    assert letter().text.endswith("Thành phố đã khen thưởng, Quyết định số 345/QĐ-UBND ngày 05/02/2027. Xem tại:")
    answers.take_back(line, reason="Nhầm dòng", by=reviewer)
    answers.record(line, answer=CityAnswer.REFUSED, note="Chưa đủ", by=reviewer, at=ward(2027, 2, 11, 9))
    assert told()[1:] == [
        "Đã trình thành phố", "Thành phố đã khen thưởng", "Đã trình thành phố", "Thành phố không khen thưởng",
    ]  # fmt: skip


@pytest.mark.parametrize("status", [S.ENDORSED, S.NOT_ENDORSED])
def test_not_rewarded_reads_the_same_whoever_said_no(status, award_round, unit, officer, reviewer, chairman):
    row = nomination_at(status, award_round=award_round, subject=unit)
    if status == S.ENDORSED:
        nominations.refuse(row, reason="Đơn thư chưa xác minh.", by=chairman)
    else:
        dossiers.conclude(row, by=reviewer)
    assert told()[1:] == ["Không khen thưởng trong đợt này"]


def test_who_handed_the_work_over_reads_nothing_more_of_it(award_round, unit, officer):
    nomination_at(S.READY, award_round=award_round, subject=unit)
    officer.memberships.all().delete()
    assert outbox.deliver(letter().pk, now=ward(2026, 12, 21, 16)) == "SKIPPED"
    assert Nomination.objects.count() == 1

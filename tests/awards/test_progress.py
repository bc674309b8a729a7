"""What a unit reads of its own: plain steps, and nothing of the council before the decision is out (law.md 1.5)."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from awards import progress
from awards.enums import NominationStatus as S
from awards.models import Nomination
from awards.services import decisions, dossiers, suggestions
from campaigns.enums import AwardLevel
from tests import factories
from tests.factories import nomination_at, ward
from tests.submissions import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def form(award_round):
    return factories.make_award_form(award_round.campaign)


@pytest.mark.parametrize("level", [AwardLevel.WARD, AwardLevel.CITY])
def test_both_verdicts_of_the_council_read_the_same(client_of, level, award_round, form, unit, officer):
    form.level = level
    form.save()
    row = nomination_at(S.READY, award_round=award_round, subject=unit)
    client, pages = client_of(officer), []
    for status in (S.ENDORSED, S.NOT_ENDORSED):
        Nomination.objects.filter(pk=row.pk).update(status=status)
        for name in (reverse("awards:mine"), reverse("awards:my_nomination", args=[row.pk])):
            pages.append(client.get(name).content.decode().split("<main")[1])
        pages.append(client.get(reverse("accounts:unit", args=[unit.pk])).content.decode().split("<main")[1])
    assert pages[:3] == pages[3:]
    text = "".join(pages)
    assert [word for word in ("nhất trí", "phiếu", "90,5", "ENDORSED", "not_endorsed") if word in text] == []


def test_every_status_has_its_words_and_way(award_round, form, unit):
    row = nomination_at(S.DRAFT, award_round=award_round, subject=unit)
    for level in (AwardLevel.WARD, AwardLevel.CITY):
        row.form.level = level
        for status in S:
            row.status = status
            standing, way = progress.of(row), progress.milestones(row)
            assert standing.words and sum(step.state == "now" for step in way) == (status not in (S.DECIDED, S.GRANTED))


@pytest.mark.parametrize("count", [1, 3])
def test_mine_shows_own_matters_from_draft_to_decision_in_a_constant_number_of_queries(
    count, client_of, award_round, form, unit, officer, reviewer, django_assert_num_queries
):
    nomination_at(S.ENDORSED, award_round=award_round, subject=factories.make_unit("Đơn vị khác"))
    people = [factories.make_person(f"Người {number}", unit=unit) for number in range(count)]
    for person in people:
        nomination_at(S.ENDORSED, award_round=award_round, subject=person)
    decision = decisions.prepare(award_round, by=reviewer)
    decision.lines.exclude(nomination__person__in=people).delete()
    decisions.submit(decision, by=reviewer)
    decisions.sign(
        decision, number="7/QĐ-UBND", signed_on=ward(2026, 12, 28).date(), signer_name="Chủ tịch",
        signer_title="CHỦ TỊCH", by=factories.make_user(Role.CHAIRMAN), at=ward(2026, 12, 28, 9),
    )  # fmt: skip
    for _ in range(count):
        own = factories.make_person("Đang đề nghị", unit=unit)
        suggestions.suggest(
            own, from_unit=unit, form=form, award_round=award_round, merit="Tốt.", by=officer, at=ward(2026, 12, 29)
        )
    client = client_of(officer)
    with django_assert_num_queries(7):
        page = client.get(reverse("awards:mine")).content.decode()
    assert page.count("Đã có quyết định khen thưởng") == page.count("Đang đề nghị") == count
    assert page.count("Quyết định số 07/QĐ-UBND ngày 28/12/2026") == count
    assert "760.000 đồng" in page and "Đơn vị khác" not in page
    assert len(page.encode()) < 60_000


def test_the_unit_answers_on_its_page_and_a_bad_file_keeps_the_words(
    client_of, award_round, form, unit, officer, reviewer
):

    row = nomination_at(S.DRAFT, award_round=award_round, subject=unit)
    dossiers.return_to_unit(row, note="Thiếu biên bản họp xét.", by=reviewer)
    client, address = client_of(officer), reverse("awards:my_nomination", args=[row.pk])
    assert "Thiếu biên bản họp xét." in client.get(address).content.decode()
    send = reverse("awards:my_nomination_send", args=[row.pk])
    answer = client.post(send, {"text": "Gửi biên bản.", "tep-khac": files.upload(b"MZ", "v.exe")})
    assert answer.status_code == 422 and "Gửi biên bản.</textarea>" in answer.content.decode()
    assert client.post(send, {"text": "x" * 4001}).status_code == 422
    page = client.post(send, {"text": "Gửi biên bản.", "tep-khac": files.upload(files.pdf(), "bb.pdf")}, follow=True)
    assert "Đã gửi lại." in page.content.decode() and "bb.pdf" in page.content.decode()
    late = client.post(send, {"text": "Lần hai."}, follow=True).content.decode()
    assert "Phường không còn chờ đơn vị bổ sung" in late


def test_the_person_concerned_follows_without_what_the_office_asks_of_the_unit(
    client_of, award_round, form, unit, reviewer
):
    user = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Trần Thị Bình", unit=unit, user=user)
    row = nomination_at(S.DRAFT, award_round=award_round, subject=person)
    dossiers.return_to_unit(row, note="Xác minh đơn thư.", by=reviewer)
    page = client_of(user).get(reverse("awards:my_nomination", args=[row.pk])).content.decode()
    assert "Phường đang chờ đơn vị bổ sung hồ sơ." in page and "đơn thư" not in page
    stranger = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit())
    assert client_of(stranger).get(reverse("awards:my_nomination", args=[row.pk])).status_code == 404


def test_what_was_not_endorsed_is_told_once_the_office_concludes(client_of, award_round, form, unit, officer, reviewer):
    row = nomination_at(S.NOT_ENDORSED, award_round=award_round, subject=unit)
    dossiers.conclude(row, by=reviewer)
    page = client_of(officer).get(reverse("awards:my_nomination", args=[row.pk])).content.decode()
    assert "Không khen thưởng trong đợt này" in page and "nhất trí" not in page

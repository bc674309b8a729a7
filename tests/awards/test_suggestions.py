"""A unit suggests, the office answers: who may, what is refused in words, what moves along, what the letters say."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from awards.enums import NominationOrigin, RoundKind
from awards.enums import NominationStatus as N
from awards.enums import SuggestionStatus as S
from awards.models import DossierPaper, Nomination, Suggestion
from awards.services import files as award_files
from awards.services import nominations
from awards.services import suggestions as services
from campaigns.enums import DossierPartKind, Stage, SubjectKind
from campaigns.models import DossierPart
from core.clock import ward_date
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.filechecks import FileRefused
from tests import factories
from tests.factories import ward
from tests.submissions import files

pytestmark = pytest.mark.django_db
AT = ward(2026, 12, 10, 9)


@pytest.fixture
def award_round(period):
    return factories.make_award_round(period.campaign)


@pytest.fixture
def form(award_round):
    return factories.make_award_form(award_round.campaign, stages=[*Stage.values])


@pytest.fixture
def minutes(period):
    return DossierPart.objects.create(
        campaign=period.campaign, code="bien-ban", kind=DossierPartKind.PAPER, title="Biên bản họp xét", required=True
    )


def send(unit, officer, form, award_round, subject=None, **fields) -> Suggestion:
    facts = {"merit": "Một cửa số, nhanh hơn 40%.", "at": AT, **fields}
    return services.suggest(
        subject or unit, from_unit=unit, form=form, award_round=award_round, by=officer, **facts
    )  # fmt: skip


def test_a_unit_suggests_itself_with_its_minutes_and_the_office_takes_it_up(
    unit, officer, reviewer, form, award_round, minutes
):
    row = send(unit, officer, form, award_round, papers=[(minutes, files.upload(files.pdf(), "Biên bản.pdf"))])
    assert (row.status, row.subject_kind, row.from_unit) == (S.SENT, SubjectKind.COLLECTIVE, unit)
    letter = OutboxMessage.objects.get(kind="award-suggested")
    assert letter.email == reviewer.email and letter.link == reverse("awards:suggestion", args=[row.pk])
    assert "40%" not in letter.text
    made = services.take_up(row, by=reviewer, at=AT)
    row.refresh_from_db()
    assert (row.status, row.nomination, row.answered_by) == (S.TAKEN, made, reviewer)
    assert (made.unit, made.origin, made.status) == (unit, NominationOrigin.UNIT, N.DRAFT)
    paper = made.papers.get()
    assert (paper.part, paper.name, paper.from_unit, paper.suggestion) == (minutes, "Biên bản.pdf", unit, row)
    with award_files.open_file(paper, by=reviewer, inline=False) as handle:
        assert handle.read() == files.pdf()
    actions = ["suggest_award", "take_up", "nominate", "download_award_file"]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-4:] == actions


def test_a_person_of_the_unit_and_with_the_setting_a_household(unit, officer, form, award_round, period):
    person = factories.make_person("Trần Thị Bình", unit=unit)
    assert send(unit, officer, form, award_round, person).subject_kind == SubjectKind.INDIVIDUAL
    with pytest.raises(InvalidTransition, match="Chưa nhận đề nghị khen hộ gia đình"):
        send(unit, officer, form, award_round, person, household=True)


def test_only_ones_own_unit_its_people_and_nobody_elses(unit, officer, form, award_round):
    other = factories.make_unit()
    for subject in (other, factories.make_person(unit=other)):
        with pytest.raises(Forbidden, match="Đơn vị chỉ đề nghị cho đơn vị mình"):
            send(unit, officer, form, award_round, subject)
    with pytest.raises(Forbidden, match="Đơn vị gửi đề nghị khen thưởng"):
        send(other, officer, form, award_round)
    assert not Suggestion.objects.exists()


def test_what_the_matrix_blocks_is_refused_with_the_article(unit, officer, award_round):
    flag = factories.make_award_form(award_round.campaign, code="co", legal_name="Cờ thi đua", stages=[Stage.FINAL])
    with pytest.raises(InvalidTransition, match="chỉ xét dịp tổng kết"):
        send(unit, officer, flag, award_round)


def test_the_same_twice_or_what_the_office_drew_up_is_refused(unit, officer, reviewer, form, award_round):
    row = send(unit, officer, form, award_round)
    with pytest.raises(InvalidTransition, match="Đã gửi đề nghị"):
        send(unit, officer, form, award_round)
    services.withdraw(row, by=officer)
    nominations.nominate(unit, form=form, award_round=award_round, by=reviewer, at=AT)
    with pytest.raises(InvalidTransition, match="Phường đã lập hồ sơ đề nghị"):
        send(unit, officer, form, award_round)


def test_rounds_of_this_year_and_of_last_year_until_a_decision(unit, officer, form, award_round):
    for at in (ward(2025, 12, 31, 9), ward(2028, 1, 1, 9)):
        with pytest.raises(InvalidTransition, match="không nhận đề nghị"):
            send(unit, officer, form, award_round, at=at)
    send(unit, officer, form, award_round, at=ward(2027, 2, 1, 9))


def test_on_the_spot_needs_an_initiative_of_ones_own_report(unit, officer, form, award_round, period, group):
    spot = factories.make_award_round(
        period.campaign, kind=RoundKind.ON_THE_SPOT, occasion="Sáng kiến một cửa số", title="Khen kịp thời"
    )
    report = factories.make_accepted_report(unit, period, group)
    own = report.initiatives.create(title="Một cửa số", author="Tổ công nghệ", effect="Nhanh hơn")
    elsewhere = factories.make_accepted_report(factories.make_unit(), period, group)
    foreign = elsewhere.initiatives.create(title="Của nơi khác", author="X", effect="Tốt")
    for initiative, words in ((None, "phải nêu sáng kiến"), (foreign, "không thuộc báo cáo đã nộp")):
        with pytest.raises(InvalidTransition, match=words):
            send(unit, officer, form, spot, initiative=initiative)
    row = send(unit, officer, form, spot, initiative=own)
    made = services.take_up(row, by=factories.make_user(Role.REVIEWER), at=AT)
    assert made.initiative == own
    assert made.citation.startswith("Đã có sáng kiến “Một cửa số” trong phong trào thi đua")


def test_a_bad_file_leaves_nothing_behind(unit, officer, form, award_round):
    with pytest.raises(FileRefused, match=r"virus.exe: Tệp .exe không nhận"):
        send(
            unit, officer, form, award_round,
            papers=[(None, files.upload(files.pdf(), "a.pdf")), (None, files.upload(b"MZ", "virus.exe"))],
        )  # fmt: skip
    assert not Suggestion.objects.exists() and not DossierPaper.objects.exists()


def test_declining_needs_a_reason_and_tells_the_unit_without_it_in_the_mail(unit, officer, reviewer, form, award_round):
    row = send(unit, officer, form, award_round)
    with pytest.raises(InvalidTransition, match="Ghi lý do"):
        services.decline(row, answer=" ", by=reviewer)
    row.refresh_from_db()
    services.decline(row, answer="Đã được khen năm ngoái.", by=reviewer, at=AT)
    letter = OutboxMessage.objects.get(kind="award-declined")
    assert letter.email == officer.email and "năm ngoái" not in letter.text
    # Declined or withdrawn, it may be sent again.
    send(unit, officer, form, award_round)


def test_a_dossier_that_was_withdrawn_is_taken_up_again(unit, officer, reviewer, form, award_round):
    first = nominations.nominate(unit, form=form, award_round=award_round, by=reviewer, at=AT)
    Nomination.objects.filter(pk=first.pk).update(status=N.WITHDRAWN, withdrawal_reason="Nhầm")
    made = services.take_up(send(unit, officer, form, award_round), by=reviewer, at=AT)
    made.refresh_from_db()
    assert (made.pk, made.status, made.withdrawal_reason) == (first.pk, N.DRAFT, "")


# --- pages -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def this_year(period, award_round, form):
    """The yearly round of the year the pages are opened in."""
    year = ward_date(timezone.now()).year
    if year == award_round.year:
        return award_round
    factories.make_period(period.campaign, year=year)
    return factories.make_award_round(period.campaign, year=year)


def test_the_two_steps_of_a_suggestion_keep_what_was_typed(
    client_of, unit, officer, form, minutes, this_year, settings
):
    client = client_of(officer)
    page = client.get(reverse("awards:suggest")).content.decode()
    key = f"YEARLY-{this_year.year}"
    assert f'value="{key}"' in page and f"Tập thể: {unit}" in page
    address = reverse("awards:suggest") + f"?cho=don-vi&dot={key}"
    page = client.get(address).content.decode()
    assert "Biên bản họp xét" in page and page.count('name="hinh-thuc"') == 1
    typed = {"hinh-thuc": form.pk, "merit": "Nhanh hơn 40%.", "tep-khac": files.upload(b"MZ", "virus.exe")}
    answer = client.post(address, typed)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "virus.exe: Tệp .exe không nhận." in words and "Nhanh hơn 40%.</textarea>" in words
    answer = client.post(address, {"merit": "Nhanh hơn 40%."})
    assert answer.status_code == 422 and "Chọn một hình thức khen thưởng." in answer.content.decode()
    answer = client.post(address, {"hinh-thuc": form.pk, "merit": " "})
    assert "Chưa nhập thành tích." in answer.content.decode()
    sent = {"hinh-thuc": form.pk, "merit": "Tốt.", f"tep-{minutes.pk}": files.upload(files.pdf(), "bb.pdf")}
    answer = client.post(address, sent, follow=True)
    assert "Đã gửi đề nghị khen thưởng." in answer.content.decode()
    assert Suggestion.objects.get().papers.get().part == minutes


def test_an_individual_alone_is_told_to_ask_the_unit(client_of, form, this_year):
    client = client_of(factories.make_user(Role.INDIVIDUAL))
    assert "Cá nhân đề nghị đơn vị của mình" in client.get(reverse("awards:suggest")).content.decode()
    assert client.post(reverse("awards:suggest"), {"merit": "Tôi"}).status_code == 403


def test_an_unknown_choice_in_the_address_is_said_and_nothing_breaks(client_of, officer, form, this_year):
    client = client_of(officer)
    for query in ({"cho": "999999", "dot": "x"}, {"cho": "don-vi"}, {"dot": "YEARLY-1990"}):
        assert client.get(reverse("awards:suggest"), query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_offices_list_takes_a_constant_number_of_queries(
    count, client_of, reviewer, officer, unit, form, award_round, django_assert_num_queries
):
    for number in range(count):
        send(unit, officer, form, award_round, factories.make_person(f"Người {number}", unit=unit))
    client = client_of(reviewer)
    with django_assert_num_queries(6):
        page = client.get(reverse("awards:suggestion_list"))
    assert page.content.decode().count('scope="row"') == count
    assert len(page.content) < 60_000


def test_an_answer_that_came_too_late_stays_on_the_page(client_of, reviewer, officer, unit, form, award_round):
    row = send(unit, officer, form, award_round)
    client = client_of(reviewer)
    assert client.post(reverse("awards:suggestion_decline", args=[row.pk]), {"answer": ""}).status_code == 422
    services.withdraw(row, by=officer)
    answer = client.post(reverse("awards:suggestion_decline", args=[row.pk]), {"answer": "Chưa đủ."})
    assert answer.status_code == 409 and "Nội dung đồng chí vừa viết: Chưa đủ." in answer.content.decode()
    row.refresh_from_db()
    assert row.status == S.WITHDRAWN

"""The unit in front of somebody who works for several (“Đang làm việc cho: …”)."""

import pytest
from django.urls import reverse

from accounts import acting
from accounts.enums import Role
from accounts.models import Membership
from accounts.services import grants
from awards.enums import NominationStatus
from awards.models import Nomination
from submissions.enums import SubmissionStatus as S
from submissions.services.drafting import stamp
from tests import factories

pytestmark = pytest.mark.django_db
LINE = "Đang làm việc cho:"


@pytest.fixture
def second(group):
    unit = factories.make_unit("Trạm Y tế phường")
    factories.enrol(group, unit)
    return unit


@pytest.fixture
def both(officer, second):
    """The officer of two units."""
    Membership.objects.create(user=officer, role=Role.UNIT_OFFICER, unit=second)
    return officer


def text(client, name: str, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def work_for(client, unit, back: str = ""):
    return client.post(reverse("accounts:work_for"), {"unit": unit.pk, "next": back})


def in_front(client) -> str:
    return str(client.get(reverse("submissions:home")).context["subject"])


def test_one_unit_needs_no_line(client_of, officer, period):
    assert LINE not in text(client_of(officer), "submissions:home")


def test_the_choice_stays_in_the_session_and_leads_back(client_of, both, unit, second, period):
    client = client_of(both)
    assert in_front(client) == str(unit)
    answer = work_for(client, second, back=reverse("submissions:list"))
    assert answer["Location"] == reverse("submissions:list")
    assert in_front(client) == str(second)
    # Another browser of the same person is not moved.
    assert in_front(client_of(both)) == str(unit)


@pytest.mark.parametrize("back", ["", "https://kegian.example/", "//kegian.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(client_of, both, second, period, back):
    assert work_for(client_of(both), second, back=back)["Location"] == reverse("accounts:start")


@pytest.mark.parametrize("value", ["", "x", "0", "-1", "9" * 40])
def test_what_is_not_ones_own_unit_is_not_there(client_of, both, unit, period, value):
    client = client_of(both)
    assert client.post(reverse("accounts:work_for"), {"unit": value}).status_code == 404
    assert work_for(client, factories.make_unit()).status_code == 404
    assert in_front(client) == str(unit)


def test_looking_does_not_choose(client_of, both, unit, second, period):
    client = client_of(both)
    assert client.get(reverse("accounts:work_for"), {"unit": second.pk}).status_code == 405
    text(client, "submissions:home", cua=f"unit-{second.pk}")
    assert in_front(client) == str(unit)


def test_a_unit_that_was_taken_away_falls_back_quietly(client_of, both, unit, second, period):
    client = client_of(both)
    work_for(client, second)
    third = factories.make_unit("Hội Nông dân")
    Membership.objects.create(user=both, role=Role.UNIT_OFFICER, unit=third)
    grants.end_grant(both.memberships.get(unit=second), by=factories.make_user(Role.ADMIN))
    assert in_front(client) == str(unit)
    assert str(second) not in text(client, "submissions:home")


def test_the_units_pages_show_the_unit_in_front(client_of, both, unit, second, period):
    for each in (unit, second):
        factories.submission_at(S.DRAFT, subject=each, period=period, by=both, filled=False)
        factories.enrol(factories.make_group(period.campaign), factories.make_person(f"Người của {each}", unit=each))
    client = client_of(both)
    for front in (unit, second):
        work_for(client, front)
        answer = client.get(reverse("submissions:list"))
        assert [report["row"].unit for report in answer.context["reports"]] == [front]
        assert [person.unit for person in answer.context["people"]] == [front]
        assert [subject.row for subject in client.get(reverse("submissions:home")).context["subjects"]] == [front]


def test_ones_own_report_stands_beside_either_unit(client_of, both, unit, second, period):
    factories.make_person("Chính tôi", unit=unit, user=both)
    client = client_of(both)
    for front in (unit, second):
        work_for(client, front)
        subjects = client.get(reverse("submissions:home")).context["subjects"]
        assert [str(subject) for subject in subjects] == [str(front), "Chính tôi"]


def test_awards_are_those_of_the_unit_in_front(client_of, both, unit, second):
    office, award_round = factories.make_user(), factories.make_award_round(factories.make_campaign())
    form = factories.make_award_form(award_round.campaign)
    for each in (unit, second):
        Nomination.objects.create(
            round=award_round, movement=award_round.movement, form=form, subject_kind="COLLECTIVE", unit=each,
            status=NominationStatus.FORWARDED, accepted_on="2026-12-25", created_by=office,
        )  # fmt: skip
    client = client_of(both)
    for front in (unit, second):
        work_for(client, front)
        rows = client.get(reverse("awards:mine")).context["page_obj"]
        assert [row.unit for row in rows] == [front]


def test_a_link_to_the_other_unit_opens_and_says_so(client_of, both, unit, second, period):
    report = factories.submission_at(S.DRAFT, subject=second, period=period, by=both, filled=False)
    client = client_of(both)
    page = text(client, "submissions:edit", report.pk, "don-vi")
    assert f"Trang này của <b>{second}</b>" in page
    work_for(client, second)
    page = text(client, "submissions:edit", report.pk, "don-vi")
    assert (f"<b>{second}</b>" in page, "Trang này của" in page) == (True, False)
    work_for(client, unit)
    assert f"Trang này của <b>{second}</b>" in text(client, "submissions:home", cua=f"unit-{second.pk}")


def test_rights_are_the_union_whatever_is_in_front(client_of, both, unit, second, period):
    report = factories.submission_at(S.DRAFT, subject=second, period=period, by=both, filled=False)
    client = client_of(both)
    work_for(client, unit)
    field = {
        "field": f"report-{report.pk}-reporter_name",
        "value": "Người viết",
        "version": stamp(report.reporter_name),
    }
    assert client.post(reverse("submissions:autosave", args=[report.pk]), field).status_code == 200
    report.refresh_from_db()
    assert report.reporter_name == "Người viết"


def test_the_line_is_a_form_that_needs_no_script(client_of, both, second, period):
    page = text(client_of(both), "submissions:home")
    assert f'<form method="post" action="{reverse("accounts:work_for")}">' in page
    assert f'name="unit" value="{second.pk}"' in page


def test_somebody_without_unit_work_sees_the_units_of_their_other_roles():
    units = [factories.make_unit() for _ in range(2)]
    user = factories.make_user()
    for unit in units:
        Membership.objects.create(user=user, role=Role.COUNCIL_MEMBER, unit=unit)
    assert acting.choices(user) == units


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize(("name", "queries"), [("submissions:home", 9), ("submissions:list", 7), ("awards:mine", 5)])
def test_several_units_cost_no_query_more(client_of, both, group, count, name, queries, django_assert_num_queries):
    for _ in range(count - 2):
        Membership.objects.create(user=both, role=Role.UNIT_OFFICER, unit=factories.make_unit())
    client = client_of(both)
    client.get(reverse(name))
    with django_assert_num_queries(queries):
        client.get(reverse(name))

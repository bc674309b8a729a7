"""Setting the movement up: wrong figures and calendars are refused in words; criteria are only read here."""

from pathlib import Path

import pytest
from django.urls import reverse

from accounts.enums import Role
from campaigns.models import Campaign, CriteriaSet, DatedSetting, ReportingPeriod, ReportQuestion, ReportSection
from campaigns.plan_file import read_plan
from campaigns.services import load_plan
from tests import factories

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "campaigns/plans/le-chan-2026-2030.toml"


@pytest.fixture
def office(client):
    load_plan(read_plan(FILE))
    client.force_login(factories.make_user(Role.REVIEWER, is_staff=True))
    return client


def change(client, obj, data):
    name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change"
    return client.post(reverse(name, args=[obj.pk]), data)


@pytest.mark.plan("D1")
def test_the_office_enters_number_and_day_once_the_plan_is_issued(office):
    campaign = Campaign.objects.get()
    data = {
        name: getattr(campaign, name)
        for name in (
            "title", "plan_title", "issuer", "place", "signer_title", "signer_name", "start_year", "end_year",
        )
    }  # fmt: skip
    assert change(office, campaign, {**data, "number": "215/KH-UBND", "issued_on": "30/06/2026"}).status_code == 302
    assert load_plan(read_plan(FILE)).kept == ["campaign.number", "campaign.issued_on"]


@pytest.mark.parametrize(
    ("value", "words"),
    [("[5, 4]", "phải là phân số không quá 1"), ("80", "phải là phân số không quá 1"), ("[4, 5", "JSON")],
)
def test_a_figure_of_the_wrong_kind_is_refused(office, value, words):
    setting = DatedSetting.objects.get(key="quorum_review")
    data = {"label": setting.label, "value": value, "source": "", "order": setting.order}
    response = change(office, setting, data)
    assert (response.status_code, words in response.content.decode()) == (200, True)
    setting.refresh_from_db()
    assert setting.value == [4, 5]


def test_an_unknown_key_is_refused(office):
    data = {
        "campaign": Campaign.objects.get().pk, "code": "moi", "key": "bas_wage", "label": "Lương", "value": "1",
        "order": 99,
    }  # fmt: skip
    response = office.post(reverse("admin:campaigns_datedsetting_add"), data)
    assert "Không có thiết lập “bas_wage”" in response.content.decode()


@pytest.mark.plan("D9")
def test_a_calendar_out_of_order_is_refused_in_words(office):
    period = ReportingPeriod.objects.get(year=2026)
    data = {
        "order": 1, "phase": period.phase_id, "year": 2026, "milestone": "",
        "opens_at_0": "11/11/2026", "opens_at_1": "00:00", "closes_at_0": "12/10/2026", "closes_at_1": "00:00",
        "locks_at_0": "01/10/2026", "locks_at_1": "00:00",
    }  # fmt: skip
    page = change(office, period, data).content.decode()
    assert "Hạn nộp phải sau lúc mở nhận báo cáo." in page
    assert "Lúc khóa sổ không được trước hạn nộp." in page


@pytest.mark.plan("R5")
def test_criteria_are_only_read_here(office):
    """Their one door is “Thiết lập → Tiêu chí và điểm”."""
    criteria_set = CriteriaSet.objects.get(group__code="phong-don-vi")
    page = office.get(reverse("admin:campaigns_criteriaset_change", args=[criteria_set.pk]))
    first = criteria_set.items.order_by("order").first()
    assert (page.status_code, first.criterion.short_title in page.content.decode()) == (200, True)
    assert change(office, criteria_set, {"scorers": 1, "status": "DRAFT"}).status_code == 403
    assert office.get(reverse("admin:campaigns_criteriaset_add")).status_code == 403
    assert office.post(reverse("admin:campaigns_criteriaset_delete", args=[criteria_set.pk])).status_code == 403
    criteria_set.refresh_from_db()
    assert (criteria_set.scorers, criteria_set.items.count()) == (2, 4)


def test_a_section_is_ended_by_a_year_never_deleted(office):
    section = ReportSection.objects.get(code="sang-kien")
    data = {"order": 3, "title": "Sáng kiến", "person_title": "", "guidance": "", "from_year": "", "to_year": "2028"}
    assert change(office, section, {**data, "from_year": "2029"}).status_code == 200
    assert change(office, section, data).status_code == 302
    section.refresh_from_db()
    assert (section.title, section.to_year, section.code) == ("Sáng kiến", 2028, "sang-kien")
    assert office.post(reverse("admin:campaigns_reportsection_delete", args=[section.pk])).status_code == 403


def test_a_second_section_of_a_kind_is_refused_in_words(office):
    data = {
        "campaign": Campaign.objects.get().pk, "code": "kien-nghi-2", "order": 6, "kind": "PROPOSALS",
        "title": "Kiến nghị khác", "person_title": "", "guidance": "", "from_year": "", "to_year": "",
    }  # fmt: skip
    page = office.post(reverse("admin:campaigns_reportsection_add"), data).content.decode()
    assert "Trong một năm chỉ có một mục loại PROPOSALS" in page
    assert office.post(reverse("admin:campaigns_reportsection_add"), {**data, "kind": "QUESTIONS"}).status_code == 302


def test_a_question_goes_where_there_is_room_for_it(office):
    campaign = Campaign.objects.get()
    data = {
        "campaign": campaign.pk, "code": "hoi-vien", "order": 9, "label": "Số hội viên", "help": "",
        "most_characters": 200, "group_kinds": ["MASS_ORGANISATION"], "from_year": "", "to_year": "",
        "section": ReportSection.objects.get(code="tu-cham").pk,
    }  # fmt: skip
    add = reverse("admin:campaigns_reportquestion_add")
    assert "Mục loại này không nhận câu hỏi." in office.post(add, data).content.decode()
    data["section"] = ReportSection.objects.get(code="don-vi").pk
    assert office.post(add, data).status_code == 302
    assert ReportQuestion.objects.get(code="hoi-vien").group_kinds == ["MASS_ORGANISATION"]

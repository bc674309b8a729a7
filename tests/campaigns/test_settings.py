"""What is set, for those who set it: values in words, unconfirmed ones marked, constant queries."""

from pathlib import Path

import pytest
from django.urls import reverse

from accounts.enums import Role
from campaigns.models import AwardRule, Campaign, DatedSetting
from campaigns.plan_file import read_plan
from campaigns.services import load_plan
from tests import factories

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "campaigns/plans/le-chan-2026-2030.toml"


@pytest.fixture
def office(client):
    load_plan(read_plan(FILE))
    client.force_login(factories.make_user(Role.REVIEWER))
    return client


def test_figures_are_shown_in_words_with_what_is_not_confirmed(office):
    page = office.get(reverse("campaigns:settings")).content.decode()
    shown = {setting.key: setting.shown for setting in DatedSetting.objects.order_by("pk")}
    assert (shown["base_wage"], shown["quorum_review"], shown["households"]) == ("2.530.000", "4/5", "Không")
    assert (shown["reminder_days"], shown["signer_chairman"]) == ("30, 14, 7, 3, 1", "CHỦ TỊCH")
    rules = AwardRule.objects.filter(allowed=True, confirmed=False).count()
    assert rules == 3
    assert page.count("chưa xác nhận") == DatedSetting.objects.filter(confirmed=False).count() + rules
    assert "Nghị định số 98/2023/NĐ-CP, hết hiệu lực từ 01/07/2025" in page


def test_only_those_who_set_the_movement_up_see_it(client):
    factories.make_campaign()
    client.force_login(factories.make_user(Role.UNIT_OFFICER))
    assert client.get(reverse("campaigns:settings")).status_code == 403


def test_the_door_to_changing_is_for_staff(office, client):
    door = reverse("admin:app_list", args=["campaigns"])
    assert door not in office.get(reverse("campaigns:settings")).content.decode()
    client.force_login(factories.make_user(Role.REVIEWER, is_staff=True))
    assert door in client.get(reverse("campaigns:settings")).content.decode()


def test_the_number_of_queries_does_not_grow(office, django_assert_max_num_queries, django_assert_num_queries):
    address = reverse("campaigns:settings")
    with django_assert_max_num_queries(20) as first:
        office.get(address)
    campaign = Campaign.objects.get()
    for number in range(3):
        DatedSetting.objects.create(campaign=campaign, code=f"them-{number}", key="return_days", label="Hạn", value=5)
        factories.make_criteria_set(factories.make_group(campaign), campaign.reportingperiod_set.first())
    with django_assert_num_queries(len(first)):
        office.get(address)

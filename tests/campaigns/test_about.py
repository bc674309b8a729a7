"""The plan's public page: everything of the plan, to anybody, in a fixed number of queries."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.html import escape

from campaigns.models import Campaign, ContentArea, Criterion, LegalBasis
from campaigns.plan_file import read_plan
from campaigns.services import load_plan
from tests import factories

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "campaigns/plans/le-chan-2026-2030.toml"


@pytest.fixture
def campaign():
    load_plan(read_plan(FILE))
    return Campaign.objects.get()


@pytest.fixture
def page(client, campaign) -> str:
    response = client.get("/phong-trao/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.plan("D3")
@pytest.mark.plan("D4")
def test_every_content_and_criterion_is_there_word_for_word(page):
    texts = [*ContentArea.objects.values_list("text", flat=True), *Criterion.objects.values_list("text", flat=True)]
    assert [text for text in texts if escape(text) not in page] == []
    assert len(texts) == 17


@pytest.mark.plan("D2")
def test_bases_of_the_plan_stand_once_and_the_register_stays_out(page):
    for basis in LegalBasis.objects.all():
        assert page.count(f"<strong>{basis}</strong>") == (1 if basis.in_plan else 0)


@pytest.mark.plan("D9")
def test_deadlines_are_said_as_the_last_day_with_its_weekday(page):
    assert "Nộp đến hết Thứ Sáu, 11/12/2026." in page
    assert "Nộp đến hết Thứ Tư, 11/12/2030." in page


@pytest.mark.plan("D7")
def test_awards_show_the_legal_name_beside_the_plans(page):
    assert "Bằng khen của Chủ tịch Ủy ban nhân dân thành phố" in page
    assert "Huân chương Lao động hạng Ba" in page


@pytest.mark.plan("D1")
def test_number_and_day_are_dots_until_the_plan_is_issued(client, page, campaign):
    assert "chưa có số" in page
    Campaign.objects.update(number="215/KH-UBND", issued_on=date(2026, 6, 30))
    issued = client.get("/phong-trao/").content.decode()
    assert "Số: 215/KH-UBND" in issued
    assert "ngày 30/06/2026" in issued
    assert "chưa có số" not in issued


@pytest.mark.plan("D11")
def test_distribution_list_is_shown(page):
    assert "TV HĐTĐKT phường" in page


def test_the_number_of_queries_does_not_grow(client, campaign, django_assert_num_queries):
    with django_assert_num_queries(10):
        client.get(reverse("campaigns:about"))
    group = campaign.participantgroup_set.get(code="doanh-nghiep")
    for n in range(5):
        Criterion.objects.create(campaign=campaign, code=f"them-{n}", group=group, short_title="Thêm", text="Thêm")
        factories.make_group(campaign)
    with django_assert_num_queries(10):
        client.get(reverse("campaigns:about"))


def test_before_a_plan_is_loaded_the_page_is_not_found(client):
    assert client.get(reverse("campaigns:about")).status_code == 404


def test_the_page_only_reads(client, campaign):
    assert client.post(reverse("campaigns:about")).status_code == 405

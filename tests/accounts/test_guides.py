"""The guides: one for each kind of work, the own ones first; nothing is promised that has no page."""

import pytest

from accounts.enums import Role
from accounts.views.guides import GUIDES
from tests import factories

pytestmark = pytest.mark.django_db


def headings(client) -> list[str]:
    page = client.get("/huong-dan/").content.decode()
    return sorted((guide.key for guide in GUIDES), key=lambda key: page.index(f'<h2 id="{key}">'))


def test_a_visitor_reads_how_to_get_in_first(client):
    assert headings(client) == [guide.key for guide in GUIDES]


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.UNIT_OFFICER, "don-vi"),
        (Role.REVIEWER, "tham-dinh"),
        (Role.COUNCIL_SECRETARY, "thu-ky"),
        (Role.COUNCIL_MEMBER, "hoi-dong"),
        (Role.CHAIRMAN, "chu-tich"),
        (Role.ADMIN, "quan-tri"),
    ],
)
def test_everybody_finds_their_own_guide_first(client_of, role, first):
    found = headings(client_of(factories.make_user(role)))
    assert found[0] == first
    assert sorted(found) == sorted(guide.key for guide in GUIDES)


def test_the_foot_of_a_page_leads_to_guide_notice_and_accessibility(client):
    page = client.get("/huong-dan/").content.decode()
    foot = page[page.index("<footer") :]
    for path in ("/huong-dan/", "/bao-ve-du-lieu/", "/kha-nang-tiep-can/"):
        assert f'href="{path}"' in foot
        assert client.get(path).status_code == 200

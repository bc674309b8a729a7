"""The guides: one for each kind of work, the own ones first; nothing is promised that has no page."""

import pytest
from django.contrib.staticfiles import finders

from accounts.enums import Role
from accounts.views.guides import CHAPTERS, GUIDES
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


# --- the four pages for whoever writes a report -----------------------------------------------------------------------


def test_the_four_pages_follow_one_another(client):
    assert len(CHAPTERS) == 4
    for chapter in CHAPTERS:
        page = client.get(f"/huong-dan/nop-bao-cao/{chapter.number}/")
        assert page.status_code == 200
        assert f"Trang {chapter.number} trên 4" in page.text and chapter.title in page.text
        for beside in (chapter.number - 1, chapter.number + 1):
            if 1 <= beside <= 4:
                assert f'href="/huong-dan/nop-bao-cao/{beside}/"' in page.text
    assert client.get("/huong-dan/nop-bao-cao/5/").status_code == 404
    assert client.get("/huong-dan/nop-bao-cao/0/").status_code == 404


def test_every_picture_is_there_and_tells_what_it_shows(client):
    page = client.get("/huong-dan/nop-bao-cao/").text
    for chapter in CHAPTERS:
        assert chapter.pictures
        for picture in chapter.pictures:
            assert finders.find(picture.file), f"{picture.file} is missing: run `make guide`"
            assert f'alt="{picture.alt}"' in page and picture.caption in page
            assert len(picture.alt) > 40


def test_officers_find_the_four_pages_from_home_and_help(client_of, officer, period):
    client = client_of(officer)
    for path in ("/don-vi/", "/huong-dan/"):
        assert 'href="/huong-dan/nop-bao-cao/1/"' in client.get(path).text

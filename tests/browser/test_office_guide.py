"""The office's guide, docs/tham-dinh.md: its pictures are the portal's pages, its bold words stand on the portal.

`make guide` takes the pictures anew; otherwise each is compared with the one in docs/images (`pictures.py`).
"""

import re
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from accounts.enums import Role
from campaigns.designer import sets
from campaigns.models import Campaign, ReportingPeriod
from reports.demo import criteria, road
from reports.demo.bodies import FRONT
from reports.demo.people import Ward
from reports.demo.years import Stage
from submissions.services import reviewing, scoring
from tests import factories
from tests.browser.pictures import DESKTOP, LARGEST, changed, keep, photograph

ROOT = Path(settings.BASE_DIR)
FOLDER, GUIDE = ROOT / "docs/images", ROOT / "docs/tham-dinh.md"
PICTURES = ("bo-tieu-chi", "cham-diem")
# Marks that stand on the screen in bold, and the one bold word that speaks of the bold words.
NO_LABEL = {"đậm"}


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_every_word_quoted_stands_on_the_portal():
    sources = [*ROOT.glob("templates/**/*.html")]
    for app in ("accounts", "campaigns", "submissions"):
        sources += [path for path in ROOT.glob(f"{app}/**/*.py") if "migrations" not in path.parts]
    portal = words_of(" ".join(path.read_text() for path in sources))
    quoted = {words_of(words) for words in re.findall(r"\*\*(.+?)\*\*", GUIDE.read_text(), re.DOTALL)} - NO_LABEL
    assert len(quoted) > 40
    assert sorted(words for words in quoted if words not in portal) == []


def test_every_picture_is_there_and_small():
    shown = re.findall(r"!\[.+?\]\(images/(.+?)\.png\)", GUIDE.read_text())
    assert sorted(shown) == sorted(PICTURES)
    assert {name for name in shown if (FOLDER / f"{name}.png").stat().st_size > LARGEST} == set()


@pytest.fixture
def office(clock):
    return factories.make_user(Role.REVIEWER, full_name="Chuyên viên thi đua")


@pytest.fixture
def stage(clock, office):
    """The ward's real plan on 23 November 2026."""
    call_command("load_plan", "campaigns/plans/le-chan-2026-2030.toml", verbosity=0)
    return Stage(ReportingPeriod.objects.get(year=2026), clock.at)


@pytest.fixture
def ward(stage, office):
    """The mass organisations' worked-out criteria, and one of these bodies."""
    campaign = Campaign.objects.get()
    ward = Ward(campaign, {group.code: group for group in campaign.participantgroup_set.all()})
    ward.accounts["van-hoa"] = office
    unit = ward.units["PN"] = factories.make_unit("Hội Liên hiệp Phụ nữ phường", code="PN")
    factories.enrol(ward.groups[FRONT], unit)
    ward.officers[unit.pk] = factories.make_user(
        Role.UNIT_OFFICER, unit=unit, full_name="Nguyễn Thị Lan", phone="0225 3700 001"
    )
    criteria.work_out(ward, stage)
    return ward


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pictures_show_the_portal_as_it_is(ward, stage, office, sit_down):
    page, taken = sit_down(office, viewport=DESKTOP), {}
    report = road.write(road.Writer(ward, stage, ward.units["PN"], Random(5)), road.SUBMITTED)
    review = reviewing.start_review(report, by=office, at=stage.now)
    items = list(report.items.select_related("criteria_item").order_by("criteria_item__order"))
    for item in items[:3]:
        scoring.save_score(review, item, by=office, points=item.self_score, at=stage.now)
    few = items[0].self_score - Decimal(4)
    scoring.save_score(review, items[0], by=office, points=few, note="Chưa nêu kết quả phối hợp.", at=stage.now)
    page.goto(reverse("submissions:review", args=[report.pk]))
    page.locator("tr.sub textarea").first.focus()
    taken["cham-diem"] = photograph(page)

    source = report.criteria_set
    draft, _ = sets.begin(group=source.group, period=stage.period, source=source, by=office, at=stage.now)
    page.goto(reverse("campaigns:criteria_set", args=[draft.pk]))
    page.locator("[data-points=BASE]").nth(2).fill("10")
    page.get_by_text("Tổng 95/100, còn thiếu 5").first.wait_for()
    taken["bo-tieu-chi"] = photograph(page)
    keep(FOLDER, taken)
    found = changed(FOLDER, taken)
    assert not found, "\n".join(["The pages have changed, the pictures have not. Run `make guide`.", *found])

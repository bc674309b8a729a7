"""The whole road once, on the ward's real plan, in Chromium."""

import io
import os
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from accounts.enums import Role
from campaigns.models import Campaign, ParticipantGroup, ReportingPeriod
from core.clock import ward_date
from core.models import OutboxMessage
from submissions.models import Submission
from tests import factories
from tests.browser.road import PICTURE, Road, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNIT = "Công ty TNHH Minh họa"


@pytest.fixture
def ward(settings):
    """The real plan with its first year open today, one enterprise, the office, a council of five."""
    settings.SITE_URL = "http://testserver"
    call_command("load_plan", "campaigns/plans/le-chan-2026-2030.toml", verbosity=0)
    now = timezone.now()
    ReportingPeriod.objects.filter(year=2026).update(
        opens_at=now - timedelta(days=12), closes_at=now + timedelta(days=18), locks_at=now + timedelta(days=27)
    )
    ReportingPeriod.objects.filter(year__gt=2026).update(
        opens_at=now + timedelta(days=400), closes_at=now + timedelta(days=430), locks_at=now + timedelta(days=440)
    )
    group = ParticipantGroup.objects.get(campaign=Campaign.objects.get(), kind="ENTERPRISE")
    unit = factories.make_unit(UNIT)
    factories.enrol(group, unit)
    members = [factories.make_user(Role.COUNCIL_MEMBER) for _ in range(3)]
    return {
        "officer": factories.make_user(Role.UNIT_OFFICER, unit=unit),
        "reviewer": factories.make_user(Role.REVIEWER),
        "second": factories.make_user(Role.REVIEWER),
        "secretary": factories.make_user(Role.COUNCIL_SECRETARY),
        "chairman": factories.make_user(Role.CHAIRMAN, Role.COUNCIL_CHAIR),
        "member": members[0],
        "member2": members[1],
        "member3": members[2],
        "group": group,
    }


@pytest.mark.plan("R3")
def test_the_whole_road(ward, sit_down, tmp_path):
    Image.new("RGB", (60, 40), "white").save(tmp_path / PICTURE)
    phone = {"viewport": {"width": 390, "height": 844}}

    def open_as(name):
        return sit_down(ward[name] if name else None, **(phone if name.startswith("member") else {}))

    folder = os.environ.get("ROAD_SHOTS")

    def keep(page, name):
        if folder:
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    seen = walk(
        Road(open_as, keep, tmp_path),
        unit=UNIT,
        group=ward["group"].short_title,
        people={
            "officer": "officer", "reviewer": "reviewer", "second": "second", "secretary": "secretary",
            "chairman": "chairman", "voters": ["chairman", "secretary", "member", "member2", "member3"],
        },
        day=f"{ward_date(timezone.now()):%d/%m/%Y}",
        present=5,
    )  # fmt: skip
    report = Submission.objects.get()
    assert (report.code, report.status, report.rounds, report.is_late) == (seen["code"], "ACCEPTED", 2, False)
    assert seen["verdict"].startswith("Đạt: 5/5 phiếu đồng ý (100%)")
    pdf, sheet = (
        next(data for name, data in seen["papers"].items() if name.endswith(end)) for end in (".pdf", ".xlsx")
    )
    assert pdf.startswith(b"%PDF-")
    assert "xl/workbook.xml" in ZipFile(io.BytesIO(sheet)).namelist()
    kinds = set(OutboxMessage.objects.filter(recipient_id=ward["officer"].pk).values_list("kind", flat=True))
    assert {"received", "returned", "accepted"} <= {kind.split("-")[-1].lower() for kind in kinds} | kinds

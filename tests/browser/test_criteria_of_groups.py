"""Each group writes about its own criteria (D4): the ward's real plan, every kind of participant, in the form."""

from pathlib import Path

import pytest
from django.urls import reverse

import campaigns
from accounts.enums import Role
from campaigns.models import ParticipantGroup, ReportingPeriod
from campaigns.plan_file import read_plan
from campaigns.services import load_plan
from submissions.services import drafting
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.plan("D4")]
# The plan's 1.1 to 1.4: four, two, four, and two for persons, one for each kind of them.
CRITERIA = {"phong-don-vi": 4, "mat-tran-doan-the": 2, "doanh-nghiep": 4, "ca-nhan-cbccvc": 1, "ca-nhan-khac": 1}


def test_each_group_sees_its_own_number_of_criteria(sit_down, clock, size):
    load_plan(read_plan(Path(campaigns.__file__).parent / "plans/le-chan-2026-2030.toml"))
    period = ReportingPeriod.objects.get(year=2026)
    clock.at = period.opens_at
    seen = {}
    unit = factories.make_unit("Phòng Kinh tế, Hạ tầng và Đô thị")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    page = sit_down(officer, viewport=size)
    for code in CRITERIA:
        group = ParticipantGroup.objects.get(code=code)
        if code.startswith("ca-nhan"):
            subject = factories.make_person(f"Người của nhóm {group.short_title}", unit=unit)
        else:
            subject = factories.make_unit(f"Đơn vị của nhóm {group.short_title}")
            factories.Membership.objects.create(user=officer, role=Role.UNIT_OFFICER, unit=subject)
        factories.enrol(group, subject)
        by = type(officer).objects.get(pk=officer.pk)
        report = drafting.start(period=period, subject=subject, by=by)
        page.goto(reverse("submissions:edit", args=[report.pk, "tu-cham"]))
        cards = page.locator("details.lc-crit")
        seen[code] = cards.count()
        titles = [criterion.short_title for criterion in group.criteria.all()]
        assert [title in cards.nth(place).inner_text() for place, title in enumerate(titles)] == [True] * len(titles)
    assert seen == CRITERIA
    assert sum(seen.values()) == 4 + 2 + 4 + 2

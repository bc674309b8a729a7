"""Loading the plan: twice equals once, people's changes stay, what is in use cannot be dropped."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from campaigns.models import (
    AwardForm,
    Campaign,
    ContentArea,
    CriteriaItem,
    CriteriaSet,
    DatedSetting,
    Duty,
    LegalBasis,
    ReportingPeriod,
    ReportQuestion,
    ReportSection,
)
from campaigns.plan_file import PlanFileError, parse_plan, read_plan
from campaigns.services import load_plan
from core.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "campaigns/plans/le-chan-2026-2030.toml"


def everything() -> dict[str, list[dict]]:
    """Every row of the app, to compare before and after."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("campaigns").get_models()
    }


def changed(old: str, new: str):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    return parse_plan(text.replace(old, new, 1).encode(), FILE.name)


@pytest.fixture
def campaign():
    load_plan(read_plan(FILE))
    return Campaign.objects.get()


def test_loading_twice_equals_once(campaign):
    before, events = everything(), AuditEvent.objects.count()
    result = load_plan(read_plan(FILE))
    assert (result.new, result.changed, result.removed, result.kept) == (0, 0, 0, [])
    assert everything() == before
    assert AuditEvent.objects.count() == events == 1


def test_command_says_what_it_did(capsys):
    call_command("load_plan", str(FILE))
    call_command("load_plan", str(FILE))
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Kế hoạch: mới 171, thay đổi 0, giữ nguyên 0."
    assert second == "Kế hoạch: mới 0, thay đổi 0, giữ nguyên 171."


def test_command_refuses_a_missing_file_in_one_line(tmp_path):
    with pytest.raises(CommandError, match=r"^ke-hoach\.toml: không có tệp này"):
        call_command("load_plan", str(tmp_path / "ke-hoach.toml"))


def test_a_changed_wording_reaches_its_row(campaign):
    result = load_plan(changed('short_title = "Hạ tầng số, hạ tầng xanh"', 'short_title = "Hạ tầng số và xanh"'))
    assert (result.new, result.changed) == (0, 1)
    assert ContentArea.objects.get(code="nd2").short_title == "Hạ tầng số và xanh"


@pytest.mark.plan("D1")
def test_number_and_day_entered_by_people_stay(campaign):
    Campaign.objects.update(number="215/KH-UBND", issued_on=date(2026, 6, 30))
    result = load_plan(read_plan(FILE))
    campaign.refresh_from_db()
    assert (campaign.number, campaign.issued_on) == ("215/KH-UBND", date(2026, 6, 30))
    assert result.kept == ["campaign.number", "campaign.issued_on"]


def test_a_deadline_moved_by_the_office_stays_even_when_the_file_changes(campaign):
    moved = factories.ward(2026, 12, 15)
    ReportingPeriod.objects.filter(year=2026).update(closes_at=moved)
    load_plan(changed("closes_at = 2026-12-12T00:00:00", "closes_at = 2026-12-13T00:00:00"))
    load_plan(read_plan(FILE))
    assert ReportingPeriod.objects.get(year=2026).closes_at == moved


@pytest.mark.plan("R5")
def test_points_are_made_once_and_then_left_alone(campaign):
    CriteriaItem.objects.filter(criterion__code="dv-1").update(max_points=Decimal("40"))
    load_plan(changed("dv-1 = 30, dv-2 = 25,", "dv-1 = 20, dv-2 = 35,"))
    assert CriteriaItem.objects.get(criterion__code="dv-1").max_points == Decimal("40")
    assert CriteriaSet.objects.count() == 5


def test_rows_people_added_stay(campaign):
    DatedSetting.objects.create(
        campaign=campaign, code="luong-2028", key="base_wage", label="Lương cơ sở", value=1, valid_from=date(2028, 1, 1)
    )
    assert load_plan(read_plan(FILE)).removed == 0
    assert DatedSetting.objects.filter(code="luong-2028").exists()


def test_an_unused_row_that_left_the_file_goes(campaign):
    text = FILE.read_text(encoding="utf-8")
    start = text.index('[[duties]]\ncode = "vi-kho-khan"')
    end = text.index("# --- Figures the plan leaves open")
    result = load_plan(parse_plan((text[:start] + text[end:]).encode(), FILE.name))
    assert (result.new, result.changed, result.removed) == (0, 0, 1)
    assert not Duty.objects.filter(code="vi-kho-khan").exists()


def test_a_row_in_use_cannot_leave_the_file_and_nothing_is_changed(campaign):
    before = everything()
    text = FILE.read_text(encoding="utf-8").replace("dv-4", "dv-5").replace('place = "Phường', 'place = "Xã')
    plan = parse_plan(text.encode(), FILE.name)
    with pytest.raises(PlanFileError) as caught:
        load_plan(plan)
    assert caught.value.lines == [
        f"{FILE.name}: criteria (dv-4).code: mã này không còn trong tệp nhưng đang được dùng, không bỏ được."
    ]
    assert everything() == before


def test_two_movements_live_side_by_side(campaign):
    other = changed('code = "le-chan-2026-2030"', 'code = "phong-trao-khac"')
    load_plan(other)
    assert Campaign.objects.count() == 2
    assert ContentArea.objects.count() == 10
    assert load_plan(read_plan(FILE)).changed == 0


@pytest.mark.plan("D2")
def test_texts_in_force_on_the_day_of_the_first_deadline(campaign):
    numbers = set(LegalBasis.objects.in_force(date(2026, 12, 11)).values_list("number", flat=True))
    assert {"06/2022/QH15", "06/2026/QH16", "152/2025/NĐ-CP"} <= numbers
    assert "98/2023/NĐ-CP" not in numbers
    assert "152/2025/NĐ-CP" not in LegalBasis.objects.in_force(date(2027, 3, 1)).values_list("number", flat=True)


@pytest.mark.plan("D9")
def test_last_day_of_every_year_is_11_december(campaign):
    assert [period.last_day for period in ReportingPeriod.objects.order_by("year")] == [
        date(year, 12, 11) for year in range(2026, 2031)
    ]


@pytest.mark.plan("D6")
def test_stage_names_are_vietnamese(campaign):
    assert AwardForm.objects.get(code="bk-thanh-pho").stage_labels() == ["Sơ kết", "Tổng kết"]


def test_movements_of_before_get_the_standard_form_and_the_file_goes_on_from_there(campaign):
    ReportQuestion.objects.all().delete()
    ReportSection.objects.all().delete()
    migration = import_module("campaigns.migrations.0004_standard_sections")
    migration.give_sections(apps, None)
    migration.give_sections(apps, None)
    result = load_plan(read_plan(FILE))
    assert (result.new, result.changed, result.kept) == (4, 0, [])
    sections = ReportSection.objects.order_by("order").values_list("code", flat=True)
    assert list(sections) == ["don-vi", "noi-dung", "sang-kien", "tu-cham", "kien-nghi"]
    result = load_plan(changed('title = "Sáng kiến, giải pháp"', 'title = "Sáng kiến"'))
    assert ReportSection.objects.get(code="sang-kien").title == "Sáng kiến"


def test_a_question_that_was_answered_cannot_leave_the_file(campaign):
    period = ReportingPeriod.objects.get(year=2026)
    unit = factories.make_unit()
    factories.enrol(campaign.participantgroup_set.get(code="phong-don-vi"), unit)
    factories.submission_at(subject=unit, period=period, filled=False)
    text = FILE.read_text(encoding="utf-8")
    start, end = text.index('[[questions]]\ncode = "phuong-huong"'), text.index("# --- Whom the plan addresses")
    with pytest.raises(PlanFileError, match=r"questions \(phuong-huong\)"):
        load_plan(parse_plan((text[:start] + text[end:]).encode(), FILE.name))
    assert ReportQuestion.objects.filter(code="phuong-huong").exists()

"""Copies: the same group's in full, another group's as far as it makes sense, with what was left out."""

from decimal import Decimal

import pytest

from campaigns.designer import checks, sets
from campaigns.designer.differences import between
from campaigns.designer.values import Values
from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import CriteriaItem
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R5")]


@pytest.fixture
def other(year):
    """A group whose plan has two criteria."""
    group = factories.make_group(year.campaign)
    made = factories.make_criteria_set(group, year, points=(60, 40))
    for item in made.items.all():
        item.delete()
    made.delete()
    return group


def facts(draft) -> list[tuple]:
    return [(item.part, item.short_title, str(item.max_points), item.kind) for item in checks.load_items(draft)]


def test_from_a_group_with_as_many_criteria_points_and_kinds_go_over_place_by_place(year, other, office):
    source = factories.make_criteria_set(factories.make_group(year.campaign), year, points=(70, 30))
    one, two = checks.load_items(source)
    CriteriaItem.objects.filter(pk=two.pk).update(max_points=Decimal(20), title="Phần một")
    factories.make_item(source, "10", criterion=two.criterion, title="Phần hai")
    CriteriaItem.objects.filter(pk=one.pk).update(
        kind=MarkingKind.RATIO, measure="%", guidance="Của nhóm kia", evidence_required=False
    )
    factories.make_item(source, "3", part=CriterionPart.BONUS, title="Sáng kiến", guidance="Nêu số quyết định")
    draft, left = sets.begin(group=other, period=year, source=source, by=office)
    assert facts(draft) == [
        ("BASE", "Tiêu chí 1", "70", "RATIO"),
        ("BASE", "Tiêu chí 2", "30", "JUDGEMENT"),
        ("BONUS", "Sáng kiến", "3", "JUDGEMENT"),
    ]
    first, _, bonus = checks.load_items(draft)
    assert (first.measure, first.guidance, first.evidence_required) == ("%", "", False)
    assert bonus.guidance == "Nêu số quyết định"
    assert left == [
        "Không mang sang tiêu chí thành phần của “Tiêu chí 2” (Phần một, Phần hai): hai nhóm có tiêu chí khác nhau.",
        "Không mang sang hướng dẫn của các tiêu chí chính: viết cho tiêu chí của nhóm khác.",
    ]
    assert {item.criterion.group for item in checks.load_items(draft) if item.criterion} == {other}


def test_from_a_group_with_other_criteria_only_bonus_and_minus_come(published, year, other, office):
    factories.make_item(published, "2", part=CriterionPart.MINUS, title="Nộp muộn")
    draft, left = sets.begin(group=other, period=year, source=published, by=office)
    assert facts(draft) == [
        ("BASE", "Tiêu chí 1", "50", "JUDGEMENT"),
        ("BASE", "Tiêu chí 2", "50", "JUDGEMENT"),
        ("MINUS", "Nộp muộn", "2", "JUDGEMENT"),
    ]
    assert left[0] == ("Không mang sang điểm và cách chấm của các tiêu chí chính: nhóm kia có 4 tiêu chí, nhóm này 2.")


def test_what_changed_between_two_versions_is_said_item_by_item():
    names = {1: "Tiêu chí một", 2: "Tiêu chí hai"}
    old = [
        Values(criterion_id=1, max_points=Decimal(60)),
        Values(criterion_id=2, title="A", max_points=Decimal(20)),
        Values(criterion_id=2, title="B", max_points=Decimal(20)),
        Values(part="BONUS", title="Thưởng", max_points=Decimal(5)),
    ]
    new = [
        Values(criterion_id=1, title="Tên mới", max_points=Decimal("50.5"), evidence_required=False),
        Values(criterion_id=2, title="A", max_points=Decimal(20)),
        Values(criterion_id=2, title="C", max_points=Decimal(20)),
        Values(part="MINUS", title="Trừ", max_points=Decimal(5)),
    ]
    said = [(change.kind, change.name, change.lines) for change in between(old, new, names)]
    assert said == [
        (
            "Sửa",
            "Tên mới",
            (
                ("Tên tiêu chí thành phần", "", "Tên mới"),
                ("Điểm tối đa", "60", "50,5"),
                ("Cần minh chứng", "Có", "Không"),
            ),
        ),
        ("Thêm", "C", ()),
        ("Thêm", "Điểm trừ: Trừ", ()),
        ("Bỏ", "B", ()),
        ("Bỏ", "Điểm thưởng: Thưởng", ()),
    ]
    assert between(old, old, names) == []

"""Items of a draft: what each kind asks for, names, order, two people at once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from campaigns.designer import checks, items, sets
from campaigns.designer.values import Values, parse_amount, parse_steps, steps_words
from campaigns.enums import CriterionPart
from core.verdict import Forbidden
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R5")]
STEPS = ((Decimal(70), Decimal(5)), (Decimal(90), Decimal(10)))


def first(draft):
    return checks.load_items(draft)[0]


def refusal(item, office, **changes) -> dict:
    """What saving the item with these changes is refused with."""
    before = Values.of(item)
    with pytest.raises(ValidationError) as refused:
        items.save_item(item, values=replace(before, **changes), seen=before.stamp, by=office)
    return {name: sentences[0] for name, sentences in refused.value.message_dict.items()}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"max_points": None}, {"max_points": "Chưa nhập điểm tối đa."}),
        ({"max_points": Decimal(-1)}, {"max_points": "Điểm tối đa phải lớn hơn 0 và không quá 100."}),
        ({"max_points": Decimal(101)}, {"max_points": "Điểm tối đa phải lớn hơn 0 và không quá 100."}),
        ({"kind": "RATIO"}, {"measure": "Chưa nhập đơn vị tính của số liệu đơn vị báo cáo."}),
        (
            {"kind": "COUNT", "measure": "việc"},
            {"unit_points": "Chưa nhập điểm mỗi đơn vị; phải lớn hơn 0."},
        ),
        (
            {"kind": "COUNT", "measure": "việc", "unit_points": Decimal(31)},
            {"unit_points": "Điểm mỗi đơn vị không được vượt điểm tối đa."},
        ),
        ({"kind": "STEPS", "measure": "%"}, {"steps": "Chưa có bậc điểm nào."}),
        (
            {"kind": "STEPS", "measure": "%", "steps": ((Decimal(90), Decimal("30.5")),)},
            {"steps": "Bậc từ 90 cho 30,5 điểm, vượt điểm tối đa 30."},
        ),
        (
            {"kind": "STEPS", "measure": "%", "steps": ((Decimal(90), Decimal(5)), (Decimal(70), Decimal(5)))},
            {"steps": "Bậc từ 90 phải cho nhiều điểm hơn bậc thấp hơn."},
        ),
        (
            {"kind": "STEPS", "measure": "%", "steps": ((Decimal(70), Decimal(5)), (Decimal(70), Decimal(9)))},
            {"steps": "Mức 70 có hai bậc."},
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(draft, office, changes, said):
    assert refusal(first(draft), office, **changes) == said
    assert Values.of(first(draft)) == Values(criterion_id=first(draft).criterion_id, max_points=Decimal(30))


def test_each_kind_keeps_only_what_it_uses(draft, office):
    item = first(draft)
    whole = replace(Values.of(item), kind="STEPS", measure=" hồ  sơ ", unit_points=Decimal(1), steps=STEPS[::-1])
    items.save_item(item, values=whole, seen=Values.of(item).stamp, by=office)
    stored = Values.of(first(draft))
    assert (stored.measure, stored.unit_points, stored.steps) == ("hồ sơ", None, STEPS)
    items.save_item(first(draft), values=replace(stored, kind="JUDGEMENT"), seen=stored.stamp, by=office)
    assert Values.of(first(draft)) == Values(criterion_id=item.criterion_id, max_points=Decimal(30))


def test_sub_criteria_have_names_of_their_own_and_stand_under_their_criterion(draft, office):
    item = first(draft)
    part = Values(criterion_id=item.criterion_id, max_points=Decimal(5))
    for title, said in (("", "từng cái phải có tên riêng"), ("Phần A", "")):
        if said:
            with pytest.raises(ValidationError, match=said):
                items.add_item(draft, values=replace(part, title=title), by=office)
        else:
            items.add_item(draft, values=replace(part, title=title), by=office)
    with pytest.raises(ValidationError, match="Đã có tiêu chí cùng tên"):
        items.add_item(draft, values=replace(part, title="phần a"), by=office)
    assert [row.short_title for row in checks.load_items(draft)] == [
        "Tiêu chí 1", "Phần A", "Tiêu chí 2", "Tiêu chí 3", "Tiêu chí 4",
    ]  # fmt: skip
    assert refusal(first(draft), office, max_points=Decimal(25)) == {
        "title": "Tiêu chí của kế hoạch có nhiều tiêu chí thành phần thì từng cái phải có tên riêng."
    }


def test_bonus_and_minus_stand_by_themselves_under_their_caps(draft, office):
    bonus = Values(part=CriterionPart.BONUS, title="Sáng kiến", max_points=Decimal(11))
    with pytest.raises(ValidationError, match="Vượt mức điểm thưởng nhiều nhất của bộ"):
        items.add_item(draft, values=bonus, by=office)
    items.add_item(draft, values=replace(bonus, max_points=Decimal(10)), by=office)
    items.add_item(draft, values=replace(bonus, part=CriterionPart.MINUS, max_points=Decimal(2)), by=office)
    assert [(row.part, row.order) for row in checks.load_items(draft)][-2:] == [("BONUS", 5), ("MINUS", 6)]
    assert checks.base_total(checks.load_items(draft)) == 100


def test_an_item_of_another_group_is_refused(draft, office, year):
    foreign = factories.make_criteria_set(factories.make_group(year.campaign), year).items.first().criterion_id
    with pytest.raises(ValidationError):
        items.add_item(draft, values=Values(criterion_id=foreign, title="A", max_points=Decimal(1)), by=office)


def test_items_move_within_their_criterion_and_the_last_one_stays(draft, office):
    item = first(draft)
    part = Values(criterion_id=item.criterion_id, max_points=Decimal(5), title="B")
    added = items.add_item(draft, values=part, by=office)
    items.move_item(added, direction=items.UP, by=office)
    assert [row.pk for row in checks.load_items(draft)][:2] == [added.pk, item.pk]
    items.move_item(added, direction=items.UP, by=office)
    assert [row.order for row in checks.load_items(draft)] == [1, 2, 3, 4, 5]
    items.remove_item(item, by=office)
    with pytest.raises(Forbidden, match="phải còn ít nhất một dòng điểm"):
        items.remove_item(added, by=office)
    assert [row.order for row in checks.load_items(draft)] == [1, 2, 3, 4]


def test_two_people_in_one_item_do_not_overwrite_each_other_unseen(draft, office):
    item = first(draft)
    seen = Values.of(item)
    items.save_item(item, values=replace(seen, guidance="Bản của người kia"), seen=seen.stamp, by=office)
    with pytest.raises(sets.EditedElsewhere) as clash:
        items.save_item(item, values=replace(seen, guidance="Bản của tôi"), seen=seen.stamp, by=office)
    assert first(draft).guidance == "Bản của người kia"
    items.save_item(item, values=replace(seen, guidance="Bản của tôi"), seen=clash.value.seen, by=office)
    assert first(draft).guidance == "Bản của tôi"


@pytest.mark.parametrize(
    ("text", "amount"),
    [("85", "85"), ("12,5", "12.5"), ("12.5", "12.5"), ("1.250", "1250"), ("5.000.000,25", "5000000.25")],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "-1", "1,234", "nhiều", "1e3", "٣", "1.25.0"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="không phải số"):
        parse_amount(text)


def test_steps_on_one_line_come_back_the_same():
    steps = ((Decimal("0.5"), Decimal(1)), (Decimal(1_250_000), Decimal("2.25")))
    assert steps_words(steps) == "0,5 = 1; 1.250.000 = 2,25"
    assert parse_steps(steps_words(steps)) == steps
    with pytest.raises(ValueError, match="“70: 5” không đúng"):
        parse_steps("70: 5")

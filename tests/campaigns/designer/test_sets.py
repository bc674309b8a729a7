"""Drafts, publishing, versions: what is refused, in words, and what never changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from campaigns.designer import checks, items, sets
from campaigns.designer.values import Values
from campaigns.enums import CriteriaStatus, CriterionPart, MarkingKind
from campaigns.models import CriteriaItem, CriteriaSet, Criterion
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.models import Submission
from submissions.services import drafting
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R5")]


def points_of(criteria_set) -> list[str]:
    return [str(item.max_points) for item in criteria_set.items.order_by("order")]


def save(draft, office, *points, **frame):
    """Save the points of a draft as its form does."""
    rows = checks.load_items(draft)
    values = {row.pk: Decimal(value) for row, value in zip(rows, points, strict=True)}
    whole = {name: getattr(draft, name) for name in sets.FRAME} | frame
    sets.save_frame(draft, frame=whole, points=values, seen=sets.stamp_of(draft, rows), by=office)
    draft.refresh_from_db()


def begin_report(criteria_set, unit=None) -> Submission:
    unit = unit or factories.make_unit()
    factories.enrol(criteria_set.group, unit)
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    return drafting.start(period=criteria_set.period, subject=unit, by=officer)


def test_an_empty_draft_has_every_criterion_of_the_plan_and_100_points(published, year, office):
    group = factories.make_group(year.campaign)
    for number in range(3):
        Criterion.objects.create(
            campaign=year.campaign, group=group, code=f"x-{number}", order=number, short_title=f"X {number}", text="X"
        )
    draft, left = sets.begin(group=group, period=year, source=None, by=office)
    assert (draft.version, draft.status, points_of(draft)) == (1, CriteriaStatus.DRAFT, ["34", "33", "33"])
    assert left == ["Điểm được chia đều cho các tiêu chí của kế hoạch, cần sửa lại cho đúng."]
    assert [event.action for event in AuditEvent.objects.all()] == ["begin_criteria"]


def test_a_draft_out_of_the_published_set_is_the_next_version_with_everything(published, office):
    step = factories.make_item(published, "5", part=CriterionPart.BONUS, kind=MarkingKind.STEPS, steps={"1": 2, "3": 5})
    CriteriaItem.objects.filter(pk=step.pk).update(measure="sáng kiến", reviewer_guidance="Xem giấy công nhận")
    CriteriaSet.objects.filter(pk=published.pk).update(scorers=1, bonus_cap=Decimal("7.5"))
    published.refresh_from_db()
    draft, left = sets.begin(group=published.group, period=published.period, source=published, by=office)
    assert (draft.version, draft.scorers, draft.bonus_cap, left) == (2, 1, Decimal("7.5"), [])
    said = [[Values.of(item) for item in checks.load_items(one)] for one in (published, draft)]
    assert said[0] == said[1]


def test_there_is_one_draft_at_a_time(draft, published, office):
    with pytest.raises(InvalidTransition, match="đã có một bản nháp của năm 2026"):
        sets.begin(group=published.group, period=published.period, source=published, by=office)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriteriaSet.objects.create(group=published.group, period=published.period, version=9)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (("30", "25", "25", "19.99"), "Tổng 99,99/100, còn thiếu 0,01."),
        (("30", "25", "25", "15"), "Tổng 95/100, còn thiếu 5."),
        (("30", "25", "25", "20.01"), "Tổng 100,01/100, thừa 0,01."),
    ],
)
def test_the_base_must_be_exactly_100(draft, office, points, said):
    save(draft, office, *points)
    with pytest.raises(sets.NotReady) as refused:
        sets.publish(draft, by=office)
    assert [fault.text for fault in refused.value.faults] == [said]
    draft.refresh_from_db()
    assert draft.status == CriteriaStatus.DRAFT


@pytest.mark.parametrize("wrong", ["0", "-5", "100.01", "101"])
def test_points_out_of_range_are_refused_and_nothing_is_stored(draft, office, wrong):
    with pytest.raises(ValidationError) as refused:
        save(draft, office, "31", "25", "25", wrong)
    last = draft.items.order_by("order").last()
    assert refused.value.message_dict == {f"points-{last.pk}": ["Điểm tối đa phải lớn hơn 0 và không quá 100."]}
    assert points_of(draft) == ["30", "25", "25", "20"]


def test_caps_and_scorers_out_of_range_are_refused(draft, office):
    with pytest.raises(ValidationError) as refused:
        save(draft, office, "30", "25", "25", "20", bonus_cap=Decimal("-1"), minus_cap=None, scorers=4)
    assert sorted(refused.value.message_dict) == ["bonus_cap", "minus_cap", "scorers"]


def test_everything_in_the_way_is_said_at_once(draft, office):
    first, second, *_ = checks.load_items(draft)
    CriteriaItem.objects.filter(pk=second.pk).update(kind=MarkingKind.STEPS)
    factories.make_item(draft, "12", part=CriterionPart.BONUS, title="Sáng kiến")
    factories.make_item(draft, "5", criterion=first.criterion, title="Phần hai")
    CriteriaItem.objects.filter(criterion=checks.load_items(draft)[3].criterion).delete()
    with pytest.raises(sets.NotReady) as refused:
        sets.publish(draft, by=office)
    assert [fault.text for fault in refused.value.faults] == [
        "Tổng 85/100, còn thiếu 15.",
        "Tiêu chí “Tiêu chí 4” của kế hoạch chưa có điểm.",
        "1. Tiêu chí 1: Tiêu chí của kế hoạch có nhiều tiêu chí thành phần thì từng cái phải có tên riêng.",
        "2. Tiêu chí 2: Chưa nhập đơn vị tính của số liệu đơn vị báo cáo.",
        "2. Tiêu chí 2: Chưa có bậc điểm nào.",
        "5. Sáng kiến: Vượt mức điểm thưởng nhiều nhất của bộ (10 điểm).",
    ]


def test_publishing_fixes_the_set_and_is_one_line_of_the_log(draft, office):
    before = AuditEvent.objects.count()
    sets.publish(draft, by=office)
    draft.refresh_from_db()
    assert (draft.status, draft.published_by) == (CriteriaStatus.PUBLISHED, office)
    assert AuditEvent.objects.count() == before + 1
    item = draft.items.first()
    for press in (
        lambda: save(draft, office, "40", "20", "20", "20"),
        lambda: items.save_item(item, values=Values.of(item), seen=Values.of(item).stamp, by=office),
        lambda: items.add_item(draft, values=Values(part="BONUS", title="A", max_points=Decimal(1)), by=office),
        lambda: items.remove_item(item, by=office),
        lambda: items.move_item(item, direction=items.DOWN, by=office),
        lambda: sets.publish(draft, by=office),
        lambda: sets.discard(draft, by=office),
    ):
        with pytest.raises(InvalidTransition):
            press()
    assert points_of(draft) == ["30", "25", "25", "20"]
    assert AuditEvent.objects.count() == before + 1


def test_reports_keep_the_version_they_were_begun_under(draft, published, office):
    """Lowering a maximum below marks already given is impossible: only reports begun later have the new maximum."""
    early = begin_report(published)
    early.items.update(self_score=Decimal(20))
    save(draft, office, "40", "30", "20", "10", change_note="Đổi trọng số theo góp ý của các đơn vị.")
    sets.publish(draft, by=office)
    late = begin_report(published)
    assert (early.criteria_set, late.criteria_set) == (published, draft)
    assert [str(item.criteria_item.max_points) for item in early.items.order_by("pk")] == ["30", "25", "25", "20"]
    assert [str(item.criteria_item.max_points) for item in late.items.order_by("pk")] == ["40", "30", "20", "10"]


def test_a_change_of_a_set_in_use_needs_its_reason(draft, published, office):
    begin_report(published)
    with pytest.raises(sets.NotReady, match="Đã có báo cáo dùng bản trước: ghi lý do sửa."):
        sets.publish(draft, by=office)
    save(draft, office, "30", "25", "25", "20", change_note="  Sửa câu chữ.  ")
    assert sets.publish(draft, by=office).change_note == "Sửa câu chữ."


def test_a_draft_thrown_away_leaves_nothing_and_makes_room(draft, published, office):
    sets.discard(draft, by=office)
    assert list(CriteriaSet.objects.all()) == [published]
    again, _ = sets.begin(group=published.group, period=published.period, source=None, by=office)
    assert again.version == 2


def test_a_year_whose_books_are_closed_takes_no_new_criteria(draft, published, office):
    late = published.period.locks_at
    with pytest.raises(Forbidden, match="đã khóa sổ"):
        sets.publish(draft, by=office, at=late)
    sets.discard(draft, by=office)
    with pytest.raises(Forbidden, match="đã khóa sổ"):
        sets.begin(group=published.group, period=published.period, source=None, by=office, at=late)
    sets.begin(group=published.group, period=published.period, source=None, by=office, at=late - timedelta(seconds=1))


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.COUNCIL_SECRETARY, Role.CHAIRMAN])
def test_only_whoever_sets_the_movement_up_builds_criteria(draft, published, role):
    user = factories.make_user(role)
    item = draft.items.first()
    for press in (
        lambda: sets.begin(group=published.group, period=published.period, source=None, by=user),
        lambda: sets.publish(draft, by=user),
        lambda: sets.discard(draft, by=user),
        lambda: items.remove_item(item, by=user),
        lambda: items.save_item(item, values=Values.of(item), seen="", by=user),
    ):
        with pytest.raises(Forbidden):
            press()


def test_what_a_colleague_saved_is_not_overwritten_unseen(draft, office):
    rows = checks.load_items(draft)
    seen = sets.stamp_of(draft, rows)
    save(draft, office, "40", "20", "20", "20")
    frame = {name: getattr(draft, name) for name in sets.FRAME}
    with pytest.raises(sets.EditedElsewhere) as clash:
        sets.save_frame(draft, frame=frame, points={rows[0].pk: Decimal(50)}, seen=seen, by=office)
    assert points_of(draft) == ["40", "20", "20", "20"]
    sets.save_frame(draft, frame=frame, points={rows[0].pk: Decimal(50)}, seen=clash.value.seen, by=office)
    assert points_of(draft) == ["50", "20", "20", "20"]


def test_the_set_of_next_year_is_copied_from_this_one_and_never_from_a_draft(draft, published, office):
    later = factories.make_period(
        published.period.campaign, year=2027, opens_at=timezone.now() + timedelta(days=300),
        closes_at=timezone.now() + timedelta(days=330), locks_at=timezone.now() + timedelta(days=350),
    )  # fmt: skip
    with pytest.raises(Forbidden, match="Chỉ chép từ bộ tiêu chí đã ban hành"):
        sets.begin(group=published.group, period=later, source=draft, by=office)
    new, left = sets.begin(group=published.group, period=later, source=published, by=office)
    assert (new.version, new.period, points_of(new), left) == (1, later, ["30", "25", "25", "20"], [])

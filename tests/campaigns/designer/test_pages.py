"""The designer's pages: what they show, without scripts too, in a constant number of queries."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from campaigns.designer import checks, items, sets, sheets
from campaigns.designer.values import Values
from campaigns.enums import CriteriaStatus, CriterionPart, MarkingKind
from campaigns.models import CriteriaItem, CriteriaSet
from submissions.services import drafting
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R5")]
MOST_BYTES = 60 * 1024


@pytest.fixture
def desk(client, office):
    """The office at its desk."""
    client.force_login(office)
    return client


def at(name: str, *args) -> str:
    return reverse(f"campaigns:criteria_{name}", args=args)


def form_of(draft, **changes) -> dict:
    """What the form of a draft sends."""
    rows = checks.load_items(draft)
    points = {f"points-{row.pk}": str(row.max_points).replace(".", ",") for row in rows}
    frame = {"scorers": draft.scorers, "bonus_cap": "10", "minus_cap": "10", "change_note": ""}
    return points | frame | {"seen": sets.stamp_of(draft, rows)} | changes


def item_form(item, **changes) -> dict:
    """What the form of an item sends, the fields its kind hides too."""
    values = Values.of(item)
    steps = {f"{name}_{place}": "" for place in range(4) for name in ("at_least", "step_points")}
    return steps | {
        "seen": values.stamp, "title": values.title, "max_points": "30", "kind": values.kind, "measure": "",
        "unit_points": "", "evidence_required": "on", "guidance": "", "reviewer_guidance": "", **changes,
    }  # fmt: skip


def words(response) -> str:
    return response.content.decode()


def test_the_list_says_state_and_total_of_each_group(desk, draft, year):
    CriteriaItem.objects.filter(pk=draft.items.first().pk).update(max_points=Decimal(25))
    factories.make_group(year.campaign, short_title="Không có tiêu chí")
    page = words(desk.get(at("list")))
    assert "Bản 1" in page and "4 dòng điểm, 2 người chấm" in page
    assert "Đang soạn" in page and "Tổng 95/100, còn thiếu 5" in page
    assert "Không có tiêu chí" not in page
    assert at("list") in words(desk.get(reverse("campaigns:settings")))


def test_points_are_saved_without_scripts_with_a_comma(desk, draft):
    first, second, *_ = checks.load_items(draft)
    data = form_of(draft, **{f"points-{first.pk}": "20,5", f"points-{second.pk}": "34.25"})
    page = desk.post(at("set", draft.pk), data, follow=True)
    assert "Tổng 99,75/100, còn thiếu 0,25" in words(page)
    assert [str(item.max_points) for item in draft.items.order_by("order")] == ["20.5", "34.25", "25", "20"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("101", "Điểm tối đa phải lớn hơn 0 và không quá 100."),
        ("-5", "Điểm tối đa phải lớn hơn 0 và không quá 100."),
        ("", "Chưa nhập điểm tối đa"),
        ("20,255", "Điểm ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 20,25."),
        ("hai mươi", "Điểm là số, ví dụ 20,5."),
    ],
)
def test_bad_points_are_said_at_their_field_and_keep_what_was_typed(desk, draft, typed, said):
    first = checks.load_items(draft)[0]
    response = desk.post(at("set", draft.pk), form_of(draft, **{f"points-{first.pk}": typed}))
    assert (response.status_code, said in words(response)) == (422, True)
    assert f'value="{typed}"' in words(response) or not typed
    assert str(draft.items.order_by("order")[0].max_points) == "30"


def test_a_clash_is_shown_and_the_second_press_keeps_mine(desk, draft, office):
    first = checks.load_items(draft)[0]
    stale = form_of(draft, **{f"points-{first.pk}": "40"})
    CriteriaItem.objects.filter(pk=first.pk).update(max_points=Decimal(10))
    response = desk.post(at("set", draft.pk), stale)
    assert (response.status_code, "Người khác vừa sửa bản nháp này" in words(response)) == (409, True)
    seen = response.context["form"].data["seen"]
    assert desk.post(at("set", draft.pk), stale | {"seen": seen}).status_code == 302
    first.refresh_from_db()
    assert first.max_points == 40


def test_an_item_takes_steps_and_says_what_is_wrong_with_them(desk, draft):
    item = checks.load_items(draft)[0]
    whole = {"kind": "STEPS", "measure": "%", "at_least_0": "90", "step_points_0": "30", "at_least_1": "70"}
    response = desk.post(at("item", item.pk), item_form(item, **whole))
    assert (response.status_code, "Mỗi bậc cần cả mức và điểm." in words(response)) == (422, True)
    response = desk.post(at("item", item.pk), item_form(item, **whole, step_points_1="30,5"))
    assert "Bậc từ 90 phải cho nhiều điểm hơn bậc thấp hơn." in words(response) or "vượt điểm tối đa" in words(response)
    assert desk.post(at("item", item.pk), item_form(item, **whole, step_points_1="15,5")).status_code == 302
    item.refresh_from_db()
    assert (item.kind, [(str(one.at_least), str(one.points)) for one in item.steps.order_by("at_least")]) == (
        MarkingKind.STEPS, [("70", "15.5"), ("90", "30")],
    )  # fmt: skip


def test_items_are_added_moved_and_removed_without_scripts(desk, draft):
    criterion = checks.load_items(draft)[0].criterion_id
    add = at("item_add", draft.pk)
    blank = {"kind": "JUDGEMENT", "max_points": "5", "title": "Phần hai"}
    assert desk.post(f"{add}?tieu-chi={criterion}", blank).status_code == 302
    assert desk.post(f"{add}?phan=BONUS", blank | {"title": ""}).status_code == 422
    assert desk.post(f"{add}?phan=MINUS", blank | {"title": "Nộp muộn"}).status_code == 302
    added = draft.items.get(title="Phần hai")
    desk.post(at("item_up", added.pk))
    assert checks.load_items(draft)[0] == added
    desk.post(at("item_remove", added.pk))
    assert [item.order for item in checks.load_items(draft)] == [1, 2, 3, 4, 5]
    for wrong in ("?phan=KHAC", "?tieu-chi=0", "", "?tieu-chi=٣"):
        assert desk.get(add + wrong).status_code == 404


def test_a_published_set_is_locked_and_leads_to_a_new_version(desk, published):
    unit = factories.make_unit()
    factories.enrol(published.group, unit)
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    drafting.start(period=published.period, subject=unit, by=officer)
    page = words(desk.get(at("set", published.pk)))
    assert "Đã có báo cáo dùng tiêu chí này; sửa sẽ tạo bản mới, các báo cáo đã có giữ bản cũ." in page
    assert "Lưu điểm" not in page
    item = published.items.first()
    assert desk.get(at("item", item.pk)).status_code == 403
    assert desk.get(at("import", published.pk)).status_code == 403
    desk.post(at("set", published.pk), form_of(published, **{f"points-{item.pk}": "99"}))
    item.refresh_from_db()
    assert item.max_points == 30
    begun = desk.post(at("begin", published.period.pk, published.group.pk), {"source": published.pk}, follow=True)
    assert "Năm 2026, bản 2" in words(begun) and "ghi lý do sửa" in words(begun)
    page = words(desk.post(at("publish", CriteriaSet.objects.get(version=2).pk), follow=True))
    assert "Đã có báo cáo dùng bản trước: ghi lý do sửa." in page
    assert CriteriaSet.objects.get(version=2).status == CriteriaStatus.DRAFT


def test_versions_are_listed_with_what_changed(desk, draft, office):
    item = checks.load_items(draft)[0]
    items.save_item(
        item, by=office, seen=Values.of(item).stamp,
        values=Values(criterion_id=item.criterion_id, max_points=Decimal("20.5"), evidence_required=False),
    )  # fmt: skip
    page = words(desk.get(at("history", draft.pk)))
    assert "Điểm tối đa: 30 → 20,5" in page and "Cần minh chứng: Có → Không" in page
    assert "Bản đầu tiên của năm." in page and "Tổng 90,5/100, còn thiếu 9,5" in page


def test_a_file_is_previewed_with_its_faults_and_written_on_a_second_press(desk, draft, published, office):
    CriteriaItem.objects.filter(pk=draft.items.first().pk).update(max_points=Decimal(25))
    content = sheets.export(published, by=office).content
    answer = desk.post(at("import", draft.pk), {"file": SimpleUploadedFile("bo.xlsx", content)})
    assert "Điểm tối đa: 25 → 30" in words(answer)
    assert draft.items.first().max_points == 25
    desk.post(at("import_apply", draft.pk), {"payload": answer.context["found"].payload})
    assert draft.items.order_by("order").first().max_points == 30
    broken = desk.post(at("import", draft.pk), {"file": SimpleUploadedFile("bo.xlsx", b"PK")})
    assert broken.status_code == 422
    lines = sheets.export(draft, by=office)
    assert lines.name.endswith("-2026-ban-2.xlsx")


def test_the_preview_shows_the_officers_own_section(desk, draft, office):
    item = checks.load_items(draft)[0]
    CriteriaItem.objects.filter(pk=item.pk).update(kind=MarkingKind.RATIO, measure="hộ dân", guidance="Nêu số hộ")
    factories.make_item(draft, "5", part=CriterionPart.BONUS, title="Có sáng kiến", reviewer_guidance="Chỉ phường đọc")
    response = desk.get(reverse("submissions:criteria_preview", args=[draft.pk]))
    page = words(response)
    assert "<fieldset disabled>" in page
    for said in ("Nêu số hộ", "Chỉ tiêu", "hộ dân", "Có sáng kiến", "Kết quả đạt được", "Nguyên văn tiêu chí 1"):
        assert said in page
    assert "Chỉ phường đọc" not in page


PAGES = {
    "list": lambda draft: at("list"),
    "set": lambda draft: at("set", draft.pk),
    "history": lambda draft: at("history", draft.pk),
    "item": lambda draft: at("item", draft.items.order_by("order").first().pk),
    "item_add": lambda draft: f"{at('item_add', draft.pk)}?phan=BONUS",
    "begin": lambda draft: at("begin", draft.period_id, draft.group_id),
    "import": lambda draft: at("import", draft.pk),
    "preview": lambda draft: reverse("submissions:criteria_preview", args=[draft.pk]),
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_number_of_queries_does_not_grow(
    desk, draft, year, office, name, django_assert_max_num_queries, django_assert_num_queries
):
    address = PAGES[name](draft)
    desk.get(address)
    with django_assert_max_num_queries(25) as first:
        desk.get(address)
    for number in range(3):
        factories.make_item(
            draft, "1", part=CriterionPart.BONUS, title=f"Thưởng {number}", kind="STEPS", steps={"1": 1}
        )
        factories.make_criteria_set(factories.make_group(year.campaign), year)
        factories.make_criteria_set(draft.group, factories.make_period(year.campaign, year=2027 + number))
    with django_assert_num_queries(len(first)):
        page = desk.get(address)
    assert page.status_code == 200
    assert len(page.content) < MOST_BYTES


def test_a_draft_just_published_by_a_colleague_is_said_and_nothing_is_lost(desk, draft, office):
    data = form_of(draft)
    sets.publish(draft, by=office)
    page = words(desk.post(at("set", draft.pk), data, follow=True))
    assert "vừa được người khác ban hành hoặc bỏ" in page
    assert "vừa được người khác" in words(desk.post(at("publish", draft.pk), follow=True))
    assert "vừa được người khác" in words(desk.post(at("discard", draft.pk), follow=True))

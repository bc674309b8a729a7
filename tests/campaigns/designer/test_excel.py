"""A set out to Excel and in again: exact, previewed with every fault by row and column, written only then."""

import io
from decimal import Decimal

import pytest
from django.core import signing

from accounts.importing.table import Unreadable
from campaigns.designer import bringing_in, checks, items, sets, sheets
from campaigns.designer.values import Values
from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import CriteriaItem, CriteriaSet
from core.models import AuditEvent
from core.workflow import InvalidTransition
from tests import factories
from tests.accounts.importing.files import sheet, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R5")]
HEADINGS = [head for head, _, _, _ in sheets.COLUMNS]


def everything(criteria_set) -> tuple:
    criteria_set.refresh_from_db()
    frame = (criteria_set.scorers, criteria_set.bonus_cap, criteria_set.minus_cap)
    return frame, [Values.of(item) for item in checks.load_items(criteria_set)]


@pytest.fixture
def full(draft, office) -> CriteriaSet:
    """A draft with every kind of item, texts on several lines, hundredths, and what looks like a formula."""
    one, two, three, _ = checks.load_items(draft)
    rows = {
        one: {"kind": MarkingKind.RATIO, "measure": "%", "guidance": "Dòng một\n\nDòng ba"},
        two: {"kind": MarkingKind.COUNT, "measure": "=SUM(A1)", "unit_points": Decimal("0.05"), "title": "+84 việc"},
        three: {"evidence_required": False, "reviewer_guidance": "Đối chiếu \"sổ\"; xem 'mục 2'"},
    }
    rows[one]["max_points"], rows[three]["max_points"] = Decimal("30.25"), Decimal("24.75")
    for item, values in rows.items():
        CriteriaItem.objects.filter(pk=item.pk).update(**values)
    factories.make_item(
        draft, "10", part=CriterionPart.BONUS, title="Thưởng", kind=MarkingKind.STEPS, measure="đồng",
        steps={"0.5": 1, "5000000": "9.99"},
    )  # fmt: skip
    factories.make_item(draft, "5", part=CriterionPart.MINUS, title="Nộp muộn 1/2", evidence_required=False)
    CriteriaSet.objects.filter(pk=draft.pk).update(scorers=3, bonus_cap=Decimal("12.5"), minus_cap=Decimal(7))
    draft.refresh_from_db()
    return draft


def read(draft, content: bytes, office, name="bo.xlsx") -> bringing_in.Preview:
    return bringing_in.preview(draft, io.BytesIO(content), name, by=office)


def row(code="", points=100, **cells) -> list:
    """A line of the sheet: a base item marked by judgement unless told otherwise."""
    plain = {"Phần điểm": "Điểm chính", "Mã tiêu chí": code, "Điểm tối đa": points} | {
        "Cách chấm": "Chấm theo nhận định", "Cần minh chứng": "Có",
    }  # fmt: skip
    return [(plain | cells).get(head, "") for head in HEADINGS]


def codes(draft) -> list[str]:
    return [item.criterion.code for item in checks.load_items(draft)]


def test_a_set_comes_back_exactly_as_it_left(full, published, office):
    made = sheets.export(full, by=office)
    before = everything(full)
    found = read(full, made.content, office)
    assert (found.wrong, found.is_same) == ([], True)
    for item in checks.load_items(full)[4:]:
        items.remove_item(item, by=office)
    CriteriaItem.objects.filter(criteria_set=full).update(guidance="", title="")
    CriteriaSet.objects.filter(pk=full.pk).update(scorers=1, bonus_cap=Decimal(1))
    found = read(full, made.content, office)
    assert found.wrong == []
    assert bringing_in.write(full, found.payload, by=office) == 6
    assert everything(full) == before
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "criteria_exported", "import_criteria",
    ]  # fmt: skip


def test_a_preview_says_what_would_change_and_writes_nothing(draft, office):
    before, events = everything(draft), AuditEvent.objects.count()
    lines = [row(code, 25) for code in codes(draft)] + [
        row("", 5, **{"Phần điểm": "Điểm thưởng", "Tên tiêu chí thành phần": "Sáng kiến"})
    ]
    found = read(draft, sheet(HEADINGS, *lines), office)
    assert [(change.kind, change.name, change.lines) for change in found.changes] == [
        ("Sửa", "Tiêu chí 1", (("Điểm tối đa", "30", "25"),)),
        ("Sửa", "Tiêu chí 4", (("Điểm tối đa", "20", "25"),)),
        ("Thêm", "Điểm thưởng: Sáng kiến", ()),
    ]
    assert found.total == "Tổng 100/100"
    assert (everything(draft), AuditEvent.objects.count()) == (before, events)


def test_every_fault_is_named_by_row_and_column_and_nothing_can_be_written(draft, office):
    one, two, three, four = codes(draft)
    lines = [
        row(one, "nhiều", **{"Cần minh chứng": "có thể"}),
        row("khong-co", 0, **{"Cách chấm": "Theo ý"}),
        row(three, "20,255", **{"Điểm mỗi đơn vị": 2}),
        row(four, 20, **{"Cách chấm": "Theo bậc kết quả", "Đơn vị tính": "%", "Bậc điểm": "70 = 5; 90 = 21"}),
        row(two, 101, **{"Hướng dẫn đơn vị": "x" * 4001}),
        row(one, 5, **{"Phần điểm": "Điểm trừ"}),
        row(four, 20, **{"Điểm mỗi đơn vị": 2, "Tên tiêu chí thành phần": "A"}),
        row("", 0, **{"Phần điểm": "Số người chấm", "Điểm tối đa": 4}),
    ]
    found = read(draft, sheet(HEADINGS, *lines), office)
    said = [(wrong.row, wrong.column, wrong.text) for wrong in found.wrong]
    assert said == [
        (2, "Cần minh chứng", "“có thể” không đúng; ghi Có hoặc Không."),
        (2, "Điểm tối đa", "điểm là số, ví dụ 20,5."),
        (3, "Cách chấm", "“Theo ý” không đúng; ghi một trong các cách: "
         "Chấm theo nhận định; Theo bậc kết quả; Theo tỷ lệ kết quả trên chỉ tiêu; Theo số lượng."),
        (3, "Mã tiêu chí", f"nhóm này không có tiêu chí mã “khong-co”; các mã: {one}, {two}, {three}, {four}."),
        (4, "Điểm tối đa", "điểm ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 20,25."),
        (5, "Bậc điểm", "bậc từ 90 cho 21 điểm, vượt điểm tối đa 20."),
        (5, "Tên tiêu chí thành phần",
         "tiêu chí của kế hoạch có nhiều tiêu chí thành phần thì từng cái phải có tên riêng."),
        (6, "Hướng dẫn đơn vị", "dài quá 1 ký tự; rút gọn còn tối đa 4.000 ký tự."),
        (7, "Mã tiêu chí", "điểm thưởng, điểm trừ không ghi mã tiêu chí của kế hoạch."),
        (8, "Điểm mỗi đơn vị", "để trống: cách chấm “Chấm theo nhận định” không dùng ô này."),
        (9, "Điểm tối đa", "số người chấm phải từ 1 đến 3."),
    ]  # fmt: skip
    assert found.payload == ""


def test_formulas_and_days_are_refused_cell_by_cell(draft, office):
    one, *_ = codes(draft)

    def draw(book, page):
        for place, head in enumerate(HEADINGS):
            page.write_string(0, place, head)
        for place, value in enumerate(row(one, 30)):
            page.write(1, place, value)
        page.write_formula(1, HEADINGS.index("Điểm tối đa"), "=10*3", None, 30)
        page.write_formula(1, HEADINGS.index("Tiêu chí của kế hoạch"), '="A"', None, "A")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_number(1, HEADINGS.index("Bậc điểm"), 46000, day)

    found = read(draft, workbook(draw), office)
    assert [(wrong.row, wrong.column) for wrong in found.wrong] == [(2, "Điểm tối đa"), (2, "Bậc điểm")]
    assert found.wrong[0].text == "ô có công thức; chép lại thành giá trị."


def test_a_criterion_of_the_plan_left_out_is_refused(draft, office):
    found = read(draft, sheet(HEADINGS, *(row(code, 50) for code in codes(draft)[:2])), office)
    assert [wrong.text for wrong in found.wrong] == [
        "tiêu chí “Tiêu chí 3” của kế hoạch chưa có điểm.", "tiêu chí “Tiêu chí 4” của kế hoạch chưa có điểm.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"a,b", "bo.csv", "Chỉ nhận tệp .xlsx"),
        (b"PK\x03\x04", "bo.xlsx", "."),
        (sheet(HEADINGS[1:], row()[1:]), "bo.xlsx", "Phần điểm"),
        (sheet(HEADINGS, *[row("a", 1)] * 64), "bo.xlsx", "Tệp có quá 60 dòng"),
    ],
)
def test_a_file_that_is_no_set_is_refused_as_a_whole(draft, office, content, name, said):
    with pytest.raises(Unreadable) as refused:
        read(draft, content, office, name)
    assert said in str(refused.value)


def test_what_was_previewed_is_written_only_into_the_draft_it_was_read_for(draft, published, office):
    found = read(draft, sheets.export(published, by=office).content, office)
    changed = read(draft, sheet(HEADINGS, *(row(code, 25) for code in codes(draft))), office)
    colleague = factories.make_user("REVIEWER")
    forged = signing.dumps({"set": draft.pk}, salt="khac")
    for payload, who in ((changed.payload, colleague), ("", office), (forged, office), ("rác", office)):
        with pytest.raises(InvalidTransition, match="xem trước lần nữa"):
            bringing_in.write(draft, payload, by=who)
    bringing_in.write(draft, changed.payload, by=office)
    with pytest.raises(InvalidTransition, match="xem trước lần nữa"):
        bringing_in.write(draft, found.payload, by=office)
    assert [str(item.max_points) for item in checks.load_items(draft)] == ["25"] * 4
    sets.publish(draft, by=office)
    with pytest.raises(InvalidTransition):
        bringing_in.write(draft, changed.payload, by=office)
    with pytest.raises(InvalidTransition):
        read(draft, sheets.export(draft, by=office).content, office)

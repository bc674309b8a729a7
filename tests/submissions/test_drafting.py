"""Beginning a report, saving its fields, its rows."""

import pytest
from django.core.exceptions import ObjectDoesNotExist

from accounts.enums import Role
from campaigns.enums import CriteriaStatus, GroupKind
from core.models import AuditEvent
from core.verdict import Forbidden
from submissions.models import Initiative, KeyFigure, Submission
from submissions.services import drafting, handing_in, rows
from submissions.writable import FieldKey, FieldRefused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(period):
    """A moment inside the period."""
    return period.opens_at + (period.closes_at - period.opens_at) / 2


@pytest.fixture
def draft(period, unit, officer, opened):
    """The unit's report, just begun."""
    return drafting.start(period=period, subject=unit, by=officer, at=opened)


def save(draft, key, text, by, at, seen=None):
    return drafting.save_field(submission_id=draft.pk, key=key, text=text, seen=seen, by=by, at=at)


def field(kind, row, column):
    return FieldKey(kind, row.pk, column)


@pytest.mark.plan("R1")
@pytest.mark.plan("D3")
@pytest.mark.plan("D4")
def test_start_makes_a_section_per_content_and_a_line_per_criterion(draft, period, group, officer):
    assert draft.status == "DRAFT"
    assert draft.contents.count() == 5
    assert list(draft.items.values_list("criteria_item__order", flat=True)) == [1, 2, 3, 4]
    assert draft.criteria_set == group.criteria_sets.get()
    assert draft.reporter_name == officer.full_name
    assert AuditEvent.objects.filter(action="start", object_id=str(draft.pk)).count() == 1


def test_start_twice_returns_the_first(draft, period, unit, opened):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    again = drafting.start(period=period, subject=unit, by=colleague, at=opened)
    assert again.pk == draft.pk
    assert Submission.objects.count() == 1


def test_start_takes_the_newest_published_criteria(period, unit, group, officer, opened):
    newer = factories.make_criteria_set(group, period, (60, 40), version=2)
    factories.make_criteria_set(group, period, (100,), version=3, status=CriteriaStatus.DRAFT, published_at=None)
    draft = drafting.start(period=period, subject=unit, by=officer, at=opened)
    assert draft.criteria_set == newer
    assert draft.items.count() == 2


def test_start_before_opening_or_after_the_lock_is_refused(period, unit, officer):
    with pytest.raises(Forbidden, match="chưa mở nhận"):
        drafting.start(period=period, subject=unit, by=officer, at=period.opens_at.replace(day=10))
    with pytest.raises(Forbidden, match="đã khóa"):
        drafting.start(period=period, subject=unit, by=officer, at=period.locks_at)
    assert not Submission.objects.exists()


def test_start_for_another_unit_is_refused(period, unit, opened):
    stranger = factories.make_user(Role.UNIT_OFFICER)
    with pytest.raises(Forbidden, match="đơn vị khác"):
        drafting.start(period=period, subject=unit, by=stranger, at=opened)


def test_start_without_enrolment_or_criteria_says_why(period, opened):
    stray = factories.make_unit("Tổ dân phố 9")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=stray)
    with pytest.raises(Forbidden, match="Tổ dân phố 9 chưa được xếp vào nhóm"):
        drafting.start(period=period, subject=stray, by=officer, at=opened)
    factories.enrol(factories.make_group(period.campaign), stray)
    with pytest.raises(Forbidden, match="chưa ban hành bộ tiêu chí"):
        drafting.start(period=period, subject=stray, by=officer, at=opened)


@pytest.mark.plan("R4")
def test_person_reports_under_the_criteria_of_the_subgroup(period, unit, officer, opened):
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    officials = factories.make_group(period.campaign, GroupKind.INDIVIDUAL, parent=people)
    factories.make_criteria_set(people, period, (50, 50))
    own = factories.make_criteria_set(officials, period, (100,))
    account = factories.make_user(Role.INDIVIDUAL)
    person = factories.make_person("Trần Văn Minh", unit=unit, user=account)
    factories.enrol(officials, person)
    by_unit = drafting.start(period=period, subject=person, by=officer, at=opened)
    assert (by_unit.person, by_unit.unit, by_unit.criteria_set) == (person, None, own)
    assert drafting.start(period=period, subject=person, by=account, at=opened).pk == by_unit.pk
    other = factories.make_person("Lê Thị Hoa", unit=unit)
    factories.enrol(factories.make_group(period.campaign, GroupKind.INDIVIDUAL, parent=people), other)
    assert drafting.start(period=period, subject=other, by=officer, at=opened).items.count() == 2


def test_save_field_stores_nfc_without_controls(draft, officer, opened):
    content = draft.contents.first()
    typed = "Đổi mới\x00 \u202esáng tạo\r\nhai dòng  \n"
    saved = save(draft, field("content", content, "results"), typed, officer, opened)
    content.refresh_from_db()
    assert content.results == "Đổi mới sáng tạo\nhai dòng"
    assert saved.display == content.results
    assert (content.edited_by, content.edited_at, content.version) == (officer, opened, 2)


def test_save_field_costs_one_read_and_one_write(draft, officer, opened, django_assert_num_queries):
    item = draft.items.first()
    assert officer.reporting_unit_ids
    # Besides: the savepoint this test's own transaction makes of the service's.
    with django_assert_num_queries(4):
        save(draft, field("item", item, "result"), "Hoàn thành 12 nhiệm vụ.", officer, opened)


@pytest.mark.parametrize(
    ("typed", "stored"), [("20,5", "20.5"), ("20.5", "20.5"), ("0", "0"), (" 25 ", "25"), ("", None)]
)
def test_points_read_comma_and_point(draft, officer, opened, typed, stored):
    item = draft.items.get(criteria_item__order=2)
    save(draft, field("item", item, "self_score"), typed, officer, opened)
    item.refresh_from_db()
    assert item.self_score == (stored if stored is None else factories.Decimal(stored))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("26", "Điểm tự chấm phải từ 0 đến 25."),
        ("25,01", "Điểm tự chấm phải từ 0 đến 25."),
        ("-1", "Điểm tự chấm phải từ 0 đến 25."),
        ("hai mươi", "Điểm là số, ví dụ 20,5."),
        ("1e1", "Điểm là số, ví dụ 20,5."),
        ("NaN", "Điểm là số, ví dụ 20,5."),
        ("٢٠", "Điểm là số, ví dụ 20,5."),
        ("20,555", "Điểm ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 20,25."),
    ],
)
def test_points_out_of_range_or_form_say_so_and_store_nothing(draft, officer, opened, typed, sentence):
    item = draft.items.get(criteria_item__order=2)
    with pytest.raises(FieldRefused) as refused:
        save(draft, field("item", item, "self_score"), typed, officer, opened)
    assert str(refused.value) == sentence
    item.refresh_from_db()
    assert (item.self_score, item.version) == (None, 1)


def test_too_long_text_names_the_excess(draft, officer, opened):
    item = draft.items.first()
    with pytest.raises(FieldRefused, match=r"Dài quá 120 ký tự\. Rút gọn còn tối đa 2\.000 ký tự\."):
        save(draft, field("item", item, "result"), "a" * 2120, officer, opened)
    with pytest.raises(FieldRefused, match=r"Dài quá 98\.000 ký tự"):
        save(draft, field("item", item, "result"), "a" * 100_000, officer, opened)


@pytest.mark.parametrize(
    "address",
    [
        "report-1-status",
        "report-1-code",
        "item-1-criteria_item",
        "user-1-email",
        "content-x-results",
        "item-²-result",
        "",
    ],
)
def test_only_listed_fields_can_be_addressed(address):
    with pytest.raises(KeyError):
        FieldKey.parse(address)


def test_markup_and_template_syntax_stay_text(draft, officer, opened):
    text = "<script>alert(1)</script> {{ settings.SECRET_KEY }} {% load x %}"
    saved = save(draft, field("report", draft, "proposals"), text, officer, opened)
    assert saved.display == text


def test_second_writer_of_one_field_is_told(draft, unit, officer, opened):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Lê Thị Hoa")
    content = draft.contents.first()
    key, seen = field("content", content, "results"), drafting.stamp("")
    save(draft, key, "Bản của Hoa", colleague, opened, seen=seen)
    with pytest.raises(drafting.EditConflict) as conflict:
        save(draft, key, "Bản của tôi", officer, opened, seen=seen)
    assert (conflict.value.theirs, conflict.value.who, conflict.value.when) == ("Bản của Hoa", "Lê Thị Hoa", opened)
    content.refresh_from_db()
    assert content.results == "Bản của Hoa"
    save(draft, key, "Bản của tôi", officer, opened, seen=conflict.value.stamp)
    content.refresh_from_db()
    assert content.results == "Bản của tôi"


def test_two_writers_in_different_fields_do_not_meet(draft, unit, officer, opened):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    item, empty = draft.items.first(), drafting.stamp("")
    save(draft, field("item", item, "result"), "Kết quả", colleague, opened, seen=empty)
    save(draft, field("item", item, "self_score"), "12", officer, opened, seen=empty)
    item.refresh_from_db()
    assert (item.result, item.self_score) == ("Kết quả", 12)


def test_same_text_again_writes_nothing(draft, officer, opened):
    content = draft.contents.first()
    key = field("content", content, "results")
    first = save(draft, key, "Kết quả", officer, opened)
    again = save(draft, key, "Kết quả", officer, opened, seen="an-old-stamp")
    content.refresh_from_db()
    assert (first.stamp, content.version) == (again.stamp, 2)


def test_row_of_another_report_is_not_found(draft, officer, opened):
    other = factories.submission_at(filled=False)
    key = field("content", other.contents.first(), "results")
    for submission_id in (draft.pk, other.pk):
        with pytest.raises(ObjectDoesNotExist):
            drafting.save_field(submission_id=submission_id, key=key, text="x", seen=None, by=officer, at=opened)


def test_nothing_is_saved_once_handed_in_or_locked(draft, officer, opened, period):
    content = draft.contents.first()
    key = field("content", content, "results")
    with pytest.raises(Forbidden, match="đã khóa"):
        save(draft, key, "Muộn", officer, period.locks_at)
    factories.fill_report(draft, by=officer)
    handing_in.submit(draft, by=officer, at=opened)
    with pytest.raises(Forbidden, match="đã nộp"):
        save(draft, key, "Sau khi nộp", officer, opened)
    content.refresh_from_db()
    assert "Sau khi nộp" not in content.results


def test_figures_come_and_go(draft, officer, opened):
    content = draft.contents.first()
    first = rows.add_figure(submission_id=draft.pk, content_id=content.pk, by=officer, at=opened)
    second = rows.add_figure(submission_id=draft.pk, content_id=content.pk, by=officer, at=opened)
    save(draft, field("figure", second, "name"), "Số trụ  sạc", officer, opened)
    rows.remove_figure(submission_id=draft.pk, figure_id=first.pk, by=officer, at=opened)
    rows.remove_figure(submission_id=draft.pk, figure_id=first.pk, by=officer, at=opened)
    assert list(KeyFigure.objects.values_list("name", "order")) == [("Số trụ sạc", 2)]


@pytest.mark.plan("D12")
def test_initiative_is_found_without_accents(draft, officer, opened):
    row = rows.add_initiative(submission_id=draft.pk, by=officer, at=opened)
    area = draft.contents.first().content_area
    save(draft, field("initiative", row, "title"), "Bãi đỗ xe xanh", officer, opened)
    save(draft, field("initiative", row, "content_area"), str(area.pk), officer, opened)
    found = Initiative.objects.get(search_text__contains="bai do xe xanh")
    assert (found.pk, found.content_area) == (row.pk, area)
    with pytest.raises(FieldRefused):
        save(draft, field("initiative", row, "content_area"), "999999", officer, opened)


def test_adding_an_initiative_takes_back_the_tick(draft, officer, opened):
    save(draft, field("report", draft, "no_initiatives"), "1", officer, opened)
    rows.add_initiative(submission_id=draft.pk, by=officer, at=opened)
    draft.refresh_from_db()
    assert draft.no_initiatives is False


def test_rows_have_a_limit(draft, officer, opened, monkeypatch):
    monkeypatch.setattr(rows, "MOST_FIGURES", 1)
    content = draft.contents.first()
    rows.add_figure(submission_id=draft.pk, content_id=content.pk, by=officer, at=opened)
    with pytest.raises(Forbidden, match="đã có 1 dòng"):
        rows.add_figure(submission_id=draft.pk, content_id=content.pk, by=officer, at=opened)

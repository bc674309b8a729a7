"""Which sections a report has and how far each is."""

import pytest

from campaigns.enums import GroupKind
from campaigns.models import ReportSection
from campaigns.report_form import section_counts
from submissions import sections
from submissions.enums import SectionState
from submissions.models import Submission, SubmissionContent
from submissions.services import drafting
from submissions.writable import FieldKey, FieldRefused
from tests import factories

pytestmark = pytest.mark.django_db
DONE, PART, EMPTY = SectionState.DONE, SectionState.PART, SectionState.EMPTY


@pytest.fixture
def draft(period, unit, officer):
    return drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)


def write(draft, by, kind, pk, column, text):
    key = FieldKey(kind, pk, column)
    drafting.save_field(submission_id=draft.pk, key=key, text=text, seen=None, by=by, at=draft.created_at)
    draft.refresh_from_db()


@pytest.mark.plan("D3")
def test_sections_of_a_new_report(draft):
    found = sections.sections_of(draft)
    keys = [section.key for section in found]
    assert keys == ["don-vi", *(f"noi-dung-nd{n}" for n in range(1, 6)), "sang-kien", "tu-cham", "kien-nghi"]
    assert [section.number for section in found] == list(range(1, 10))
    assert {section.state for section in found} == {EMPTY, PART}
    assert (found.done, found.total, found.is_complete) == (0, 9, False)
    assert found.get("tu-cham").why == "Đã chấm 0 trên 4 tiêu chí"
    assert found.get("noi-dung-nd5").gaps[0].text == "Chưa nhập kết quả nổi bật của nội dung 5."


def test_filled_report_is_complete(draft, officer):
    factories.fill_report(draft, by=officer)
    found = sections.sections_of(draft)
    assert (found.done, found.gaps, found.is_complete) == (9, [], True)
    assert (found.self_total, found.max_total, found.scored, found.criteria) == (80, 100, 4, 4)
    assert found.to_continue() is None


def test_zero_is_a_score(draft, officer):
    factories.fill_report(draft, by=officer, share="0")
    found = sections.sections_of(draft)
    assert (found.is_complete, found.self_total, found.scored) == (True, 0, 4)


def test_each_gap_names_its_control(draft, officer):
    factories.fill_report(draft, by=officer)
    item = draft.items.get(criteria_item__order=3)
    write(draft, officer, "item", item.pk, "self_score", "")
    found = sections.sections_of(draft)
    assert [(gap.section, gap.control, gap.text) for gap in found.gaps] == [
        ("tu-cham", f"item-{item.pk}-self_score", "Chưa nhập điểm tự chấm của tiêu chí 3.")
    ]
    assert found.get("tu-cham").state == PART
    assert found.get("tu-cham").why == "Đã chấm 3 trên 4 tiêu chí"
    assert found.to_continue().key == "tu-cham"


def test_advice_does_not_block(draft, officer):
    factories.fill_report(draft, by=officer, share="1")
    content = draft.contents.first()
    write(draft, officer, "content", content.pk, "results", "Tốt")
    found = sections.sections_of(draft)
    assert found.is_complete
    texts = [remark.text for remark in found.advice]
    assert "Kết quả nổi bật của nội dung 1 dưới 50 ký tự." in texts
    assert "Tiêu chí 4 tự chấm điểm tối đa nhưng chưa có minh chứng." in texts


@pytest.mark.plan("R2")
@pytest.mark.parametrize(
    ("kind", "may_choose"),
    [(GroupKind.MASS_ORGANISATION, True), (GroupKind.INDIVIDUAL, True), (GroupKind.OFFICE, False)],
)
def test_mass_organisations_choose_their_contents(period, kind, may_choose):
    unit = factories.make_unit()
    group = factories.make_group(period.campaign, kind)
    factories.make_criteria_set(group, period, (50, 50))
    factories.enrol(group, unit)
    officer = factories.make_user(factories.Role.UNIT_OFFICER, unit=unit)
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    assert sections.chooses_contents(draft) is may_choose
    factories.fill_report(draft, by=officer)
    first, second, *_ = draft.contents.all()
    write(draft, officer, "content", second.pk, "results", "")
    assert not sections.sections_of(draft).is_complete
    if not may_choose:
        with pytest.raises(FieldRefused, match="không bỏ nội dung nào"):
            write(draft, officer, "content", second.pk, "taken_on", "")
        return
    write(draft, officer, "content", second.pk, "taken_on", "")
    found = sections.sections_of(draft)
    assert found.is_complete
    assert found.get("noi-dung-nd2").why == "Đơn vị không đăng ký nội dung này"
    for content in draft.contents.all():
        write(draft, officer, "content", content.pk, "taken_on", "")
    gaps = sections.sections_of(draft).gaps
    assert {gap.text for gap in gaps} == {"Chưa chọn nội dung nào. Cần ít nhất một nội dung."}
    assert first.pk in {int(gap.control.split("-")[1]) for gap in gaps}


def test_initiative_needs_title_author_effect(draft, officer):
    from submissions.services import rows

    factories.fill_report(draft, by=officer)
    row = rows.add_initiative(submission_id=draft.pk, by=officer, at=draft.created_at)
    draft.refresh_from_db()
    gaps = [gap.text for gap in sections.sections_of(draft).gaps]
    assert gaps == [
        "Chưa nhập tên của sáng kiến 1.", "Chưa nhập tác giả của sáng kiến 1.", "Chưa nhập hiệu quả của sáng kiến 1."
    ]  # fmt: skip
    for column in ("title", "author", "effect"):
        write(draft, officer, "initiative", row.pk, column, "Có")
    assert sections.sections_of(draft).get("sang-kien").why == "1 sáng kiến"


@pytest.mark.parametrize("count", [1, 3])
def test_sections_of_many_asks_five_queries(period, group, count, django_assert_num_queries):
    for _ in range(count):
        unit = factories.make_unit()
        factories.enrol(group, unit)
        factories.submission_at(subject=unit, period=period, filled=False)
    reports = list(Submission.objects.select_related("group", "period"))
    with django_assert_num_queries(5):
        found = sections.sections_of_many(reports)
    assert {pk: rows.total for pk, rows in found.items()} == {report.pk: 9 for report in reports}


# --- the form is data ------------------------------------------------------------------------------------------------


def change_form(campaign, code, **values):
    ReportSection.objects.filter(campaign=campaign, code=code).update(**values)


def test_order_and_titles_come_from_the_plan(draft, period):
    change_form(period.campaign, "tu-cham", order=0, title="Bảng tự chấm", guidance="Chấm sát thực tế.")
    found = sections.sections_of(draft)
    first = found.rows[0]
    assert (first.key, first.number, first.title, first.guidance) == (
        "tu-cham", 1, "Bảng tự chấm", "Chấm sát thực tế.",
    )  # fmt: skip
    assert [section.key for section in found][1:3] == ["don-vi", "noi-dung-nd1"]


def test_a_section_ends_with_its_last_year(draft, period):
    change_form(period.campaign, "kien-nghi", to_year=period.year)
    assert sections.sections_of(draft).get("kien-nghi").number == 9
    change_form(period.campaign, "kien-nghi", to_year=period.year - 1)
    found = sections.sections_of(draft)
    assert (found.get("kien-nghi"), found.total) == (None, 8)
    assert "Chưa nhập khó khăn" not in str(found.gaps)


def test_report_of_a_person_has_its_own_titles(period, unit, officer):
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    factories.make_criteria_set(people, period, (100,))
    person = factories.make_person("Trần Văn Minh", unit=unit)
    factories.enrol(people, person)
    report = drafting.start(period=period, subject=person, by=officer, at=period.opens_at)
    assert sections.sections_of(report).rows[0].title == "Thông tin cá nhân, người báo cáo"


def test_questions_are_asked_of_the_kinds_and_years_the_plan_names(period, unit, officer, group):
    factories.make_question(period.campaign, label="Hỏi mọi nhóm")
    factories.make_question(period.campaign, label="Hỏi đơn vị", group_kinds=["OFFICE"])
    factories.make_question(period.campaign, label="Hỏi doanh nghiệp", group_kinds=["ENTERPRISE"])
    factories.make_question(period.campaign, label="Hỏi năm sau", from_year=period.year + 1)
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    asked = draft.answers.order_by("question__order").values_list("question__label", flat=True)
    assert list(asked) == ["Hỏi mọi nhóm", "Hỏi đơn vị"]


def test_an_optional_question_blocks_nothing_and_a_required_one_is_a_gap(period, unit, officer):
    factories.make_question(period.campaign, label="Bài học")
    must = factories.make_question(period.campaign, "don-vi", label="Số hội viên", is_required=True)
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    factories.fill_report(draft, by=officer)
    answer = draft.answers.get(question=must)
    assert [(gap.section, gap.control, gap.text) for gap in sections.sections_of(draft).gaps] == [
        ("don-vi", f"answer-{answer.pk}-text", "Chưa trả lời: Số hội viên.")
    ]
    write(draft, officer, "answer", answer.pk, "text", "120")
    assert sections.sections_of(draft).is_complete


def test_a_section_of_questions_is_there_for_whom_it_asks(period, unit, officer):
    section = ReportSection.objects.create(
        campaign=period.campaign, code="hoi-them", order=3, kind="QUESTIONS", title="Phường hỏi thêm"
    )
    factories.make_question(period.campaign, "hoi-them", label="Số buổi tập huấn", group_kinds=["OFFICE"])
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    found = sections.sections_of(draft)
    asked = found.get("hoi-them")
    assert (asked.number, asked.source, asked.state, found.total) == (8, section.pk, DONE, 10)
    assert section_counts(period) == {"OFFICE": 10, "MASS_ORGANISATION": 9, "ENTERPRISE": 9, "INDIVIDUAL": 9}


def test_place_of_a_file_leads_to_its_section(draft, period):
    content, item = draft.contents.get(content_area__code="nd2"), draft.items.first()
    assert sections.key_of_place(draft.pk, "content", content.pk) == "noi-dung-nd2"
    assert sections.key_of_place(draft.pk, "item", item.pk) == "tu-cham"
    with pytest.raises(SubmissionContent.DoesNotExist):
        sections.key_of_place(draft.pk, "content", content.pk + 1000)

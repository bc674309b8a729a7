"""Sub-criteria, bonus and minus, points that follow from numbers, as the officer meets them (issue 5, part 1 and 3)."""

import json
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.enums import Role
from campaigns.models import CriteriaStep
from core.clock import database_now
from reports import handed_in
from reports.pdf import render_pdf
from submissions import differences, marks, reading
from submissions.enums import SectionState, SubmissionStatus
from submissions.invariants_reports import a_report_handed_in_has_number_time_and_its_parts
from submissions.models import Submission
from submissions.places import Place
from submissions.sections import SELF_SCORE, sections_of
from submissions.services import drafting, evidence, handing_in, last_year, snapshots
from submissions.writable import FieldKey, FieldRefused
from tests import factories
from tests.submissions import files
from tests.submissions.computed import BONUS, COUNT, JUDGED, MINUS, RATIO, SECOND_BONUS, STEPS, make_computed_set

pytestmark = pytest.mark.django_db
MOST_HTML = 60 * 1024


@pytest.fixture
def unit():
    return factories.make_unit("Trường Tiểu học minh họa")


@pytest.fixture
def officer(unit):
    return factories.make_user(Role.UNIT_OFFICER, unit=unit)


@pytest.fixture
def period():
    now = database_now()
    days = factories.timedelta
    return factories.make_period(
        opens_at=now - days(days=9), closes_at=now + days(days=9), locks_at=now + days(days=19)
    )  # fmt: skip


@pytest.fixture
def criteria_set(period, unit):
    factories.make_content_areas(period.campaign)
    group = factories.make_group(period.campaign)
    factories.enrol(group, unit)
    return make_computed_set(group, period)


@pytest.fixture
def report(criteria_set, period, unit, officer):
    return drafting.start(period=period, subject=unit, by=officer)


@pytest.fixture
def client(client_of, officer):
    client = client_of(officer)
    client.get(reverse("accounts:profile"))
    return client


@pytest.fixture
def write(report, officer):
    """Type one field of a criterion, named by its place; gives what the service answers."""

    def save(place, column, text, *, by=officer, seen=None):
        key = FieldKey("item", item(report, place).pk, column)
        return drafting.save_field(submission_id=report.pk, key=key, text=text, seen=seen, by=by)

    return save


def item(report, place):
    return report.items.get(criteria_item__order=place)


def score(report, place):
    return item(report, place).self_score


def page(client, report, section=SELF_SCORE):
    answer = client.get(reverse("submissions:edit", args=[report.pk, section]))
    assert answer.status_code == 200
    return answer.content.decode()


def autosave(client, report, place, column, text, seen=None):
    field = f"item-{item(report, place).pk}-{column}"
    form = {"field": field, "value": text, "version": drafting.stamp(seen), "user": client.session["_auth_user_id"]}
    answer = client.post(
        reverse("submissions:autosave", args=[report.pk]), form, headers={"accept": "application/json"}
    )
    return answer.status_code, json.loads(answer.content)


# --- numbers typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["1.234,5", "1234,5", "1 234,5", "1234.5", " 1.234,50 hồ sơ"])
def test_a_number_is_read_as_people_here_write_it(report, write, typed):
    saved = write(RATIO, "amount", typed)
    assert (item(report, RATIO).amount, saved.display) == (Decimal("1234.5"), "1.234,5")


@pytest.mark.parametrize(
    ("column", "typed", "sentence"),
    [
        ("target", "0", "Chỉ tiêu phải lớn hơn 0."),
        ("target", "-1", "Chỉ tiêu phải lớn hơn 0."),
        ("amount", "-1", "Số đạt được phải từ 0 trở lên."),
        ("amount", "mười", "Số ghi như 1.250 hoặc 12,5."),
        ("amount", "1,2345", "Số ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 12,25."),
        ("amount", "9" * 16, "Số có tối đa 15 chữ số trước dấu phẩy."),
        ("amount", "NaN", "Số ghi như 1.250 hoặc 12,5."),
        ("amount", "1e3", "Số ghi như 1.250 hoặc 12,5."),
    ],
)
def test_a_number_that_cannot_be_one_is_refused_with_a_sentence(report, write, column, typed, sentence):
    with pytest.raises(FieldRefused, match=f"^{re.escape(sentence)}$"):
        write(RATIO, column, typed)
    assert getattr(item(report, RATIO), column) is None


@pytest.mark.parametrize(("place", "column"), [(JUDGED, "amount"), (STEPS, "target"), (COUNT, "target")])
def test_a_number_its_rule_does_not_ask_for_is_refused(report, write, place, column):
    with pytest.raises(FieldRefused, match=r"^Tiêu chí này không tính theo số\.$"):
        write(place, column, "3")


def test_huge_numbers_are_kept_exactly(report, write):
    write(RATIO, "target", "999.999.999.999.999,99")
    write(RATIO, "amount", "999.999.999.999.999,98")
    row = item(report, RATIO)
    assert (row.amount, row.self_score) == (Decimal("999999999999999.98"), 20)


# --- the self-score follows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "numbers", "points"),
    [
        (RATIO, {"target": "12", "amount": "10"}, "16.67"), (RATIO, {"amount": "13", "target": "12"}, "20"),
        (RATIO, {"target": "12", "amount": "0"}, "0"), (STEPS, {"amount": "95 %"}, "25"),
        (STEPS, {"amount": "94,99"}, "15.5"), (STEPS, {"amount": "79"}, "0"), (COUNT, {"amount": "3"}, "7.5"),
        (COUNT, {"amount": "7"}, "15"), (BONUS, {"amount": "1"}, "4"),
    ],
)  # fmt: skip
def test_numbers_give_the_self_score(report, write, place, numbers, points):
    for column, text in numbers.items():
        saved = write(place, column, text)
    assert score(report, place) == Decimal(points)
    assert saved.score.words == f"Theo cách tính: {saved.score.display} điểm."


def test_the_self_score_waits_for_both_numbers(report, write):
    saved = write(RATIO, "amount", "10")
    assert (score(report, RATIO), saved.score.display) == (None, "")
    assert saved.score.words == "Có đủ số thì điểm tự điền theo cách tính; chấm khác được."


def test_the_score_follows_the_number_until_somebody_gives_another(report, write):
    write(COUNT, "amount", "2")
    write(COUNT, "amount", "4")
    assert score(report, COUNT) == 10
    saved = write(COUNT, "self_score", "9")
    assert saved.score.words == "Theo cách tính: 10 điểm. Chấm khác thì nêu lý do ở phần kết quả đạt được."
    write(COUNT, "amount", "1")
    assert score(report, COUNT) == 9
    write(COUNT, "self_score", "2,5")
    write(COUNT, "amount", "")
    assert score(report, COUNT) is None


def test_typing_a_score_over_what_ones_own_number_gave_is_no_conflict(report, write):
    before = drafting.stamp(None)
    write(COUNT, "amount", "2")
    write(COUNT, "self_score", "", seen=before)
    assert score(report, COUNT) == 5
    write(COUNT, "self_score", "4", seen=before)
    assert score(report, COUNT) == 4


def test_a_score_a_colleagues_number_gave_is_offered_not_overwritten(report, write, unit):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    before = drafting.stamp(None)
    write(COUNT, "amount", "2", by=colleague)
    with pytest.raises(drafting.EditConflict) as caught:
        write(COUNT, "self_score", "4", seen=before)
    assert (caught.value.theirs, caught.value.who, score(report, COUNT)) == ("5", str(colleague), 5)


def test_autosave_says_the_points_and_the_scores_new_stamp(client, report):
    assert autosave(client, report, RATIO, "target", "12")[0] == 200
    status, answer = autosave(client, report, RATIO, "amount", "10.0")
    field = f"item-{item(report, RATIO).pk}-self_score"
    assert status == 200
    assert answer["display"] == "10"
    assert answer["fields"] == {field: {"version": drafting.stamp(Decimal("16.67")), "display": "16,67"}}
    assert answer["texts"] == {f"{field}-h": "Theo cách tính: 16,67 điểm."}
    assert "fields" not in autosave(client, report, RATIO, "self_score", "16", Decimal("16.67"))[1]
    assert autosave(client, report, RATIO, "amount", "x", Decimal(10)) == (
        422, {"ok": False, "error": "Số ghi như 1.250 hoặc 12,5."}
    )  # fmt: skip


def test_a_plain_form_takes_numbers_and_fills_the_score(client, report):
    row = item(report, RATIO)
    names = ("result", "target", "amount", "self_score")
    form = {f"seen-item-{row.pk}-{name}": drafting.stamp(getattr(row, name)) for name in names}
    texts = {"result": "Đã xong.", "target": "12", "amount": "10", "self_score": ""}
    form |= {f"item-{row.pk}-{name}": text for name, text in texts.items()}
    url = reverse("submissions:edit", args=[report.pk, SELF_SCORE])
    assert client.post(url, {**form, "act": "stay"}).status_code == 302
    row.refresh_from_db()
    assert (row.target, row.amount, row.self_score) == (12, 10, Decimal("16.67"))
    assert "Theo cách tính: 16,67 điểm." in page(client, report)


# --- what is missing, what it adds up to -----------------------------------------------------------------------------


def test_gaps_know_the_numbers_of_the_base_and_nothing_of_bonus_and_minus(report, officer, write):
    factories.fill_report(report, by=officer)
    assert sections_of(report).is_complete
    write(RATIO, "target", "")
    write(STEPS, "amount", "")
    section = sections_of(report).get(SELF_SCORE)
    assert [gap.text for gap in section.gaps] == [
        "Chưa nhập chỉ tiêu của tiêu chí 2.", "Chưa nhập số đạt được của tiêu chí 3.",
    ]  # fmt: skip
    assert section.gaps[0].control == f"item-{item(report, RATIO).pk}-target"
    assert section.state == SectionState.PART


def test_a_section_with_nothing_but_a_number_is_begun(report, write):
    write(BONUS, "amount", "1")
    found = sections_of(report)
    assert found.get(SELF_SCORE).state == SectionState.PART
    assert found.get(SELF_SCORE).why == "Đã chấm 0 trên 4 tiêu chí"


def test_a_bonus_without_evidence_or_result_is_worth_a_second_look(report, write):
    write(SECOND_BONUS, "self_score", "5")
    write(MINUS, "self_score", "2")
    advice = [remark.text for remark in sections_of(report).get(SELF_SCORE).advice]
    assert advice == [
        "Tiêu chí 6 tự chấm điểm thưởng nhưng chưa nhập kết quả đạt được.",
        "Tiêu chí 6 tự chấm điểm thưởng nhưng chưa có minh chứng.",
    ]


def test_the_self_total_respects_the_caps_everywhere(client, report, officer, write):
    factories.fill_report(report, by=officer, share="0.5")
    for place, points in ((BONUS, "8"), (SECOND_BONUS, "7"), (MINUS, "5")):
        write(place, "self_score", points)
    expected = 50 + 10 - 3
    found = sections_of(report)
    assert (found.self_total, found.max_total, found.scored, found.criteria) == (expected, 100, 4, 4)
    assert reading.self_total(snapshots.picture_of(report)) == (expected, 100)
    whole = Submission.objects.annotate(whole=marks.self_hundredths()).get(pk=report.pk).whole
    assert whole == 100 * expected
    html = page(client, report)
    assert '<dt>Tổng tự chấm</dt><dd class="lc-num">57/100</dd>' in html
    assert '<dt>Trong đó điểm thưởng</dt><dd class="lc-num">15, tính 10</dd>' in html
    assert '<dt>Điểm trừ</dt><dd class="lc-num">5, trừ 3</dd>' in html
    check = client.get(reverse("submissions:check", args=[report.pk])).content.decode()
    assert "57/100" in check
    assert "15, tính 10" in check
    preview = client.get(reverse("submissions:preview", args=[report.pk])).content.decode()
    assert "Tổng tự chấm 57/100, trong đó điểm thưởng 10, đã trừ 3." in preview


# --- the page --------------------------------------------------------------------------------------------------------


def test_criteria_stand_under_their_headings_with_rule_and_measure(client, report):
    html = page(client, report)
    headings = re.findall(r"<h([23])[^>]*>(Tiêu chí \d[^<]*|Điểm (?:thưởng|trừ)[^<]*)</h", html)
    assert headings == [
        ("2", "Tiêu chí 1. Tiêu chí 1"), ("2", "Tiêu chí 2"), ("3", "Tiêu chí 2. Hồ sơ trực tuyến"),
        ("3", "Tiêu chí 3. Tỷ lệ đúng hạn"), ("3", "Tiêu chí 4. Mô hình mới"),
        ("2", "Điểm thưởng, nhiều nhất 10 điểm"), ("3", "Tiêu chí 5. Sáng kiến được công nhận"),
        ("3", "Tiêu chí 6. Được cấp trên biểu dương"), ("2", "Điểm trừ, nhiều nhất 3 điểm"),
        ("3", "Tiêu chí 7. Nộp báo cáo chậm"),
    ]  # fmt: skip
    assert "Cách tính: 20 điểm × số đạt được : chỉ tiêu, nhiều nhất 20 điểm." in html
    assert "Cách tính: từ 95% được 25 điểm; từ 80% được 15,5 điểm; dưới 80% được 0 điểm." in html
    assert "Cách tính: mỗi mô hình 2,5 điểm, nhiều nhất 15 điểm." in html
    assert html.count("Nguyên văn tiêu chí 2") == 1
    assert 'aria-label="Điểm trừ tiêu chí 7, tối đa 5"' in html


def test_more_criteria_and_steps_cost_no_query_more(client, report, criteria_set, officer, django_assert_num_queries):
    url = reverse("submissions:edit", args=[report.pk, SELF_SCORE])
    client.get(url)
    with django_assert_num_queries(14):
        client.get(url)
    steps = criteria_set.items.get(order=STEPS)
    CriteriaStep.objects.bulk_create(
        CriteriaStep(item=steps, at_least=Decimal(n), points=Decimal(n) / 10) for n in range(1, 6)
    )
    with django_assert_num_queries(14):
        client.get(url)
    pages = reverse("submissions:partial-sections", args=[report.pk])
    assert client.get(f"{pages}?muc={SELF_SCORE}").status_code == 200


def test_the_page_of_a_full_set_stays_light(client, report, officer, write):
    factories.fill_report(report, by=officer)
    for place in range(1, 8):
        write(place, "result", "Lắp 12 trụ sạc xe điện, thay 124 bóng đèn LED, vượt kế hoạch được giao. " * 10)
        at = Place("item", item(report, place).pk)
        for number in range(2):
            file = files.upload(files.pdf(f"{place} {number}".encode()), f"Biên bản nghiệm thu số {number}.pdf")
            evidence.attach(submission_id=report.pk, place=at, file=file, by=officer)
    assert len(page(client, report).encode()) <= MOST_HTML


# --- handed in -------------------------------------------------------------------------------------------------------


@pytest.fixture
def handed_over(report, officer, write):
    factories.fill_report(report, by=officer, share="0.5")
    write(RATIO, "target", "12")
    write(RATIO, "amount", "10")
    write(BONUS, "amount", "3")
    handing_in.submit(report, by=officer)
    report.refresh_from_db()
    return report


def test_a_hand_in_keeps_parts_rules_and_numbers(handed_over):
    data = handed_over.snapshots.get().data
    rows = {row["order"]: row for row in data["items"]}
    assert data["caps"] == {"bonus": "10", "minus": "3"}
    assert {key: rows[RATIO][key] for key in ("of", "part", "kind", "measure", "target", "amount", "rule_points")} == {
        "of": "Tiêu chí 2", "part": "BASE", "kind": "RATIO", "measure": "hồ sơ", "target": "12", "amount": "10",
        "rule_points": "16.67",
    }  # fmt: skip
    assert (rows[BONUS]["self_score"], rows[MINUS]["self_score"], rows[JUDGED]["of"]) == ("8", None, "")
    assert list(a_report_handed_in_has_number_time_and_its_parts(database_now())) == []


def test_a_reader_sees_numbers_groups_and_bonus(handed_over):
    data = handed_over.snapshots.get().data
    part = next(part for part in reading.parts_of(data, person=False) if part.key == SELF_SCORE)
    assert [(block.over, block.title) for block in part.blocks] == [
        ("", "Tiêu chí 1. Tiêu chí 1"), ("Tiêu chí 2", "Tiêu chí 2. Hồ sơ trực tuyến"),
        ("", "Tiêu chí 3. Tỷ lệ đúng hạn"), ("", "Tiêu chí 4. Mô hình mới"),
        ("Điểm thưởng, nhiều nhất 10 điểm", "Tiêu chí 5. Sáng kiến được công nhận"),
    ]  # fmt: skip
    lines = [(line.label, line.text, line.points) for line in part.blocks[1].lines][1:]
    assert lines == [
        ("Chỉ tiêu", "12 hồ sơ", None), ("Số đạt được", "10 hồ sơ", None), ("Theo cách tính", "16,67 điểm", None),
        ("Điểm tự chấm", "", Decimal(10)),
    ]  # fmt: skip
    html, _ = render_pdf(handed_in.REPORT, handed_in.report_context(handed_over.snapshots.get()))
    assert "Điểm thưởng, nhiều nhất 10 điểm" in html
    assert "58/100 điểm; điểm thưởng 8" in html


def test_a_later_hand_in_says_which_number_changed(handed_over):
    before = handed_over.snapshots.get().data
    after = json.loads(json.dumps(before))
    next(row for row in after["items"] if row["order"] == RATIO)["amount"] = "11.5"
    (part,) = differences.compare(before, after, person=False)
    (block,) = part.blocks
    (change,) = block.changes
    pieces = {(piece.kind, piece.text.strip()) for piece in change.pieces}
    assert (change.label, pieces) == ("Số đạt được", {("removed", "10"), ("added", "11,5"), ("same", "hồ sơ")})


def test_layouts_of_old_still_read(handed_over):
    data = json.loads(json.dumps(handed_over.snapshots.get().data))
    data["layout"] = 2
    del data["caps"]
    for row in data["items"]:
        for name in ("of", "part", "kind", "measure", "rule_points", "target", "amount"):
            row.pop(name, None)
    data["items"] = data["items"][:2]
    part = next(part for part in reading.parts_of(data, person=False) if part.key == SELF_SCORE)
    assert [[line.label for line in block.lines] for block in part.blocks] == [["Kết quả đạt được", "Điểm tự chấm"]] * 2
    assert reading.self_total(data) == (30, 60)


def test_last_year_gives_its_words_and_no_numbers(handed_over, unit, officer, monkeypatch):
    period = factories.make_period(handed_over.period.campaign, handed_over.period.year + 1)
    criteria_set = make_computed_set(handed_over.group, period)
    for new, old in zip(criteria_set.items.all(), handed_over.criteria_set.items.all(), strict=True):
        type(new).objects.filter(pk=new.pk).update(criterion=old.criterion)
    at = period.opens_at
    monkeypatch.setattr("submissions.services.last_year.timezone", SimpleNamespace(now=lambda: at))
    report = drafting.start(period=period, subject=unit, by=officer, at=at)
    last_year.copy(submission_id=report.pk, section_key=SELF_SCORE, by=officer, at=at)
    row = item(report, RATIO)
    assert (bool(row.result), row.amount, row.target, row.self_score) == (True, None, None, None)
    assert handed_over.status == SubmissionStatus.SUBMITTED


def test_many_criteria_take_files_of_one_at_a_time_without_scripts(client, report):
    html = page(client, report)
    first, second = item(report, JUDGED).pk, item(report, RATIO).pk
    assert re.findall(r'type="file" id="t-(item-\d+)"', html) == [f"item-{first}"]
    url = reverse("submissions:edit", args=[report.pk, SELF_SCORE])
    form = {f"seen-item-{second}-result": drafting.stamp(""), f"item-{second}-result": "Đã xong."}
    answer = client.post(url, {**form, "act": f"files:{second}"})
    assert answer.url == f"{url}?mo={second}#tep-item-{second}"
    assert re.findall(r'type="file" id="t-(item-\d+)"', client.get(answer.url).content.decode()) == [f"item-{second}"]
    assert item(report, RATIO).result == "Đã xong."
    for odd in ("x", "99999999", "-1"):
        assert client.get(f"{url}?mo={odd}").status_code == 200

"""The form as its writer meets it: questions of the plan, targets beside results, contents left out, initiatives."""

import copy

import pytest
from django.urls import reverse

from accounts.enums import Role
from campaigns.enums import GroupKind
from campaigns.models import ReportSection
from core.verdict import Forbidden
from submissions import reading
from submissions.enums import InitiativeKind
from submissions.enums import SubmissionStatus as S
from submissions.models import Initiative, KeyFigure, Pledge, PledgeContent, PledgeTarget
from submissions.services import drafting, handing_in, rows, snapshots
from submissions.writable import FieldKey, FieldRefused
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.ward(2026, 11, 23, 10)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The morning of 23 November 2026 for pages and services."""
    for module in ("views.editing", "services.drafting", "services.handing_in"):
        monkeypatch.setattr(f"submissions.{module}.database_now", lambda: NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def draft(period, unit, officer):
    return drafting.start(period=period, subject=unit, by=officer, at=NOW)


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


def save(report, kind, row, column, text, by):
    key = FieldKey(kind, row.pk, column)
    return drafting.save_field(submission_id=report.pk, key=key, text=text, seen=None, by=by, at=NOW)


def page(client, report, key) -> str:
    answer = client.get(reverse("submissions:edit", args=[report.pk, key]))
    assert (answer.status_code, len(answer.content) < 60 * 1024) == (200, True)
    return answer.content.decode()


def lines_of(report) -> dict[str, str]:
    """What a reader of the report sees, label by label."""
    parts = reading.parts_of(snapshots.picture_of(report), person=report.person_id is not None)
    return {line.label: line.text for part in parts for block in part.blocks for line in block.lines}


# --- questions -------------------------------------------------------------------------------------------------------


def test_a_question_is_asked_saved_and_read(client, period, unit, officer):
    question = factories.make_question(
        period.campaign, "don-vi", label="Lãnh đạo, chỉ đạo", help="Văn bản đã ban hành.", most_characters=50
    )
    draft = drafting.start(period=period, subject=unit, by=officer, at=NOW)
    answer = draft.answers.get(question=question)
    html = page(client, draft, "don-vi")
    assert f'id="answer-{answer.pk}-text"' in html
    assert "Văn bản đã ban hành." in html
    assert f'data-count-for="answer-{answer.pk}-text" data-max="50"' in html
    save(draft, "answer", answer, "text", "Kế hoạch số 12", officer)
    assert lines_of(draft)["Lãnh đạo, chỉ đạo"] == "Kế hoạch số 12"
    with pytest.raises(FieldRefused, match=r"Dài quá 10 ký tự\. Rút gọn còn tối đa 50 ký tự\."):
        save(draft, "answer", answer, "text", "a" * 60, officer)


def test_a_section_of_questions_has_a_page_of_its_own(client, period, unit, officer):
    ReportSection.objects.create(
        campaign=period.campaign, code="hoi-them", order=9, kind="QUESTIONS", title="Phường hỏi thêm",
        guidance="Trả lời ngắn.",
    )  # fmt: skip
    factories.make_question(period.campaign, "hoi-them", label="Số buổi tập huấn", is_required=True)
    draft = drafting.start(period=period, subject=unit, by=officer, at=NOW)
    html = page(client, draft, "hoi-them")
    assert "<h1>Phường hỏi thêm</h1>" in html
    assert "Trả lời ngắn." in html
    assert "Chưa trả lời: Số buổi tập huấn." in html
    factories.fill_report(draft, by=officer)
    with pytest.raises(handing_in.NotReady):
        handing_in.submit(draft, by=officer, at=NOW)
    save(draft, "answer", draft.answers.get(), "text", "12 buổi", officer)
    handing_in.submit(draft, by=officer, at=NOW)
    parts = reading.parts_of(draft.snapshots.get().data, person=False)
    assert [part.title for part in parts][-1] == "Phường hỏi thêm"


# --- targets ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def pledged(period, unit, officer):
    """A report begun after a pledge: content 1 with an aim and one target."""
    sent = {"first_sent_at": period.opens_at, "sent_at": period.opens_at, "sent_by": officer}
    pledge = Pledge.objects.create(period=period, unit=unit, **sent)
    for area in period.campaign.contentarea_set.all():
        row = PledgeContent.objects.create(
            pledge=pledge, content_area=area, taken_on=True, aim="Vượt chỉ tiêu phường giao." if area.order == 1 else ""
        )
        if area.order == 1:
            PledgeTarget.objects.create(content=row, name="Trụ sạc xe điện", target="20", measure="trụ")
    return drafting.start(period=period, subject=unit, by=officer, at=NOW)


@pytest.mark.plan("R1")
def test_target_of_the_pledge_stands_beside_the_result_as_text(client, pledged, officer):
    line = KeyFigure.objects.get(pledge_target__isnull=False)
    html = page(client, pledged, "noi-dung-nd1")
    assert "Mục tiêu đã đăng ký" in html
    assert "Vượt chỉ tiêu phường giao." in html
    assert "Chỉ tiêu đăng ký: 20 trụ" in html
    assert f'id="figure-{line.pk}-this_year"' in html
    assert f'id="figure-{line.pk}-target"' not in html
    assert f"remove-figure:{line.pk}" not in html
    for column in ("name", "target", "measure"):
        with pytest.raises(FieldRefused, match="theo đăng ký thi đua đã gửi"):
            save(pledged, "figure", line, column, "khác", officer)
    with pytest.raises(Forbidden, match="theo đăng ký thi đua đã gửi"):
        rows.remove_figure(submission_id=pledged.pk, figure_id=line.pk, by=officer, at=NOW)
    save(pledged, "figure", line, "this_year", "23", officer)
    assert "Mục tiêu" not in page(client, pledged, "noi-dung-nd2")


@pytest.mark.plan("R1")
def test_what_was_handed_in_keeps_aim_target_and_result(client, pledged, officer):
    save(pledged, "figure", KeyFigure.objects.get(), "this_year", "23", officer)
    factories.fill_report(pledged, by=officer)
    handing_in.submit(pledged, by=officer, at=NOW)
    content = pledged.snapshots.get().data["contents"][0]
    assert (content["aim"], content["figures"]) == (
        "Vượt chỉ tiêu phường giao.",
        [{"name": "Trụ sạc xe điện", "last_year": "", "target": "20", "this_year": "23", "measure": "trụ"}],
    )
    html = client.get(reverse("submissions:preview", args=[pledged.pk])).content.decode()
    assert '<td data-label="Chỉ tiêu">20</td><td data-label="Năm nay">23</td>' in html
    assert "Mục tiêu đã đăng ký" in html


def test_a_line_of_ones_own_takes_a_target_too(draft, officer):
    line = rows.add_figure(submission_id=draft.pk, content_id=draft.contents.first().pk, by=officer, at=NOW)
    save(draft, "figure", line, "target", "15", officer)
    line.refresh_from_db()
    assert line.target == "15"


# --- contents not taken on -------------------------------------------------------------------------------------------


@pytest.mark.plan("R2")
def test_a_content_not_pledged_is_folded_and_can_be_taken_on(client_of, period):
    unit, mass = factories.make_unit(), factories.make_group(period.campaign, GroupKind.MASS_ORGANISATION)
    factories.make_criteria_set(mass, period, (50, 50))
    factories.enrol(mass, unit)
    writer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    draft = drafting.start(period=period, subject=unit, by=writer, at=NOW)
    content = draft.contents.get(content_area__code="nd2")
    save(draft, "content", content, "results", "Đã viết từ trước", writer)
    save(draft, "content", content, "taken_on", "", writer)
    client = client_of(writer)
    html = page(client, draft, "noi-dung-nd2")
    assert "Đơn vị không đăng ký nội dung này." in html
    assert f'id="content-{content.pk}-results"' not in html
    url = reverse("submissions:edit", args=[draft.pk, "noi-dung-nd2"])
    answer = client.post(url, {"act": f"take-on:{content.pk}"})
    assert answer.url == f"{url}#content-{content.pk}-results"
    assert "Đã viết từ trước" in page(client, draft, "noi-dung-nd2")


def test_taking_on_a_content_of_another_report_is_not_found(client, draft):
    other = factories.submission_at(filled=False).contents.first()
    url = reverse("submissions:edit", args=[draft.pk, "noi-dung-nd2"])
    assert client.post(url, {"act": f"take-on:{other.pk}"}).status_code == 404
    assert client.post(url, {"act": "take-on:x"}).status_code == 302


# --- initiatives -----------------------------------------------------------------------------------------------------


@pytest.mark.plan("D12")
def test_a_recognised_initiative_names_its_decision(client, draft, officer):
    factories.fill_report(draft, by=officer)
    row = rows.add_initiative(submission_id=draft.pk, by=officer, at=NOW)
    for column in ("title", "author", "effect"):
        save(draft, "initiative", row, column, "Bãi đỗ xe xanh", officer)
    handed = lines_of(draft)
    assert (handed["Loại"], "Quyết định công nhận" in handed) == ("Giải pháp, mô hình", False)
    assert page(client, draft, "sang-kien").count("Chưa nhập số, ngày quyết định") == 0
    save(draft, "initiative", row, "kind", InitiativeKind.RECOGNISED, officer)
    assert "Chưa nhập số, ngày quyết định công nhận của sáng kiến 1." in page(client, draft, "sang-kien")
    with pytest.raises(handing_in.NotReady):
        handing_in.submit(draft, by=officer, at=NOW)
    save(draft, "initiative", row, "recognition", "Số 12/QĐ-UBND ngày 05/6/2026", officer)
    handing_in.submit(draft, by=officer, at=NOW)
    assert draft.snapshots.get().data["initiatives"][0]["kind"] == "RECOGNISED"
    assert Initiative.objects.get(search_text__contains="bai do xe xanh") == row


def test_an_initiative_of_no_known_kind_is_refused(draft, officer):
    row = rows.add_initiative(submission_id=draft.pk, by=officer, at=NOW)
    for typed in ("", "OTHER", "recognised", "x" * 5000):
        with pytest.raises(FieldRefused, match="Chọn một loại trong danh sách"):
            save(draft, "initiative", row, "kind", typed, officer)


# --- what was handed in ----------------------------------------------------------------------------------------------


def test_a_picture_keeps_its_form_when_the_plan_changes(draft, period, officer):
    factories.fill_report(draft, by=officer)
    handing_in.submit(draft, by=officer, at=NOW)
    data = draft.snapshots.get().data
    ReportSection.objects.filter(code="tu-cham").update(title="Bảng điểm", order=0)
    titles = [part.title for part in reading.parts_of(data, person=False)]
    assert (len(titles), titles[7]) == (9, "Tự chấm theo tiêu chí")
    assert reading.parts_of(snapshots.picture_of(draft), person=False)[0].title == "Bảng điểm"


def first_layout(data: dict) -> dict:
    """The same picture as it was kept before forms were rows."""
    old = copy.deepcopy(data)
    old["layout"] = 1
    del old["sections"], old["answers"]
    for content in old["contents"]:
        del content["aim"]
        for line in content["figures"]:
            del line["target"]
    for row in old["initiatives"]:
        del row["kind"]
    for row in old["items"]:
        del row["criterion"]
    for row in old["files"]:
        del row["url"]
    return old


def test_the_first_layout_reads_as_before(client, draft, officer):
    content = draft.contents.order_by("content_area__order").first()
    line = rows.add_figure(submission_id=draft.pk, content_id=content.pk, by=officer, at=NOW)
    save(draft, "figure", line, "name", "Trụ sạc", officer)
    row = rows.add_initiative(submission_id=draft.pk, by=officer, at=NOW)
    for column in ("title", "author", "effect", "recognition"):
        save(draft, "initiative", row, column, "Có", officer)
    save(draft, "initiative", row, "kind", InitiativeKind.RECOGNISED, officer)
    factories.fill_report(draft, by=officer)
    handing_in.submit(draft, by=officer, at=NOW)
    snapshot = draft.snapshots.get()
    old = first_layout(snapshot.data)
    assert reading.parts_of(old, person=False) == reading.parts_of(snapshot.data, person=False)
    person = reading.parts_of(old, person=True)[0]
    assert (person.key, person.title) == ("don-vi", "Thông tin cá nhân, người báo cáo")
    snapshot.data = old
    snapshot.save()
    answer = client.get(reverse("submissions:preview", args=[draft.pk]))
    assert (answer.status_code, "9. Khó khăn" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("count", [1, 3])
def test_a_picture_costs_the_same_number_of_queries(period, unit, officer, count, django_assert_num_queries):
    for _ in range(count):
        factories.make_question(period.campaign)
    draft = drafting.start(period=period, subject=unit, by=officer, at=NOW)
    for _ in range(count):
        rows.add_figure(submission_id=draft.pk, content_id=draft.contents.first().pk, by=officer, at=NOW)
        rows.add_initiative(submission_id=draft.pk, by=officer, at=NOW)
    report = type(draft).objects.select_related("period", "group", "unit", "person").get()
    with django_assert_num_queries(12):
        snapshots.picture_of(report)


# --- reports of a person ---------------------------------------------------------------------------------------------


@pytest.mark.plan("R4")
@pytest.mark.parametrize("status", [S.DRAFT, S.SUBMITTED])
def test_every_title_names_the_person_an_officer_writes_for(client, period, unit, officer, status):
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    factories.make_criteria_set(people, period, (100,), scorers=1)
    person = factories.make_person("Trần Văn Minh", unit=unit)
    factories.enrol(people, person)
    report = factories.submission_at(status, subject=person, period=period, by=officer, at=NOW)
    from submissions.sections import sections_of

    urls = [reverse("submissions:edit", args=[report.pk, section.key]) for section in sections_of(report)]
    names = ("check", "preview") if status == S.DRAFT else ("receipt", "preview")
    urls += [reverse(f"submissions:{name}", args=[report.pk]) for name in names]
    for url in urls:
        html = client.get(url).content.decode()
        title = html.partition("<title>")[2].partition("</title>")[0]
        assert "Trần Văn Minh" in title, url


@pytest.mark.plan("R4")
def test_two_kinds_of_persons_see_their_own_criteria(client, period, unit, officer):
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    for number, name in enumerate(("Trần Văn Minh", "Lê Thị Hoa"), start=1):
        group = factories.make_group(period.campaign, GroupKind.INDIVIDUAL, parent=people)
        criteria = factories.make_criteria_set(group, period, (100,))
        criteria.items.get().criterion.__class__.objects.filter(group=group).update(short_title=f"Của nhóm {number}")
        person = factories.make_person(name, unit=unit)
        factories.enrol(group, person)
        report = drafting.start(period=period, subject=person, by=officer, at=NOW)
        html = page(client, report, "tu-cham")
        assert [f"Của nhóm {each}" in html for each in (1, 2)] == [number == 1, number == 2]

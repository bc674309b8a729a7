"""Lấy lại từ báo cáo năm trước: what is copied, what never is, and when it cannot be."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from accounts.enums import Role
from campaigns.enums import GroupKind
from core.models import AuditEvent
from core.verdict import Forbidden
from submissions.enums import SubmissionStatus as S
from submissions.models import KeyFigure, Pledge, PledgeContent, PledgeTarget
from submissions.services import drafting, handing_in, last_year, rows
from submissions.writable import FieldKey
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R1")]


def save(report, kind, row, column, text, *, by, at):
    key = FieldKey(kind, row.pk, column)
    drafting.save_field(submission_id=report.pk, key=key, text=text, seen=None, by=by, at=at)


def figure(report, content, by, at, **values):
    line = rows.add_figure(submission_id=report.pk, content_id=content.pk, by=by, at=at)
    for column, text in values.items():
        save(report, "figure", line, column, text, by=by, at=at)
    return line


@pytest.fixture
def question(period):
    return factories.make_question(period.campaign, label="Bài học")


@pytest.fixture
def before(period, unit, officer, question):
    """The unit's report of 2026, handed in."""
    report = factories.submission_at(subject=unit, period=period, by=officer)
    at = report.created_at
    first, second, *_ = report.contents.order_by("content_area__order")
    save(report, "report", report, "situation", "Đơn vị có 12 công chức.", by=officer, at=at)
    save(report, "report", report, "difficulties", "Thiếu máy quét.", by=officer, at=at)
    save(report, "report", report, "award_suggestion", "Bà Lan.", by=officer, at=at)
    save(report, "answer", report.answers.get(question=question), "text", "Giao một đầu mối.", by=officer, at=at)
    figure(report, first, officer, at, name="Trụ sạc", last_year="3", target="10", this_year="12", measure="trụ")
    figure(report, first, officer, at, name="Đèn LED", this_year="80", measure="bóng")
    rows.add_initiative(submission_id=report.pk, by=officer, at=at)
    for column in ("title", "author", "effect"):
        save(report, "initiative", report.initiatives.get(), column, "Sổ tay số", by=officer, at=at)
    handing_in.submit(report, by=officer, at=period.closes_at - factories.timedelta(days=5))
    return report


@pytest.fixture
def period_after(before, period, group):
    after = factories.make_period(period.campaign, 2027)
    factories.make_criteria_set(group, after, (40, 60))
    return after


@pytest.fixture
def draft(period_after, unit, officer):
    """The unit's report of 2027, just begun."""
    return drafting.start(period=period_after, subject=unit, by=officer, at=period_after.opens_at)


def copy(draft, by, key=None):
    return last_year.copy(submission_id=draft.pk, section_key=key, by=by, at=draft.created_at)


def test_whole_report_takes_texts_and_figures_where_they_fit(draft, officer, question):
    assert copy(draft, officer) == (5 + 6 + 2 + 2 + 1, 2026)
    draft.refresh_from_db()
    assert (draft.situation, draft.difficulties) == ("Đơn vị có 12 công chức.", "Thiếu máy quét.")
    assert (draft.award_suggestion, draft.initiatives.count(), draft.no_initiatives) == ("", 0, False)
    content = draft.contents.order_by("content_area__order").first()
    assert content.results.startswith("Đã hoàn thành các việc của Nội dung 1")
    assert list(content.figures.values_list("name", "last_year", "target", "this_year", "measure")) == [
        ("Trụ sạc", "12", "", "", "trụ"), ("Đèn LED", "80", "", "", "bóng"),
    ]  # fmt: skip
    # The criteria of 2027 are the same two first ones: the text is taken, the score is not.
    items = draft.items.order_by("criteria_item__order").values_list("result", "self_score")
    assert [(bool(result), score) for result, score in items] == [(True, None), (True, None)]
    assert draft.answers.get(question=question).text == "Giao một đầu mối."
    event = AuditEvent.objects.get(action="copy_last_year")
    assert (event.object_id, event.data) == (str(draft.pk), {"year": 2026, "fields": 16})
    assert copy(draft, officer) == (0, 2026)
    assert AuditEvent.objects.filter(action="copy_last_year").count() == 1


def test_one_section_takes_its_own_and_no_more(draft, officer):
    assert copy(draft, officer, "noi-dung-nd2") == (1, 2026)
    filled = [content.content_area.code for content in draft.contents.all() if content.results]
    assert filled == ["nd2"]
    assert copy(draft, officer, "sang-kien") == (0, 2026)


def test_nothing_typed_is_overwritten_and_versions_rise(draft, officer):
    content, other = draft.contents.order_by("content_area__order")[:2]
    save(draft, "content", content, "results", "Của năm nay", by=officer, at=draft.created_at)
    own = figure(draft, content, officer, draft.created_at, name="trụ SẠC", measure="cái")
    copy(draft, officer)
    for row in (content, other, own):
        row.refresh_from_db()
    assert (content.results, content.version) == ("Của năm nay", 2)
    assert (other.version, other.edited_by) == (2, officer)
    assert (own.name, own.last_year, own.measure) == ("trụ SẠC", "12", "cái")
    assert content.figures.count() == 2


def test_a_writer_who_saw_the_empty_field_is_told(draft, officer):
    content = draft.contents.first()
    copy(draft, officer)
    key = FieldKey("content", content.pk, "results")
    with pytest.raises(drafting.EditConflict):
        drafting.save_field(
            submission_id=draft.pk, key=key, text="Bản của tôi", seen=drafting.stamp(""), by=officer,
            at=draft.created_at,
        )  # fmt: skip


def test_targets_of_the_pledge_keep_their_words(before, period_after, unit, officer):
    pledge = Pledge.objects.create(
        period=period_after, unit=unit, first_sent_at=period_after.opens_at, sent_at=period_after.opens_at,
        sent_by=officer,
    )  # fmt: skip
    for area in period_after.campaign.contentarea_set.all():
        row = PledgeContent.objects.create(pledge=pledge, content_area=area, taken_on=True, aim="Vượt năm trước")
        if area.code == "nd1":
            PledgeTarget.objects.create(content=row, name="Trụ sạc", target="20", measure="trụ xe điện")
    draft = drafting.start(period=period_after, subject=unit, by=officer, at=period_after.opens_at)
    copy(draft, officer)
    line = KeyFigure.objects.get(content__submission=draft, name="Trụ sạc")
    assert (line.last_year, line.target, line.measure) == ("12", "20", "trụ xe điện")


def test_a_content_that_is_not_taken_on_stays_empty(period, officer, question):
    unit, mass = factories.make_unit(), factories.make_group(period.campaign, GroupKind.MASS_ORGANISATION)
    factories.make_criteria_set(mass, period, (50, 50), scorers=1)
    factories.enrol(mass, unit)
    writer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    factories.submission_at(S.SUBMITTED, subject=unit, period=period, by=writer)
    after = factories.make_period(period.campaign, 2027)
    factories.make_criteria_set(mass, after, (50, 50))
    draft = drafting.start(period=after, subject=unit, by=writer, at=after.opens_at)
    content = draft.contents.get(content_area__code="nd3")
    save(draft, "content", content, "taken_on", "", by=writer, at=after.opens_at)
    copy(draft, writer)
    content.refresh_from_db()
    assert content.results == ""
    assert draft.contents.exclude(results="").count() == 4


def test_no_difficulties_this_year_stays_said(draft, officer):
    save(draft, "report", draft, "nothing_to_add", "1", by=officer, at=draft.created_at)
    copy(draft, officer, "kien-nghi")
    draft.refresh_from_db()
    assert draft.difficulties == ""


def test_a_renamed_unit_finds_its_report(draft, unit, officer):
    unit.name = "Phòng Kinh tế phường"
    unit.save()
    assert copy(draft, officer, "don-vi") == (1, 2026)


def test_a_person_takes_from_their_own_report(period, unit, officer):
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    factories.make_criteria_set(people, period, (100,), scorers=1)
    person = factories.make_person("Trần Văn Minh", unit=unit)
    factories.enrol(people, person)
    factories.submission_at(S.SUBMITTED, subject=person, period=period, by=officer)
    after = factories.make_period(period.campaign, 2027)
    factories.make_criteria_set(people, after, (100,))
    draft = drafting.start(period=after, subject=person, by=officer, at=after.opens_at)
    assert copy(draft, officer, "tu-cham") == (1, 2026)


def test_what_was_handed_in_counts_not_what_was_changed_since(draft, before, officer, period):
    handing_in.withdraw(before, by=officer, at=period.closes_at - factories.timedelta(days=4))
    save(before, "report", before, "situation", "Sửa sau khi rút", by=officer, at=before.created_at)
    copy(draft, officer, "don-vi")
    draft.refresh_from_db()
    assert draft.situation == "Đơn vị có 12 công chức."


def test_the_first_layout_is_copied_too(draft, before, officer):
    snapshot = before.snapshots.get()
    data = snapshot.data
    for name in ("sections", "answers"):
        del data[name]
    for content in data["contents"]:
        del content["aim"]
        for line in content["figures"]:
            del line["target"]
    snapshot.data = {**data, "layout": 1}
    snapshot.save()
    assert copy(draft, officer) == (15, 2026)


def test_without_a_report_of_the_year_before_it_is_refused_with_the_reason(period, unit, officer):
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    with pytest.raises(Forbidden, match="Không có báo cáo năm 2025 đã nộp"):
        copy(draft, officer)


def test_a_draft_of_last_year_is_no_source(period, group, unit, officer):
    factories.submission_at(subject=unit, period=period, by=officer)
    after = factories.make_period(period.campaign, 2027)
    factories.make_criteria_set(group, after)
    draft = drafting.start(period=after, subject=unit, by=officer, at=after.opens_at)
    assert not last_year.sources_of(draft).exists()


def test_strangers_and_locked_reports_are_refused(draft, officer, period_after):
    with pytest.raises(ObjectDoesNotExist):
        copy(draft, factories.make_user(Role.UNIT_OFFICER))
    with pytest.raises(Forbidden, match="đã khóa"):
        last_year.copy(submission_id=draft.pk, by=officer, at=period_after.locks_at)
    assert not AuditEvent.objects.filter(action="copy_last_year").exists()


def test_the_page_offers_it_where_there_is_something_to_take(client_of, draft, officer, monkeypatch):
    monkeypatch.setattr("submissions.views.editing.database_now", lambda: draft.created_at)
    monkeypatch.setattr("submissions.services.last_year.timezone.now", lambda: draft.created_at)
    client = client_of(officer)
    first, results, initiatives = (
        reverse("submissions:edit", args=[draft.pk, key]) for key in ("don-vi", "noi-dung-nd1", "sang-kien")
    )
    assert "Lấy lại cả báo cáo năm 2026" in client.get(first).content.decode()
    html = client.get(results).content.decode()
    assert ("Lấy lại từ báo cáo năm trước" in html, "Lấy lại cả báo cáo" in html) == (True, False)
    assert "Lấy lại từ" not in client.get(initiatives).content.decode()
    content = draft.contents.get(content_area__code="nd1")
    key = f"content-{content.pk}-results"
    answer = client.post(
        results, {key: "Vừa gõ xong", f"seen-{key}": drafting.stamp(""), "act": "last-year"}, follow=True
    )
    html = answer.content.decode()
    assert "Đã lấy 6 chỗ từ báo cáo năm 2026. Đọc lại và sửa cho đúng năm nay." in html
    content.refresh_from_db()
    assert content.results == "Vừa gõ xong"
    html = client.post(results, {"act": "last-year"}, follow=True).content.decode()
    assert "Không còn chỗ trống nào lấy được từ báo cáo năm 2026" in html


def test_without_a_source_the_page_offers_nothing(client_of, period, unit, officer, monkeypatch):
    draft = drafting.start(period=period, subject=unit, by=officer, at=period.opens_at)
    monkeypatch.setattr("submissions.views.editing.database_now", lambda: draft.created_at)
    url = reverse("submissions:edit", args=[draft.pk, "don-vi"])
    assert "Lấy lại" not in client_of(officer).get(url).content.decode()

"""Bad input into the fields of a report: each with its sentence, nothing lost, nothing stored that should not be."""

import unicodedata

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.verdict import Forbidden
from submissions import writable
from submissions.models import KeyFigure, Submission
from submissions.services import drafting, rows
from submissions.writable import FieldKey
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.ward(2026, 11, 23, 10)
TEXTS = [
    (kind, column)
    for kind, known in writable.KINDS.items()
    for column, (reading, _) in known.fields.items()
    if reading in (writable.LINE, writable.TEXT)
]
HOSTILE = "<script>zqx()</script> {{ 7*7 }} {% debug %} ' onmouseover=zqx() \"><img src=x onerror=zqx()>"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The morning of 23 November 2026 for pages and services."""
    monkeypatch.setattr("submissions.views.editing.database_now", lambda: NOW)
    monkeypatch.setattr("submissions.services.drafting.database_now", lambda: NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def draft(period, unit, officer):
    """A report with one row of every kind."""
    factories.make_question(period.campaign)
    draft = drafting.start(period=period, subject=unit, by=officer, at=NOW)
    rows.add_figure(submission_id=draft.pk, content_id=draft.contents.first().pk, by=officer, at=NOW)
    rows.add_initiative(submission_id=draft.pk, by=officer, at=NOW)
    return draft


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


def row_of(draft, kind):
    return {
        "report": lambda: Submission.objects.get(pk=draft.pk),
        "content": lambda: draft.contents.order_by("content_area__order").first(),
        "item": lambda: draft.items.order_by("criteria_item__order").first(),
        "figure": lambda: KeyFigure.objects.get(content__submission=draft),
        "initiative": lambda: draft.initiatives.get(),
        "answer": lambda: draft.answers.get(),
    }[kind]()


def section_of(kind, column) -> str:
    if kind == "report":
        return "kien-nghi" if column in ("difficulties", "proposals", "award_suggestion") else "don-vi"
    places = {"item": "tu-cham", "initiative": "sang-kien", "answer": "kien-nghi"}
    return places.get(kind, "noi-dung-nd1")


def post(client, draft, kind, column, text):
    """What a plain form sends for one field, started from what is stored."""
    row = row_of(draft, kind)
    key = str(FieldKey(kind, row.pk, column))
    seen = drafting.stamp(getattr(row, column))
    url = reverse("submissions:edit", args=[draft.pk, section_of(kind, column)])
    return client.post(url, {key: text, f"seen-{key}": seen, "act": "stay"})


def autosave(client, draft, key, text):
    url = reverse("submissions:autosave", args=[draft.pk])
    return client.post(url, {"field": key, "value": text, "version": drafting.stamp("")})


@pytest.mark.parametrize(("kind", "column"), TEXTS)
def test_every_text_is_stored_in_one_form_without_controls(client, draft, kind, column):
    typed = unicodedata.normalize("NFD", "Đường sắt ") + "\x00\u202eđ\u2066"
    assert post(client, draft, kind, column, typed).status_code == 302
    assert getattr(row_of(draft, kind), column) == "Đường sắt đ"


@pytest.mark.parametrize(("kind", "column"), TEXTS)
def test_a_hundred_thousand_characters_are_refused_and_kept_on_the_page(client, draft, kind, column):
    before = getattr(row_of(draft, kind), column)
    answer = post(client, draft, kind, column, "đ" * 100_000)
    html = answer.content.decode()
    limit = draft.answers.get().question.most_characters if kind == "answer" else writable.KINDS[kind].fields[column][1]
    words = writable.too_long(100_000, limit)
    assert (answer.status_code, words in html, "đ" * 100_000 in html) == (422, True, True)
    assert getattr(row_of(draft, kind), column) == before


@pytest.mark.parametrize(("kind", "column"), TEXTS)
def test_markup_and_template_syntax_stay_text(client, draft, kind, column):
    most = writable.KINDS[kind].fields[column][1]
    text = HOSTILE if len(HOSTILE) <= most else "<b>{{ 7*7 }}</b>"
    assert post(client, draft, kind, column, text).status_code == 302
    assert getattr(row_of(draft, kind), column) == text
    for url in (
        reverse("submissions:edit", args=[draft.pk, section_of(kind, column)]),
        reverse("submissions:preview", args=[draft.pk]),
    ):
        html = client.get(url).content.decode()
        assert "<script>zqx" not in html
        assert "<img src=x" not in html
        assert "<b>{{" not in html
        assert "{{ 7*7 }}" in html, url


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("30,01", "Điểm tự chấm phải từ 0 đến 30."),
        ("-0,01", "Điểm tự chấm phải từ 0 đến 30."),
        ("1.000", "Điểm ghi tối đa 2 chữ số sau dấu phẩy, ví dụ 20,25."),
        ("1e1", "Điểm là số, ví dụ 20,5."),
        ("∞", "Điểm là số, ví dụ 20,5."),
        ("2" * 5000, "Điểm là số, ví dụ 20,5."),
    ],
)
def test_a_score_outside_its_range_or_form_says_so(client, draft, typed, sentence):
    item = row_of(draft, "item")
    answer = autosave(client, draft, f"item-{item.pk}-self_score", typed)
    assert (answer.status_code, answer.json()["error"]) == (422, sentence)
    assert row_of(draft, "item").self_score is None


@pytest.mark.parametrize(("typed", "shown"), [("20,5", "20,5"), ("20.5", "20,5"), ("٢٠", None), ("２０", None)])
def test_comma_and_point_are_one_number(client, draft, typed, shown):
    item = row_of(draft, "item")
    answer = autosave(client, draft, f"item-{item.pk}-self_score", typed)
    assert answer.json().get("display") == shown


@pytest.mark.parametrize(
    "address",
    ["report-{pk}-status", "report-{pk}-code", "report-{pk}-unit", "item-1-criteria_item", "figure-1-pledge_target",
     "answer-1-question", "initiative-1-search_text", "x-1-y", "answer--text", "", "report-{pk}-situation\x00"],
)  # fmt: skip
def test_an_unknown_field_is_not_found_and_changes_nothing(client, draft, address):
    before = Submission.objects.filter(pk=draft.pk).values().get()
    answer = autosave(client, draft, address.format(pk=draft.pk), "ACCEPTED")
    assert answer.status_code in (400, 404)
    url = reverse("submissions:edit", args=[draft.pk, "don-vi"])
    key = address.format(pk=draft.pk).replace("\x00", "")
    client.post(url, {f"seen-{key}": "", key: "", "act": "stay"})
    assert Submission.objects.filter(pk=draft.pk).values().get() == before


@pytest.fixture
def foreign(period, group):
    """A report of another unit with a row of every kind."""
    unit = factories.make_unit("Trạm Y tế phường")
    factories.enrol(group, unit)
    writer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    report = drafting.start(period=period, subject=unit, by=writer, at=NOW)
    rows.add_figure(submission_id=report.pk, content_id=report.contents.first().pk, by=writer, at=NOW)
    rows.add_initiative(submission_id=report.pk, by=writer, at=NOW)
    return report


def test_rows_of_another_unit_are_out_of_reach(client, draft, foreign):
    content, line = foreign.contents.first(), KeyFigure.objects.get(content__submission=foreign)
    row = foreign.initiatives.get()
    mine = reverse("submissions:edit", args=[draft.pk, "noi-dung-nd1"])
    assert client.post(mine, {"act": f"add-figure:{content.pk}"}).status_code == 404
    client.post(mine, {"act": f"remove-figure:{line.pk}"})
    client.post(mine, {"act": f"remove-initiative:{row.pk}"})
    assert client.post(mine, {"act": f"take-on:{content.pk}"}).status_code == 404
    key = f"content-{content.pk}-results"
    client.post(mine, {key: "Chen vào", f"seen-{key}": drafting.stamp(""), "act": "stay"})
    for report in (draft, foreign):
        assert autosave(client, report, key, "Chen vào").status_code == 404
    content.refresh_from_db()
    assert (content.results, content.figures.count(), foreign.initiatives.count()) == ("", 1, 1)
    theirs = reverse("submissions:edit", args=[foreign.pk, "noi-dung-nd1"])
    assert client.get(theirs).status_code == client.post(theirs, {"act": "last-year-all"}).status_code == 404


def test_a_report_of_another_unit_cannot_be_begun(client, period, foreign):
    stranger = factories.make_unit()
    for kind, subject in (("unit", stranger.pk), ("unit", foreign.unit_id), ("period", 1), ("unit", "9" * 30)):
        form = {"period": period.pk, "kind": kind, "subject": subject}
        assert client.post(reverse("submissions:start"), form).status_code in (403, 404)
    assert Submission.objects.count() == 1


def test_a_closed_period_takes_no_field_and_no_row(client_of, draft, officer, period, monkeypatch):
    content, row = draft.contents.first(), draft.initiatives.get()
    at = period.locks_at
    for write in (
        lambda: drafting.save_field(
            submission_id=draft.pk, key=FieldKey("content", content.pk, "results"), text="Muộn", seen=None, by=officer,
            at=at,
        ),
        lambda: rows.add_figure(submission_id=draft.pk, content_id=content.pk, by=officer, at=at),
        lambda: rows.add_initiative(submission_id=draft.pk, by=officer, at=at),
        lambda: rows.remove_initiative(submission_id=draft.pk, initiative_id=row.pk, by=officer, at=at),
        lambda: rows.remove_figure(submission_id=draft.pk, figure_id=1, by=officer, at=at),
    ):  # fmt: skip
        with pytest.raises(Forbidden, match="Kỳ 2026 đã khóa ngày 20/12"):
            write()
    monkeypatch.setattr("submissions.views.editing.database_now", lambda: at)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    client = client_of(officer)
    answer = autosave(client, draft, f"content-{content.pk}-results", "Muộn")
    assert (answer.status_code, "đã khóa" in answer.json()["error"]) == (403, True)
    url = reverse("submissions:edit", args=[draft.pk, "noi-dung-nd1"])
    html = client.get(url).content.decode()
    assert ("<textarea" in html, "Kỳ 2026 đã khóa ngày 20/12." in html) == (False, True)

"""The answer to one field while somebody types: what it costs, what it loads, for whom it is."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from submissions.models import Submission, SubmissionItem
from submissions.services import drafting, rows
from tests import factories

pytestmark = pytest.mark.django_db
ORIGIN = "http://testserver"


@pytest.fixture
def at(period):
    """A moment at which reports are written."""
    return period.opens_at


@pytest.fixture(autouse=True)
def clock(monkeypatch, at):
    """The service takes that moment for now."""
    monkeypatch.setattr("submissions.services.drafting.timezone", SimpleNamespace(now=lambda: at))


@pytest.fixture
def report(period, unit, officer):
    return factories.submission_at(subject=unit, period=period, by=officer)


@pytest.fixture
def client(client_of, officer):
    client = client_of(officer)
    client.get(reverse("accounts:profile"))
    return client


def every_kind(report, officer, at):
    """One row of each kind that holds text, with a field of it and the stored value."""
    rows.add_figure(submission_id=report.pk, content_id=report.contents.first().pk, by=officer, at=at)
    rows.add_initiative(submission_id=report.pk, by=officer, at=at)
    content, item = report.contents.first(), report.items.first()
    figure, initiative = content.figures.get(), report.initiatives.get()
    return {
        "report": (f"report-{report.pk}-reporter_name", report.reporter_name),
        "content": (f"content-{content.pk}-results", content.results),
        "item": (f"item-{item.pk}-result", item.result),
        "figure": (f"figure-{figure.pk}-this_year", figure.this_year),
        "initiative": (f"initiative-{initiative.pk}-title", initiative.title),
    }


def save(client, report, field, text, seen="", **more):
    form = {"field": field, "value": text, "version": drafting.stamp(seen), **more}
    return client.post(reverse("submissions:autosave", args=[report.pk]), form)


def named(queries) -> list[str]:
    """Each statement as its verb and the table it is about; what is asked on the side, in brackets, is left out."""
    plain = [re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", each["sql"]) for each in queries]
    found = [re.match(r'(?:SELECT .*? FROM|UPDATE|INSERT INTO|DELETE FROM) "(\w+)"', sql) for sql in plain]
    return [f"{match.group(0).split()[0]} {match.group(1)}" for match in found if match]


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("report", "submissions_submission"),
        ("content", "submissions_submissioncontent"),
        ("item", "submissions_submissionitem"),
        ("figure", "submissions_keyfigure"),
        ("initiative", "submissions_initiative"),
    ],
)
def test_a_save_is_one_read_and_one_write(client, report, officer, at, kind, table):
    field, seen = every_kind(report, officer, at)[kind]
    with CaptureQueriesContext(connection) as queries:
        answer = save(client, report, field, "Chữ mới", seen)
    assert answer.json()["ok"]
    who = ["SELECT django_session", "SELECT accounts_user", "SELECT accounts_membership"]
    assert named(queries) == [*who, f"SELECT {table}", f"UPDATE {table}"]
    brackets = [each["sql"] for each in queries if "SAVEPOINT" in each["sql"]]
    assert len(queries) == len(who) + 2 + len(brackets)


def test_saving_the_same_text_again_writes_nothing(client, report, officer, at):
    field, seen = every_kind(report, officer, at)["item"]
    with CaptureQueriesContext(connection) as queries:
        answer = save(client, report, field, seen, seen)
    assert answer.json()["ok"]
    assert [each for each in named(queries) if not each.startswith("SELECT")] == []


def test_a_save_loads_no_text_it_has_no_use_for(client, report, officer, at):
    item = report.items.first()
    with CaptureQueriesContext(connection) as queries:
        save(client, report, f"item-{item.pk}-self_score", "21", item.self_score)
    read = next(each["sql"] for each in queries if 'FROM "submissions_submissionitem"' in each["sql"])
    long = {"situation", "difficulties", "proposals", "award_suggestion", "late_reason", "result"}
    assert {name for name in long if f'"{name}"' in read} == set()


def test_a_page_left_open_does_not_write_for_the_next_person(client_of, report, officer, unit, at):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    field, seen = every_kind(report, officer, at)["item"]
    answer = save(client_of(colleague), report, field, "Của người trước", seen, user=officer.pk)
    assert (answer.status_code, answer.json()["ok"]) == (401, False)
    assert SubmissionItem.objects.get(pk=field.split("-")[1]).result == seen
    assert save(client_of(colleague), report, field, "Của tôi", seen, user=colleague.pk).json()["ok"]


def test_the_page_asks_who_is_signed_in(client, officer):
    answer = client.post(reverse("accounts:keep_alive")).json()
    assert (answer["user"], answer["name"]) == (officer.pk, officer.full_name)


# --- a plain form after the session has ended (F21) ------------------------------------------------------------------


def send_section(client, report, **headers):
    item = report.items.first()
    key = f"item-{item.pk}-result"
    form = {key: "Gõ bốn mươi phút <b>", f"seen-{key}": drafting.stamp(item.result), "act": "next", "_khoa": "k" * 20}
    return client.post(reverse("submissions:edit", args=[report.pk, "tu-cham"]), form, headers=headers)


def test_text_sent_after_the_session_ended_is_shown_again(report):
    answer = send_section(Client(), report, origin=ORIGIN)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Hết phiên làm việc, chưa lưu được" in html
    assert '<pre class="lc-kept">Gõ bốn mươi phút &lt;b&gt;</pre>' in html
    assert html.count("<pre") == 1
    for name in (
        "act",
        "_khoa",
        f"item-{report.items.first().pk}-result",
        f"seen-item-{report.items.first().pk}-result",
    ):
        assert f'<textarea name="{name}" hidden readonly>' in html


def test_text_sent_with_an_old_token_is_shown_again_and_can_be_sent(officer, report):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = send_section(client, report, origin=ORIGIN)
    html = answer.content.decode()
    assert (answer.status_code, "Gõ bốn mươi phút &lt;b&gt;" in html) == (403, True)
    fields = dict(re.findall(r'<textarea name="([^"]+)" hidden readonly>\n(.*?)</textarea>', html, re.S))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html).group(1)
    fields = {name: text.replace("&lt;", "<").replace("&gt;", ">") for name, text in fields.items()}
    url = re.search(r'<form method="post" action="([^"]+)"', html).group(1)
    answer = client.post(url, {**fields, "csrfmiddlewaretoken": token}, headers={"origin": ORIGIN})
    assert answer.status_code == 302
    assert Submission.objects.get().items.first().result == "Gõ bốn mươi phút <b>"


@pytest.mark.parametrize("headers", [{}, {"origin": "https://khac.example"}, {"origin": "null"}])
def test_nothing_another_site_sent_is_shown(report, headers):
    assert send_section(Client(), report, **headers).url.startswith(reverse("account_login"))


def test_scripts_and_other_forms_meet_the_door_as_ever(report):
    answer = send_section(Client(), report, origin=ORIGIN, **{"x-requested-with": "fetch"})
    assert answer.status_code == 302
    secret = {"oldpassword": "mat-khau-cu", "password1": "x", "password2": "x"}
    answer = Client().post(reverse("account_change_password"), secret, headers={"origin": ORIGIN})
    assert (answer.status_code, b"mat-khau-cu" in answer.content) == (302, False)

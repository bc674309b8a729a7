"""The officer's pages are light (issue 4, Speed): a constant number of queries, at most 60 KB, no asking again."""

import re

import pytest
from django.urls import reverse

from core.clock import database_now
from submissions import writable
from submissions.sections import sections_of
from submissions.services import drafting, rows
from submissions.services import evidence as files_service
from submissions.writable import FieldKey
from tests import factories
from tests.questions import Questions
from tests.submissions import files

pytestmark = pytest.mark.django_db
MOST_HTML = 60 * 1024
SENTENCE = "Lắp 12 trụ sạc xe điện, thay 124 bóng đèn LED, điện năng giảm từ 41.200 xuống 29.800 kWh mỗi năm. "


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


@pytest.fixture
def open_period(period):
    """The period, open at the moment the pages take for now."""
    now = database_now()
    type(period).objects.filter(pk=period.pk).update(
        opens_at=now - factories.timedelta(days=12),
        closes_at=now + factories.timedelta(days=18),
        locks_at=now + factories.timedelta(days=28),
    )
    period.refresh_from_db()
    return period


@pytest.fixture
def report(open_period, unit, officer):
    return factories.submission_at(subject=unit, period=open_period, by=officer)


def add_rows(report, officer, count):
    """Figures, initiatives and files, `count` more of each in every place that takes them."""
    for _ in range(count):
        for content in report.contents.all():
            rows.add_figure(submission_id=report.pk, content_id=content.pk, by=officer)
        rows.add_initiative(submission_id=report.pk, by=officer)
    for number in range(count):
        for kind, owners in (("item", report.items.all()), ("content", report.contents.all())):
            for owner in owners:
                place = files_service.Place(kind, owner.pk)
                body = files.pdf(f"{kind} {owner.pk} {number} {officer.pk} {report.evidence.count()}".encode())
                name = f"Biên bản nghiệm thu hạng mục số {number}.pdf"
                files_service.attach(submission_id=report.pk, place=place, file=files.upload(body, name), by=officer)


def fill_to_the_brim(report, officer):
    """As much Vietnamese text as each field takes."""
    for kind, rule in writable.KINDS.items():
        way = f"{rule.path}__pk" if rule.path else "pk"
        for row in rule.model.objects.filter(**{way: report.pk}):
            for column, (reading, limit) in rule.fields.items():
                if reading == writable.TEXT:
                    text = (SENTENCE * (limit // len(SENTENCE) + 1))[:limit]
                    key = FieldKey(kind, row.pk, column)
                    drafting.save_field(submission_id=report.pk, key=key, text=text, seen=None, by=officer)


def addresses(report):
    """Home and every section of the report."""
    found = [reverse("submissions:edit", args=[report.pk, section.key]) for section in sections_of(report)]
    return [reverse("submissions:home"), *found]


def cost(client, url):
    """How many questions to the database the page asks, and its text."""
    client.get(url)
    with Questions() as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries), answer.content.decode()


def test_three_rows_of_each_kind_cost_no_query_more_than_one(client, report, officer):
    add_rows(report, officer, 1)
    one = {url: cost(client, url)[0] for url in addresses(report)}
    add_rows(report, officer, 2)
    assert {url: cost(client, url)[0] for url in addresses(report)} == one
    assert max(one.values()) <= 16


def test_pages_full_of_text_weigh_at_most_sixty_kilobytes(client, report, officer):
    add_rows(report, officer, 3)
    fill_to_the_brim(report, officer)
    weights = {url: len(cost(client, url)[1].encode()) for url in addresses(report)}
    assert {url: weight for url, weight in weights.items() if weight > MOST_HTML} == {}


def test_no_page_asks_again_by_itself(client, report):
    for url in addresses(report):
        html = cost(client, url)[1]
        assert re.findall(r'hx-trigger="[^"]*every', html) == []
        assert 'http-equiv="refresh"' not in html


def test_a_section_reads_no_text_of_another(client, report, officer):
    """Nothing of a report is loaded that the page does not show."""
    content = report.contents.first()
    key = FieldKey("content", content.pk, "results")
    drafting.save_field(submission_id=report.pk, key=key, text="Chỉ ở nội dung này", seen=None, by=officer)
    for section in sections_of(report):
        html = cost(client, reverse("submissions:edit", args=[report.pk, section.key]))[1]
        assert ("Chỉ ở nội dung này" in html) == (section.key == "noi-dung-nd1")


def test_home_and_list_load_no_long_text_of_the_report(client, report, officer):
    fill_to_the_brim(report, officer)
    for name in ("home", "list"):
        url = reverse(f"submissions:{name}")
        client.get(url)
        with Questions() as queries:
            client.get(url)
        whole = {"submissioncontent": "results", "submissionitem": "result", "initiative": "effect"}
        for table, column in {**whole, "submissionanswer": "text", "contentarea": "text", "criterion": "text"}.items():
            read = re.compile(rf'(SELECT|, )"\w*{table}"\."{column}"(,| FROM)')
            assert [query["sql"] for query in queries if read.search(query["sql"])] == [], (name, table)

"""No English in the tables and papers that the portal makes; what a GET hands out is read in test_every_answer."""

import pytest
from django.template.loader import render_to_string

from reports import council_summary, handed_in
from reports.enums import OF_A_YEAR, DocumentStatus
from reports.models import GeneratedDocument
from reports.services import build, request_document
from tests.access.world import World
from tests.english import english_in, english_in_text
from tests.vietnamese.files import workbook_texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", OF_A_YEAR)
def test_generated_file_is_vietnamese(kind, monkeypatch):
    papers = []

    def draw(template, context):
        papers.append(render_to_string(template, context))
        return papers[-1], b"%PDF-1.7"

    monkeypatch.setattr(council_summary, "render_pdf", draw)
    world = World()
    assert world.accepted and world.nomination
    row = request_document(kind=kind, period=world.period, by=world.people["reviewer"])
    assert build(row.pk) == DocumentStatus.READY
    row = GeneratedDocument.objects.get(pk=row.pk)
    assert english_in_text(row.file_name.rsplit(".", 1)[0].replace("-", " ")) == []
    if row.file_name.endswith(".xlsx"):
        with row.file.open("rb") as file:
            texts = workbook_texts(file.read())
        assert len(texts) > 5
        assert english_in_text("\n".join(texts)) == []
    else:
        assert papers and not english_in(papers[0])


def test_papers_of_a_hand_in_are_vietnamese():
    world = World()
    snapshot = world.received.snapshots.get()
    for template, context in (
        (handed_in.RECEIPT, handed_in.receipt_context(snapshot)),
        (handed_in.REPORT, handed_in.report_context(snapshot)),
    ):
        assert english_in(render_to_string(template, context)) == []
    assert english_in_text(world.paper.file_name.rsplit(".", 1)[0]) == []

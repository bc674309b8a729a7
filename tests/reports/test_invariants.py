"""Papers whose file is gone, cut off or exchanged are found."""

import pytest

from reports import services
from reports.enums import DocumentKind
from tests.invariants import found, spoil

pytestmark = pytest.mark.django_db
RULES = ("DOC-01", "DOC-02")


@pytest.fixture
def made(period, reviewer, files):
    """A table that is ready."""
    row = services.request_document(kind=DocumentKind.REPORTS_XLSX, period=period, by=reviewer)
    services.build(row.pk)
    row.refresh_from_db()
    return row


def test_what_is_there_as_it_was_made_is_fine(made):
    assert found(*RULES) == []


def test_a_file_that_is_gone_or_cut_off_is_found(made):
    spoil(made, size=made.size + 1)
    assert found("DOC-01") == [("DOC-01", f"văn bản số {made.pk}: tệp trên máy chủ khác dung lượng đã ghi")]
    made.file.storage.delete(made.file.name)
    assert found(*RULES) == [("DOC-01", f"văn bản số {made.pk}: không có tệp trên máy chủ")]


def test_a_file_that_was_exchanged_is_found(made):
    spoil(made, sha256="0" * 64)
    assert found(*RULES) == [("DOC-02", f"văn bản số {made.pk}: tệp trên máy chủ khác lúc tạo")]

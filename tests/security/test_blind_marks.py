"""The first reviewer's marks while a second is still marking: in no page, table, file, letter, answer or log line.

Looked for are the marks, what they add up to, and every figure they follow from with what the reader knows: the
difference from the self-score, from the reader's own marks, and the mean of both.
"""

import io
import json
import re
import zipfile
from decimal import Decimal

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from reports.enums import DocumentKind
from reports.services import build, request_document
from submissions.services import interests, reviewing, scoring
from tests import factories
from tests.access.test_access import sign_in
from tests.access.world import World

pytestmark = pytest.mark.django_db
FIRST, SECOND = (Decimal("41.37"), Decimal("23.19")), (Decimal("57.04"), Decimal("31.58"))
NOTE = "Nhận xét kín của người chấm thứ nhất"
EVERY = "tat_ca=1"


class Marked:
    """A report marked by one reviewer in full and by the world's own reviewer without pressing the last button."""

    def __init__(self):
        self.world = world = World()
        self.report = report = world.received
        report.criteria_set.scorers = 2
        report.criteria_set.save()
        self.first, self.second = factories.make_user(Role.REVIEWER), world.people["reviewer"]
        done = self.mark(self.first, FIRST)
        scoring.complete_review(done, by=self.first)
        self.open = self.mark(self.second, SECOND)
        self.selves = [item.self_score for item in report.items.order_by("criteria_item__order")]

    def mark(self, reviewer, points):
        review = reviewing.start_review(self.report, by=reviewer)
        for item, value in zip(self.report.items.order_by("criteria_item__order"), points, strict=True):
            scoring.save_score(
                review,
                item,
                by=reviewer,
                points=value,
                note=NOTE if reviewer == self.first else "Theo biên bản kiểm tra tại chỗ.",
            )
        return review

    @property
    def signs(self) -> set[str]:
        """Every figure that gives the first reviewer's marks away, as it would be written."""
        one, two = sum(FIRST), sum(SECOND)
        pairs = zip(FIRST, SECOND, self.selves, strict=True)
        figures = {*FIRST, one, abs(two - one), (one + two) / 2, abs(one - sum(self.selves))}
        for first, second, own in pairs:
            figures |= {abs(second - first), (first + second) / 2, abs(first - own)}
        # With a point only what is distinct enough: drawings are full of short decimals.
        marks = (*FIRST, one)
        raw = {*map(str, marks), *(str(int(value * 100)) for value in marks)}
        return {NOTE, *raw, *(f"{value:.2f}".replace(".", ",") for value in figures)}

    def told(self, content: bytes) -> set[str]:
        """Which of the signs stand in an answer; a workbook is looked at sheet by sheet."""
        # Drawings and the receipt's square are numbers by the hundred.
        texts = [re.sub(r"<svg.*?</svg>", "", content.decode(errors="ignore"), flags=re.DOTALL)]
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                texts = [book.read(name).decode(errors="ignore") for name in book.namelist()]
        return {sign for sign in self.signs for text in texts if sign in text}


@pytest.fixture
def marked():
    return Marked()


def pages_of(world, report) -> list[str]:
    """Every page that speaks of marks or of this report."""
    year, pk = f"?nam={world.period.year}", [report.pk]
    about = ("review", "breakdown", "read", "receipt", "file_log", "return_form")
    lists = ("queue", "ranking", "lock", "reviewer_figures", "interests", "years_group", "appeal_inbox", "reminders")
    own = ("home", "list", "result", "difficulties")
    return [
        *(reverse(f"submissions:{name}", args=pk) for name in about),
        reverse("submissions:review", args=pk) + "?phan=lich-su",
        reverse("submissions:review", args=pk) + "?phan=toan-bo",
        *(reverse(f"submissions:{name}") + year for name in lists),
        *(reverse("submissions:queue") + f"{year}&sap={order}" for order in ("diem", "-diem", "cho")),
        reverse("submissions:queue_export") + f"{year}&{EVERY}",
        *(reverse(f"submissions:{name}", args=pk if name == "result" else []) for name in own),
        reverse("submissions:years_unit", args=[world.unit.pk]),
        *(reverse(f"reports:{name}") + year for name in ("overview", "reports_csv", "exports")),
        reverse("reports:subjects") + f"{year}&trang-thai=cho-tham-dinh",
        reverse("reports:chart_csv", args=["tu-cham-tham-dinh"]) + year,
        reverse("awards:my_fields"), reverse("awards:dossier_list"), reverse("awards:nomination_list"),
    ]  # fmt: skip


READERS = ("reviewer", "secretary", "member", "officer")


def test_no_page_and_no_table_tells_them(marked):
    leaks, seen = [], set()
    for who in READERS:
        client = sign_in(marked.world, who)
        for page in pages_of(marked.world, marked.report):
            answer = client.get(page, follow=True)
            seen |= {page} if answer.status_code == 200 else set()
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            leaks += [(who, page, sign) for sign in marked.told(content)]
    assert leaks == []
    # A page nobody of them opens would prove nothing.
    closed = set(pages_of(marked.world, marked.report)) - seen
    assert closed == {reverse("submissions:result", args=[marked.report.pk])}


# The scores come out only of a locked board, which takes no report that is still being marked.
@pytest.mark.parametrize(("kind", "comes"), [(DocumentKind.SCORES_XLSX, False), (DocumentKind.REPORTS_XLSX, True)])
def test_no_workbook_tells_them(marked, kind, comes):
    row = request_document(kind=kind, period=marked.world.period, by=marked.second)
    build(row.pk)
    row.refresh_from_db()
    assert bool(row.file) is comes
    if comes:
        with row.file.open("rb") as stream:
            assert marked.told(stream.read()) == set()


def test_no_letter_and_no_log_line_tells_them(marked):
    letters = [f"{letter.subject} {letter.text} {letter.context}" for letter in OutboxMessage.objects.all()]
    lines = [json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in AuditEvent.objects.values("data")]
    assert [text for text in (*letters, *lines) if marked.told(text.encode())] == []


def test_no_answer_of_the_saving_tells_them(marked):
    client, item = sign_in(marked.world, "reviewer"), marked.report.items.order_by("pk").first()
    url = reverse("submissions:score", args=[marked.report.pk])
    stands = marked.open.scores.get(item=item, is_latest=True).pk
    for field, value in (("diem", "50"), ("diem", "500"), ("nhan-xet", "Đủ căn cứ.")):
        for version in (stands, 0):
            answer = client.post(url, {"field": f"{field}-{item.pk}", "value": value, "version": version})
            assert marked.told(answer.content) == set()


def test_a_stopped_review_opens_nothing_and_is_shown_to_nobody(marked):
    """Who has lost the report to a conflict does not read the other's marks in return, nor they the stopped ones."""
    scoring.complete_review(marked.open, by=marked.second)
    page = reverse("submissions:review", args=[marked.report.pk])
    assert marked.told(sign_in(marked.world, "reviewer").get(page).content)
    interests.declare(user=marked.first, about=marked.world.unit, reason="Chị ruột làm ở đơn vị.", by=marked.second)
    third = factories.make_user(Role.REVIEWER)
    marked.world.people["nobody"] = third
    for who in ("reviewer", "nobody", "secretary"):
        assert marked.told(sign_in(marked.world, who).get(page).content) == set()


def test_once_both_are_complete_both_read_them(marked):
    """The figures looked for above are those that appear: the tests would see them."""
    scoring.complete_review(marked.open, by=marked.second)
    page = reverse("submissions:review", args=[marked.report.pk])
    told = marked.told(sign_in(marked.world, "reviewer").get(page).content)
    assert {"41,37", "23,19", "64,56", "24,06", NOTE} <= told

"""A hostile name or text stays text on every page, in every letter and in every file."""

import pytest
from django.urls import reverse

from accounts.models import Person, Unit, User
from awards.models import (
    AwardDecision,
    CouncilMeeting,
    DossierPaper,
    Nomination,
    Proposal,
    ProposalLine,
    SignedPaper,
    Suggestion,
)
from campaigns.models import CriteriaItem, CriteriaSet
from core.models import OutboxMessage
from core.outbox import build
from submissions.models import (
    Difficulty,
    DifficultyFile,
    DifficultyMessage,
    Evidence,
    Interest,
    Remark,
    Reopening,
    Review,
    SavedView,
    Score,
    ScoreAppeal,
    Submission,
    SubmissionContent,
    SubmissionItem,
)
from tests.access.table import ACCESS
from tests.access.test_access import sign_in
from tests.access.world import World

pytestmark = pytest.mark.django_db
MARK = "zqx"
HOSTILE = (
    f"</title></textarea></script><script>{MARK}()</script><img src=x onerror={MARK}()>'\" onmouseover={MARK}() x='"
)
TEMPLATE = "{{ 7|add:90210000 }}{% debug %}"
TEXTS = (
    (Unit, "name", 200), (User, "full_name", 150), (User, "title", 150), (Person, "full_name", 150),
    (Submission, "situation", 4000), (Submission, "reporter_name", 150), (Submission, "late_reason", 500),
    (SubmissionContent, "results", 4000), (SubmissionItem, "result", 2000), (Evidence, "name", 255),
    (CouncilMeeting, "title", 200), (CouncilMeeting, "place", 200), (Nomination, "summary", 1000),
    (Nomination, "citation", 500), (Nomination, "return_note", 2000), (Nomination, "unit_text", 4000),
    (Suggestion, "merit", 4000), (DossierPaper, "name", 255),
    (Proposal, "addressee", 200), (Proposal, "grounds", 4000), (Proposal, "return_note", 1000),
    (ProposalLine, "decided_by", 200), (ProposalLine, "answer_note", 1000), (SignedPaper, "name", 255),
    (AwardDecision, "signer_name", 150), (AwardDecision, "return_note", 1000),
    (DifficultyMessage, "text", 4000), (DifficultyFile, "name", 255), (Difficulty, "public_question", 2000),
    (CriteriaItem, "title", 160), (CriteriaItem, "guidance", 4000), (CriteriaSet, "change_note", 300),
    (Score, "note", 2000), (Review, "reason", 2000), (Remark, "text", 2000), (Interest, "reason", 500),
    (SavedView, "name", 60), (ScoreAppeal, "text", 2000), (ScoreAppeal, "answer", 2000), (Reopening, "reason", 500),
)  # fmt: skip
RUNS = (f"<script>{MARK}", f"<img src=x onerror={MARK}", f'" onmouseover={MARK}', "90210007")


def poison() -> None:
    text = HOSTILE + TEMPLATE
    for model, field, limit in TEXTS:
        model._base_manager.update(**{field: text[:limit]})


@pytest.mark.parametrize("name", sorted(name for name, row in ACCESS.items() if row.get and ":" in name))
def test_no_page_runs_what_somebody_typed(name):
    row, world = ACCESS[name], World()
    url = reverse(name, kwargs=row.args(world)) + row.query(world)
    poison()
    answer = sign_in(world, min(row.get)).get(url)
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    page = answer.content.decode()
    assert [sign for sign in RUNS if sign in page] == []


def test_letters_are_one_line_of_subject_and_plain_text():
    world = World()
    Unit.objects.update(name=("Đơn vị\r\nBcc: ke-gian@evil.example\r\n\r\n" + HOSTILE)[:200])
    world.report("SUBMITTED")
    letters = [build(message).message() for message in OutboxMessage.objects.all()]
    assert letters
    for letter in letters:
        assert letter["Bcc"] is None
        page = letter.get_payload()[1].get_payload(decode=True).decode()
        assert [sign for sign in RUNS if sign in page] == []

"""Two people change one text at the same moment, on real connections: one is stored, the other is told."""

from functools import partial

import pytest

from accounts.enums import Role
from accounts.services.records import EditedElsewhere
from campaigns import letter_desk
from campaigns.models import LetterText
from core import letter_texts
from core.models import AuditEvent
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
together = partial(at_once, (EditedElsewhere,))
DEFAULT = letter_texts.text_of("accepted")


@pytest.mark.parametrize("is_changed", [False, True], ids=["first change", "later change"])
def test_the_slower_of_two_is_told(is_changed):
    pair = [factories.make_user(Role.REVIEWER) for _ in range(2)]
    if is_changed:
        letter_desk.change(DEFAULT, subject=DEFAULT.subject, text="Đã sửa {ma}.", seen=None, by=pair[0])
    seen = letter_desk.seen_of(letter_desk.current(DEFAULT, LetterText.objects.first()))
    written = AuditEvent.objects.count()

    def job(by):
        return lambda: letter_desk.change(DEFAULT, subject=DEFAULT.subject, text=f"Của {by.pk}.", seen=seen, by=by)

    results = together(*map(job, pair))

    assert sorted(map(str, results)) == ["Người khác vừa sửa.", "True"]
    winner = pair[results.index(True)]
    assert LetterText.objects.get().text == f"Của {winner.pk}."
    assert AuditEvent.objects.count() == written + 1

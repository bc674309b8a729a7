"""Two hundred times two people save the same field at the same moment (reliability F11): nothing is lost unseen."""

import pytest

from accounts.enums import Role
from accounts.models import User
from submissions.models import SubmissionItem
from submissions.services import drafting
from submissions.writable import FieldKey
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = 200


def test_of_two_hundred_pairs_one_wins_and_the_other_sees_the_text(period, unit, group):
    users = [factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(2)]
    draft = factories.submission_at(subject=unit, period=period, by=users[0], filled=False)
    item = draft.items.first()
    key = FieldKey("item", item.pk, "result")
    seen, stored, overwritten = drafting.stamp(""), "", []
    for pair in range(PAIRS):
        # Every tenth pair types the same words: both have what they typed, nobody is bothered.
        texts = [f"Lần {pair}, người {0 if pair % 10 == 9 else number}" for number in range(2)]

        def write(number, texts=texts, seen=seen):
            by = User.objects.get(pk=users[number].pk)
            at = period.opens_at
            drafting.save_field(submission_id=draft.pk, key=key, text=texts[number], seen=seen, by=by, at=at)
            return texts[number]

        answers = at_once((drafting.EditConflict,), lambda: write(0), lambda: write(1))
        before, stored = stored, SubmissionItem.objects.get(pk=item.pk).result
        won = [answer for answer in answers if isinstance(answer, str)]
        lost = [answer for answer in answers if isinstance(answer, drafting.EditConflict)]
        if texts[0] == texts[1]:
            fair = (won, lost, stored) == (texts, [], texts[0])
        else:
            fair = (len(won), len(lost), stored) == (1, 1, won[0] if won else before) and lost[0].theirs == won[0]
        overwritten += [] if fair else [(texts, answers, stored)]
        seen = drafting.stamp(stored)
    assert overwritten == []


def test_two_people_in_two_fields_of_one_row_are_never_in_each_others_way(period, unit, group):
    users = [factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(2)]
    draft = factories.submission_at(subject=unit, period=period, by=users[0], filled=False)
    item = draft.items.first()
    typed = [("result", ""), ("self_score", "")]
    for pair in range(20):
        fresh = [("result", f"Lần {pair}"), ("self_score", str(pair + 1))]

        def write(number, before=tuple(typed), fresh=tuple(fresh)):
            column, text = fresh[number]
            key = FieldKey("item", item.pk, column)
            seen = drafting.stamp(before[number][1])
            by = User.objects.get(pk=users[number].pk)
            at = period.opens_at
            return drafting.save_field(submission_id=draft.pk, key=key, text=text, seen=seen, by=by, at=at).display

        answers = at_once((drafting.EditConflict,), lambda: write(0), lambda: write(1))
        assert answers == [text for _, text in fresh]
        typed = fresh

"""Last year's texts and somebody typing at the same moment: nothing typed is lost, nothing is written twice."""

import pytest

from accounts.enums import Role
from accounts.models import User
from core.models import AuditEvent
from submissions.enums import SubmissionStatus as S
from submissions.models import KeyFigure
from submissions.services import drafting, handing_in, last_year, rows
from submissions.writable import FieldKey
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(period, group, unit, officer):
    before = factories.submission_at(S.DRAFT, subject=unit, period=period, by=officer)
    content = before.contents.order_by("content_area__order").first()
    line = rows.add_figure(submission_id=before.pk, content_id=content.pk, by=officer, at=before.created_at)
    for column, text in (("name", "Trụ sạc"), ("this_year", "12")):
        key = FieldKey("figure", line.pk, column)
        drafting.save_field(submission_id=before.pk, key=key, text=text, seen=None, by=officer, at=before.created_at)
    handing_in.submit(before, by=officer, at=period.closes_at - factories.timedelta(days=5))
    after = factories.make_period(period.campaign, 2027)
    factories.make_criteria_set(group, after)
    return drafting.start(period=after, subject=unit, by=officer, at=after.opens_at)


def test_typing_and_copying_meet_without_loss(draft, unit, officer):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    content = draft.contents.order_by("content_area__order").first()
    key, at = FieldKey("content", content.pk, "results"), draft.created_at

    def type_in():
        by = User.objects.get(pk=officer.pk)
        return drafting.save_field(
            submission_id=draft.pk, key=key, text="Của năm nay", seen=drafting.stamp(""), by=by, at=at
        )

    def copy():
        return last_year.copy(submission_id=draft.pk, by=User.objects.get(pk=colleague.pk), at=at)

    typed, copied = at_once((drafting.EditConflict,), type_in, copy)
    content.refresh_from_db()
    if isinstance(typed, drafting.EditConflict):
        assert typed.theirs == content.results != "Của năm nay"
        assert copied == (11, 2026)
    else:
        assert content.results == "Của năm nay"
        assert copied == (10, 2026)


def test_two_copies_at_once_make_one_line_of_figures_and_one_line_of_the_log(draft, unit, officer):
    def copy():
        by = User.objects.get(pk=officer.pk)
        return last_year.copy(submission_id=draft.pk, by=by, at=draft.created_at)

    results = at_once((), copy, copy, copy)
    assert sorted(filled for filled, _ in results) == [0, 0, 11]
    assert KeyFigure.objects.filter(content__submission=draft).count() == 1
    assert AuditEvent.objects.filter(action="copy_last_year").count() == 1

"""What units wrote and sent to propose somebody: it is in the copy; without a dossier before the council it goes."""

import pytest
from django.utils import timezone

from accounts.enums import Role
from awards.enums import NominationStatus, SuggestionStatus
from awards.models import DossierPaper, Nomination
from awards.services import suggestions
from reports.privacy import acts, archive, erasing, subjects
from tests import factories
from tests.factories import ward
from tests.submissions import files

pytestmark = pytest.mark.django_db
AT = ward(2026, 12, 10, 9)


@pytest.fixture
def suggested(period, unit, officer, reviewer):
    award_round = factories.make_award_round(period.campaign)
    form = factories.make_award_form(period.campaign)
    person = factories.make_person("Trần Thị Bình", unit=unit, user=factories.make_user(Role.INDIVIDUAL))
    return suggestions.suggest(
        person, from_unit=unit, form=form, award_round=award_round, merit="Bà Bình vượt khó.", by=officer, at=AT,
        papers=[(None, files.upload(files.pdf(), "Biên bản.pdf"))],
    )  # fmt: skip


def test_the_copy_holds_what_was_written_and_sent(suggested, officer):
    found = {kind.key: kind.rows for kind in archive.gather(subjects.of_person(suggested.person))}
    assert found["don-vi-de-nghi"][0]["Thành tích"] == "Bà Bình vượt khó."
    assert found["giay-to-khen-thuong"][0]["Tên tệp"] == "Biên bản.pdf"
    sent = {kind.key: kind.rows for kind in archive.gather(subjects.of_user(officer))}
    assert sent["giay-to-da-gui"][0]["Tên tệp"] == "Biên bản.pdf"


def test_without_a_dossier_before_the_council_it_goes(suggested, django_capture_on_commit_callbacks):
    file = suggested.papers.get().file
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(subjects.of_person(suggested.person), at=timezone.now())
    suggested.refresh_from_db()
    assert (suggested.merit, suggested.status) == (acts.TAKEN_BACK, SuggestionStatus.WITHDRAWN)
    assert not DossierPaper.objects.exists() and not file.storage.exists(file.name)


def test_what_came_before_the_council_stays(suggested, reviewer):
    made = suggestions.take_up(suggested, by=reviewer, at=AT)
    Nomination.objects.filter(pk=made.pk).update(status=NominationStatus.READY, accepted_on=AT.date())
    done = erasing.erase(subjects.of_person(suggested.person), at=timezone.now())
    suggested.refresh_from_db()
    assert suggested.merit == "Bà Bình vượt khó." and DossierPaper.objects.count() == 1
    kept = {row.what for row in done.kept}
    assert {"đề nghị của đơn vị thuộc hồ sơ đã trình Hội đồng", "họ tên, chức vụ của cá nhân"} <= kept

"""The rules about stored files find what is wrong, and nothing where all is well."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import invariants
from submissions.models import Evidence
from submissions.places import Place
from submissions.services import evidence
from tests import factories
from tests.submissions import files
from tests.submissions.evidence_store import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def found(*codes: str, at=None) -> list[str]:
    rules = [rule for rule in invariants.chosen(deep=True) if rule.code.startswith("FILE-")]
    return [rule.code for rule, _ in invariants.check(rules, at=at or timezone.now())]


def test_nothing_where_all_is_well(live, item, officer):
    send(live, item, officer, files.photo(), "ảnh.jpg")
    evidence.attach_link(submission_id=live.pk, place=Place("signed", live.pk), url="https://a.vn", by=officer)
    assert found() == []


def test_a_lost_a_cut_and_a_changed_file(live, item, officer, media):
    lost, cut, changed = (send(live, item, officer, files.pdf(b"%% %d\n" % number)) for number in range(3))
    (media / lost.file.name).unlink()
    (media / cut.file.name).write_bytes(b"%PDF-")
    path = media / changed.file.name
    path.write_bytes(path.read_bytes().replace(b"% 2", b"% 9"))
    assert found() == ["FILE-01", "FILE-01", "FILE-02", "FILE-02"]


def test_bytes_nobody_names_after_a_day(live, item, officer, media):
    row = send(live, item, officer)
    (media / row.file.name).with_name("0" * 32).write_bytes(b"x")
    assert found() == []
    assert found(at=timezone.now() + timedelta(days=2)) == ["FILE-03"]


def test_half_purged_rows_and_foreign_places(live, item, officer):
    row = send(live, item, officer)
    now = timezone.now()
    Evidence.objects.filter(pk=row.pk).update(removed_at=now, purged_at=now)
    assert found() == []
    assert found(at=now + timedelta(days=4)) == ["FILE-04"]
    Evidence.objects.filter(pk=row.pk).update(removed_at=None, purged_at=None)
    row.signed_for.add(factories.submission_at(filled=False))
    assert found() == ["FILE-05"]

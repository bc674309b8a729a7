"""What one role must not learn of another's unfinished work."""

import pytest
from django.urls import reverse

from submissions.enums import SubmissionStatus as S
from submissions.services import drafting
from submissions.services import evidence as evidence_service
from submissions.writable import FieldKey
from tests.access.test_access import sign_in
from tests.access.world import World

pytestmark = pytest.mark.django_db
SECRET = "Câu đang viết dở, đơn vị chưa gửi."


@pytest.fixture
def world():
    return World()


@pytest.fixture
def returned(world):
    """A report given back, in which its unit is writing again."""
    report = world.report(S.RETURNED)
    key = FieldKey("report", report.pk, "situation")
    drafting.save_field(submission_id=report.pk, key=key, text=SECRET, seen=None, by=world.people["officer"])
    return report


@pytest.mark.parametrize("who", ["reviewer", "secretary", "member", "chairman"])
def test_the_ward_reads_what_was_handed_in_not_what_is_being_written(world, returned, who):
    client = sign_in(world, who)
    pages = [
        reverse("submissions:preview", args=[returned.pk]),
        reverse("submissions:receipt", args=[returned.pk]),
        reverse("submissions:review", args=[returned.pk]) + "?phan=toan-bo",
    ]
    assert not [page for page in pages if SECRET in client.get(page).content.decode()]


def test_the_unit_reads_what_it_is_writing(world, returned):
    page = sign_in(world, "officer").get(reverse("submissions:preview", args=[returned.pk]))
    assert SECRET in page.content.decode()


def test_a_file_of_the_unfinished_answer_is_the_units_alone(world, returned):
    place = evidence_service.Place("item", returned.items.order_by("pk").first().pk)
    file = evidence_service.attach(
        submission_id=returned.pk, place=place, file=world.upload(), by=world.people["officer"]
    )
    url = reverse("submissions:evidence_file", args=[file.pk])
    assert sign_in(world, "officer").get(url).status_code == 200
    assert {who: sign_in(world, who).get(url).status_code for who in ("reviewer", "member")} == {
        "reviewer": 404, "member": 404,
    }  # fmt: skip

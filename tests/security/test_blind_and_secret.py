"""Marks of the other scorer before one's own are complete; choices of an open vote: looked for everywhere."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from accounts.enums import Role
from awards.models import BallotBox
from awards.views.ballot import FIELD, POLL_FIELD
from submissions.services import reviewing, scoring
from tests import factories
from tests.access.table import ACCESS
from tests.access.test_access import sign_in
from tests.access.world import World

pytestmark = pytest.mark.django_db
POINTS, NOTE = Decimal("13.37"), "Nhận xét kín của người chấm thứ nhất"

PAGES_OF_THE_VOTE = (
    "awards:ballot", "awards:ballot_done", "awards:my_meetings", "awards:poll_close", "awards:poll_cancel",
    "awards:nomination", "awards:dossier_list", "awards:meeting_list", "reports:overview", "reports:exports", "healthz",
)  # fmt: skip


def test_the_first_scorers_marks_are_nowhere_until_ones_own_are_complete():
    world = World()
    report = world.received
    report.criteria_set.scorers = 2
    report.criteria_set.save()
    first = factories.make_user(Role.REVIEWER)
    review = reviewing.start_review(report, by=first)
    for item in report.items.all():
        scoring.save_score(review, item, by=first, points=POINTS, note=NOTE)
    scoring.complete_review(review, by=first)
    reviewing.start_review(report, by=world.people["reviewer"])
    year = f"?nam={world.period.year}"
    pages = [
        reverse("submissions:review", args=[report.pk]),
        reverse("submissions:review", args=[report.pk]) + "?phan=lich-su",
        reverse("submissions:breakdown", args=[report.pk]), reverse("submissions:ranking") + year,
        reverse("submissions:queue") + year, reverse("reports:overview") + year, reverse("reports:reports_csv") + year,
        reverse("reports:chart_csv", args=["tu-cham-tham-dinh"]) + year,
    ]  # fmt: skip
    clients = {who: sign_in(world, who) for who in ("reviewer", "secretary", "chair", "chairman", "officer")}
    leaks = []
    for who, client in clients.items():
        for page in pages:
            text = client.get(page).content.decode()
            leaks += [(who, page) for sign in ("13,37", "13.37", "26,74", "26.74", NOTE) if sign in text]
    assert leaks == []


def test_an_open_votes_choices_and_receipts_stand_only_in_their_box():
    world = World()
    poll = world.open_poll
    lines = {f"{FIELD}{box}": choice for box, choice in world.council.ballot("ABSTAIN").items()}
    member, url = sign_in(world, "member"), reverse("awards:ballot_cast", args=[poll.meeting_id])
    assert member.post(url, {POLL_FIELD: poll.pk, **lines}).status_code == 200
    again = member.post(url, {POLL_FIELD: poll.pk, **lines})
    assert again.status_code == 409
    receipt = BallotBox.objects.get(poll=poll).entries[0][0]
    kept = [
        model.__name__
        for model in apps.get_models()
        if model is not BallotBox
        and any(receipt in str(row) or "ABSTAIN" in str(row) for row in model.objects.values())
    ]
    assert kept == []
    assert not [letter for letter in mail.outbox if receipt in letter.body]
    shown = []
    for name in PAGES_OF_THE_VOTE:
        row = ACCESS[name]
        page = reverse(name, kwargs=row.args(world)) + row.query(world)
        shown += [name for who in row.get if receipt in sign_in(world, who).get(page).content.decode()]
    for name in ("meeting", "partial-meeting", "meeting_screen", "partial-meeting-screen"):
        page = reverse(f"awards:{name}", args=[poll.meeting_id])
        seen = [sign_in(world, who).get(page).content.decode() for who in ("member", "secretary", "chair")]
        shown += [name for text in seen if receipt in text]
    assert shown == []


def test_nobody_votes_with_the_boxes_of_another_vote_or_for_another():
    world = World()
    poll = world.open_poll
    box = BallotBox.objects.get(poll=poll)
    url = reverse("awards:ballot_cast", args=[poll.meeting_id])
    tries = [
        {POLL_FIELD: poll.pk, f"{FIELD}{box.pk + 1000}": "YES"},
        {POLL_FIELD: poll.pk, f"{FIELD}{box.pk}": "YES", f"{FIELD}{box.pk + 1000}": "YES"},
        {POLL_FIELD: poll.pk, f"{FIELD}{box.pk}": "MAYBE"},
        {POLL_FIELD: poll.pk},
    ]
    assert [sign_in(world, "member").post(url, data).status_code for data in tries] == [409] * 4
    whole = {POLL_FIELD: poll.pk, f"{FIELD}{box.pk}": "YES"}
    seat = poll.meeting.seats.get(user=world.people["chair"])
    assert sign_in(world, "reviewer").post(url, whole | {"seat": seat.pk, "user": seat.user_id}).status_code == 404
    assert sign_in(world, "member").post(url, whole | {POLL_FIELD: poll.pk + 1000}).status_code == 404
    box.refresh_from_db()
    assert (box.entries, box.turnout) == ([], 0)

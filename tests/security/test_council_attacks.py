"""What a curious insider tries around the council: papers printed too early, verdicts told early, steps in between."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from awards.enums import NominationStatus as N
from awards.enums import PollStatus
from awards.models import BallotBox, DecisionLine, DossierPaper, Nomination
from awards.services import decisions, dossiers, meetings, minutes, nominations, polls, postings, suggestions
from awards.services import remarks as said
from campaigns.enums import SubjectKind
from core.workflow import InvalidTransition
from reports import services as printing
from reports.enums import DocumentKind
from reports.privacy import archive, subjects
from tests import factories
from tests.awards.council import Council, make_nominations
from tests.awards.two_worlds import World
from tests.factories import nomination_at
from tests.reports.awarding import Road
from tests.services import ROOT
from tests.submissions import files

pytestmark = pytest.mark.django_db
AT = factories.ward(2026, 12, 14, 9)


@pytest.fixture
def printed(settings, tmp_path):
    """Asks for a paper and has it made."""
    place = {"BACKEND": "core.storage.PrivateStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": place}

    def make(kind, about, by):
        document = printing.request_award_paper(kind=kind, about=about, by=by)
        assert printing.build(document.pk) == "READY"
        return reverse("reports:award_paper_file", args=[document.pk])

    return make


def test_a_draft_of_the_minutes_is_not_handed_to_members_when_they_are_finished(printed, client_of):
    """What the secretary took out of the draft stands in the file that was printed before."""
    road = Road(lines=1).hold()
    remark = said.add(road.meeting, text="Lời nói trong lúc nóng giận", by=road.secretary)
    row = road.write_minutes(finished=False)
    draft = printed(DocumentKind.MINUTES_PDF, road.meeting, road.secretary)
    said.remove(remark, by=road.secretary)
    minutes.finish(row, by=road.secretary)
    road.meeting.refresh_from_db()
    whole = printed(DocumentKind.MINUTES_PDF, road.meeting, road.secretary)
    member = client_of(road.members[2])
    assert (member.get(draft).status_code, member.get(whole).status_code) == (403, 200)
    assert [client_of(user).get(draft).status_code for user in (road.secretary, road.chair)] == [200, 200]


def test_a_paper_taken_out_of_a_dossier_is_not_read_in_an_earlier_print(printed, client_of):
    road = Road(lines=1)
    Nomination.objects.filter(pk=road.person.pk).update(status=N.DRAFT)
    road.person.refresh_from_db()
    dossiers.add_papers(road.person, papers=[(None, files.upload(files.pdf(), "Nhầm người.pdf"))], by=road.office)
    before = printed(DocumentKind.DOSSIER_PDF, road.person, road.office)
    dossiers.remove_paper(DossierPaper.objects.get(), by=road.office)
    after = printed(DocumentKind.DOSSIER_PDF, road.person, road.office)
    Nomination.objects.filter(pk=road.person.pk).update(status=N.READY)
    member = client_of(road.members[2])
    assert (member.get(before).status_code, member.get(after).status_code) == (403, 200)
    assert client_of(road.office).get(before).status_code == 200


def test_the_copy_of_personal_data_does_not_tell_the_councils_verdict_before_the_decision(period):
    """A nominee asks for a copy of what is held: endorsed and not endorsed read the same, as on the nominee's page."""
    award_round, told = factories.make_award_round(period.campaign), set()
    for status in (N.ENDORSED, N.NOT_ENDORSED):
        person = factories.make_person(unit=factories.make_unit())
        nomination_at(status, award_round=award_round, subject=person)
        found = {kind.key: kind.rows for kind in archive.gather(subjects.of_person(person))}
        told.add(found["khen-thuong"][0]["Trạng thái"])
    assert told == {"Chờ Chủ tịch UBND phường quyết định"}


def test_whose_proposal_was_withdrawn_leaves_the_public_list(client):
    office, today = factories.make_user(Role.REVIEWER), timezone.localdate()
    form = factories.make_award_form(factories.make_campaign())
    stays, goes = make_nominations(2, by=office, form=form)
    last = today + timedelta(days=3)
    postings.post(stays.round, [stays, goes], starts_on=today, ends_on=last, place="", by=office)
    dossiers.withdraw(goes, reason="Đơn vị đề nghị thôi", by=office)
    page = client.get(reverse("awards:posted")).text
    assert stays.subject_name in page and goes.subject_name not in page


def test_a_household_once_withdrawn_is_not_rewarded_for_a_person_suggested_now(period, unit, officer, reviewer):
    award_round = factories.make_award_round(period.campaign)
    form = factories.make_award_form(period.campaign, stages=["YEARLY"])
    person = factories.make_person("Trần Thị Bình", unit=unit)
    old = Nomination.objects.create(
        round=award_round, movement=award_round.movement, form=form, subject_kind=SubjectKind.HOUSEHOLD, person=person,
        status=N.WITHDRAWN, created_by=reviewer,
    )  # fmt: skip
    row = suggestions.suggest(
        person, from_unit=unit, form=form, award_round=award_round, merit="Sáng kiến", by=officer, at=AT
    )
    with pytest.raises(InvalidTransition, match="Hộ ông/bà Trần Thị Bình"):
        suggestions.take_up(row, by=reviewer, at=AT)
    old.refresh_from_db()
    assert old.status == N.WITHDRAWN


def test_the_database_does_not_write_a_failed_statement_into_its_log():
    """Its own default does: a box being filled when the disk is full or the server stops would stand there whole."""
    command = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["postgres"][
        "command"
    ]
    assert command == ["postgres", "-c", "log_min_error_statement=panic", "-c", "wal_recycle=off"]


@pytest.mark.postgres
@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_no_ballot_is_read_from_the_write_ahead_log_after_closing(monkeypatch):
    """It holds each ballot as it was cast, one after the other, with the mark of the seat in the same transaction."""
    world = World(1, monkeypatch).cast_all()

    def pairs_in_the_log() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            files = Path(cursor.fetchone()[0], "pg_wal").glob("0*")
        kept = b"".join(path.read_bytes() for path in files)
        return sum(f"{receipt}{choice}".encode() in kept for receipt, choice in world.true_pairs())

    assert pairs_in_the_log() > 0
    world.close().wiped()
    assert pairs_in_the_log() == 0


# --- steps that meet (real threads; row locks are at work on PostgreSQL alone) ----------------------------------------
def in_between(monkeypatch, module, name: str, first, second) -> list:
    """Run `first`; when it calls `module.name`, let `second` go ahead, as far as locks let it."""
    plain, reached, done, results = getattr(module, name), threading.Event(), threading.Event(), [None, None]

    def slow(*args, **kwargs):
        reached.set()
        done.wait(1.5)
        return plain(*args, **kwargs)

    def run(place: int, job) -> None:
        try:
            if place:
                reached.wait(20)
            results[place] = job()
        except Exception as exc:
            results[place] = exc
        finally:
            if place:
                done.set()
            connection.close()

    monkeypatch.setattr(module, name, slow)
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    monkeypatch.setattr(module, name, plain)
    return results


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_line_added_while_its_vote_opens_has_a_mark_for_every_seat_or_waits(monkeypatch):
    council = Council(members=3, lines=1).open()
    late = make_nominations(1, by=council.secretary, form=council.form)
    poll = council.poll
    results = in_between(
        monkeypatch, meetings, "line_rule",
        lambda: meetings.add_to_agenda(council.meeting, late, by=council.secretary),
        lambda: polls.open_poll(poll, by=council.secretary),
    )  # fmt: skip
    assert [row for row in results if isinstance(row, Exception)] == []
    opened = BallotBox.objects.filter(poll__status=PollStatus.OPEN)
    assert {box.marks.count() for box in opened} == {3} and {box.base for box in opened} == {3}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_refused_gets_into_no_draft_that_is_just_being_prepared(monkeypatch):
    """Such a draft could be neither signed nor cleared of the line again."""
    period = factories.make_period()
    row = nomination_at(N.ENDORSED, award_round=factories.make_award_round(period.campaign))
    office, chairman = factories.make_user(Role.REVIEWER), factories.make_user(Role.CHAIRMAN)
    copy = Nomination.objects.select_related("round", "form").get(pk=row.pk)
    in_between(
        monkeypatch, decisions, "_put_in_order",
        lambda: decisions.prepare(row.round, by=office),
        lambda: nominations.refuse(copy, reason="Đang có đơn thư", by=chairman),
    )  # fmt: skip
    row.refresh_from_db()
    assert row.status == N.REFUSED and not DecisionLine.objects.filter(nomination=row).exists()

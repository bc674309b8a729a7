"""Marks, requests about them and the office's list, asked by somebody with an interest of their own, past the pages."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from campaigns.models import ContentArea
from core.models import OutboxMessage
from submissions import phrases_queue
from submissions.enums import ReviewKind, ReviewStatus
from submissions.models import Assignment, RankingBoard, Reopening, Review, Score
from submissions.services import assigning, evidence_zip, interests
from tests import factories
from tests.access.test_access import sign_in
from tests.access.world import World

pytestmark = pytest.mark.django_db
CHANGED = (Review, Score, Assignment, Reopening, OutboxMessage)


def state_of(*reports) -> list:
    """Everything judging writes, to compare before and after."""
    for report in reports:
        report.refresh_from_db()
    rows = [list(model.objects.order_by("pk").values()) for model in CHANGED]
    return [[(report.status, report.rounds) for report in reports], *rows]


@pytest.fixture
def world():
    return World()


def test_marks_of_a_granted_request_do_not_close_by_the_button_of_an_ordinary_review(world):
    """Without its conclusion the board would never be issued anew, and the request would wait for ever."""
    appeal, client = world.taken_appeal, sign_in(world, "reviewer")
    report = appeal.submission
    sent = {}
    for item in report.items.select_related("criteria_item"):
        sent |= {f"diem-{item.pk}": "1", f"nhan-xet-{item.pk}": "Tự đóng phần chấm lại, không có kết luận."}
    client.post(reverse("submissions:complete", args=[report.pk]), sent)
    appeal.refresh_from_db()
    assert (appeal.review.kind, appeal.review.status) == (ReviewKind.AGAIN, ReviewStatus.OPEN)
    final = sent | {"reason": "Đã xem lại hồ sơ gốc.", "xong": "1"}
    for item in report.items.all():
        final[f"ghi-chu-{item.pk}"] = "Đã xem lại hồ sơ gốc của đơn vị."
    assert client.post(reverse("submissions:mark_again", args=[appeal.pk]), final).status_code == 302
    appeal.refresh_from_db()
    assert appeal.granted_version == RankingBoard.objects.get(pk=appeal.board_id).version == 2


POSTS = {
    "start_review": {}, "score": {"value": "1", "version": "0"}, "complete": {}, "accept": {},
    "return": {"due_on": "2099-01-01"}, "reopen": {"reason": "Muốn chấm lại."}, "open_review": {},
    "reconcile_start": {},
}  # fmt: skip


def with_interest(world) -> None:
    """The reviewer's sister works for the unit."""
    reviewer = world.people["reviewer"]
    interests.declare(user=reviewer, about=world.unit, reason="Chị ruột làm ở đơn vị.", by=reviewer)


@pytest.mark.parametrize("what", ["received", "judged", "accepted_report", "taken_up_again"])
def test_whoever_has_an_interest_changes_nothing_by_any_address(world, what):
    report = getattr(world, what)
    with_interest(world)
    item = report.items.order_by("pk").first()
    before, client = state_of(report), sign_in(world, "reviewer")
    for name, data in POSTS.items():
        sent = data | {"field": f"diem-{item.pk}", f"diem-{item.pk}": "1"}
        assert client.post(reverse(f"submissions:{name}", args=[report.pk]), sent).status_code < 500
        assert state_of(report) == before, name


@pytest.mark.parametrize("what", ["score_appeal", "taken_appeal"])
def test_whoever_has_an_interest_answers_no_request(world, what):
    appeal = getattr(world, what)
    with_interest(world)
    before, status, client = state_of(appeal.submission), appeal.status, sign_in(world, "reviewer")
    for name in ("appeal_refuse", "appeal_grant", "take_again", "mark_again"):
        url = reverse(f"submissions:{name}", args=[appeal.pk])
        assert client.post(url, {"answer": "Đồng ý."}).status_code == 403, name
    appeal.refresh_from_db()
    assert (appeal.status, state_of(appeal.submission)) == (status, before)


def test_whoever_marked_a_report_neither_answers_about_it_nor_marks_it_again(world):
    marker = Review.objects.get(submission=world.score_appeal.submission).reviewer
    world.people["marker"] = marker
    client = sign_in(world, "marker")
    for name in ("appeal_refuse", "appeal_grant"):
        assert (
            client.post(reverse(f"submissions:{name}", args=[world.score_appeal.pk]), {"answer": "Đúng."}).status_code
            == 403
        )
    assert client.post(reverse("submissions:take_again", args=[world.granted_appeal.pk])).status_code == 403


def test_who_judges_the_own_unit_is_not_theirs_to_say(world):
    """Neither giving the own unit's report to a friend nor taking it from whoever is strict."""
    report, friend, strict = world.received, factories.make_user(Role.REVIEWER), factories.make_user(Role.REVIEWER)
    with_interest(world)
    client, people = sign_in(world, "reviewer"), {"reviewer": friend.pk, "among": friend.pk, "former": strict.pk}
    data = people | {"nam": world.period.year, "bao-cao": report.pk, "successor": friend.pk}
    for way in ("mot-nguoi", "deu"):
        client.post(reverse("submissions:assign"), data | {"way": way})
    assert not Assignment.objects.exists()
    assigning.assign([report.pk], to=[strict], by=friend)
    before = state_of(report)
    answer = client.post(reverse("submissions:assign"), data | {"way": "giao-lai"}, follow=True)
    assert phrases_queue.SKIP_SHARER in answer.content.decode()
    assert state_of(report) == before


def test_whoever_has_an_interest_opens_the_way_for_nobody_else(world):
    """Ending a friend's declaration about the unit one may not judge oneself would let the friend judge it."""
    friend = factories.make_user(Role.REVIEWER)
    theirs = interests.declare(user=friend, about=world.unit, reason="Vợ là kế toán đơn vị.", by=friend)
    with_interest(world)
    url = reverse("submissions:interest_end", args=[theirs.pk])
    assert sign_in(world, "reviewer").post(url).status_code == 403
    theirs.refresh_from_db()
    assert theirs.ended_at is None
    assert sign_in(world, "secretary").post(url).status_code == 302


def test_points_are_plain_numbers_within_the_criterion(world):
    review = Review.objects.get(submission=world.under_review)
    item = world.under_review.items.order_by("pk").first()
    client, url = sign_in(world, "reviewer"), reverse("submissions:score", args=[world.under_review.pk])
    for text in (
        "NaN",
        "Infinity",
        "-Infinity",
        "1e9",
        "1e1",
        "-1",
        "-0,01",
        "9" * 100,
        "٣",
        "３",
        "50%",
        "1.000.000",
        "0x1",
        "1_0",
        "0,001",
        "60,01",
        "=1+1",
        "١٠",
        "½",
    ):
        answer = client.post(url, {"field": f"diem-{item.pk}", "value": text, "version": "0"})
        assert answer.status_code == 422, text
    assert not review.scores.exists()


def test_a_note_has_an_end(world):
    """Every version of a note is kept, and its unit's page shows it: no room for a book."""
    item, client = world.under_review.items.order_by("pk").first(), sign_in(world, "reviewer")
    url = reverse("submissions:score", args=[world.under_review.pk])
    for length, status in ((2001, 422), (2000, 200)):
        sent = {"field": f"nhan-xet-{item.pk}", "value": "ư" * length, "version": "0"}
        assert client.post(url, sent).status_code == status
    whole = {f"diem-{item.pk}": "1", f"nhan-xet-{item.pk}": "ư" * 9999, f"phien-{item.pk}": Score.objects.get().pk}
    answer = client.post(reverse("submissions:complete", args=[world.under_review.pk]), whole)
    assert answer.status_code == 422 and "Dài quá 7.999 ký tự" in answer.content.decode()
    assert Score.objects.filter(is_latest=True).get().points is None


def test_a_mark_names_only_criteria_of_its_own_report(world):
    other = world.report("DRAFT", unit=world.other).items.order_by("pk").first()
    answer = sign_in(world, "reviewer").post(
        reverse("submissions:score", args=[world.under_review.pk]), {"field": f"diem-{other.pk}", "value": "1"}
    )
    assert answer.status_code == 404
    assert not Score.objects.filter(item=other).exists()


def test_a_request_names_only_criteria_of_its_own_report(world):
    other = world.report("DRAFT", unit=world.other).items.order_by("pk").first()
    url = reverse("submissions:appeal", args=[world.published.pk])
    data = {"text": "Đề nghị.", "item": other.pk}
    assert sign_in(world, "officer").post(url, data).status_code == 422
    assert sign_in(world, "stranger").post(url, {"text": "Đề nghị."}).status_code == 404


def test_a_member_neither_marks_nor_speaks_beyond_the_contents_in_their_care(world):
    report, client = world.received, sign_in(world, "member")
    area = world.care.content_area
    others = list(ContentArea.objects.filter(campaign=world.campaign).exclude(pk=area.pk))
    assert others
    before = state_of(report)
    for name in POSTS:
        assert client.post(reverse(f"submissions:{name}", args=[report.pk]), POSTS[name]).status_code in (403, 404), (
            name
        )
    url = reverse("submissions:remark", args=[report.pk])
    for other in others:
        assert client.post(url, {"content_area": other.pk, "text": "Ý kiến."}).status_code in (403, 422)
    assert state_of(report) == before and not report.remarks.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\a.pdf", "/etc/x.pdf", "C:\\a.pdf", "..", "CON.pdf", "a\r\nb.pdf"]
)
def test_no_name_in_the_zip_is_a_path(name):
    safe = evidence_zip.safe(name)
    assert safe and not set(safe) & set("/\\:\r\n") and not safe.startswith(".")

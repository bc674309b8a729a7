"""A member's part in meetings and postings: in the copy of one's data, kept when the person is erased."""

import pytest
from django.utils import timezone

from awards.enums import VoteChoice
from awards.models import BallotReceipt, MeetingRemark, Recusal, WrittenOpinion
from reports.privacy import council, kept, subjects
from tests.awards.council import Council

pytestmark = [pytest.mark.django_db, pytest.mark.plan("D10")]


@pytest.fixture
def held() -> Council:
    """A meeting in which the last member stepped aside from one line, spoke, and wrote an opinion."""
    held = Council(members=3, lines=1).open()
    seat, by = held.meeting.seats.get(user=held.members[-1]), held.secretary
    nomination = held.nominations[0]
    Recusal.objects.create(seat=seat, nomination=nomination, ground="SELF", reason="Chính mình.", entered_by=by)
    MeetingRemark.objects.create(meeting=held.meeting, seat=seat, text="Xin cân nhắc thêm.", entered_by=by)
    WrittenOpinion.objects.create(
        box=held.boxes()[0], seat=seat, choice=VoteChoice.NO, received_on=timezone.localdate(), entered_by=by
    )
    return held


def test_the_copy_tells_what_the_member_signed_said_and_left(held):
    told = {one.key: list(one.rows) for one in council.holdings(subjects.of_user(held.members[-1]))}
    assert [row["Lý do"] for row in told["khong-bieu-quyet"]] == ["Chính mình."]
    assert [row["Ý kiến"] for row in told["phat-bieu"]] == ["Xin cân nhắc thêm."]
    assert [row["Ý kiến"] for row in told["y-kien-van-ban"]] == ["Không đồng ý"]


def test_no_secret_vote_is_in_the_copy(held):
    held.open_poll()
    held.vote(held.members[0], VoteChoice.YES)
    assert BallotReceipt.objects.filter(cast=True).exists()
    assert "Đồng ý" not in str([list(one.rows) for one in council.holdings(subjects.of_user(held.members[0]))])


def test_erasing_says_that_minutes_stay(held):
    stays = {row.what for row in kept.kept(subjects.of_user(held.members[-1]), at=timezone.now()) if row.count}
    assert {"hồ sơ không biểu quyết", "ý kiến phát biểu trong biên bản", "ý kiến bằng văn bản"} <= stays

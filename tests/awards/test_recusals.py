"""Stepping aside: by the figure, declared, recorded; frozen once the vote is open (law.md 7.3)."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership
from awards.enums import RecusalGround
from awards.models import Recusal
from awards.services import polls, recusals
from campaigns.models import DatedSetting
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards.council import Council

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    """Five members in the room; the last works in the unit of the first line."""
    council = Council(members=5, lines=3)
    Membership.objects.create(user=council.members[4], role=Role.UNIT_HEAD, unit=council.nominations[0].unit)
    return council.open()


def seat(council: Council, place: int):
    return council.meeting.seats.get(user=council.members[place])


def figure_on(council: Council) -> None:
    DatedSetting.objects.filter(campaign=council.campaign, key="own_unit_steps_aside").delete()
    DatedSetting.objects.create(
        campaign=council.campaign, key="own_unit_steps_aside", value=True, source="Quy chế Hội đồng"
    )


def test_nobody_steps_aside_by_themselves_unless_the_figure_says_so(council):
    assert recusals.ensure_for(council.poll, by=council.secretary) == []


def test_the_figure_makes_own_unit_and_self_step_aside_once(council):
    figure_on(council)
    person = factories.make_person(unit=council.nominations[2].unit, user=council.members[3])
    nomination = council.nominations[1]
    type(nomination).objects.filter(pk=nomination.pk).update(unit=None, person=person, subject_kind="INDIVIDUAL")
    made = recusals.ensure_for(council.poll, by=council.secretary)
    unit = council.nominations[0].unit
    assert [(row.seat.user, row.nomination_id, row.ground, row.reason) for row in made] == [
        (council.members[4], council.nominations[0].pk, RecusalGround.OWN_UNIT, f"Công tác tại {unit}."),
        (council.members[3], nomination.pk, RecusalGround.SELF, "Chính mình được đề nghị khen thưởng."),
        (council.members[3], council.nominations[2].pk, RecusalGround.OWN_UNIT,
         f"Công tác tại {council.nominations[2].unit}."),
    ]  # fmt: skip
    assert recusals.ensure_for(council.poll, by=council.secretary) == []
    assert AuditEvent.objects.filter(action="note_recusal").count() == 3


def note(council: Council, place: int, line: int = 0, *, by=None, reason: str = "Vợ là người được đề nghị"):
    by = by or council.secretary
    return recusals.note(
        council.poll, seat=seat(council, place), nomination=council.nominations[line], reason=reason, by=by
    )


def test_a_member_speaks_for_themselves_and_the_secretary_for_all(council):
    assert note(council, 3, by=council.members[3]).ground == RecusalGround.DECLARED
    note(council, 4)
    with pytest.raises(Forbidden, match="Chỉ Thư ký hoặc chính thành viên"):
        note(council, 2, by=council.members[3])
    with pytest.raises(InvalidTransition, match="đã được ghi"):
        note(council, 3)
    with pytest.raises(InvalidTransition, match="Chưa nhập lý do"):
        note(council, 2, reason="  ")
    with pytest.raises(Forbidden):
        recusals.take_back(Recusal.objects.get(seat=seat(council, 4)), by=council.members[3])
    recusals.take_back(Recusal.objects.get(seat=seat(council, 3)), by=council.members[3])
    assert [row.seat.user for row in Recusal.objects.all()] == [council.members[4]]
    events = AuditEvent.objects.filter(action__endswith="recusal").order_by("pk")
    assert [event.action for event in events] == ["note_recusal", "note_recusal", "take_back_recusal"]


def test_nothing_changes_once_the_vote_is_open(council):
    row = note(council, 3)
    council.open_poll()
    for press in (lambda: note(council, 2), lambda: recusals.take_back(row, by=council.secretary)):
        with pytest.raises(Forbidden, match="đã mở bỏ phiếu"):
            press()
    polls.cancel_poll(council.poll, reason="Mất điện", by=council.chair)
    recusals.take_back(row, by=council.secretary)
    assert not Recusal.objects.exists()


def test_the_page_of_a_member_names_only_their_own(council, client_of):
    note(council, 3, reason="Lý do riêng thứ ba")
    note(council, 4, reason="Lý do riêng thứ tư")
    address = reverse("awards:recusals", args=[council.poll.pk])
    mine = client_of(council.members[3]).get(address).content.decode()
    assert "Lý do riêng thứ ba" in mine and "Lý do riêng thứ tư" not in mine and 'name="seat"' not in mine
    all_of_them = client_of(council.secretary).get(address).content.decode()
    assert "Lý do riêng thứ ba" in all_of_them and "Lý do riêng thứ tư" in all_of_them
    screen = client_of(council.members[2]).get(reverse("awards:meeting", args=[council.meeting.pk]))
    assert "Lý do riêng" not in screen.content.decode()
    # Whoever posts another's seat still speaks for themselves.
    data = {"seat": seat(council, 2).pk, "nomination": council.nominations[1].pk, "reason": "Em ruột"}
    assert client_of(council.members[3]).post(address, data).status_code == 302
    assert Recusal.objects.get(reason="Em ruột").seat.user == council.members[3]

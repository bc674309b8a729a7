"""The pages of invitations: whom the press reaches, how far each has come, constant queries."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import invitation_links
from accounts.enums import ImportKind, ImportStatus, Role, RowVerdict
from accounts.models import ImportRow, ImportRun, Invitation
from accounts.services import invitations as service
from core.enums import MessageStatus
from core.models import AuditEvent, OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db
LIST, SEND, REMIND = "accounts:invitation_list", "accounts:invitation_send", "accounts:invitation_remind"


@pytest.fixture
def admin():
    return factories.make_user(Role.ADMIN, last_login=timezone.now())


@pytest.fixture
def client(admin, client_of):
    return client_of(admin)


def text(response) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", response.content.decode())).split())


def officers(count, **fields):
    return [factories.make_user(Role.UNIT_OFFICER, **fields) for _ in range(count)]


def imported(*people) -> ImportRun:
    """A written list of officers that speaks of `people`."""
    run = ImportRun.objects.create(
        kind=ImportKind.OFFICERS, status=ImportStatus.APPLIED, file_name="Cán bộ.xlsx", created_by=people[0],
        applied_at=timezone.now(), applied_by=people[0],
    )  # fmt: skip
    for number, user in enumerate(people, start=2):
        grant = user.memberships.get()
        ImportRow.objects.create(run=run, number=number, verdict=RowVerdict.NEW, object_id=grant.pk)
    return run


def send(client, count, query="", **fields):
    return client.post(reverse(SEND) + query, {"so-nguoi": count, **fields})


# --- sending --------------------------------------------------------------------------------------------------------


def test_an_import_sends_nothing_and_the_press_says_how_many(client):
    people = officers(118)
    unsaid = text(client.get(reverse(SEND)))
    assert "118 người chờ được mời" in unsaid and "Chọn tất cả 118 người" in unsaid and "Gửi 118 thư" not in unsaid
    assert "Sẽ gửi 118 thư" in text(client.get(reverse(SEND) + "?tat-ca=1"))
    assert not OutboxMessage.objects.exists()

    response = client.post(reverse(SEND), {"so-nguoi": 118}, follow=True)

    assert "Đã xếp 118 thư mời vào hàng gửi." in text(response)
    assert set(Invitation.objects.values_list("user_id", flat=True)) == {user.pk for user in people}
    assert "Mọi tài khoản đã được mời hoặc đã đăng nhập." in text(client.get(reverse(SEND)))


def test_one_picks_by_hand_by_unit_by_name_or_the_last_import(client):
    unit = factories.make_unit("Trường Tiểu học Đổi mới")
    by_unit = officers(2, unit=unit)
    (by_name,) = officers(1, full_name="Đặng Thị Hoa")
    last = officers(3)
    imported(*officers(1))
    imported(*last)
    picks = {
        f"?don-vi={unit.pk}": by_unit,
        "?q=dang+thi": [by_name],
        "?lan-nhap=1": last,
        f"?nguoi={by_unit[0].pk}&nguoi={by_name.pk}": [by_unit[0], by_name],
        "?q=khong-co-ai": [],
        "?don-vi=abc&nguoi=x": [*by_unit, by_name, *last, *officers(0)],
    }
    for query, people in picks.items():
        shown = client.get(reverse(SEND) + query).context["page"].object_list
        if "abc" in query:
            assert {user.pk for user in people} <= {user.pk for user in shown}
        else:
            assert {user.pk for user in shown} == {user.pk for user in people}, query

    send(client, 2, f"?nguoi={by_unit[0].pk}&nguoi={by_name.pk}")
    assert set(Invitation.objects.values_list("user_id", flat=True)) == {by_unit[0].pk, by_name.pk}


def test_a_list_that_changed_meanwhile_is_shown_again_and_nothing_leaves(client, admin):
    people = officers(3)
    service.invite(people[0], by=admin)

    response = client.post(reverse(SEND), {"so-nguoi": 3}, follow=True)

    assert "Danh sách vừa thay đổi: nay là 2 người." in text(response)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("count", ["", "x", "-1", "9" * 30])
def test_a_press_without_its_number_sends_nothing(client, count):
    officers(1)

    assert send(client, count).status_code == 302
    assert not Invitation.objects.exists()


def test_two_quick_presses_send_once(client):
    officers(2)

    first, second = (send(client, 2, _khoa="mot-khoa") for _ in range(2))

    assert first["Location"] == second["Location"]
    assert (OutboxMessage.objects.count(), AuditEvent.objects.filter(action="invite").count()) == (2, 2)


def test_the_cap_is_said_before_the_press_and_closes_the_button(client, settings):
    settings.INVITATIONS_PER_DAY = 2
    officers(3)

    page = text(client.get(reverse(SEND) + "?tat-ca=1"))
    assert "Sẽ gửi 2 thư" in page
    assert "hôm nay gửi 2 thư, còn 1 người gửi vào ngày sau" in page
    assert "Còn 1 người, gửi tiếp vào ngày mai." in text(client.post(reverse(SEND), {"so-nguoi": 3}, follow=True))

    page = text(client.get(reverse(SEND) + "?tat-ca=1"))
    assert "Hôm nay đã gửi đủ 2 thư mời. Gửi tiếp vào ngày mai." in page
    response = client.post(reverse(SEND), {"so-nguoi": 1}, follow=True)
    assert "Hôm nay đã gửi đủ 2 thư mời." in text(response)
    assert Invitation.objects.count() == 2


def test_a_letter_held_back_says_why(client, admin):
    (user,) = officers(1)
    row = service.invite(user, by=admin)
    OutboxMessage.objects.filter(pk=row.message_id).update(
        status=MessageStatus.SKIPPED, last_error="địa chỉ của tài khoản đã đổi, cần gửi lại"
    )

    page = text(client.get(reverse(LIST)))
    assert "Không gửi được 1" in page
    assert "Địa chỉ của tài khoản đã đổi, cần gửi lại." in page


# --- the list -------------------------------------------------------------------------------------------------------


def test_every_state_is_counted_shown_and_filtered(client, admin):
    people = {
        name: factories.make_user(full_name=name)
        for name in ("Chờ An", "Gửi Bình", "Mở Chi", "Dùng Dung", "Hạn Giang", "Chối Hà", "Hỏng Khánh")
    }
    service.invite_many(people.values(), by=admin)
    rows = {name: Invitation.objects.get(user=user) for name, user in people.items()}
    letters = {name: OutboxMessage.objects.filter(pk=row.message_id) for name, row in rows.items()}
    for name in ("Gửi Bình", "Mở Chi", "Dùng Dung", "Hạn Giang"):
        letters[name].update(status=MessageStatus.SENT)
    letters["Chối Hà"].update(status=MessageStatus.FAILED, last_error="550 5.1.1 <script>Hộp thư không có</script>")
    letters["Hỏng Khánh"].update(status=MessageStatus.FAILED, last_error="421 4.3.2 Bận")
    service.note_opened(rows["Mở Chi"], now=timezone.now())
    service.accept(invitation_links.token_of(rows["Dùng Dung"]), password="hoa-phuong-do-2026")
    Invitation.objects.filter(pk=rows["Hạn Giang"].pk).update(expires_at=timezone.now() - timedelta(days=1))
    expected = {
        "cho-gui": ("Chờ gửi", "Chờ An"), "da-gui": ("Đã gửi", "Gửi Bình"), "da-mo": ("Đã mở", "Mở Chi"),
        "da-dung": ("Đã dùng", "Dùng Dung"), "het-han": ("Hết hạn", "Hạn Giang"),
        "bi-tu-choi": ("Địa chỉ bị từ chối", "Chối Hà"), "khong-gui-duoc": ("Không gửi được", "Hỏng Khánh"),
    }  # fmt: skip

    page = client.get(reverse(LIST))
    assert "Tất cả 7" in text(page)
    for key, (label, name) in expected.items():
        assert f"{label} 1" in text(page)
        shown = client.get(reverse(LIST) + f"?xem={key}").context["page"].object_list
        assert [row.user.full_name for row in shown] == [name]
    refused = text(client.get(reverse(LIST) + "?q=choi+ha"))
    assert "Máy chủ thư từ chối: không có hộp thư này (mã 550)." in refused
    assert "<script>Hộp" not in page.content.decode()
    assert "Không có lời mời khớp bộ lọc." in text(client.get(reverse(LIST) + "?q=khong-ai"))


@pytest.mark.parametrize("name", [LIST, SEND, REMIND])
def test_queries_do_not_grow_with_the_rows(client, admin, name, django_assert_num_queries):
    def one_more():
        user, waiting = officers(2)
        service.invite(user, by=admin, now=timezone.now() - timedelta(days=2))
        OutboxMessage.objects.update(status=MessageStatus.SENT)
        factories.make_user(Role.COUNCIL_MEMBER)
        return waiting

    one_more()
    expected = {LIST: 11, SEND: 11, REMIND: 8}[name]
    client.get(reverse(name))
    with django_assert_num_queries(expected):
        client.get(reverse(name))
    one_more(), one_more()
    with django_assert_num_queries(expected):
        client.get(reverse(name))


def test_fifty_to_a_page(client, admin):
    service.invite_many(officers(51), by=admin)

    assert len(client.get(reverse(LIST)).context["page"]) == 50
    assert len(client.get(reverse(LIST) + "?trang=2").context["page"]) == 1


def test_sending_again_ends_the_old_link_and_says_so(client, admin):
    (user,) = officers(1)
    row = service.invite(user, by=admin)
    old = invitation_links.token_of(row)

    response = client.post(reverse("accounts:invitation_resend", args=[row.pk]), follow=True)

    assert "Liên kết cũ không dùng được nữa." in text(response)
    assert invitation_links.read(old, now=timezone.now()).state == invitation_links.LinkState.REPLACED


def test_a_used_invitation_offers_no_button_and_refuses_the_press(client, admin):
    (user,) = officers(1)
    row = service.invite(user, by=admin)
    service.accept(invitation_links.token_of(row), password="hoa-phuong-do-2026")

    assert "Gửi lại" not in text(client.get(reverse(LIST)))
    response = client.post(reverse("accounts:invitation_resend", args=[row.pk]), follow=True)
    assert "Lời mời đã được dùng." in text(response)
    assert Invitation.objects.get().times_sent == 1


def test_reminding_says_how_many_and_reaches_those_only(client, admin):
    people = officers(3)
    service.invite_many(people, by=admin, now=timezone.now() - timedelta(days=3))
    OutboxMessage.objects.update(status=MessageStatus.SENT)
    service.invite(officers(1)[0], by=admin)
    assert "Sẽ nhắc 3 người" in text(client.get(reverse(REMIND)))

    assert "nay là 3 người" in text(client.post(reverse(REMIND), {"so-nguoi": 4}, follow=True))
    response = client.post(reverse(REMIND), {"so-nguoi": 3}, follow=True)

    assert "Đã xếp 3 thư mời vào hàng gửi." in text(response)
    assert Invitation.objects.filter(times_sent=2).count() == 3
    assert "Không còn ai cần nhắc" in text(client.get(reverse(REMIND)))


@pytest.mark.plan("R10")
@pytest.mark.parametrize("role", [None, Role.UNIT_OFFICER, Role.REVIEWER, Role.COUNCIL_CHAIR, Role.CHAIRMAN])
def test_who_does_not_keep_accounts_sees_and_sends_nothing(client_of, admin, role):
    row = service.invite(officers(1)[0], by=admin)
    other = client_of(factories.make_user(*[role] if role else []))

    answers = [other.get(reverse(name)) for name in (LIST, SEND, REMIND)]
    answers += [send(other, 0), other.post(reverse(REMIND), {"so-nguoi": 0})]
    assert {answer.status_code for answer in answers} == {403}
    # Nobody else has an invitation in sight.
    assert other.post(reverse("accounts:invitation_resend", args=[row.pk])).status_code == 404
    assert Invitation.objects.get().times_sent == 1

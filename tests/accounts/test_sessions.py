"""Sessions end: by themselves, by their owner, by the office; and what was typed stays with the unit."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.enums import Role
from accounts.middleware import WITHOUT_A_TRACE
from accounts.passwords import LengthValidator
from accounts.services import visits
from accounts.templatetags.door import browser
from core.models import AuditEvent
from submissions.enums import SubmissionStatus
from submissions.services import drafting
from tests import factories
from tests.awards.council import Council

pytestmark = pytest.mark.django_db
PASSWORD = "hoa-phuong-do-2026"
OVER = "Hết phiên làm việc. Đăng nhập lại để làm tiếp; nội dung đã lưu vẫn còn."


@pytest.fixture(autouse=True)
def no_old_attempts():
    cache.clear()


@pytest.fixture
def user():
    user = factories.make_user(Role.UNIT_OFFICER)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(user, **client) -> Client:
    client = Client(**client)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def set_back(client: Client, *, seen: int = 0, began: int = 0) -> None:
    """Pretend that the last press, or the sign-in, was that many seconds ago."""
    session = client.session
    session[visits.SEEN] -= seen
    session[visits.BEGAN] -= began
    session.save()


def said(answer) -> str:
    return strip_tags(answer.content.decode())


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def test_half_an_hour_without_a_press_ends_the_session(user):
    client = sign_in(user)
    set_back(client, seen=30 * 60 + 1)
    answer = client.get(reverse("accounts:profile"), follow=True)
    assert answer.redirect_chain == [(f"{reverse('account_login')}?next={reverse('accounts:profile')}", 302)]
    assert OVER in said(answer)
    assert "_auth_user_id" not in client.session


def test_a_press_in_time_keeps_it(user):
    client = sign_in(user)
    for _ in range(3):
        set_back(client, seen=29 * 60)
        assert is_in(client)


def test_half_a_day_ends_it_however_busy(user):
    client = sign_in(user)
    set_back(client, began=12 * 3600 - 60)
    assert is_in(client)
    set_back(client, began=61)
    assert not is_in(client)


def test_the_lengths_are_settings(user, settings):
    client = sign_in(user)
    settings.SESSION_IDLE_SECONDS = 600
    set_back(client, seen=601)
    assert not is_in(client)


def test_polling_is_no_press(client_of, period):
    secretary = factories.make_user(Role.COUNCIL_SECRETARY)
    client = client_of(secretary)
    set_back(client, seen=1000)
    before = client.session[visits.SEEN]
    client.get("/hoi-dong/1/partial/tinh-trang/", headers={"hx-request": "true"})
    assert client.session[visits.SEEN] == before
    client.get(reverse("accounts:profile"))
    assert client.session[visits.SEEN] > before


@pytest.mark.parametrize("name", sorted(WITHOUT_A_TRACE))
def test_no_page_of_a_ballot_notes_when_it_was_opened(client_of, name):
    council = Council(members=3, lines=1).open()
    poll = council.open_poll()
    member = council.members[0]
    client = client_of(member)
    set_back(client, seen=1000)
    before = client.session[visits.SEEN]
    address = reverse(name, args=[poll.meeting_id])
    client.get(address)
    client.post(address, {"phieu": poll.pk})
    assert client.session[visits.SEEN] == before
    assert not UserSession.objects.filter(user=member).exists()


def test_the_button_keeps_the_session_and_says_how_long(user):
    client = sign_in(user)
    set_back(client, seen=26 * 60)
    answer = client.post(reverse("accounts:keep_alive"))
    assert 30 * 60 - 2 <= answer.json()["seconds"] <= 30 * 60
    set_back(client, seen=30 * 60 + 1)
    assert client.post(reverse("accounts:keep_alive")).status_code == 302


def test_the_button_does_not_move_the_end_of_the_day(user):
    client = sign_in(user)
    set_back(client, began=12 * 3600 - 300)
    assert client.post(reverse("accounts:keep_alive")).json()["seconds"] <= 300


def test_the_page_knows_when_to_warn(user):
    client = sign_in(user)
    html = client.get(reverse("accounts:profile")).content.decode()
    left = int(re.search(r'data-session-left="(\d+)"', html).group(1))
    assert 1790 <= left <= 1800
    assert 'data-session-warning="300"' in html
    assert f'data-keep-alive="{reverse("accounts:keep_alive")}"' in html


def test_a_session_is_written_at_most_once_a_minute(user):
    client = sign_in(user)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            is_in(client)
    written = [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert [sql for sql in written if "session" in sql] == []
    set_back(client, seen=61)
    with CaptureQueriesContext(connection) as queries:
        is_in(client)
        is_in(client)
    updates = [query["sql"] for query in queries if query["sql"].startswith('UPDATE "django_session"')]
    assert len(updates) == 1


def test_a_session_of_before_this_rule_goes_on_and_gets_its_clock(user, client_of):
    client = client_of(user)
    session = client.session
    del session[visits.SEEN], session[visits.BEGAN]
    session.save()
    assert is_in(client)
    assert abs(client.session[visits.BEGAN] - time.time()) < 5


def test_cookies_end_with_the_browser(user):
    client = sign_in(user)
    assert client.cookies["sessionid"]["expires"] == ""
    assert client.cookies["sessionid"]["httponly"]


# --- what the office takes away


@pytest.mark.plan("R10")
def test_a_closed_account_is_out_at_the_next_request(user):
    client = sign_in(user)
    user.is_active = False
    user.save()
    assert client.get(reverse("accounts:profile"))["Location"].startswith(reverse("account_login"))


@pytest.mark.plan("R10")
def test_a_role_taken_away_is_gone_at_the_next_request(client_of):
    reviewer = factories.make_user(Role.REVIEWER)
    client = client_of(reviewer)
    assert client.get(reverse("submissions:queue")).status_code == 200
    reviewer.memberships.all().delete()
    assert client.get(reverse("submissions:queue")).status_code == 403


@pytest.fixture
def draft(officer, unit, period):
    return factories.submission_at(SubmissionStatus.DRAFT, subject=unit, period=period, by=officer)


def save(client: Client, draft, text: str):
    """One field on its way, as autosave.js sends it."""
    item = draft.items.order_by("pk").first()
    return client.post(
        reverse("submissions:autosave", args=[draft.pk]),
        {"field": f"item-{item.pk}-result", "value": text, "version": drafting.stamp(item.result)},
        headers={"accept": "application/json", "x-requested-with": "fetch"},
    )


def typed(draft) -> str:
    return draft.items.order_by("pk").first().result


@pytest.mark.parametrize("end", ["idle", "closed", "password"])
def test_saving_after_the_end_leads_to_the_door_and_what_was_saved_stays(client_of, officer, draft, end):
    """Autosave shows its panel on a redirect; the text waits on the page and in the browser."""
    client = client_of(officer)
    assert save(client, draft, "Đã trồng 120 cây").status_code == 200
    if end == "idle":
        set_back(client, seen=31 * 60)
    elif end == "closed":
        type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    else:
        officer.set_password("song-tam-bac-2026")
        officer.save()
    answer = save(client, draft, "Đã trồng 500 cây")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert typed(draft) == "Đã trồng 120 cây"


def test_the_same_form_goes_on_after_signing_in_again(user, period, group):
    unit = user.memberships.get().unit
    factories.enrol(group, unit)
    draft = factories.submission_at(SubmissionStatus.DRAFT, subject=unit, period=period, by=user)
    client = sign_in(user)
    set_back(client, seen=31 * 60)
    assert save(client, draft, "Đã trồng 500 cây").status_code == 302
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert save(client, draft, "Đã trồng 500 cây").status_code == 200
    assert typed(draft) == "Đã trồng 500 cây"


def test_saving_while_typing_is_a_press(client_of, officer, draft):
    client = client_of(officer)
    for number in range(3):
        set_back(client, seen=20 * 60)
        assert save(client, draft, f"Đã trồng {number} cây").status_code == 200


@pytest.mark.plan("R10")
def test_a_role_taken_away_while_the_form_is_open_refuses_the_next_save(client_of, officer, draft):
    client = client_of(officer)
    save(client, draft, "Đã trồng 120 cây")
    officer.memberships.all().delete()
    assert save(client, draft, "Đã trồng 500 cây").status_code == 404
    assert typed(draft) == "Đã trồng 120 cây"


# --- one's own list


def test_own_sessions_are_listed_and_one_is_ended(user):
    here = sign_in(user, headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36"})
    there = sign_in(user, headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Zalo android/25"})
    page = said(here.get(reverse("usersessions_list")))
    assert "Chrome trên Windows" in page and "Zalo trên Android" in page and "Phiên này" in page
    other = UserSession.objects.get(session_key=there.session.session_key)
    answer = here.post(reverse("accounts:session_end", args=[other.pk]), follow=True)
    assert "Đã kết thúc phiên." in said(answer)
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_session_left_alone_is_no_longer_listed(user):
    client, _ = sign_in(user), sign_in(user)
    rows = UserSession.objects.exclude(session_key=client.session.session_key)
    rows.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    page = said(client.get(reverse("usersessions_list")))
    assert page.count("127.0.0.1") == 1
    assert "Kết thúc mọi phiên khác" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(user, count, django_assert_num_queries):
    client, *_ = [sign_in(user) for _ in range(count)]
    # session, account, roles of today, sessions
    with django_assert_num_queries(4):
        client.get(reverse("usersessions_list"))


def test_ending_all_others_keeps_this_one_and_is_one_row_of_the_log(user):
    here, *others = [sign_in(user) for _ in range(3)]
    before = AuditEvent.objects.count()
    answer = here.post(reverse("usersessions_list"), follow=True)
    assert "Đã kết thúc các phiên khác." in said(answer)
    assert [is_in(client) for client in (here, *others)] == [True, False, False]
    (event,) = AuditEvent.objects.order_by("pk")[before:]
    assert (event.action, event.actor_id, event.data) == ("end_sessions", user.pk, {"count": 2})


def test_nobody_ends_a_session_of_somebody_else(user):
    other = factories.make_user(Role.UNIT_OFFICER)
    session = UserSession.objects.create(user=other, session_key="cua-nguoi-khac", ip="127.0.0.1", user_agent="x")
    assert sign_in(user).post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
    assert UserSession.objects.filter(pk=session.pk).exists()


def test_this_session_is_not_ended_from_the_list(user):
    client = sign_in(user)
    client.post(reverse("accounts:session_end", args=[UserSession.objects.get().pk]))
    assert is_in(client)


def test_a_new_password_ends_the_other_sessions(user):
    here, there = sign_in(user), sign_in(user)
    new = "song-lach-tray-2026"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_password_set_by_mail_ends_every_session(user):
    there = sign_in(user)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = "/" + re.search(r"https?://\S+", mail.outbox[-1].body).group().split("/", 3)[3]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "song-lach-tray-2026", "password2": "song-lach-tray-2026"})
    assert (is_in(client), is_in(there)) == (True, False)


# --- how long a password has to be


@pytest.mark.parametrize(
    ("length", "has_factor", "accepted"), [(13, False, False), (14, False, True), (7, True, False), (8, True, True)]
)
def test_a_password_alone_is_longer(user, length, has_factor, accepted):
    client = sign_in(user)
    if has_factor:
        TOTP.activate(user, generate_totp_secret())
    new = "sông-cấm-26-đò-bính"[:length]
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    user.refresh_from_db()
    assert user.check_password(new) is accepted
    assert accepted or f"Mật khẩu phải có ít nhất {8 if has_factor else 14} ký tự." in said(answer)


def test_who_works_only_with_a_factor_may_choose_the_shorter_one_before(settings):
    settings.SECOND_FACTOR_ROLES = ["REVIEWER"]
    validator = LengthValidator()
    assert validator.length_for(factories.make_user(Role.REVIEWER)) == 8
    assert validator.length_for(factories.make_user(Role.UNIT_OFFICER)) == 14
    assert validator.length_for(None) == 14
    assert "14 ký tự" in validator.get_help_text()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox trên Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit Version/18.0 Safari/604.1", "Safari trên iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge trên Windows"),
        ("", "Trình duyệt khác"),
    ],
)
def test_a_browser_is_named_in_words(line, name):
    assert browser(line) == name

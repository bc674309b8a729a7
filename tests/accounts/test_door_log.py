"""What happens at the door is one line each; what was typed there is in none, nor anywhere in the process log."""

import json
import logging
import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.services import door_log, factors, visits
from core import audit, outbox
from core.audit_words import Entry
from core.models import AuditEvent, AuditSeal, OutboxMessage
from tests import factories
from tests.awards.two_worlds import World

pytestmark = pytest.mark.django_db
PASSWORD = "hoa-phuong-do-2026"
OTHER = "bien-ho-xanh-2027"


@pytest.fixture(autouse=True)
def no_old_attempts():
    cache.clear()


@pytest.fixture
def user():
    user = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường minh họa", code="TH-007"))
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def client(user):
    client = Client()
    sign_in(user.email, client=client)
    return client


def sign_in(typed: str, password: str = PASSWORD, *, client: Client | None = None):
    return (client or Client()).post(reverse("account_login"), {"login": typed, "password": password})


def confirm(client: Client):
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code(secret: str, *, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def lines() -> list[tuple[str, int | None, str]]:
    """Action, actor, object of every line, oldest first."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor_id", "object_id"))


def test_signing_in_is_one_line_with_the_way_the_roles_and_the_source(user):
    sign_in("th-007")
    (row,) = AuditEvent.objects.all()
    assert (row.action, row.actor_id, row.object_id, row.address) == ("sign_in", user.pk, str(user.pk), "127.0.0.1")
    assert (row.data, row.capacity) == ({"way": "mật khẩu"}, "Cán bộ đầu mối của đơn vị (Trường minh họa)")


def test_two_steps_are_one_line_and_name_both(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    sign_in(user.email, client=client)
    assert lines() == []
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert lines() == [("second_factor_failed", None, str(user.pk)), ("sign_in", user.pk, str(user.pk))]
    assert AuditEvent.objects.first().data == {"way": "mật khẩu, ứng dụng tạo mã"}


def test_a_wrong_password_names_the_account_meant_and_never_what_was_typed(user):
    sign_in(user.email, "sai-mat-khau")
    sign_in("mat-khau-go-nham-o-day", "x")
    assert lines() == [("sign_in_failed", None, str(user.pk)), ("sign_in_failed", None, "")]
    assert {row.actor_name for row in AuditEvent.objects.all()} == {audit.STRANGER}


def test_made_up_names_are_a_handful_of_lines_for_each_source(user):
    def guess(number: int, **source):
        data = {"login": f"ten-bia-{number}@vi-du.example", "password": "x"}
        Client().post(reverse("account_login"), data, **source)

    for number in range(12):
        guess(number)
    assert [action for action, _, _ in lines()] == ["sign_in_failed"] * (door_log.UNKNOWN_NAMES + 1)
    # Another source has lines of its own, and an account that exists is told whatever was made up before.
    guess(0, REMOTE_ADDR="192.0.2.9")
    sign_in(user.email, "sai-mat-khau")
    assert [pk for _, _, pk in lines()][-2:] == ["", str(user.pk)]
    # The cache keeps no name as it was typed, nor a hash anybody could look up.
    assert "ten-bia" not in str(cache._cache)


def test_a_thousand_guesses_are_a_handful_of_lines(user):
    for _ in range(200):
        sign_in(user.email, "sai-mat-khau")
    assert [action for action, _, _ in lines()] == ["sign_in_failed"] * 5 + ["sign_in_blocked"]
    # Beyond the limit also the right password is not looked at; nobody came in.
    sign_in(user.email)
    assert len(lines()) == 6


def test_used_up_links_are_one_line_per_source(user):
    for _ in range(50):
        Client().post(reverse("accounts:link_open", args=["khong-co"]))
    assert lines() == [("sign_in_link_failed", None, "")]


def test_the_mailed_link_is_one_line_when_it_is_used(user):
    Client().post(reverse("accounts:link_ask"), {"login": user.email})
    for message in OutboxMessage.objects.due(timezone.now()):
        outbox.deliver(message.pk)
    path = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body).group(1)
    assert lines() == []
    Client().get(path)
    assert lines() == []
    Client().post(path)
    assert lines() == [("sign_in", user.pk, str(user.pk))]
    assert AuditEvent.objects.get().data == {"way": "liên kết qua thư"}


def test_signing_out_is_one_line(client, user):
    client.post(reverse("account_logout"))
    assert lines()[1:] == [("sign_out", user.pk, str(user.pk))]
    Client().post(reverse("account_logout"))
    assert len(lines()) == 2


def test_a_session_that_lasted_its_time_says_so(client, user):
    session = client.session
    session[visits.SEEN] -= 3600
    session.save()
    client.get(reverse("accounts:profile"))
    assert lines()[1:] == [("session_expired", user.pk, str(user.pk))]


def test_ending_other_sessions_is_one_line_however_many(client, user):
    for _ in range(2):
        sign_in(user.email)
    before = len(lines())
    client.post(reverse("usersessions_list"))
    assert [action for action, _, _ in lines()][before:] == ["end_sessions"]


def test_another_password_is_one_line(client, user):
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    user.refresh_from_db()
    assert user.check_password(OTHER)
    assert lines()[1:] == [("password_changed", user.pk, str(user.pk))]


@pytest.mark.django_db(transaction=True)
def test_each_change_of_a_factor_is_one_line(user):
    client = Client()
    sign_in(user.email, client=client)
    confirm(client)
    start = len(lines())

    def new() -> list[tuple[str, dict]]:
        return list(AuditEvent.objects.order_by("pk").values_list("action", "data"))[start:]

    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'<code id="khoa">(\w+)</code>', page.content.decode()).group(1)
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    added = ("factor_added", {"factor": "ứng dụng tạo mã"})
    assert new() == [added]
    client.post(reverse("mfa_generate_recovery_codes"), {"action": "generate"})
    renewed = ("factor_renewed", {"factor": "mã dự phòng"})
    assert new() == [added, renewed]
    client.post(reverse("mfa_deactivate_totp"))
    assert not factors.has_factor(user)
    assert new() == [added, renewed, ("factor_removed", {"factor": "ứng dụng tạo mã"})]


def test_a_mailed_new_password_is_one_line_besides_the_sign_in(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": user.email})
    for message in OutboxMessage.objects.due(timezone.now()):
        outbox.deliver(message.pk)
    path = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body).group(1)
    page = client.get(path, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": OTHER, "password2": OTHER})
    user.refresh_from_db()
    assert user.check_password(OTHER)
    assert lines() == [("password_reset", user.pk, str(user.pk)), ("sign_in", user.pk, str(user.pk))]


def test_every_line_of_the_door_reads_in_words(user):
    sign_in(user.email, "sai")
    sign_in(user.email)
    for row in AuditEvent.objects.all():
        entry = Entry(row)
        assert entry.what not in ("Việc khác", row.action) and entry.kind == "Đăng nhập, đăng xuất"


SECRETS = {
    "password": "bi-mat-MATKHAU-9731", "new": "bi-mat-MOI-9732-xa", "code": "973197", "name": "bi-mat-TEN-9733",
}  # fmt: skip


def everything_written(caplog) -> str:
    """All rows of the log and its seals, and every line of the process log."""
    rows = [*AuditEvent.objects.values(), *AuditSeal.objects.values()]
    return json.dumps(rows, default=str, ensure_ascii=False) + "\n".join(
        f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records
    )


@pytest.mark.plan("R6")
@pytest.mark.django_db(transaction=True)
def test_no_secret_typed_at_the_door_gets_into_the_log(user, caplog):
    caplog.set_level(logging.DEBUG)
    user.set_password(SECRETS["password"])
    user.save()
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    forms = {
        "account_login": [
            {"login": SECRETS["name"], "password": SECRETS["password"]},
            {"login": user.email, "password": SECRETS["new"]},
            {"login": user.email, "password": SECRETS["password"]},
        ],
        "mfa_authenticate": [{"code": SECRETS["code"]}],
        "account_reset_password": [{"email": f"{SECRETS['name']}@demo.example"}, {"email": user.email}],
        "accounts:link_ask": [{"login": SECRETS["name"]}, {"login": user.email}],
        "account_confirm_login_code": [{"code": SECRETS["code"]}],
    }
    inside = {
        "account_reauthenticate": [{"password": SECRETS["new"]}, {"password": SECRETS["password"]}],
        "mfa_activate_totp": [{"code": SECRETS["code"]}],
        "mfa_reauthenticate": [{"code": SECRETS["code"]}],
        "account_change_password": [
            {"oldpassword": SECRETS["name"], "password1": SECRETS["new"], "password2": SECRETS["new"]},
            {"oldpassword": SECRETS["password"], "password1": SECRETS["new"], "password2": SECRETS["new"]},
        ],
        "accounts:invitation_accept": [
            {"token": SECRETS["name"], "password1": SECRETS["new"], "password2": SECRETS["new"]}
        ],
    }
    for name, sent in forms.items():
        for fields in sent:
            client.post(reverse(name), fields)
    client.post(reverse("accounts:link_open", args=[SECRETS["name"]]))
    client.get(reverse("accounts:invitation", args=[SECRETS["name"]]))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for name, sent in inside.items():
        for fields in sent:
            client.post(reverse(name), fields)
    client.get(reverse("submissions:queue"), {"mat-khau": SECRETS["name"]})
    for message in OutboxMessage.objects.all():
        outbox.deliver(message.pk)
    tokens = {part for letter in mail.outbox for part in re.findall(r"/([\w:.-]{20,})", letter.body)}
    assert tokens and AuditEvent.objects.filter(action="refused").exists()
    written = everything_written(caplog)
    assert [word for word in (*SECRETS.values(), *tokens) if word.casefold() in written.casefold()] == []


@pytest.mark.plan("R6")
@pytest.mark.django_db(transaction=True)
def test_no_request_about_a_ballot_writes_a_line_or_a_seal(monkeypatch):
    world = World(1, monkeypatch, members=6, lines=2)
    before = (AuditEvent.objects.count(), AuditSeal.objects.count())
    # Sees the meeting and has no seat: is told no.
    other = Client()
    other.force_login(factories.make_user(Role.COUNCIL_SECRETARY), backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(reverse("awards:ballot", args=[world.council.meeting.pk])).status_code == 403
    for client in (other, *world.clients.values()):
        for name in ("ballot", "ballot_done"):
            client.get(reverse(f"awards:{name}", args=[world.council.meeting.pk]))
        for name in ("ballot", "ballot_review"):
            client.post(reverse(f"awards:{name}", args=[world.council.meeting.pk]), {"phieu": 1})
    world.cast_all()
    world.post(world.order[0], "awards:ballot_cast")
    assert (AuditEvent.objects.count(), AuditSeal.objects.count()) == before

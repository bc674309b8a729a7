"""`manage.py send_test_mail`: what the mail server said, in Vietnamese, and by the portal's own way."""

import smtplib
import socket
import ssl
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from core import mail_check
from core.models import DemoMail, OutboxMessage
from tests.core.smtp_sink import SmtpSink
from tests.services import free_port

TO = "can-bo@demo.example"


@pytest.fixture
def sink():
    server = SmtpSink()
    yield server
    server.end()


@pytest.fixture
def through(settings):
    """Mail leaves through this port of this machine."""

    def set_up(port: str) -> None:
        settings.EMAIL_BACKEND = "core.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

    return set_up


def command() -> str:
    out = StringIO()
    call_command("send_test_mail", TO, stdout=out)
    return out.getvalue()


def test_the_servers_answer_is_told(sink, through, settings):
    through(sink.port)
    way, answer = command().splitlines()
    assert way == (
        f"Thư của cổng: qua 127.0.0.1:{sink.port} (không mã hóa, không đăng nhập). Người gửi: "
        f"{settings.DEFAULT_FROM_EMAIL}."
    )
    assert answer == f"Máy chủ thư đã nhận thư gửi {TO}. Nguyên văn: 250 queued"
    assert [recipient for recipient, _ in sink.letters] == [TO]


@pytest.mark.django_db
def test_it_goes_past_the_outbox():
    assert "đã được ghi lại, không rời máy này" in command()
    assert not OutboxMessage.objects.exists()
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == ([TO], mail_check.SUBJECT)
    assert mail_check.TEXT in letter.body and mail_check.TEXT in letter.alternatives[0][0]


@pytest.mark.django_db
def test_the_demo_says_where_it_keeps_its_letters(settings):
    settings.DEMO, settings.EMAIL_BACKEND = True, "core.demo_mail.DemoMailBackend"
    assert command().startswith("Thư của cổng: giữ ở /thu-mau/, không rời máy này.")
    assert DemoMail.objects.get().recipients == [TO]


def test_a_refused_address_ends_with_one(sink, through):
    through(sink.port)
    sink.refused[TO] = "550 5.1.1 No such user"
    with pytest.raises(CommandError) as caught:
        command()
    assert caught.value.returncode == 1
    assert str(caught.value) == (
        "Máy chủ thư từ chối: không có hộp thư này (mã 550). Nguyên văn: 550 5.1.1 No such user"
    )


def test_a_server_that_is_not_there(through):
    port = str(free_port())
    through(port)
    with pytest.raises(CommandError, match=f"Không nối được tới 127.0.0.1:{port}: xem lại EMAIL_HOST, EMAIL_PORT."):
        command()


def test_a_server_that_turns_everybody_away(sink, through):
    through(sink.port)
    sink.greeting = "554 5.7.1 go away"
    with pytest.raises(CommandError, match="máy chủ không nhận thư của cổng .mã 554.. Nguyên văn: 554 5.7.1 go away"):
        command()


def test_a_wrong_address_is_not_tried():
    with pytest.raises(CommandError, match="không phải là một địa chỉ thư") as caught:
        call_command("send_test_mail", "can-bo")
    assert (caught.value.returncode, mail.outbox) == (2, [])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b"5.7.8 bad"),
            "không nhận EMAIL_HOST_USER, EMAIL_HOST_PASSWORD. Nguyên văn",
        ),
        (smtplib.SMTPSenderRefused(553, b"not you", "a@b"), "địa chỉ người gửi EMAIL_FROM. Nguyên văn: 553 not you"),
        (smtplib.SMTPServerDisconnected("closed"), "cổng 465 dùng EMAIL_USE_SSL=1. Nguyên văn: closed"),
        (smtplib.SMTPNotSupportedError("no STARTTLS"), "không biết STARTTLS"),
        (ssl.SSLError(1, "wrong version number"), "Cổng 587 dùng EMAIL_USE_TLS=1"),
        (ssl.SSLCertVerificationError(1, "self-signed"), "Chứng thư của máy chủ thư không kiểm được"),
        (smtplib.SMTPDataError(452, b"4.2.2 full"), "tạm chưa nhận: hộp thư đã đầy"),
        (socket.gaierror(-2, "Name or service not known"), "Không tìm thấy máy chủ"),
        (TimeoutError("timed out"), "không trả lời sau 20 giây"),
        (RuntimeError(""), "Chưa gửi được thư."),
    ],
)
def test_every_fault_says_what_to_look_at(fault, words):
    assert words in mail_check.explain(fault)


@pytest.mark.parametrize(("ssl_on", "tls_on", "words"), [(True, False, "SSL/TLS"), (False, True, "STARTTLS")])
def test_the_way_is_told_without_the_password(settings, ssl_on, tls_on, words):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "thu.lechan.example", 465
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = ssl_on, tls_on
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "cong-thi-dua", "rất bí mật"
    assert mail_check.way_of_letters() == f"qua thu.lechan.example:465 ({words}, tài khoản cong-thi-dua)"

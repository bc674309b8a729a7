"""One letter straight to the mail server, and what came of it in words (gửi thư thử), for whoever sets it up."""

import smtplib
import socket
import ssl
from dataclasses import dataclass, field

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string

from .mail_faults import in_words

SUBJECT = "Thư thử của cổng thi đua"
TEXT = "Thư này cho biết máy chủ thư của cổng đã gửi được. Không cần làm gì."
TWO_PORTS = "Cổng 587 dùng EMAIL_USE_TLS=1, cổng 465 dùng EMAIL_USE_SSL=1."


class NotSent(Exception):
    """The letter did not leave; `str()` says in Vietnamese why and what to look at."""


@dataclass(slots=True)
class Outcome:
    """What happened: which way the letter took, and the server's last answer ("250 2.0.0 Ok: queued as …") if any."""

    way: str
    answer: str = field(default="")


def send_test(address: str) -> Outcome:
    """Send one letter to `address` by the backend the portal's letters take, past the outbox; raises NotSent."""
    connection = get_connection()
    outcome = Outcome(way_of_letters())
    try:
        connection.open()
        if isinstance(connection, EmailBackend):
            _listen(connection.connection, outcome)
        _letter(address, connection).send()
    except Exception as exc:  # whatever a mail server or the way to it may do
        raise NotSent(explain(exc)) from exc
    finally:
        connection.close()
    return outcome


def way_of_letters() -> str:
    """How the portal's letters leave, as the settings say it; never with the password."""
    if not settings.EMAIL_HOST:
        return "giữ ở /thu-mau/, không rời máy này" if settings.DEMO else "in ra màn hình, không rời máy này"
    sealed = "SSL/TLS" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else "không mã hóa"
    user = f"tài khoản {settings.EMAIL_HOST_USER}" if settings.EMAIL_HOST_USER else "không đăng nhập"
    return f"qua {settings.EMAIL_HOST}:{settings.EMAIL_PORT} ({sealed}, {user})"


def _letter(address: str, connection) -> EmailMultiAlternatives:
    context = {
        "message": {"subject": SUBJECT, "text": TEXT}, "link": settings.SITE_URL, "phone": settings.OFFICE_PHONE,
        "office": settings.OFFICE_NAME,
    }  # fmt: skip
    body = render_to_string("emails/message.txt", context)
    letter = EmailMultiAlternatives(SUBJECT, body, to=[address], connection=connection)
    letter.attach_alternative(render_to_string("emails/message.html", context), "text/html")
    return letter


def _listen(smtp: smtplib.SMTP, outcome: Outcome) -> None:
    """Keep what the server says when it has the whole letter: the number an administrator there can look for."""
    plain = smtp.data

    def data(content):
        code, words = plain(content)
        outcome.answer = f"{code} {_text(words)}"
        return code, words

    smtp.data = data


def explain(exc: Exception) -> str:
    """A Vietnamese sentence for what went wrong, then the server's own words."""
    match exc:
        case smtplib.SMTPAuthenticationError():
            found = "Máy chủ thư không nhận EMAIL_HOST_USER, EMAIL_HOST_PASSWORD."
        case smtplib.SMTPSenderRefused():
            found = "Máy chủ thư không nhận địa chỉ người gửi EMAIL_FROM."
        case smtplib.SMTPRecipientsRefused():
            found = in_words(_own_words(exc)) or "Máy chủ thư không nhận địa chỉ này."
        case smtplib.SMTPNotSupportedError():
            found = "Máy chủ thư không biết STARTTLS hoặc không nhận đăng nhập ở cổng này. " + TWO_PORTS
        case ssl.SSLCertVerificationError():
            found = "Chứng thư của máy chủ thư không kiểm được: EMAIL_HOST phải đúng tên ghi trong chứng thư."
        case smtplib.SMTPServerDisconnected() | ssl.SSLError():
            found = "Máy chủ thư ngắt liên lạc khi bắt đầu. " + TWO_PORTS
        case smtplib.SMTPResponseException():
            found = in_words(_own_words(exc))
        case socket.gaierror():
            found = f"Không tìm thấy máy chủ {settings.EMAIL_HOST}: xem lại EMAIL_HOST và mạng của máy chủ."
        case TimeoutError():
            found = (
                f"Máy chủ thư không trả lời sau {settings.EMAIL_TIMEOUT} giây: xem lại EMAIL_PORT, tường lửa. "
                + TWO_PORTS
            )
        case OSError():
            found = f"Không nối được tới {settings.EMAIL_HOST}:{settings.EMAIL_PORT}: xem lại EMAIL_HOST, EMAIL_PORT."
        case _:
            found = "Chưa gửi được thư."
    own = _own_words(exc)
    return f"{found} Nguyên văn: {own}" if own else found


def _own_words(exc: Exception) -> str:
    if isinstance(exc, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(exc.recipients.values()))
        return f"{code} {_text(words)}"
    if isinstance(exc, smtplib.SMTPResponseException):
        return f"{exc.smtp_code} {_text(exc.smtp_error)}"
    return str(exc)


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)

"""Mail of the demo: kept in a table and read at /thu-mau/; nothing leaves the machine."""

from base64 import b64encode

from django.core.mail.backends.base import BaseEmailBackend

from .models import DemoMail


class DemoMailBackend(BaseEmailBackend):
    """Write every message into DemoMail instead of sending it."""

    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            DemoMail.objects.create(
                message_id=message.extra_headers.get("Message-ID", ""),
                sender=message.from_email,
                recipients=message.recipients(),
                copy_to=message.cc,
                subject=message.subject,
                text=message.body,
                html=_html_of(message),
                attachments=[_kept(*attachment) for attachment in message.attachments],
            )
        return len(email_messages)


def _html_of(message) -> str:
    parts = getattr(message, "alternatives", [])
    return next((content for content, mimetype in parts if mimetype == "text/html"), "")


def _kept(name: str, content: bytes | str, mimetype: str | None) -> dict[str, str]:
    data = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimetype": mimetype or "application/octet-stream", "content": b64encode(data).decode()}

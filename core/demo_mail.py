"""Mail of the demo: kept in a table and read at /thu-mau/; nothing leaves the machine."""

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
                subject=message.subject,
                text=message.body,
            )
        return len(email_messages)

"""Mail through SMTP, keeping whom the server refused while it took the letter for others.

Django tells of refusals only when nobody was left; a head in copy would hide that the officer got nothing.
"""

import smtplib

from django.core.mail.backends import smtp


class _Remembers:
    """Keeps the answer of the last letter: refused address -> (code, words)."""

    refused: dict = {}

    def sendmail(self, *args, **kwargs):
        self.refused = super().sendmail(*args, **kwargs)
        return self.refused


class _Plain(_Remembers, smtplib.SMTP):
    pass


class _OverTls(_Remembers, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """As Django's; each sent message gets `refused`, empty when everybody was accepted."""

    @property
    def connection_class(self):
        return _OverTls if self.use_ssl else _Plain

    def _send(self, email_message):
        sent = super()._send(email_message)
        email_message.refused = dict(self.connection.refused) if sent else {}
        return sent

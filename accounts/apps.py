"""Configuration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "accounts"
    verbose_name = "Đơn vị, tài khoản"

    def ready(self):
        from core import letter_kinds, notes

        from . import mail_topics
        from .letter_kinds import KINDS

        letter_kinds.register(*KINDS)
        notes.register(mail_topics.readers)
        # The signals at sign-in have to be heard before the first request builds the middleware.
        # The import's services name its tasks; without a broker the web process must know them.
        from . import middleware, privacy_gate, signals, tasks  # noqa: F401

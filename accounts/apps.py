"""Configuration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "accounts"
    verbose_name = "Đơn vị, tài khoản"

    def ready(self):
        from core import outbox

        from . import invitation_letters

        outbox.register_guard(invitation_letters.KIND, invitation_letters.still_wanted)
        outbox.register_link(invitation_letters.KIND, invitation_letters.link)
        # The signals at sign-in have to be heard before the first request builds the middleware.
        # The import's services name its tasks; without a broker the web process must know them.
        from . import middleware, privacy_gate, signals, tasks  # noqa: F401
        from .services import sign_in_links  # noqa: F401 - gives its letters their link as they leave

"""Configuration of the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "core"
    verbose_name = "Phần chung"

    def ready(self) -> None:
        """The health page tells what the nightly look at the data found, and whether letters leave."""
        from . import data_check, health, mail_watch

        health.register_part("data", data_check.last_outcome)
        health.register_part("mail", mail_watch.state)

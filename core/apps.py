"""Configuration of the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "core"
    verbose_name = "Phần chung"

    def ready(self) -> None:
        """The health page tells what the nightly look at the data found."""
        from . import data_check, health

        health.register_part("data", data_check.last_outcome)

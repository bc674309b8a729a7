"""Configuration of the submissions app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "submissions"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Whether a reminder is still needed is asked once more when it leaves; what units have is asked here."""
        from accounts import calendar_feed, footprint
        from core import health, letter_kinds, letter_texts

        from . import calendar_days
        from . import footprint as own
        from .letter_kinds import KINDS
        from .letter_texts import TEXTS
        from .services import scanning

        footprint.register(own)
        health.register_part("files", scanning.state_of_files)
        letter_kinds.register(*KINDS)
        letter_texts.register(*TEXTS)
        calendar_feed.register(calendar_days.days_of)

"""Configuration of the awards app."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "awards"
    verbose_name = "Khen thưởng"

    def ready(self):
        from accounts import calendar_feed, footprint
        from core import letter_kinds, letter_texts

        from . import footprint as own
        from . import ics
        from .letter_kinds import KINDS
        from .letter_texts import TEXTS

        footprint.register(own)
        letter_kinds.register(*KINDS)
        letter_texts.register(*TEXTS)
        calendar_feed.register(ics.meetings_of)

"""Configuration of the submissions app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "submissions"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Whether a reminder is still needed is asked once more when it leaves; what units have is asked here."""
        from accounts import footprint
        from core import outbox

        from . import footprint as own
        from . import letters, reminders

        footprint.register(own)
        outbox.register_guard(reminders.KIND, reminders.still_needed)
        for kind in letters.KINDS:
            outbox.register_guard(kind, letters.to_whoever_writes_now)

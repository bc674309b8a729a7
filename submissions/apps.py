"""Configuration of the submissions app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "submissions"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Whether a reminder is still needed is asked once more when it leaves; what units have is asked here."""
        from accounts import footprint
        from core import health, outbox

        from . import (
            approval_letters,
            assignment_letters,
            difficulty_letters,
            extension_letters,
            letters,
            office_letters,
            reminders,
            results_letters,
        )
        from . import footprint as own
        from .services import scanning, urging

        footprint.register(own)
        health.register_part("files", scanning.state_of_files)
        outbox.register_guard(reminders.KIND, reminders.still_needed)
        for kind in (*letters.KINDS, *results_letters.KINDS):
            outbox.register_guard(kind, letters.to_whoever_writes_now)
        for kind in difficulty_letters.KINDS:
            outbox.register_guard(kind, difficulty_letters.to_whoever_is_concerned_now)
        outbox.register_guard(office_letters.RAISED, office_letters.still_waits)
        outbox.register_guard(office_letters.HANDED_ON, office_letters.still_theirs)
        outbox.register_guard(extension_letters.KIND, extension_letters.to_whoever_writes_now)
        outbox.register_guard(assignment_letters.GIVEN, assignment_letters.still_given)
        outbox.register_guard(urging.KIND, urging.still_needed)
        outbox.register_guard(approval_letters.ASKED, approval_letters.still_asked)
        outbox.register_guard(approval_letters.GIVEN_BACK, letters.to_whoever_writes_now)

"""Configuration of the reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "reports"
    verbose_name = "Tổng hợp"

    def ready(self):
        # The services name the task, they do not import it; without a broker it must be known to the web process. What
        # submissions asks of a maker of papers is answered here.
        from core import letter_kinds
        from submissions import papers

        from . import (
            paper_maker,
            tasks,  # noqa: F401
        )
        from .letter_kinds import KINDS

        letter_kinds.register(*KINDS)
        papers.register(paper_maker)

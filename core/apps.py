"""Configuration of the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """See docs/architecture.md for what this app holds."""

    name = "core"
    verbose_name = "Phần chung"

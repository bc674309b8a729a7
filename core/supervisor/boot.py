"""What manage.py calls before settings are read when the command is `serve`."""

import os

from . import checks, environment


def prepare() -> None:
    """Check the ground and set the environment; ends the process with one line when the site cannot start."""
    try:
        site = environment.describe(os.environ)
        checks.ground(site)
    except environment.StartRefused as refusal:
        raise SystemExit(f"Không khởi động được: {refusal}") from None
    environment.apply(site, os.environ)

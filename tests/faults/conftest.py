"""The last lines of a run: what the storm over the mail did (`make test-faults` ends with one of them)."""

import pytest

LAST_LINES = pytest.StashKey[list[str]]()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Print them below pytest's own summary."""
    for line in config.stash.get(LAST_LINES, []):
        config.get_terminal_writer().line(line)

"""`pytest --every-template`: the run fails when one of our templates, or a kind of letter, was drawn by no test.

A misspelt tag or a missing variable in a page nobody opened would otherwise wait for the first visitor, an English
sentence in a letter nobody wrote for its first reader. Only a run of the whole suite can say so, hence the option; with
several processes each reports to the first what it saw.
"""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test.signals import template_rendered

LETTER = "thư: "
_drawn: set[str] = set()


def _note(sender, template, **kwargs) -> None:
    _drawn.add(template.name)


def note_letters(kinds: set[str]) -> None:
    """Kinds of letters a test has written."""
    _drawn.update(LETTER + kind for kind in kinds)


def pytest_addoption(parser) -> None:
    parser.addoption(
        "--every-template", action="store_true", help="fail when a template or letter was drawn by no test"
    )


def pytest_configure(config) -> None:
    if config.getoption("every_template"):
        template_rendered.connect(_note)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """What one process of the run saw."""
    _drawn.update(json.loads(getattr(node, "workeroutput", {}).get("templates", "[]")))


def never_drawn() -> list[str]:
    """Names of our templates, and kinds of letters, that no test has drawn so far."""
    from tests.vietnamese.letters import kinds

    folder = Path(settings.BASE_DIR) / "templates"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted((names | {LETTER + kind for kind in kinds()}) - _drawn)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session, exitstatus) -> None:
    config = session.config
    if not config.getoption("every_template"):
        return
    if hasattr(config, "workeroutput"):
        # As text: the channel between the processes takes no subclass of str, and an included name is a SafeString.
        config.workeroutput["templates"] = json.dumps(sorted(name for name in _drawn if name))
    elif exitstatus == pytest.ExitCode.OK and never_drawn():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config) -> None:
    if config.getoption("every_template") and (names := never_drawn()):
        terminalreporter.section("templates and letters no test has drawn")
        for name in names:
            terminalreporter.line(name)

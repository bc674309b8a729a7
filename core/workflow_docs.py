"""docs/workflows.md from the step tables: what is documented is what runs."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType

from django.apps import apps

from .workflow import Step, Workflow

HEADER = """# Workflows

Generated from the step tables by `manage.py workflows_doc`; do not edit. A test fails when this file is behind.

Every change of status in the portal is one row of these tables, performed by `core.workflow.Workflow.apply`: the rule
is asked, the row is moved by a conditional update, and one line is written to the log. A move that is not here does
not exist.
"""


def _modules(name: str) -> Iterator[ModuleType]:
    """The module `name` and, when it is a package, the modules in it by name."""
    module = import_module(name)
    yield module
    for inner in sorted(info.name for info in iter_modules(getattr(module, "__path__", []))):
        yield import_module(f"{name}.{inner}")


def tables() -> list[Workflow]:
    """The step tables of all installed apps, in the order of the apps and of each app's modules."""
    found: list[Workflow] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.workflow"
        # `core.workflow` is where tables come from, not a table; packages from elsewhere have none of ours.
        if config.name == "core" or find_spec(name) is None:
            continue
        values = [value for module in _modules(name) for value in vars(module).values()]
        found += dict.fromkeys(value for value in values if isinstance(value, Workflow))
    return found


def _diagram(table: Workflow) -> str:
    leads_on = {step.source for step in table.steps}
    reached = {step.target for step in table.steps}
    lines = ["stateDiagram-v2"]
    lines += [f"    {status.value} : {status.label}" for status in table.statuses]
    lines += [f"    [*] --> {status.value}" for status in table.statuses if status.value not in reached]
    if all(status.value in reached for status in table.statuses):
        lines.append(f"    [*] --> {list(table.statuses)[0].value}")
    lines += [f"    {step.source} --> {step.target} : {step.label}" for step in table.steps]
    lines += [f"    {status.value} --> [*]" for status in table.statuses if status.value not in leads_on]
    return "\n".join(lines)


def _rule(step: Step) -> str:
    """Who may, in the first sentence of the rule's own docstring."""
    words = (inspect.getdoc(step.rule) or "").strip().splitlines()
    return f"`{step.rule.__name__}`: {words[0]}" if words else f"`{step.rule.__name__}`"


def _row(table: Workflow, step: Step) -> str:
    labels = dict(table.statuses.choices)
    cells = [step.label, f"`{step.action}`", labels[step.source], labels[step.target], _rule(step)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _section(table: Workflow) -> str:
    app = table.statuses.__module__.split(".")[0]
    return "\n".join(
        [
            f"## {table.name}",
            "",
            f"Statuses: `{app}.enums.{table.statuses.__name__}`.",
            "",
            "```mermaid",
            _diagram(table),
            "```",
            "",
            "| Step | Action | From | To | Rule |",
            "| --- | --- | --- | --- | --- |",
            *(_row(table, step) for step in table.steps),
            "",
        ]
    )


def document() -> str:
    """The whole file."""
    return "\n".join([HEADER, *(_section(table) for table in tables())])

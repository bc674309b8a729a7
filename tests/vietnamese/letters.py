"""Every letter that any test makes is read for English; a full run also asks that each kind was made by some test."""

import ast
from importlib import import_module
from pathlib import Path

from django.conf import settings

from tests.english import english_in_text

APPS = ("core", "accounts", "campaigns", "submissions", "awards", "reports")


def kinds() -> set[str]:
    """Kinds of letters the portal sends: what calls of `notify` name, directly, by a constant or by a table."""
    found = set()
    for app in APPS:
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            calls = [
                node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
            ]
            letters = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) == "notify"]
            for call in letters:
                value = next((word.value for word in call.keywords if word.arg == "kind"), None)
                if isinstance(value, ast.Constant):
                    found.add(value.value)
                elif isinstance(value, ast.Name | ast.Attribute) and (name := _constant(path, value)):
                    found.add(name)
                elif value is not None:
                    found |= {
                        word.value.value
                        for other in calls
                        for word in other.keywords
                        if word.arg == "kind" and isinstance(word.value, ast.Constant)
                    }
    return found


def _constant(path: Path, value: ast.Name | ast.Attribute) -> str:
    """The text behind `KIND` or `letters.KIND` in a module of ours; empty when it is not a constant."""
    place = path.relative_to(settings.BASE_DIR).with_suffix("")
    thing = import_module(".".join(place.parts))
    for name in ast.unparse(value).split("."):
        thing = getattr(thing, name, "")
    return thing if isinstance(thing, str) else ""


class Letters:
    """What the running test has queued and sent."""

    def __init__(self):
        self.english: list[str] = []
        self.kinds: set[str] = set()

    def queued(self, sender, instance, created, **kwargs) -> None:
        """A row of the outbox was written."""
        if created:
            self.kinds.add(instance.kind)
            self.look(f"{instance.subject}\n{instance.text}", instance.kind)

    def look(self, text: str, kind: str) -> None:
        """Keep what is English."""
        if words := english_in_text(text):
            self.english.append(f"{kind}: {words} in {text[:300]!r}")

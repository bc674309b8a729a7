"""Our catalogue of the packages' sentences: what is compiled is what is written."""

import ast
import gettext
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES"


def entries() -> list[dict[str, str]]:
    """The entries of django.po, header left out; every value of ours stands on one line."""
    found = []
    for block in (FOLDER / "django.po").read_text(encoding="utf-8").split("\n\n"):
        pairs = [line.split(" ", 1) for line in block.splitlines() if line.startswith("msg")]
        entry = {name: ast.literal_eval(value) for name, value in pairs}
        if entry.get("msgid"):
            found.append(entry)
    return found


@pytest.fixture(scope="module")
def compiled():
    with (FOLDER / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["msgid"][:40])
def test_compiled_catalogue_is_the_written_one(compiled, entry):
    if "msgctxt" in entry:
        answer = compiled.pgettext(entry["msgctxt"], entry["msgid"])
    elif "msgid_plural" in entry:
        answer = compiled.ngettext(entry["msgid"], entry["msgid_plural"], 2)
    else:
        answer = compiled.gettext(entry["msgid"])
    assert answer == entry.get("msgstr", entry.get("msgstr[0]"))
    assert answer != entry["msgid"]

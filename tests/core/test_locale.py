"""Our catalogue of the packages' sentences: complete, compiled from what is written, and again when that changes."""

import ast
import gettext
import os
import re
import shutil
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.utils.translation import trans_real

from core.supervisor import preparing
from tests import english
from tests.vietnamese import vendors

FOLDER = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")
# The same in both languages.
ALIKE = {"…", "IPv4", "IPv6", "%(truncated_text)s…", "CSV", "Excel"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def entries(domain: str) -> list[dict[str, str]]:
    """The entries of a .po file, header left out; every value of ours stands on one line."""
    found = []
    for block in (FOLDER / f"{domain}.po").read_text(encoding="utf-8").split("\n\n"):
        pairs = [line.split(" ", 1) for line in block.splitlines() if line.startswith("msg")]
        entry = {name: ast.literal_eval(value) for name, value in pairs}
        if entry.get("msgid"):
            found.append(entry | {"vi": entry.get("msgstr", entry.get("msgstr[0]"))})
    return found


ENTRIES = [(domain, entry) for domain in DOMAINS for entry in entries(domain)]


@pytest.fixture(scope="module")
def compiled():
    found = {}
    for domain in DOMAINS:
        with (FOLDER / f"{domain}.mo").open("rb") as file:
            found[domain] = gettext.GNUTranslations(file)
    return found


@pytest.mark.parametrize(
    ("domain", "entry"), ENTRIES, ids=lambda value: value["msgid"][:40] if isinstance(value, dict) else value
)
def test_compiled_catalogue_is_the_written_one(compiled, domain, entry):
    catalogue = compiled[domain]
    if "msgctxt" in entry:
        answer = catalogue.pgettext(entry["msgctxt"], entry["msgid"])
    elif "msgid_plural" in entry:
        answer = catalogue.ngettext(entry["msgid"], entry["msgid_plural"], 2)
    else:
        answer = catalogue.gettext(entry["msgid"])
    assert answer == entry["vi"]
    assert answer != entry["msgid"] or answer in ALIKE
    assert sorted(PLACEHOLDER.findall(answer)) == sorted(PLACEHOLDER.findall(entry["msgid"]))


def vietnamese(domain: str):
    """What Django answers with: its own catalogues, the packages', ours."""
    admin = Path(django.__file__).parent / "contrib" / "admin" / "locale"
    return trans_real.DjangoTranslation(
        "vi", domain, localedirs=[str(admin)] if domain == "djangojs" else None
    )._catalog


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_sentence_of_the_packages_is_in_vietnamese(domain):
    catalogue = vietnamese(domain)
    sentences = vendors.sentences(scripts=domain == "djangojs")
    assert len(sentences) > {"django": 800, "djangojs": 40}[domain]
    names = {key: f"{key[0]}\x04{key[1]}" if key[0] else key[1] for key in sentences}
    missing = {key for key, name in names.items() if name not in catalogue and (name, 0) not in catalogue}
    assert missing == set()
    spoken = {key: catalogue.get(name) or catalogue.get((name, 0)) for key, name in names.items()}
    half = {
        key: found
        for key, text in spoken.items()
        if (found := english.english_in_text(english.PLACEHOLDER.sub(" ", text)))
    }
    assert half == {}


def test_the_walk_finds_sentences_of_every_kind():
    """Of code and templates, of each package: a walk that reads nothing would find nothing missing."""
    found = {text for _, text in vendors.sentences()}
    assert {
        "Too many failed login attempts. Try again later.",
        "Authenticator App",
        "Sign Out Other Sessions",
        "An error occurred while attempting to login via your third-party account.",
        "This field cannot be null.",
        "Please correct the error below.",
        "Confirm import",
    } <= found


@pytest.fixture
def catalogue(tmp_path, settings):
    """A folder with one catalogue of its own."""
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path]
    shutil.copy(FOLDER / "djangojs.po", folder)
    return folder / "djangojs.po"


def test_a_stale_catalogue_is_compiled_again(catalogue, monkeypatch):
    monkeypatch.chdir(catalogue.parents[3])
    shutil.copy(FOLDER / "djangojs.mo", catalogue.parent)
    os.utime(catalogue.with_suffix(".mo"), (2_000_000_000, 2_000_000_000))
    os.utime(catalogue, (1_000_000_000, 1_000_000_000))
    assert (preparing.stale_translations(), preparing.missing_translations()) == ([], [])
    os.utime(catalogue.with_suffix(".mo"), (900_000_000, 900_000_000))
    assert (preparing.stale_translations(), preparing.missing_translations()) == ([catalogue], [])
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("Chủ nhật", "Ngày nghỉ"), encoding="utf-8")
    if shutil.which("msgfmt"):
        preparing.compile_translations()
        with catalogue.with_suffix(".mo").open("rb") as file:
            assert gettext.GNUTranslations(file).gettext("Sunday") == "Ngày nghỉ"
        assert preparing.stale_translations() == []


def test_a_catalogue_never_compiled_is_missing(catalogue):
    assert preparing.missing_translations() == [catalogue]

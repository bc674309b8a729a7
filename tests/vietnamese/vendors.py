"""What the packages say in English: read from their sources and from the catalogues they ship."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.template.base import Lexer, TokenType

# Sentence functions of gettext, and how many of their first arguments name it: (context, sentence, plural).
FUNCTIONS = {
    "_": (0, 1), "gettext": (0, 1), "gettext_lazy": (0, 1), "gettext_noop": (0, 1), "ngettext": (0, 2),
    "ngettext_lazy": (0, 2), "pgettext": (1, 1), "pgettext_lazy": (1, 1), "npgettext": (1, 2), "npgettext_lazy": (1, 2),
}  # fmt: skip
Key = tuple[str, str]
"""Context (or nothing) and sentence."""

# Parts of the packages that are not switched on here.
ABSENT = ("allauth/idp", "allauth/headless", "allauth/templates/idp", "allauth/socialaccount/providers/")
PRESENT = ("allauth/socialaccount/providers/base", "allauth/socialaccount/providers/oauth2", "openid_connect")


def folders() -> list[Path]:
    """Source folders of the packages among the installed apps, and of Django itself."""
    django = Path(import_module("django").__file__).parent
    ours = Path(__file__).resolve().parents[2]
    found = {Path(config.path) for config in apps.get_app_configs() if config.path != str(ours / config.label)}
    # One folder for allauth with all its parts; templates of its apps lie beside them.
    found = {path for path in found if not any(other in path.parents for other in found)}
    return sorted(found | {django / "forms", django / "core", django / "db", django / "views", django / "utils"})


def _python(path: Path) -> set[Key]:
    """Sentences of one module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in FUNCTIONS:
            continue
        contexts, count = FUNCTIONS[name]
        values = [argument.value for argument in node.args[: contexts + count] if isinstance(argument, ast.Constant)]
        if values and len(values) >= contexts + 1 and all(isinstance(value, str) for value in values):
            found.add((values[0] if contexts else "", values[contexts]))
    return found


TRANS = re.compile(r"^trans(?:late)?\s+(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')(.*)$", re.DOTALL)
CONTEXT = re.compile(r"\bcontext\s+(?:\"([^\"]*)\"|'([^']*)')")


def _template(path: Path) -> set[Key]:
    """Sentences of one template, as Django's own reader of `trans` and `blocktrans` makes them."""
    found, block = set(), None
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split(None, 1)[0]
            if word in ("blocktrans", "blocktranslate"):
                block = [token.contents, ""]
            elif word in ("endblocktrans", "endblocktranslate", "plural") and block:
                head, text = block
                if "trimmed" in head.split():
                    text = " ".join(line.strip() for line in text.split("\n") if line.strip())
                context = CONTEXT.search(head)
                found.add((context.group(1) or context.group(2) if context else "", text))
                block = None
            elif match := TRANS.match(token.contents):
                context = CONTEXT.search(match.group(3))
                text = (match.group(1) or match.group(2) or "").replace('\\"', '"').replace("\\'", "'")
                found.add((context.group(1) or context.group(2) if context else "", text))
        elif block and token.token_type == TokenType.TEXT:
            block[1] += token.contents.replace("%", "%%")
        elif block and token.token_type == TokenType.VAR:
            block[1] += f"%({token.contents.split('|')[0].strip()})s"
    return found


def _catalogue(path: Path) -> set[Key]:
    """Sentences of a .po file that lie in parts switched on here."""
    found, entry, field, places = set(), {}, "", ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
            field = match.group(1)
            entry[field] = ast.literal_eval(match.group(2))
        elif line.startswith('"'):
            entry[field] += ast.literal_eval(line)
        elif line.startswith("#:"):
            places += line[2:]
        elif not line:
            here = [place for place in places.split() if not place.startswith(("idp/", "headless/", "templates/idp"))]
            # The names of the world's languages stand in Django's settings and on no page.
            here = [place for place in here if not place.startswith("conf/global_settings")]
            if entry.get("msgid") and (here or not places):
                found.add((entry.get("msgctxt", ""), entry["msgid"]))
            entry, field, places = {}, "", ""
    return found


@cache
def sentences(*, scripts: bool = False) -> frozenset[Key]:
    """Every sentence the packages can say; `scripts` for those of Django's admin scripts."""
    django = Path(import_module("django").__file__).parent
    if scripts:
        return frozenset(_catalogue(django / "contrib/admin/locale/en/LC_MESSAGES/djangojs.po"))
    found = _catalogue(django / "conf/locale/en/LC_MESSAGES/django.po")
    for folder in folders():
        locales = folder if folder.is_relative_to(django) else next(
            (path for path in (folder, *folder.parents) if (path / "locale").is_dir()), folder
        )  # fmt: skip
        # A package without an English catalogue names its sentences in any other.
        for language in ("en", "de"):
            if (path := locales / "locale" / language / "LC_MESSAGES" / "django.po").exists():
                found |= _catalogue(path)
                break
        for path in sorted(folder.rglob("*")):
            place = path.as_posix()
            if any(part in place for part in ABSENT) and not any(part in place for part in PRESENT):
                continue
            if path.suffix == ".py" and "migrations" not in path.parts:
                found |= _python(path)
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                found |= _template(path)
    return frozenset(key for key in found if re.search(r"[A-Za-z]{2}", re.sub(r"%\(\w+\)s|\{\w*\}", "", key[1])))

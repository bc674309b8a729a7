"""What must always hold in the data, whatever broke before (reliability, end of section 3): a register of rules.

An app states its rules in modules called `invariants*.py`; each rule is a generator that yields what breaks it. Rules
only read, hold one batch of rows at a time, and name rows by kind and number: never a text, a mark or a vote.
"""

import logging
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

logger = logging.getLogger(__name__)

# Rows read at once by a rule that walks a whole table.
BATCH = 1000
UNREADABLE = "không kiểm tra được ({fault}); xem nhật ký máy chủ"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that breaks a rule: the row by kind and number, and what is wrong with it, in Vietnamese."""

    label: str
    what: str

    @classmethod
    def of(cls, model: type[models.Model], pk, what: str) -> "Finding":
        """About one row: “báo cáo số 12”."""
        return cls(f"{model._meta.verbose_name} số {pk}", what)

    def __str__(self) -> str:
        return f"{self.label}: {self.what}"


Find = Callable[[datetime], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, the sentence that must be true, and what looks for rows that break it."""

    code: str
    words: str
    find: Find
    deep: bool


_rules: dict[str, Rule] = {}


def invariant(code: str, words: str, *, deep: bool = False) -> Callable[[Find], Find]:
    """Decorator: enter a generator function in the register.

    It is called with the moment of the run and yields Findings. `deep` ones read whole files and run only when asked.
    """

    def enter(find: Find) -> Find:
        if code in _rules:
            raise ValueError(f"two rules called {code}")
        _rules[code] = Rule(code, words, find, deep)
        return find

    return enter


def rules() -> list[Rule]:
    """Every rule of the installed apps, by code."""
    for app in apps.get_app_configs():
        for module in pkgutil.iter_modules([app.path]):
            if module.name.startswith("invariants"):
                import_module(f"{app.name}.{module.name}")
    return [_rules[code] for code in sorted(_rules)]


def chosen(*, deep: bool = False, only: Iterable[str] = ()) -> list[Rule]:
    """The rules of one run: those named in `only`, else all; what reads whole files only when `deep` or named."""
    wanted = set(only)
    return [rule for rule in rules() if rule.code in wanted or (not wanted and (deep or not rule.deep))]


def check(asked: Iterable[Rule], *, at: datetime) -> Iterator[tuple[Rule, Finding]]:
    """What breaks each rule, rule by rule, on one picture of the database in which nothing can be written."""
    with _reading():
        for rule in asked:
            for finding in _found(rule, at):
                yield rule, finding


def _found(rule: Rule, at: datetime) -> Iterator[Finding]:
    """A row in a shape no rule foresaw must not hide what the other rules find."""
    try:
        yield from rule.find(at)
    except DatabaseError:
        raise
    except Exception as exc:
        logger.exception("invariant %s", rule.code)
        yield Finding("quy tắc", UNREADABLE.format(fault=type(exc).__name__))


@contextmanager
def _reading() -> Iterator[None]:
    """One picture of the database for the whole run; inside a caller's transaction that one is the picture."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not `atomic`: on SQLite that begins by taking the write lock (settings), and people want to go on saving.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
                cursor.execute("PRAGMA query_only = OFF")

"""A migrated SQLite database, kept between runs: walking every migration takes longer than most tests together.

The copy is named after the migrations' own bytes, so a changed or new one walks the whole way again. `migrate` itself
still runs on the copy and would apply whatever it lacked.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import tempfile
import time
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management.commands.migrate import Command
from django.db import connections

FOLDER = Path(tempfile.gettempdir()) / f"lechan-migrated-{os.getuid()}"
KEPT_SECONDS = 7 * 86_400
_walk = Command.handle


def install() -> None:
    """Let `migrate` on an empty SQLite test database begin from the copy, or leave one behind."""
    Command.handle = _handle


def _handle(self, *args, **options):
    connection = connections[options["database"]]
    # With --nomigrations there is nothing to walk, and nothing a later run could begin from.
    is_walked = connection.vendor == "sqlite" and not options.get("app_label") and not settings.MIGRATION_MODULES
    if not is_walked or connection.introspection.table_names():
        return _walk(self, *args, **options)
    with _alone(), contextlib.ExitStack() as stack:
        copy = FOLDER / f"{_fingerprint()}.sqlite3"
        is_new = not copy.exists()
        connection.ensure_connection()
        if is_new:
            answer = _walk(self, *args, **options)
            draft = copy.with_suffix(f".{os.getpid()}")
            target = stack.enter_context(contextlib.closing(sqlite3.connect(draft)))
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            draft.rename(copy)
            return answer
        source = stack.enter_context(contextlib.closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)))
        source.backup(connection.connection)
    return _walk(self, *args, **options)


@contextlib.contextmanager
def _alone():
    """One process at a time makes a copy; the others wait for it. Copies nobody used for a week go."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    if FOLDER.stat().st_uid != os.getuid():
        raise PermissionError(f"{FOLDER} belongs to somebody else")
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for old in FOLDER.glob("*.sqlite3"):
            if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                old.unlink()
        yield


def _fingerprint() -> str:
    """SHA-256 over Django's and SQLite's versions and every migration file of every app."""
    found = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        try:
            folder = Path(import_module(f"{config.name}.migrations").__path__[0])
        except ModuleNotFoundError:
            continue
        for file in sorted(folder.glob("*.py")):
            found.update(f"{config.label}/{file.name}\n".encode() + file.read_bytes())
    return found.hexdigest()[:24]

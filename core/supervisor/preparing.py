"""Bringing database, plan, static files and translations up to date before the site opens its door."""

import hashlib
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from .checks import reason
from .environment import BASE_DIR, StartRefused

PLAN_FILE = BASE_DIR / "campaigns" / "plans" / "le-chan-2026-2030.toml"


def everything(say: Callable[[str], None]) -> None:
    """Do each step that this start needs; raises StartRefused with the step's name when one fails."""
    for title, needed, step in steps():
        if not needed():
            continue
        say(title)
        try:
            for line in step().splitlines():
                say(f"  {line}")
        except OSError as error:
            raise StartRefused(f"{title}: {reason(error)}. Dữ liệu đã có vẫn còn nguyên.") from error
        except (CommandError, DatabaseError) as error:
            raise StartRefused(f"{title}: {one_line(error)}. Dữ liệu đã có vẫn còn nguyên.") from error


def steps() -> Iterator[tuple[str, Callable[[], bool], Callable[[], str]]]:
    """Title, whether it is needed now, and the work with what it has to say, in the order they depend on each other."""
    yield "cập nhật cơ sở dữ liệu", always, lambda: run("migrate", interactive=False)
    yield "chuẩn bị bộ nhớ đệm", always, lambda: run("createcachetable")
    yield "nạp kế hoạch thi đua", always, lambda: run("load_plan", str(PLAN_FILE))
    yield "tạo dữ liệu mẫu của phường (chỉ lần đầu)", nobody_yet, lambda: run("seed_demo")
    yield "biên dịch bản dịch", translations_can_be_compiled, compile_translations
    yield "gom tệp giao diện", static_files_changed, collect_static


def run(command: str, *args: str, **options: object) -> str:
    """Call a management command quietly; returns what it printed all the same."""
    output = io.StringIO()
    call_command(command, *args, verbosity=0, stdout=output, **options)
    return output.getvalue()


def always() -> bool:
    """A step that looks for itself whether there is something to do."""
    return True


def nobody_yet() -> bool:
    """True in demo mode while the database has no account: the marker of a first start is the data itself."""
    return settings.DEMO and not get_user_model().objects.exists()


def stale_translations() -> list[Path]:
    """Catalogues (.po) whose compiled file (.mo) is missing or older than they are."""
    sources = [source for folder in settings.LOCALE_PATHS for source in Path(folder).rglob("*.po")]
    return [source for source in sources if _written_at(source.with_suffix(".mo")) < _written_at(source)]


def missing_translations() -> list[Path]:
    """Catalogues that were never compiled: their sentences are shown in English."""
    return [source for source in stale_translations() if not source.with_suffix(".mo").exists()]


def _written_at(path: Path) -> float:
    """When the file was last written; before all times, for one that is not there."""
    return path.stat().st_mtime if path.exists() else 0.0


def translations_can_be_compiled() -> bool:
    """True when a compiled catalogue is missing or stale and its compiler is here."""
    return bool(stale_translations()) and shutil.which("msgfmt") is not None


def compile_translations() -> str:
    """Compile the catalogues that are missing or stale; the command leaves the others alone."""
    locales = sorted({source.parent.parent.name for source in stale_translations()})
    return run("compilemessages", locale=locales, ignore_patterns=[".venv"])


def static_files_changed() -> bool:
    """True when the files that pages ask for are not the ones collected last time."""
    stamp = static_stamp()
    return not stamp.exists() or stamp.read_text(encoding="ascii") != fingerprint_of_static_files()


def collect_static() -> str:
    """Collect, hash and compress the static files, then note what they were made of."""
    output = run("collectstatic", interactive=False, clear=True)
    static_stamp().write_text(fingerprint_of_static_files(), encoding="ascii")
    return output


def static_stamp() -> Path:
    """Where the fingerprint of the collected files is kept."""
    return Path(settings.STATIC_ROOT) / ".fingerprint"


def fingerprint_of_static_files() -> str:
    """SHA-256 over names, sizes and times of all files the finders offer."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            prefix = getattr(storage, "prefix", "") or ""
            digest.update(f"{prefix}/{name}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def one_line(error: Exception) -> str:
    """First line of an error; the two that a full disk or a broken file give, in Vietnamese."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    known = {
        "database or disk is full": "ổ đĩa đã đầy",
        "disk I/O error": "không đọc ghi được ổ đĩa",
        "file is not a database": f"tệp {connection.settings_dict['NAME']} không phải cơ sở dữ liệu",
        "database disk image is malformed": f"tệp {connection.settings_dict['NAME']} đã hỏng, cần phục hồi bản sao lưu",
        "attempt to write a readonly database": "cơ sở dữ liệu chỉ cho đọc",
    }
    return known.get(text, text)

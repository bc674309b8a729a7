"""Where this run keeps its data and which broker it uses, decided before Django's settings are read."""

import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path

from . import valkey

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEFAULT_PORT = 8000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class StartRefused(Exception):
    """The site cannot start; the text is the one line the person at the keyboard reads."""


@dataclass(frozen=True)
class Site:
    """Facts of this run: data folder, address and the broker that belongs to it."""

    data_dir: Path
    host: str
    port: int
    valkey_binary: Path | None
    valkey_socket: Path

    @property
    def url(self) -> str:
        """Address for a browser on this machine."""
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::"} else self.host
        return f"http://{host}:{self.port}/"

    @property
    def is_open_to_others(self) -> bool:
        """Whether other machines of the network reach this run."""
        return self.host not in LOOPBACK


def read_port(value: str) -> int:
    """PORT as a number from 1 to 65535; raises StartRefused for anything else."""
    if not re.fullmatch(r"[0-9]{1,5}", value) or not 1 <= int(value) <= 65535:
        raise StartRefused(f"PORT={value} không phải là số cổng (1–65535).")
    return int(value)


def describe(environ: MutableMapping[str, str]) -> Site:
    """Read HOST, PORT and DATA_DIR; the data folder defaults to var/ beside manage.py."""
    data_dir = Path(environ.get("DATA_DIR") or BASE_DIR / "var").expanduser().absolute()
    socket = valkey.socket_path(data_dir)
    own_broker = not environ.get("REDIS_URL") and environ.get("CELERY_BROKER_URL", "") in {"", broker_url(socket)}
    return Site(
        data_dir=data_dir,
        host=environ.get("HOST") or "127.0.0.1",
        port=read_port(environ.get("PORT") or str(DEFAULT_PORT)),
        valkey_binary=valkey.find_binary() if own_broker else None,
        valkey_socket=socket,
    )


def broker_url(socket: Path) -> str:
    """Address of the embedded broker as Celery writes it."""
    return f"redis+socket://{socket}"


def apply(site: Site, environ: MutableMapping[str, str]) -> None:
    """Set what the settings read, leaving alone what the caller has set.

    Only the queue goes to the embedded broker. The cache stays a table, so a broker that dies takes no page with it.
    """
    environ["DATA_DIR"] = str(site.data_dir)
    environ.setdefault("PORT", str(site.port))
    environ.setdefault("DEMO", "1")
    if site.is_open_to_others:
        environ.setdefault("ALLOWED_HOSTS", "*" if environ["DEMO"] == "1" else f"{site.host},localhost")
    if environ.get("REDIS_URL") or environ.get("CELERY_BROKER_URL"):
        return
    environ["CELERY_BROKER_URL"] = broker_url(site.valkey_socket) if site.valkey_binary else "filesystem://"

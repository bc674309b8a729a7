"""The three programs of the small installation."""

import sys
from pathlib import Path

from . import valkey
from .environment import BASE_DIR, Site
from .processes import Service

WEB_WORKERS, WEB_THREADS, TASK_THREADS = 2, 4, 4
BROKER_STOPS_LAST = 1
# A demonstration may run as root (a container, a rented machine); twelve lines of warning would hide what matters.
NO_WARNING = "ignore:You're running the worker with superuser privileges"


def broker(site: Site) -> Service:
    """Valkey on its socket; stops after the worker, which still talks to it while ending."""
    argv = valkey.command(site.valkey_binary, site.valkey_socket, site.data_dir / "valkey")
    return Service("broker", argv, stop_order=BROKER_STOPS_LAST)


def web(site: Site) -> Service:
    """Gunicorn with threads; its heartbeat files lie in memory, not on the data disk."""
    address = f"[{site.host}]:{site.port}" if ":" in site.host else f"{site.host}:{site.port}"
    memory = Path("/dev/shm")
    folder = ["--worker-tmp-dir", str(memory)] if memory.is_dir() else []
    return Service(
        "web",
        [
            *(sys.executable, "-m", "gunicorn", "lechan_thidua.wsgi:application", "--chdir", str(BASE_DIR)),
            *("--bind", address, "--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)),
            *("--preload", "--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning", *folder),
        ],
    )


def worker(site: Site) -> Service:
    """Celery worker with beat in one process; the schedule file lies with the data."""
    return Service(
        "worker",
        [
            *(
                sys.executable,
                "-W",
                NO_WARNING,
                "-m",
                "celery",
                "--quiet",
                "--app",
                "lechan_thidua",
                "--workdir",
                str(BASE_DIR),
                "worker",
            ),
            *("-B", "--pool", "threads", "--concurrency", str(TASK_THREADS), "--loglevel", "warning"),
            *("--schedule", str(site.data_dir / "beat-schedule"), "--without-gossip", "--without-mingle"),
        ],
    )

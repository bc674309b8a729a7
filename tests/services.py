"""Real servers for tests that are about them: a Valkey broker, worker processes, Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from core.supervisor import valkey
from core.supervisor.processes import follow_parent_to_death

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium, quiet on the network."""
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    more = ["--no-sandbox", "--disable-component-update", "--disable-sync"]
    return {**browser_type_launch_args, "executable_path": found, "args": [*quiet, *more]}


def free_port() -> int:
    """A port of the loopback address that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ValkeyServer:
    """A broker that a test may kill and start again; what it holds survives on disk."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.socket = valkey.socket_path(folder)
        self.url = f"redis+socket://{self.socket}"
        self.process = None

    def start(self) -> None:
        """Start the server and wait for its first answer."""
        argv = valkey.command(valkey.find_binary(), self.socket, self.folder / "valkey")
        self.process = subprocess.Popen(argv, preexec_fn=follow_parent_to_death)
        assert valkey.wait_until_ready(self.socket), "Valkey did not start"

    def stop(self, *, kill: bool = False) -> None:
        """End the server, orderly or with SIGKILL."""
        if self.process is not None:
            self.process.kill() if kill else self.process.terminate()
            self.process.wait(10)
            self.process = None


def environ_of_a_process(broker_url: str, **environ: str) -> dict[str, str]:
    """The environment of a process on the running test's database, folder and broker."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "DATA_DIR": str(settings.DATA_DIR),
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_BROKER_URL": broker_url,
        **environ,
    }


@pytest.fixture
def broker(tmp_path):
    """A real Valkey of this test alone."""
    server = ValkeyServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def start_worker(transactional_db, broker, tmp_path):
    """Start real worker processes on the test's database: start_worker(TEST_EMAIL_PORT="2525") -> Popen."""
    started = []

    def start(**environ: str) -> subprocess.Popen:
        argv = [sys.executable, "-m", "celery", "--app", "lechan_thidua", "worker", "--pool", "threads"]
        argv += ["--concurrency", "2", "--loglevel", "warning", "--without-gossip", "--without-mingle"]
        log = open(tmp_path / f"worker-{len(started)}.log", "wb")  # noqa: SIM115 - closed with the process
        process = subprocess.Popen(
            argv,
            cwd=ROOT,
            env=environ_of_a_process(broker.url, **{"TEST_EMAIL_FOLDER": str(tmp_path / "mails"), **environ}),
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=follow_parent_to_death,
        )
        log.close()
        process.log = Path(log.name).read_text
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def wait_for(condition, seconds: float = 20, step: float = 0.1) -> bool:
    """Poll until `condition()` is true; False when the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(step)
    return bool(condition())

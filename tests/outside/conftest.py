"""A real provider and a portal that uses it, each a process on the loopback address."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from core.supervisor.processes import follow_parent_to_death
from tests.outside import provider as provider_module
from tests.services import ROOT, free_port, wait_for

# Nothing of the machine's own services: the portal of these tests is a small one whatever the rest runs on.
SWITCHES = ("DB", "REDIS_URL", "CELERY_BROKER_URL", "DEMO", "S3_BUCKET", "EMAIL_HOST", "PYTEST_XDIST_WORKER")


def environment(folder: Path, provider_url: str, site_url: str) -> dict[str, str]:
    """The environment of a portal with the provider switched on."""
    kept = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "lechan_thidua.settings.test",
        "DATA_DIR": str(folder),
        "SITE_URL": site_url,
        "OIDC_SERVER_URL": provider_url,
        "OIDC_NAME": "Cổng định danh thành phố",
        "OIDC_CLIENT_ID": provider_module.CLIENT,
        "OIDC_CLIENT_SECRET": provider_module.SECRET,
        "NO_PROXY": "127.0.0.1",
    }


@dataclass
class Program:
    """One process and its address."""

    module: str
    environ: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, path: str) -> None:
        """Start and wait until `path` answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, str(self.port)],
                cwd=ROOT, env=self.environ, stdout=log, stderr=log, preexec_fn=follow_parent_to_death,
            )  # fmt: skip
        assert wait_for(lambda: self.process.poll() is not None or self.answers(path), seconds=90)
        assert self.process.poll() is None, self.log.read_text()

    def answers(self, path: str) -> bool:
        try:
            return requests.get(self.url + path, timeout=5).ok
        except requests.RequestException:
            return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)


class World:
    """Provider and portal, and what the portal's database says."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.provider = Program("tests.outside.provider", dict(os.environ), folder / "provider.log")
        portal_port = free_port()
        environ = environment(folder / "data", self.provider.url, f"http://127.0.0.1:{portal_port}")
        self.portal = Program("tests.outside.portal", environ, folder / "portal.log", portal_port)

    def person(self, email: str | None = None, verified: object = True, **more) -> None:
        """From now on the provider signs in this person: claims by name, faults by name."""
        claims = {"email": email, "email_verified": verified} | more.pop("claims", {})
        requests.post(f"{self.provider.url}/as", json={"claims": claims, **more}, timeout=5).raise_for_status()

    def rows(self, sql: str, *values) -> list[tuple]:
        with sqlite3.connect(self.folder / "data" / "db.sqlite3", timeout=20) as connection:
            return connection.execute(sql, values).fetchall()

    def account(self, email: str) -> tuple:
        """All of an account that a sign-in must not change."""
        sql = (
            "SELECT id, email, full_name, title, phone, password, is_active, is_staff FROM accounts_user WHERE email=?"
        )
        return self.rows(sql, email)[0]

    def log(self) -> list[tuple[str, str, str]]:
        """The rows of the log in the order they were written: action, reason and object."""
        return self.rows("SELECT action, json_extract(data, '$.reason'), object_id FROM core_auditevent ORDER BY id")


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """Provider and portal, running."""
    world = World(tmp_path_factory.mktemp("outside"))
    try:
        world.provider.start("/keys")
        world.portal.start("/healthz/")
        yield world
    finally:
        world.portal.stop()
        world.provider.stop()

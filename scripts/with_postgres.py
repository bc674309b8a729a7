#!/usr/bin/env python3
"""Run a command with a private PostgreSQL cluster: with_postgres.py COMMAND [ARGUMENT...]

The cluster lives in a temporary folder, listens on a socket only, keeps nothing and is gone when the command ends.
The command sees DB=postgres and the PG* variables. PostgreSQL refuses root, so root lends it to the user postgres.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from setup import find_postgres

# No upkeep in the background: its snapshots would keep old row versions alive while a test looks for them. Write-ahead
# files are dropped, not used again, as on the ward's server.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c autovacuum=off"
FAST += " -c wal_recycle=off"


def main() -> int:
    """Start, run, stop; the exit code is the command's."""
    programs = find_postgres()
    if programs is None:
        sys.exit("Không tìm thấy máy chủ PostgreSQL; hãy cài: apt-get install postgresql")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="lechan-pg-"))
    owner = borrow_user(folder)
    try:
        data, log = folder / "data", folder / "log"
        as_owner(owner, [programs / "initdb", "-D", data, "-U", "lechan", "-A", "trust", "--locale=C.UTF-8", "-N"])
        options = f"-c listen_addresses='' -k {folder} {FAST}"
        as_owner(owner, [programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"])
        try:
            return subprocess.run(sys.argv[1:], env=os.environ | connection(folder)).returncode
        finally:
            as_owner(owner, [programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def connection(folder: Path) -> dict[str, str]:
    """What the settings and psql read."""
    return {
        "DB": "postgres",
        "PGHOST": str(folder),
        "PGPORT": "5432",
        "PGUSER": "lechan",
        "PGPASSWORD": "unused",
        "PGDATABASE": "postgres",
    }


def borrow_user(folder: Path) -> str | None:
    """As root, give the folder to the user postgres and return its name; else None."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return user.pw_name


def as_owner(owner: str | None, command: list[object]) -> None:
    """Run quietly as `owner`; show the output and stop when it fails."""
    prefix = ["runuser", "-u", owner, "--"] if owner else []
    # The folder of the caller may be closed to the borrowed user.
    done = subprocess.run(
        [*prefix, *map(str, command)], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stdout}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main())

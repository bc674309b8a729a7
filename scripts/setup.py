#!/usr/bin/env python3
"""Prepare this machine for `make run` or `make test`. Runs on the system's Python, before anything is installed.

    setup.py run    virtual environment with the runtime lock; Debian packages where allowed, else one line about them
    setup.py test   the development lock too; stops and names what is missing when it cannot be installed

Both do nothing, quickly, when nothing has changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"

LOCKS = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-dev.txt"]}

# Per need: a test whether it is met on any system, and the Debian packages that meet it.
RUN_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-croscore", "fonts-dejavu-core"]
TEST_PACKAGES = [*RUN_PACKAGES, "gettext", "poppler-utils"]
CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def main() -> None:
    """Do what the first argument names."""
    goal = sys.argv[1] if len(sys.argv) == 2 else ""
    if goal not in LOCKS:
        sys.exit(__doc__)
    missing = missing_packages(goal)
    if missing:
        install_packages(missing)
        missing = missing_packages(goal)
    if missing and goal == "test":
        sys.exit(
            f"Chưa chạy kiểm thử được: máy thiếu {', '.join(missing)}. Hãy cài: apt-get install {' '.join(missing)}"
        )
    if missing:
        print(f"Thiếu gói hệ thống, có thể không lập được PDF; hãy cài: sudo apt-get install {' '.join(missing)}")
    make_venv()
    for lock in LOCKS[goal]:
        install_lock(BASE_DIR / lock)


# --- Debian packages --------------------------------------------------------------------------------------------------
def missing_packages(goal: str) -> list[str]:
    """Debian names of what `goal` needs and this machine lacks."""
    missing = [name for name in (RUN_PACKAGES if goal == "run" else TEST_PACKAGES) if not is_installed(name)]
    if goal == "test":
        if not any(shutil.which(name) for name in CHROMIUM_NAMES):
            missing.append("chromium")
        if not find_postgres():
            missing.append("postgresql")
    return missing


def is_installed(package: str) -> bool:
    """True when the Debian package is there; on other systems, when what it brings can be found."""
    if shutil.which("dpkg-query"):
        state = subprocess.run(["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, text=True)
        return state.stdout.endswith("ok installed")
    if package.startswith("lib"):
        from ctypes.util import find_library

        return find_library(package.removeprefix("lib").removesuffix("-0")) is not None
    if package == "fonts-croscore":
        return font_is_there("Tinos")
    if package == "fonts-dejavu-core":
        return font_is_there("DejaVu Sans")
    return shutil.which({"gettext": "msgfmt", "poppler-utils": "pdftotext"}[package]) is not None


def font_is_there(family: str) -> bool:
    """True when fontconfig knows the family."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", family], capture_output=True, text=True).stdout.strip())


def find_postgres() -> Path | None:
    """Folder of the newest PostgreSQL server programs, if any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def install_packages(names: list[str]) -> None:
    """Install through apt as root or with a sudo that asks nothing; elsewhere do nothing."""
    if not shutil.which("apt-get"):
        return
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        prefix = ["sudo", "-n"]
    else:
        return
    print(f"Cài gói hệ thống: {' '.join(names)}", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    # An old list often still knows the package, so a failed update alone is no reason to give up.
    quietly([*apt, "update"])
    quietly([*apt, "install", "--no-install-recommends", *names])


def quietly(command: list[str]) -> bool:
    """Run a command; its output shows only when it fails."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        print(done.stdout[-2000:], file=sys.stderr, flush=True)
    return done.returncode == 0


# --- Python packages --------------------------------------------------------------------------------------------------
def make_venv() -> None:
    """Make .venv, or make it again when its interpreter is gone."""
    if works(PYTHON):
        return
    print("Tạo môi trường Python .venv", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if has_ensurepip():
        venv.create(VENV, with_pip=True)
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    install_packages([package])
    # A fresh interpreter sees the package that has just arrived.
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)]).returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"Không tạo được môi trường Python; hãy cài: sudo apt-get install {package}")


def has_ensurepip() -> bool:
    """False on a Debian whose Python comes without python3-venv."""
    from importlib.util import find_spec

    return find_spec("ensurepip") is not None


def works(python: Path) -> bool:
    """True when the interpreter of the virtual environment runs, is new enough and has pip."""
    if not python.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", question], capture_output=True).returncode == 0


def install_lock(lock: Path) -> None:
    """Install a hashed lock unless this very file is installed already."""
    stamp = VENV / f".{lock.stem}.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    print(f"Cài thư viện từ {lock.name} (vài chục giây ở lần đầu)", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock]).returncode != 0:
        sys.exit(f"Không cài được {lock.name}: kiểm tra mạng rồi chạy lại.")
    stamp.write_text(wanted, encoding="ascii")


if __name__ == "__main__":
    main()

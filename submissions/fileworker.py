"""The parent's side of reading hostile files: a few helper processes, each asked one file at a time.

A helper is started by the first file that needs it and ends with this process. It is told a path and limits, and knows
nothing else: no setting, no secret, no database (see `submissions.filesafety`).
"""

import contextlib
import json
import os
import queue
import select
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from .filesafety.limits import MB, Limits

# Files read at the same moment by one web process; the next one waits so many seconds for its turn.
AT_ONCE, PATIENCE = 2, 20
# What a helper may take beyond the child's own time: starting, reading its libraries.
START_SECONDS = 10
_HANDED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")


class WorkerBusy(Exception):
    """No helper could be asked in time; the file may be sent again a little later."""


def limits() -> Limits:
    """The caps of the settings."""
    return Limits(
        pixels=settings.EVIDENCE_MAX_MEGAPIXELS * 1_000_000,
        pages=settings.EVIDENCE_MAX_PAGES,
        unpacked=settings.EVIDENCE_MAX_UNPACKED_MB * MB,
        members=settings.EVIDENCE_MAX_MEMBERS,
        seconds=settings.EVIDENCE_CHECK_SECONDS,
        memory=settings.EVIDENCE_CHECK_MEMORY_MB * MB,
    )


class Helper:
    """One helper process and the line to it."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-m", "submissions.filesafety"],
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in _HANDED_ON if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C and a restart are the web process's business; the helper ends when its line is closed.
            start_new_session=True,
        )

    def ask(self, job: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to one job; OSError when the helper is gone, TimeoutError when it says nothing in time."""
        self.process.stdin.write(json.dumps(job).encode() + b"\n")
        self.process.stdin.flush()
        descriptor, said, end = self.process.stdout.fileno(), b"", time.monotonic() + seconds
        while not said.endswith(b"\n"):
            ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the helper says nothing")
            part = os.read(descriptor, 65536)
            if not part:
                raise BrokenPipeError("the helper has ended")
            said += part
        return json.loads(said)

    def end(self) -> None:
        """Close the line and wait for the end."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class _Pool:
    """At most AT_ONCE helpers of this process; made anew in a process that was forked with them."""

    def __init__(self):
        self.owner, self.turns, self.idle = os.getpid(), threading.BoundedSemaphore(AT_ONCE), queue.SimpleQueue()

    @contextlib.contextmanager
    def helper(self):
        """A helper of one's own for one job; one that failed is ended, a good one waits for the next job."""
        if not self.turns.acquire(timeout=PATIENCE):
            raise WorkerBusy
        try:
            try:
                helper = self.idle.get_nowait()
            except queue.Empty:
                helper = Helper()
            try:
                yield helper
            except BaseException:
                helper.end()
                raise
            self.idle.put(helper)
        finally:
            self.turns.release()


_pool = _Pool()


def _pool_of_this_process() -> _Pool:
    global _pool
    if _pool.owner != os.getpid():
        _pool = _Pool()
    return _pool


def examine(path: Path, ending: str, copy_to: Path) -> dict[str, Any]:
    """What the helper says of a file: {"refused": code} or {"pages", "copied"}; WorkerBusy when nobody can be asked.

    A helper that has died is replaced once: its death is not the file's fault. A child that dies is an answer.
    """
    return _ask({"path": str(path), "ending": ending, "copy_to": str(copy_to)})


def signatures(path: Path, roots: str) -> dict[str, Any]:
    """What the helper says of a PDF's signatures: {"signatures": [...]} or {"refused": code}; see `examine`.

    `roots` is a folder of root certificates, "" for none.
    """
    return _ask({"path": str(path), "ending": ".pdf", "task": "signatures", "roots": roots})


def _ask(job: dict[str, Any]) -> dict[str, Any]:
    bounds = limits()
    job = {**job, "limits": asdict(bounds)}
    for last in (False, True):
        try:
            with _pool_of_this_process().helper() as helper:
                answer = helper.ask(job, bounds.seconds + START_SECONDS)
        except (OSError, ValueError):
            if last:
                raise WorkerBusy from None
        else:
            break
    if answer.get("busy"):
        raise WorkerBusy
    return answer

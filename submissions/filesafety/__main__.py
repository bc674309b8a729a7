"""The helper: one job a line in, one answer a line out, each job in a child that is fenced in and thrown away.

This process has a single thread and has read its libraries, so a child costs milliseconds. It ends when its parent
does: then no line comes any more.
"""

import json
import os
import select
import signal
import sys
import time

from . import jobs, refusal
from .limits import Limits, confine

# A child ended by the processor's clock or ours worked too long; one that crashed choked on the file.
_OUT_OF_TIME = (signal.SIGXCPU, signal.SIGKILL)


def main() -> None:
    """Answer jobs until the parent closes the line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        answer = apart(json.loads(line))
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def apart(job: dict) -> dict:
    """Do one job in a child; its crash or time-out is an answer too."""
    limits = Limits(**job["limits"])
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(job, limits, writing)
    os.close(writing)
    answer = _listen(reading, child, limits.seconds)
    os.close(reading)
    _, status, used = os.wait4(child, 0)
    if answer:
        try:
            return json.loads(answer)
        except ValueError:
            pass
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended == signal.SIGKILL and used.ru_utime + used.ru_stime < limits.seconds / 2:
        # The machine had no time for the file; that is not the file's fault.
        return {"busy": True}
    return {"refused": refusal.TOO_HARD if ended in _OUT_OF_TIME else refusal.BROKEN, "ended": ended}


def _work(job: dict, limits: Limits, writing: int) -> None:
    """The child: never returns."""
    try:
        confine(limits)
        answer = jobs.examine(job, limits)
        os.write(writing, json.dumps(answer).encode())
    finally:
        os._exit(0)


def _listen(reading: int, child: int, seconds: float) -> bytes:
    """What the child says until it ends; past the time it is ended."""
    said, end = b"", time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            return b""
        part = os.read(reading, 65536)
        if not part:
            return said
        said += part


if __name__ == "__main__":
    main()

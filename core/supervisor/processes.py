"""Keeping a few processes alive together and stopping them together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
# A process that lived this long counts as healthy: its next end starts again with the short delay.
HEALTHY_AFTER = 60.0
STOP_SECONDS = 8.0
PR_SET_PDEATHSIG = 1


@dataclass
class Backoff:
    """Growing pause between restarts: 1, 2, 4 … 30 seconds."""

    delay: float = 0.0

    def next(self, lived: float) -> float:
        """Seconds to wait before the next start, given how many seconds the last one lived."""
        if lived >= HEALTHY_AFTER or not self.delay:
            self.delay = FIRST_DELAY
        else:
            self.delay = min(self.delay * 2, LONGEST_DELAY)
        return self.delay


@dataclass
class Service:
    """One program to keep alive. Services with a higher `stop_order` stop later."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None
    stop_order: int = 0
    process: subprocess.Popen | None = None
    restarts: int = 0
    ended: threading.Event = field(default_factory=threading.Event)


def follow_parent_to_death() -> None:
    """Run in the child: ask Linux to end it when the supervisor is killed outright, so that nothing is orphaned."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts services, prints their lines, starts again what ends by itself, stops all on request.

    One dying service never stops the others: a site without a worker still takes reports in.
    """

    def __init__(self, say: Callable[[str, str], None]):
        self.say = say
        self.services: list[Service] = []
        self.stopping = threading.Event()

    def start(self, service: Service) -> Service:
        """Start `service` and keep it alive until `stop()`."""
        self.services.append(service)
        threading.Thread(target=self._keep, args=(service,), name=f"keep-{service.name}", daemon=True).start()
        return service

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """End every service, in groups by `stop_order`; what does not end in `seconds` is killed."""
        self.stopping.set()
        for order in sorted({service.stop_order for service in self.services}):
            group = [service for service in self.services if service.stop_order == order]
            end = time.monotonic() + seconds
            for service in group:
                self._signal(service, signal.SIGTERM)
            for service in group:
                if not service.ended.wait(max(0.0, end - time.monotonic())):
                    self._signal(service, signal.SIGKILL)
                    service.ended.wait(2)

    def _keep(self, service: Service) -> None:
        backoff = Backoff()
        try:
            while not self.stopping.is_set():
                began = time.monotonic()
                outcome = self._run_once(service)
                if self.stopping.is_set():
                    return
                delay = backoff.next(time.monotonic() - began)
                service.restarts += 1
                self.say(service.name, f"đã dừng ({outcome}); chạy lại sau {delay:.0f} giây")
                self.stopping.wait(delay)
        finally:
            service.ended.set()

    def _run_once(self, service: Service) -> str:
        """Run the program to its end and say in words how it ended."""
        try:
            service.process = subprocess.Popen(
                service.argv,
                env=None if service.env is None else dict(service.env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C reaches only the supervisor, which then stops all in order.
                start_new_session=True,
                preexec_fn=follow_parent_to_death if sys.platform == "linux" else None,
            )
        except OSError as error:
            return f"không chạy được: {error.strerror}"
        if self.stopping.is_set():
            self._signal(service, signal.SIGTERM)
        for line in service.process.stdout:
            self.say(service.name, line.decode("utf-8", "replace").rstrip())
        code = service.process.wait()
        return f"mã {code}" if code >= 0 else f"tín hiệu {signal.Signals(-code).name}"

    @staticmethod
    def _signal(service: Service, number: int) -> None:
        """Signal the whole group of the service, if it still runs."""
        if service.process is not None and service.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(service.process.pid, number)

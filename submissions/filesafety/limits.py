"""How much one file may cost, and the fence around the process that reads it."""

import resource
from dataclasses import dataclass

MB = 1024 * 1024
# A made copy of a photograph is never larger than this.
MOST_WRITTEN = 64 * MB


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one file: pixels, pages, bytes unpacked, members; seconds and bytes of memory for reading it."""

    pixels: int
    pages: int
    unpacked: int
    members: int
    seconds: int
    memory: int


def confine(limits: Limits) -> None:
    """Fence this process in: what asks for more memory, time, files or disk than `limits` fails or is ended."""
    most = _address_space() + limits.memory
    for kind, value in (
        (resource.RLIMIT_AS, most),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (least, least))


def _address_space() -> int:
    """Bytes of address space this process has now: its libraries are no part of what the file costs."""
    try:
        with open("/proc/self/statm", encoding="ascii") as facts:
            return int(facts.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1024 * MB

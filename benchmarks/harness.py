"""How a benchmark is run: both ways take turns in one process on one database, the median of several turns counts.

No time is asserted: machines differ. The ratio of the two says whether our way became dearer, whatever machine it ran
on.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

TURNS = 9


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Two ways of the same work on rows that are there already; what `same` makes of their results must be equal."""

    name: str
    ours: Callable[[], Any]
    bare: Callable[[], Any]
    same: Callable[[Any], Any] = lambda result: result


def settle() -> None:
    """Leave the rows just made as a server's upkeep does: on PostgreSQL vacuumed and counted, on SQLite counted."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure(benchmark: Benchmark, turns: int = TURNS) -> str:
    """Run both ways in turns and say the one line of the benchmark; AssertionError when they disagree."""
    if benchmark.same(benchmark.ours()) != benchmark.same(benchmark.bare()):
        raise AssertionError(f"{benchmark.name}: the two ways give different results")
    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    for turn in range(turns):
        # Who goes first changes, so that neither always finds the pages warm.
        for way in ("ours", "bare") if turn % 2 else ("bare", "ours"):
            begun = time.perf_counter()
            getattr(benchmark, way)()
            taken[way].append(time.perf_counter() - begun)
    ours, bare = (statistics.median(taken[way]) * 1000 for way in ("ours", "bare"))
    return f"bench {benchmark.name} ours={ours:.1f}ms bare={bare:.1f}ms ratio={ours / bare:.2f}"

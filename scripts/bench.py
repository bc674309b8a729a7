#!/usr/bin/env python3
"""Run the benchmarks: bench.py [NAME...]

Each prints a line, `bench NAME ours=… bare=… ratio=…`, both sides measured in this run on a database of its own that
is gone when it ends: SQLite, or with DB=postgres one on that server (scripts/with_postgres.py lends one).
"""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "lechan_thidua.settings.test"
FOLDER = tempfile.TemporaryDirectory(prefix="lechan-do-toc-do-")
os.environ["DATA_DIR"] = FOLDER.name

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

import benchmarks  # noqa: E402
from benchmarks.harness import measure  # noqa: E402


def main(wanted: list[str]) -> int:
    """Every benchmark or those named, one module after the other on one database."""
    known = [module.name for module in iter_modules(benchmarks.__path__) if module.name not in ("harness", "rows")]
    if unknown := set(wanted) - set(known):
        sys.exit(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        for name in wanted or known:
            for benchmark in import_module(f"benchmarks.{name}").benchmarks():
                print(measure(benchmark), flush=True)
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)
        FOLDER.cleanup()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

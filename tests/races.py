"""Several people at the same moment, each in a thread with a connection of its own."""

import threading

from django.db import connections


def at_once(refused: tuple[type[Exception], ...], *jobs) -> list:
    """Let all jobs go together; each one's result, or the refusal (one of `refused`) it ended in."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job):
        try:
            gate.wait(10)
            results[place] = job()
        except refused as exc:
            results[place] = exc
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results

"""Waiting for what a page computes itself."""

import time

SECONDS = 15


def until(page, expression, seconds=SECONDS):
    """Ask the page until the JavaScript expression or function is true; the page's own CSP forbids it to ask itself."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true within {seconds} s: {expression}"
        page.wait_for_timeout(50)

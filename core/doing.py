"""A press as a view carries it out: done and said, or told why not (làm rồi báo)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages

from .workflow import InvalidTransition


def carry_out(request, deed: Callable[[], Any], said: str = "") -> bool:
    """Call `deed` and say `said`; where somebody was faster, say that instead and change nothing.

    True when it was done. What the form can mend (ValidationError) and what a rule refuses (Forbidden) is the caller's.
    """
    try:
        deed()
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return False
    if said:
        messages.success(request, said)
    return True

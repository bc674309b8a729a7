"""Our names for icons and the Bootstrap icons that draw them.

Templates speak of what an icon means (`{% icon "clock" %}`), so a drawing can change in one place.
"""

import re
from functools import cache

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "add": "plus-lg",
    "archive": "archive",
    "award": "award",
    "back": "arrow-left",
    "bell": "bell",
    "book": "book",
    "budget": "cash-coin",
    "building": "building",
    "bulb": "lightbulb",
    "calendar": "calendar-event",
    "call": "telephone",
    "chat": "chat-left-text",
    "chev": "chevron-right",
    "clock": "clock",
    "copy": "copy",
    "decision": "patch-check",
    "delete": "trash",
    "download": "download",
    "edit": "pencil",
    "excel": "file-earmark-excel",
    "external": "box-arrow-up-right",
    "eye": "eye",
    "eyeoff": "eye-slash",
    "field": "signpost-split",
    "file": "file-earmark-text",
    "filter": "funnel",
    "flag": "flag",
    "group": "people",
    "half": "circle-half",
    "home": "house",
    "image": "image",
    "inbox": "inbox",
    "info": "info-circle",
    "inspect": "zoom-in",
    "key": "key",
    "link": "link-45deg",
    "lock": "lock",
    "log": "journal-text",
    "mail": "envelope",
    "menu": "list",
    "more": "three-dots",
    "next": "arrow-right",
    "none": "circle",
    "offline": "wifi-off",
    "ok": "check-circle-fill",
    "pause": "pause-circle",
    "pdf": "file-earmark-pdf",
    "person": "person-circle",
    "prev": "chevron-left",
    "print": "printer",
    "rank": "bar-chart",
    "redo": "arrow-clockwise",
    "return": "arrow-return-left",
    "search": "search",
    "send": "send",
    "settings": "sliders",
    "sign": "pen",
    "signout": "box-arrow-right",
    "stamp": "shield-check",
    "star": "star",
    "theme": "circle-half",
    "tick": "check-lg",
    "up": "upload",
    "vote": "ui-checks",
    "wait": "hourglass-split",
    "warn": "exclamation-triangle",
    "wrong": "x-circle",
    "x": "x-lg",
}

_SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@cache
def svg(name: str) -> SafeString:
    """The inline drawing for one of our names: 20 px, silent for screen readers because words stand beside it.

    Raises KeyError for a name that is not in ICONS, so that a misspelt icon fails in the first test that shows it.
    """
    drawing = get_template(f"bs_icon/{ICONS[name]}.svg").render({})
    paths = " ".join(_SVG.search(drawing).group(1).split())
    # The paths come from the icon package's own files, never from data.
    return mark_safe(
        '<svg class="i" width="20" height="20" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">'
        f"{paths}</svg>"
    )

"""What every browser journey asks of a page: WCAG 2.2 AA by axe-core, no sideways scroll, nothing from another host."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that look at colours: all a theme can change.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PHONE = 390
WIDTHS = (1280, PHONE, 320)
THEME_COOKIE = "giao-dien"


def violations(page, within: str | None = None, rules=STANDARDS) -> list[str]:
    """One line per finding: rule, help and the first element it names; `within` is a selector."""
    found = Axe().run(page, context=within, options={"runOnly": rules}).response["violations"]
    return [f"{entry['id']}: {entry['help']}: {entry['nodes'][0]['html'][:160]}" for entry in found]


def assert_accessible(page, within: str | None = None, rules=STANDARDS) -> None:
    """Fail with every finding of axe on the page, or a part of it, as it stands."""
    found = violations(page, within, rules)
    assert not found, f"{page.url}\n" + "\n".join(found)


def assert_fits(page) -> None:
    """The page does not scroll sideways at its present width."""
    width = page.viewport_size["width"]
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, f"{page.url} needs {needed} px at {width} px"


def choose_theme(page, base_url: str, value: str) -> None:
    """Set the theme cookie: sang, toi or theo-may."""
    page.context.add_cookies([{"name": THEME_COOKIE, "value": value, "url": base_url}])


def assert_page_is_good(page, base_url: str, path: str) -> None:
    """Open `path` in both themes at desktop and phone width, and at 320 px, and check all of the above."""
    foreign = []
    page.on("request", lambda request: foreign.append(request.url) if _is_foreign(request.url, base_url) else None)
    for theme in ("sang", "toi"):
        choose_theme(page, base_url, theme)
        page.set_viewport_size({"width": WIDTHS[0], "height": 844})
        page.goto(base_url + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            assert_fits(page)
            # The narrowest width is asked for scrolling alone (ux (h)). Structure is the same in both themes.
            if width >= PHONE:
                assert_accessible(page, rules=STANDARDS if theme == "sang" else OF_COLOURS)
    assert not foreign, f"{path} asks other hosts: {foreign}"


def _is_foreign(url: str, base_url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.netloc != urlsplit(base_url).netloc

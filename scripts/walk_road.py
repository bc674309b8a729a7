"""Walk the whole road in Chromium on a demo portal that is running, keep a picture of every station, print the time.

    .venv/bin/python scripts/walk_road.py http://localhost:8000 FOLDER

The demo enterprise writes its report, the office returns and scores it, the council votes, the chairman signs.
Works once on a fresh demo ward, after `make setup-dev`. The steps are those of the journey test
(tests/browser/road.py).
"""

import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.services import CHROMIUM_NAMES  # isort:skip
from tests.browser.road import PICTURE, Road, walk

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 844}}
PASSWORD = "thidua-2026"
UNIT, GROUP = "Công ty cổ phần Minh họa Số Một", "Doanh nghiệp"


def sign_in(browser: Browser, site: str, name: str):
    """A page in which the demo account is signed in; a visitor's page without a name."""
    options = PHONE if name.startswith("hoi-dong") else {"viewport": {"width": 1280, "height": 860}}
    context = browser.new_context(base_url=site, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    if name:
        page.goto("/tai-khoan/login/")
        page.get_by_label("Thư điện tử").fill(f"{name}@demo.example")
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url(lambda url: "login" not in url)
    return page


def main(site: str, folder: str) -> None:
    """Walk and tell what was seen."""
    shots = Path(folder)
    shots.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as files, sync_playwright() as playwright:
        Image.new("RGB", (600, 400), "white").save(Path(files) / PICTURE)
        chromium = next(path for name in CHROMIUM_NAMES if (path := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        road = Road(
            lambda name: sign_in(browser, site, name),
            lambda page, name: page.screenshot(path=shots / f"{name}.png", full_page=True),
            Path(files),
        )
        voters = ["chu-tich", "thu-ky", *(f"hoi-dong-{number}" for number in range(1, 10))]
        seen = walk(
            road,
            unit=UNIT,
            group=GROUP,
            people={
                "officer": "doanh-nghiep", "reviewer": "van-hoa", "second": "van-hoa-2", "secretary": "thu-ky",
                "chairman": "chu-tich", "voters": voters,
            },
            day=f"{datetime.now(ZoneInfo('Asia/Ho_Chi_Minh')):%d/%m/%Y}",
            present=11,
        )  # fmt: skip
        for name, data in seen["papers"].items():
            (shots / name).write_bytes(data)
        mails = road.page("")
        mails.goto("/thu-mau/")
        mails.screenshot(path=shots / "23-thu-mau.png", full_page=True)
        browser.close()
    print(f"{seen['code']}; {seen['verdict']} {', '.join(seen['papers'])}; {time.monotonic() - began:.0f} giây")


if __name__ == "__main__":
    main(*sys.argv[1:])

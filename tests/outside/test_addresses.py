"""The access table and the signing-in journey once more where the addresses of the outside provider exist."""

import subprocess
import sys

import pytest

from tests.outside.conftest import environment
from tests.services import ROOT

CELLS = "test_every_address_has_a_row or (test_cell and outside_) or (test_get_writes_nothing and outside_)"


def test_addresses_of_the_provider_are_in_the_access_table(tmp_path):
    environ = environment(tmp_path, "http://127.0.0.1:9", "http://localhost:8000")
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/access/test_access.py", "-k", CELLS]
    answer = subprocess.run(argv, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300)
    assert answer.returncode == 0, answer.stdout
    assert "6 passed" in answer.stdout


@pytest.mark.browser
def test_the_button_of_the_sign_in_page_leads_there_and_back(page, outside):
    """In Chromium, under the portal's own policy: nothing is blocked on the way."""
    from tests.outside.portal import OFFICER

    blocked = []
    page.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    outside.person(OFFICER)
    page.goto(outside.portal.url + "/tai-khoan/login/")
    page.get_by_role("button", name="Đăng nhập bằng Cổng định danh thành phố").click()
    page.get_by_text("Nguyễn Thị Lan").first.wait_for(state="attached")
    assert page.url.startswith(outside.portal.url)
    assert blocked == []

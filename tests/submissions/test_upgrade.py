"""An installed portal is brought up to date: what it holds afterwards is what it would hold had it always been so."""

import os
import subprocess
import sys

from tests.services import ROOT


def test_an_older_portal_is_brought_up_to_date(tmp_path):
    """Before 0008 a complete review had no total, before 0012 a report no self-score of its own.

    In a process of its own: its database begins empty and in the past. The report given back states what it handed in,
    not what its unit has written since. Before 0015 a step of the reminders did not know its moment, and with more time
    the letters were its only mark.
    """
    environ = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lechan_thidua.settings.base"}
    command = [sys.executable, "-m", "tests.submissions.older_portal"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    *found, checked = done.stdout.splitlines()
    assert found == [
        "ACCEPTED 9200", "RETURNED 9200", "DRAFT None", "total 9200",
        "reminded False 3 08/12 07:00 2", "reminded True 7 11/12 07:00 2",
    ]  # fmt: skip
    assert checked.endswith("không có chỗ sai.")

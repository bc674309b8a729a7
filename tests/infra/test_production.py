"""Production settings name every missing or wrong variable, keep the demo out and pass `check --deploy`."""

import os
import subprocess
import sys

import pytest

from lechan_thidua.settings import env
from tests.services import ROOT

GOOD = {
    "SECRET_KEY": "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "thidua.lechan.example",
    "SITE_URL": "https://thidua.lechan.example",
    "DB": "postgres",
    "PGPASSWORD": "secret",
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "EMAIL_HOST": "mail.lechan.example",
    "EMAIL_FROM": "Cổng thi đua <thidua@lechan.example>",
}


def manage(tmp_path, *args: str, **environ: str) -> subprocess.CompletedProcess:
    """Run manage.py under the production settings with exactly this environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "lechan_thidua.settings.production",
            **environ,
        },
        capture_output=True,
        text=True,
    )


def last_line(done: subprocess.CompletedProcess) -> str:
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1]


def test_check_deploy_is_clean(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **GOOD)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (1 silenced).\n"


@pytest.mark.parametrize("name", sorted(GOOD))
def test_missing_variable_is_named(tmp_path, name):
    text = last_line(manage(tmp_path, "check", **{key: value for key, value in GOOD.items() if key != name}))
    assert f"refusing to start): thiếu {name} (" in text
    assert [other for other in GOOD if f"thiếu {other} " in text] == [name]


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("DEMO", "1", "DEMO=1 không dùng được ở đây"),
        ("DEBUG", "1", "DEBUG=1 không dùng được ở đây"),
        ("DB", "sqlite", "DB phải là postgres"),
        ("SECRET_KEY", "ngắn", "SECRET_KEY phải có ít nhất 50 ký tự"),
        ("SITE_URL", "http://thidua.lechan.example", "SITE_URL phải bắt đầu bằng https://"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS phải là tên miền cụ thể"),
    ],
)
def test_wrong_variable_is_named(tmp_path, name, value, complaint):
    assert complaint in last_line(manage(tmp_path, "check", **(GOOD | {name: value})))


def test_only_one_way_to_seal_the_line_to_the_mail_server(tmp_path):
    both = manage(tmp_path, "check", **GOOD, EMAIL_USE_SSL="1", EMAIL_USE_TLS="1")
    assert "EMAIL_USE_SSL và EMAIL_USE_TLS chỉ bật một" in last_line(both)
    shown = "from django.conf import settings as s; print(s.EMAIL_PORT, s.EMAIL_USE_SSL, s.EMAIL_USE_TLS)"
    assert manage(tmp_path, "shell", "-v0", "-c", shown, **GOOD, EMAIL_USE_SSL="1").stdout.strip() == "465 True False"


def test_secret_from_a_mounted_file(tmp_path):
    secret = tmp_path / "secret-key"
    secret.write_text(GOOD["SECRET_KEY"] + "\n")
    rest = {key: value for key, value in GOOD.items() if key != "SECRET_KEY"}
    assert manage(tmp_path, "check", SECRET_KEY_FILE=str(secret), **rest).returncode == 0


def test_serve_is_a_demonstration_and_refuses_production(tmp_path):
    text = last_line(manage(tmp_path, "serve", **GOOD, PORT="0"))
    assert "PORT=0" in text
    text = last_line(manage(tmp_path, "serve", **GOOD, PORT="58123"))
    assert "DEMO=1 không dùng được ở đây" in text


def test_environment_reading(monkeypatch):
    monkeypatch.setenv("A_FLAG", "Yes")
    monkeypatch.setenv("A_LIST", "một, hai,,")
    monkeypatch.setenv("EMPTY", "")
    assert env.flag("A_FLAG") and not env.flag("EMPTY") and env.flag("NOT_SET", default=True)
    assert env.words("A_LIST") == ["một", "hai"]
    assert env.number("EMPTY", 7) == 7

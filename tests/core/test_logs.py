"""Personal links stay out of the process log and of the proxy's."""

import logging

import pytest
from django.conf import settings

from core.logs import SECRET_PATHS, DiscreetFormatter


def line(message: str, *args, exc_info=None) -> str:
    config = settings.LOGGING["formatters"]["line"]
    formatter = DiscreetFormatter(config["format"], style=config["style"])
    return formatter.format(logging.LogRecord("django.request", logging.ERROR, "f.py", 1, message, args, exc_info))


def test_the_log_of_the_portal_is_written_by_the_discreet_formatter():
    assert settings.LOGGING["formatters"]["line"]["()"] == "core.logs.DiscreetFormatter"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}


@pytest.mark.parametrize("path", SECRET_PATHS)
def test_a_personal_link_is_cut_wherever_it_stands(path):
    secret = "12.AbC-_9.0f3e.xYz"
    try:
        raise ValueError(f"https://thidua.example{path}{secret}/?next=/don-vi/")
    except ValueError as exc:
        fault = (type(exc), exc, None)

    written = line("Internal Server Error: %s", f"{path}{secret}/", exc_info=fault)

    assert secret not in written
    assert written.count(f"{path}.../") == 2


def test_other_addresses_are_left_as_they_are():
    assert line("Not Found: %s", "/don-vi/moi-nhat/").endswith("Not Found: /don-vi/moi-nhat/")


def test_the_proxy_cuts_the_same_addresses():
    config = (settings.BASE_DIR / "deploy/nginx/portal.conf.template").read_text()
    assert [path for path in SECRET_PATHS if f"~^{path} {path}...;" in config] == list(SECRET_PATHS)

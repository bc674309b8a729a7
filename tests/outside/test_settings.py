"""What the environment must hold before the outside provider is switched on in production."""

import pytest

from tests.infra.test_production import GOOD, last_line, manage

PROVIDER = {
    "OIDC_SERVER_URL": "https://dinh-danh.example",
    "OIDC_CLIENT_ID": "cong-thi-dua",
    "OIDC_CLIENT_SECRET": "bi-mat",
}


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("OIDC_SERVER_URL", "http://dinh-danh.example", "OIDC_SERVER_URL phải bắt đầu bằng https://"),
        ("OIDC_CLIENT_ID", "", "OIDC_SERVER_URL cần cả OIDC_CLIENT_ID"),
        ("OIDC_CLIENT_SECRET", "", "OIDC_SERVER_URL cần cả OIDC_CLIENT_SECRET"),
    ],
)
def test_half_a_configuration_is_refused_by_name(tmp_path, name, value, complaint):
    assert complaint in last_line(manage(tmp_path, "check", **GOOD, **{**PROVIDER, name: value}))


def test_whole_configuration_passes_the_deployment_check(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **GOOD, **PROVIDER)
    assert (done.returncode, done.stderr) == (0, "")

"""The server set-up agrees with the settings: no variable that nobody reads, none that is needed left out."""

import re
import subprocess

import pytest
import yaml

from tests.services import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PORTAL = ["prepare", "web", "worker", "beat"]
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "deploy" / "env.example").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
# Read by the compose file or the start script instead of the settings.
READ_ELSEWHERE = {"SITE_HOST", "REDIS_PASSWORD", "WEB_WORKERS", "WEB_THREADS", "TASK_WORKERS"}


def read_by_settings() -> set[str]:
    """Names of all variables the settings ask for."""
    found = set()
    for path in (ROOT / "lechan_thidua" / "settings").glob("*.py"):
        found |= set(
            re.findall(r'env\.(?:text|flag|number|words)\(\s*"([A-Z0-9_]+)"', path.read_text(encoding="utf-8"))
        )
    return found


def required_by_production() -> set[str]:
    """Names in the table of production.py, which cannot be imported without them."""
    text = (ROOT / "lechan_thidua" / "settings" / "production.py").read_text(encoding="utf-8")
    table = text.split("REQUIRED = {", 1)[1].split("}", 1)[0]
    return set(re.findall(r'^    "([A-Z_]+)":', table, re.MULTILINE))


def test_every_part_of_the_portal_is_there():
    assert set(COMPOSE["services"]) == {*PORTAL, "postgres", "redis", "proxy", "clamav"}
    assert [COMPOSE["services"][name]["command"] for name in PORTAL] == PORTAL


def test_every_variable_of_the_example_is_read_by_somebody():
    assert set(EXAMPLE) - read_by_settings() == READ_ELSEWHERE


def test_every_variable_of_the_compose_file_is_read_by_the_settings():
    for name in PORTAL:
        assert set(COMPOSE["services"][name]["environment"]) <= read_by_settings()


def test_everything_production_requires_is_set():
    assert len(required_by_production()) == 8
    for name in PORTAL:
        given = {*EXAMPLE, *COMPOSE["services"][name]["environment"]}
        assert required_by_production() <= given


def test_compose_asks_only_for_variables_of_the_example():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    assert asked <= set(EXAMPLE)


def test_no_secret_has_a_value_in_the_example():
    secrets = {name for name in EXAMPLE if re.search(r"PASSWORD|SECRET|ACCESS_KEY", name)}
    assert {EXAMPLE[name] for name in secrets} == {""}


def test_database_and_queue_are_reachable_only_from_inside():
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        service = COMPOSE["services"][name]
        assert (service["networks"], "ports" in service) == (["inside"], False)
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


def test_the_virus_scanner_starts_only_when_asked_for_and_is_closed_to_the_outside():
    scanner = COMPOSE["services"]["clamav"]
    assert (scanner["profiles"], "ports" in scanner) == (["quet-virus"], False)
    assert {name for name, service in COMPOSE["services"].items() if "profiles" in service} == {"clamav"}
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "--profile quet-virus" in guide and "CLAMAV_HOST=clamav" in guide


def test_what_the_office_fills_in_is_told_in_the_guide():
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in ("OFFICE_NAME", "OFFICE_PHONE", "OFFICE_ZALO") if f"`{name}`" not in guide] == []


def test_the_portal_runs_without_root_and_with_a_read_only_root():
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    final_stage = docker.rsplit("FROM ", 1)[1]
    assert "\nUSER portal\n" in final_stage
    assert "HEALTHCHECK" in final_stage
    for name in PORTAL:
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_every_long_running_part_has_a_health_check_and_a_volume_for_what_lasts():
    checked = {"worker", "postgres", "redis", "proxy"}
    assert all("test" in COMPOSE["services"][name]["healthcheck"] for name in checked)
    assert "healthcheck" not in COMPOSE["services"]["web"]  # the image's own
    named = {mount.split(":")[0] for service in COMPOSE["services"].values() for mount in service.get("volumes", [])}
    assert set(COMPOSE["volumes"]) <= named


def test_mounted_files_are_in_the_repository():
    for service in COMPOSE["services"].values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("./") and source != "./deploy/tls":
                assert (ROOT / source).exists(), source


def test_entrypoint_knows_every_command_and_its_shell_reads_it():
    script = ROOT / "deploy" / "entrypoint.sh"
    text = script.read_text(encoding="utf-8")
    assert set(re.findall(r"^([a-z]+)\)$", text, re.MULTILINE)) == set(PORTAL)
    assert subprocess.run(["sh", "-n", script]).returncode == 0
    assert script.stat().st_mode & 0o111


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_is_hashed_and_names_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    for pin in re.findall(r"^[a-z0-9][^\n]*$(?:\n    .*)*", text, re.MULTILINE):
        assert "--hash=sha256:" in pin, pin.splitlines()[0]


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_pin_has_a_reason_and_is_in_the_lock(name):
    lock = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    for line in (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "-c")) or not line:
            continue
        pin, _, why = line.partition("#")
        assert why.strip(), line
        package, version = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", pin.strip()).groups()
        assert re.search(rf"^{re.escape(package)}(?:\[[\w,]+\])?=={re.escape(version)}\b", lock, re.MULTILINE), pin


def test_proxy_configuration_sets_what_the_portal_trusts():
    conf = (ROOT / "deploy" / "nginx" / "portal.conf.template").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in conf
    assert "proxy_set_header X-Forwarded-Proto https;" in conf
    assert "proxy_set_header Host $host;" in conf
    pages = {page.name for page in (ROOT / "deploy" / "nginx" / "pages").iterdir()}
    assert set(re.findall(r"error_page [\d ]+ /([\w.-]+);", conf)) == pages

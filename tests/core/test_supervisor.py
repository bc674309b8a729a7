"""One command keeps the site alive: restarts, orderly stop, and one clear line for each thing that is in the way."""

import io
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from core.management.commands import serve
from core.supervisor import boot, checks, environment, services, valkey
from core.supervisor.processes import Backoff, Service, Supervisor
from tests.services import free_port, wait_for


class Lines(list):
    """What the supervisor said."""

    def say(self, name, text):
        self.append((name, text))

    def of(self, name):
        return [text for who, text in self if who == name]


def python(code: str) -> list[str]:
    return [sys.executable, "-u", "-c", code]


# --- processes --------------------------------------------------------------------------------------------------------
def test_backoff_grows_to_half_a_minute_and_forgets_after_a_healthy_life():
    backoff = Backoff()
    assert [backoff.next(0.1) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert backoff.next(61) == 1


def test_supervisor_prints_lines_with_their_part():
    lines = Lines()
    supervisor = Supervisor(lines.say)
    supervisor.start(Service("web", python("print('xin chào'); import time; time.sleep(60)")))
    assert wait_for(lambda: lines == [("web", "xin chào")])
    supervisor.stop()


def test_supervisor_restarts_a_killed_process_and_leaves_the_others_alone():
    lines = Lines()
    supervisor = Supervisor(lines.say)
    sleeper = python("import time; time.sleep(60)")
    web, worker = supervisor.start(Service("web", sleeper)), supervisor.start(Service("worker", sleeper))
    assert wait_for(lambda: web.process and worker.process)
    first, other = worker.process.pid, web.process.pid
    os.kill(first, signal.SIGKILL)
    assert wait_for(lambda: worker.process.pid != first and worker.process.poll() is None)
    assert (web.process.pid, web.process.poll()) == (other, None)
    assert lines.of("worker") == ["đã dừng (tín hiệu SIGKILL); chạy lại sau 1 giây"]
    supervisor.stop()
    assert worker.process.poll() is not None and web.process.poll() is not None


def test_supervisor_stops_the_broker_after_the_worker():
    order = []
    supervisor = Supervisor(lambda name, text: order.append(text))
    code = (
        "import signal, sys, time\n"
        "def end(*_): print(sys.argv[1]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); print('up'); time.sleep(60)"
    )
    supervisor.start(Service("broker", [*python(code), "broker"], stop_order=services.BROKER_STOPS_LAST))
    supervisor.start(Service("worker", [*python(code), "worker"]))
    assert wait_for(lambda: order == ["up", "up"])
    supervisor.stop()
    assert order[2:] == ["worker", "broker"]


def test_supervisor_kills_what_does_not_stop():
    lines = Lines()
    supervisor = Supervisor(lines.say)
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    service = supervisor.start(Service("web", python(stubborn)))
    assert wait_for(lambda: lines.of("web") == ["up"])
    began = time.monotonic()
    supervisor.stop(seconds=0.5)
    assert service.process.poll() == -signal.SIGKILL
    assert time.monotonic() - began < 5


def test_supervisor_says_when_a_program_is_missing():
    lines = Lines()
    supervisor = Supervisor(lines.say)
    supervisor.start(Service("broker", ["/khong/co"]))
    assert wait_for(lambda: lines.of("broker"))
    assert lines.of("broker") == ["đã dừng (không chạy được: No such file or directory); chạy lại sau 1 giây"]
    supervisor.stop()


def test_children_end_when_the_supervisor_is_killed_outright():
    code = (
        "import sys, time; from core.supervisor.processes import *\n"
        "s = Supervisor(lambda *a: None)\n"
        "x = s.start(Service('web', [sys.executable, '-c', 'import time; time.sleep(60)']))\n"
        "while x.process is None: time.sleep(0.05)\n"
        "print(x.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=environment.BASE_DIR)
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.kill()
    parent.wait()
    assert wait_for(lambda: not is_alive(child), 5)


def is_alive(pid: int) -> bool:
    """False for a process that is gone or a zombie nobody has buried yet."""
    try:
        with open(f"/proc/{pid}/stat") as facts:
            return facts.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


# --- the ground -------------------------------------------------------------------------------------------------------
def refusal(call, *args) -> str:
    with pytest.raises(environment.StartRefused) as caught:
        call(*args)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "tám nghìn", "80 00", "٨٠٠٠"])
def test_port_that_is_no_port(value):
    assert refusal(environment.read_port, value) == f"PORT={value} không phải là số cổng (1–65535)."


def test_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        text = refusal(checks.free_port, "127.0.0.1", port)
    assert text.startswith(f"cổng {port} trên 127.0.0.1 không dùng được (chương trình khác đang dùng).")
    checks.free_port("127.0.0.1", port)


def test_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "var").write_text("x")
    assert refusal(checks.data_folder, tmp_path / "var").endswith("(đã có tệp trùng tên).")


def test_data_folder_nobody_may_write_to():
    assert "không ghi được vào thư mục dữ liệu /proc/cong" in refusal(
        checks.data_folder, environment.Path("/proc/cong")
    )


def test_too_little_disk_space_keeps_the_data(tmp_path):
    (tmp_path / "db.sqlite3").write_text("dữ liệu")
    text = refusal(checks.disk_space, tmp_path, 2**60)
    assert "cần ít nhất 1099511627776 MB" in text
    assert (tmp_path / "db.sqlite3").read_text() == "dữ liệu"


def test_second_site_on_the_same_data_is_refused(tmp_path):
    lock, earlier = checks.take_lock(tmp_path)
    assert earlier is None
    assert f"(tiến trình {os.getpid()})" in refusal(checks.take_lock, tmp_path)
    checks.give_back(lock)
    again, earlier = checks.take_lock(tmp_path)
    assert earlier is None
    checks.give_back(again)


def test_lock_of_a_run_that_died_does_not_block(tmp_path):
    (tmp_path / checks.LOCK_NAME).write_text("4711")
    lock, earlier = checks.take_lock(tmp_path)
    assert earlier == 4711
    checks.give_back(lock)


def test_boot_ends_with_one_line_and_an_exit_code(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {"DATA_DIR": str(tmp_path), "PORT": "0"})
    with pytest.raises(SystemExit) as caught:
        boot.prepare()
    assert caught.value.code == "Không khởi động được: PORT=0 không phải là số cổng (1–65535)."


# --- environment ------------------------------------------------------------------------------------------------------
def test_environment_of_a_plain_start(tmp_path):
    environ = {"DATA_DIR": str(tmp_path)}
    site = environment.describe(environ)
    environment.apply(site, environ)
    assert site.url == "http://localhost:8000/"
    assert environ == {
        "DATA_DIR": str(tmp_path),
        "PORT": "8000",
        "DEMO": "1",
        "CELERY_BROKER_URL": f"redis+socket://{tmp_path}/valkey.sock",
    }
    assert environment.describe(environ) == site


def test_environment_with_redis_set_runs_no_broker_of_its_own(tmp_path):
    environ = {"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:6379/0", "DEMO": "0"}
    site = environment.describe(environ)
    environment.apply(site, environ)
    assert site.valkey_binary is None
    assert "CELERY_BROKER_URL" not in environ
    assert environ["DEMO"] == "0"


def test_environment_without_a_valkey_that_runs_uses_files(tmp_path, monkeypatch):
    monkeypatch.setattr(valkey, "find_binary", lambda: None)
    environ = {"DATA_DIR": str(tmp_path)}
    environment.apply(environment.describe(environ), environ)
    assert environ["CELERY_BROKER_URL"] == "filesystem://"


@pytest.mark.parametrize(("host", "warned"), [("", False), ("0.0.0.0", True), ("192.168.1.5", True)])
def test_a_demo_open_to_the_network_says_so(tmp_path, settings, monkeypatch, host, warned):
    settings.DEMO = True
    monkeypatch.setattr(serve, "call_command", lambda *args, **kwargs: None)
    out = io.StringIO()
    serve.Command(stdout=out).welcome(environment.describe({"DATA_DIR": str(tmp_path), "HOST": host}))
    assert ("CHÚ Ý: bản chạy thử đang mở cho mọi máy trong mạng" in out.getvalue()) is warned


# --- broker -----------------------------------------------------------------------------------------------------------
def test_socket_path_too_long_moves_to_a_short_folder(tmp_path):
    short = valkey.socket_path(tmp_path)
    assert short == tmp_path / "valkey.sock"
    deep = tmp_path / ("thu-muc-rat-dai-" * 8)
    moved = valkey.socket_path(deep)
    assert len(os.fsencode(moved)) <= valkey.SOCKET_PATH_LIMIT
    assert moved == valkey.socket_path(deep)
    assert moved != valkey.socket_path(deep / "khac")


def test_broker_keeps_what_it_took_over_a_kill(broker):
    import redis

    def client():
        return redis.Redis(unix_socket_path=str(broker.socket))

    client().rpush("celery", "một việc")
    time.sleep(1.2)  # the append-only file is written every second
    broker.stop(kill=True)
    assert not valkey.answers(broker.socket)
    broker.start()
    assert client().lrange("celery", 0, -1) == ["một việc".encode()]


def test_leftover_broker_of_an_earlier_run_is_ended(broker):
    valkey.stop_leftover(broker.socket)
    assert broker.process.wait(5) == 0


def test_binary_that_does_not_run_is_not_used(tmp_path):
    broken = tmp_path / "valkey-server"
    broken.write_bytes(b"\x7fELF nonsense")
    assert not valkey.runs(broken)


def test_web_binds_only_to_the_loopback_address_unless_told(tmp_path):
    site = environment.describe({"DATA_DIR": str(tmp_path), "PORT": str(free_port())})
    argv = services.web(site).argv
    assert argv[argv.index("--bind") + 1] == f"127.0.0.1:{site.port}"

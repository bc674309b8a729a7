"""`manage.py serve`: the whole portal on one machine, for a demonstration or a small site."""

import http.client
import os
import signal
import sys
import threading
import time
from datetime import datetime

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.supervisor import checks, environment, preparing, services, valkey
from core.supervisor.processes import Supervisor

WEB_READY_SECONDS = 60
# The demo's key and passwords are printed in the source: whoever reaches it can be anybody.
OPEN_DEMO = (
    "CHÚ Ý: bản chạy thử đang mở cho mọi máy trong mạng. Ai vào được mạng này cũng đăng nhập được bằng mọi tài khoản "
    "mẫu. Chỉ mở trong mạng tin cậy, không nhập dữ liệu thật, xem xong thì dừng."
)


class Stop(BaseException):
    """Somebody asked the site to stop (Ctrl-C, SIGTERM, closed terminal)."""


class Command(BaseCommand):
    """Prepare the data, then keep web, worker and broker alive until told to stop (chạy cổng trên một máy)."""

    help = "Chạy cổng trên một máy: trang web, tác vụ nền và hàng đợi; Ctrl-C để dừng."
    # Checks run inside migrate; here they would run before the folders and the broker are ready.
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        self.printing = threading.Lock()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask_to_stop)
        lock = None
        supervisor = Supervisor(self.say)
        try:
            site = environment.describe(os.environ)
            lock = self.lock_data(site)
            self.open_site(site, supervisor)
            while True:
                time.sleep(3600)
        except environment.StartRefused as refusal:
            raise SystemExit(f"Không khởi động được: {refusal}") from None
        except Stop:
            self.say("cổng", "đang dừng…")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            supervisor.stop()
            if lock is not None:
                checks.give_back(lock)
        self.say("cổng", "đã dừng; dữ liệu còn nguyên.")

    def lock_data(self, site):
        """Take the data folder for this run and say when the run before was cut off."""
        lock, earlier = checks.take_lock(site.data_dir)
        if earlier is not None:
            self.say(
                "cổng", f"lần chạy trước (tiến trình {earlier}) bị ngắt đột ngột; đã dọn khóa cũ, dữ liệu giữ nguyên."
            )
        return lock

    def open_site(self, site, supervisor):
        """Start the broker, bring the data up to date, open the door and say where it is."""
        self.start_broker(site, supervisor)
        preparing.everything(lambda title: self.say("cổng", title))
        if preparing.missing_translations():
            self.say("cổng", "thiếu gettext nên một số câu chưa có bản dịch; cài gói gettext rồi chạy lại.")
        supervisor.start(services.web(site))
        if not wait_for_web(site):
            raise environment.StartRefused(
                f"trang web không trả lời sau {WEB_READY_SECONDS} giây; xem các dòng ở trên."
            )
        # After the web process: on a small machine the two would only slow each other down while a person waits.
        supervisor.start(services.worker(site))
        self.welcome(site)

    def start_broker(self, site, supervisor):
        """Start Valkey where this run uses its own; a run that ended badly may have left one behind."""
        if settings.CELERY_BROKER_URL.startswith("filesystem://"):
            self.say("cổng", "máy này không chạy được Valkey đi kèm; hàng đợi dùng tệp trong thư mục dữ liệu.")
        if site.valkey_binary is None:
            return
        valkey.stop_leftover(site.valkey_socket)
        supervisor.start(services.broker(site))
        if not valkey.wait_until_ready(site.valkey_socket):
            self.say("cổng", "hàng đợi chưa trả lời; cổng vẫn mở, thư sẽ gửi khi hàng đợi chạy lại.")

    def welcome(self, site):
        """Print the address and, in demo mode, the accounts."""
        self.stdout.write(f"\nCổng đã mở tại {site.url}   (Ctrl-C để dừng; dữ liệu ở {site.data_dir})")
        if settings.DEMO and site.is_open_to_others:
            self.stdout.write(OPEN_DEMO)
        if settings.DEMO:
            call_command("demo_accounts", stdout=self.stdout)
        self.stdout.flush()

    def say(self, name: str, text: str) -> None:
        """Print one line of one part of the site."""
        with self.printing:
            sys.stdout.write(f"{datetime.now():%H:%M:%S} {name:<6} | {text}\n")
            sys.stdout.flush()


def ask_to_stop(number, frame):
    """Signal handler: leave whatever is going on, in order."""
    raise Stop


def wait_for_web(site) -> bool:
    """Wait until the web process answers its health page."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(site.host, site.host)
    end = time.monotonic() + WEB_READY_SECONDS
    while time.monotonic() < end:
        client = http.client.HTTPConnection(host, site.port, timeout=5)
        try:
            client.request("GET", "/healthz/", headers={"Host": "localhost"})
            if client.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            client.close()
        time.sleep(0.2)
    return False

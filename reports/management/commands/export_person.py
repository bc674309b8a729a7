"""`manage.py export_person`: a copy of everything held about one person, for whoever asks for theirs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.clock import ward_time
from reports.privacy import archive, subjects


class Command(BaseCommand):
    """Writes one zip and one line of the log."""

    help = "Lập bản sao dữ liệu cá nhân của một người: một tệp zip gồm JSON, HTML, CSV và tệp của chính người đó."

    def add_arguments(self, parser):
        parser.add_argument("--email", default="", metavar="ĐỊA CHỈ", help="thư điện tử của tài khoản hoặc cá nhân")
        parser.add_argument("--person", default="", metavar="MÃ", help="mã cá nhân, không có mã thì số")
        parser.add_argument("--to", default=".", metavar="THƯ MỤC", help="nơi để tệp (mặc định: thư mục hiện tại)")

    def handle(self, *args, email: str, person: str, to: str, **options):
        try:
            subject = subjects.find(email=email, person=person)
            target = archive.write(subject, Path(to), at=ward_time(timezone.now()))
        except subjects.NobodyFound as exc:
            raise CommandError(str(exc)) from None
        except OSError as exc:
            raise CommandError(f"Không ghi được tệp vào {to}: {exc.strerror}.") from None
        self.stdout.write(f"Đã lập {target} ({subject.label}). Giao đúng người, rồi xóa tệp khỏi máy.")

"""Write docs/workflows.md from the step tables, or say that it is behind."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import workflow_docs


class Command(BaseCommand):
    """`manage.py workflows_doc [--check]`"""

    help = "Viết docs/workflows.md từ các bảng bước xử lý."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="chỉ kiểm tra, không ghi")

    def handle(self, *args, check: bool, **options):
        path = Path(settings.BASE_DIR) / "docs" / "workflows.md"
        text = workflow_docs.document()
        if check:
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                raise CommandError("docs/workflows.md chưa khớp với các bảng bước; chạy manage.py workflows_doc.")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"Đã viết {path}")

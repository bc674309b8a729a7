"""What must hold of the papers and tables the portal made: what is called ready is there, as it was made."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from core.invariants import BATCH, Finding, invariant

from .enums import DocumentStatus
from .models import GeneratedDocument


def _ready():
    return GeneratedDocument.objects.filter(status=DocumentStatus.READY).order_by("pk").iterator(chunk_size=BATCH)


@invariant("DOC-01", "Mỗi văn bản, bảng đã sẵn sàng có tệp trên máy chủ, đúng dung lượng đã ghi.")
def ready_ones_have_their_files(at: datetime) -> Iterator[Finding]:
    for row in _ready():
        try:
            if row.file.size != row.size:
                yield Finding.of(GeneratedDocument, row.pk, "tệp trên máy chủ khác dung lượng đã ghi")
        except OSError:
            yield Finding.of(GeneratedDocument, row.pk, "không có tệp trên máy chủ")


@invariant("DOC-02", "Mỗi văn bản, bảng đã tạo có đúng mã SHA-256 đã ghi lúc tạo.", deep=True)
def files_are_what_was_made(at: datetime) -> Iterator[Finding]:
    for row in _ready():
        try:
            with row.file.open("rb") as handle:
                if hashlib.file_digest(handle, "sha256").hexdigest() != row.sha256:
                    yield Finding.of(GeneratedDocument, row.pk, "tệp trên máy chủ khác lúc tạo")
        except OSError:
            # DOC-01 names it.
            continue

"""What must hold of stored evidence: every row has its bytes, and the other way round (minh chứng; reliability F10)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q

from core.invariants import BATCH, Finding, invariant

from .enums import FileFault
from .models import Evidence
from .services.giving_out import digest_of
from .services.sweeping import GRACE, ROOT, named_under

# The bytes of a purged file go the night after; this leaves room for nights the worker was down.
NIGHTS = timedelta(days=3)


def _stored():
    """Rows whose bytes must be there."""
    return Evidence.objects.filter(purged_at=None).exclude(file="").order_by("pk").iterator(chunk_size=BATCH)


@invariant(
    "FILE-01", "Mỗi tệp minh chứng có tệp trên máy chủ, đúng dung lượng đã ghi; bản cho người khác xem cũng vậy."
)
def rows_have_their_files(at: datetime) -> Iterator[Finding]:
    for row in _stored():
        try:
            if row.file.size != row.size:
                yield Finding.of(Evidence, row.pk, "tệp trên máy chủ khác dung lượng đã ghi")
            if row.shared_copy and not row.shared_copy.size:
                yield Finding.of(Evidence, row.pk, "bản cho người khác xem rỗng")
        except OSError:
            yield Finding.of(Evidence, row.pk, "không có tệp trên máy chủ")


@invariant("FILE-02", "Mỗi tệp minh chứng có đúng mã SHA-256 đã ghi lúc nhận.", deep=True)
def files_are_what_came(at: datetime) -> Iterator[Finding]:
    for row in _stored():
        try:
            with row.file.open("rb") as handle:
                if digest_of(handle) != row.sha256:
                    yield Finding.of(Evidence, row.pk, FileFault.CHANGED.label.lower())
        except OSError:
            # FILE-01 names it.
            continue


@invariant("FILE-03", "Tệp trên máy chủ cũ hơn một ngày đều có dòng minh chứng nêu nó.")
def files_have_their_rows(at: datetime) -> Iterator[Finding]:
    storage = Evidence._meta.get_field("file").storage
    try:
        folders = storage.listdir(ROOT)[0]
    except FileNotFoundError:
        return
    for folder in folders:
        known = named_under(f"{ROOT}/{folder}/")
        for name in storage.listdir(f"{ROOT}/{folder}")[1]:
            path = f"{ROOT}/{folder}/{name}"
            if path not in known and storage.get_modified_time(path) < at - GRACE:
                yield Finding(f"tệp {path}", "không dòng nào nêu; việc dọn ban đêm chưa chạy")


@invariant("FILE-04", "Minh chứng có tệp hoặc đường dẫn; tệp xóa hẳn thì đã xóa trước đó và không còn tên tệp.")
def rows_are_of_one_kind(at: datetime) -> Iterator[Finding]:
    wrong = (
        Q(purged_at=None, file="", url="")
        | Q(purged_at__isnull=False, removed_at=None)
        | Q(purged_at__lt=at - NIGHTS) & ~Q(file="", shared_copy="")
        | Q(purged_at__lt=F("removed_at"))
        | ~Q(file="") & ~Q(url="")
    )
    for pk in Evidence.objects.filter(wrong).order_by("pk").values_list("pk", flat=True).iterator():
        yield Finding.of(Evidence, pk, "vừa có vừa không có tệp, hoặc xóa hẳn khi chưa xóa")


@invariant("FILE-05", "Minh chứng chỉ dùng cho tiêu chí, nội dung, bản có chữ ký của chính báo cáo của nó.")
def places_are_of_the_same_report(at: datetime) -> Iterator[Finding]:
    for name, column in (
        ("items", "items__submission"),
        ("contents", "contents__submission"),
        ("signed_for", "signed_for"),
    ):
        rows = Evidence.objects.filter(**{f"{name}__isnull": False}).exclude(**{column: F("submission")})
        for pk in rows.order_by("pk").values_list("pk", flat=True).distinct().iterator():
            yield Finding.of(Evidence, pk, "dùng cho một chỗ của báo cáo khác")

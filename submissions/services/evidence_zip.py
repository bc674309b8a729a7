"""The evidence of several reports in one file (tải minh chứng, zip): bounded, with an index, one line in the log."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet, Sum

from campaigns.models import ReportingPeriod
from core import audit
from core.clock import ward_time
from core.excel import Book, Column
from core.formats import format_number, format_size
from core.text import fold_vi

from .. import phrases_queue as phrases
from ..enums import ScanStatus
from ..models import Evidence, Submission
from ..permissions import owns
from . import giving_out

MOST_BYTES = 300 * 1024 * 1024
MOST_FILES = 1000
PIECE = 1024 * 1024
INDEX = "Danh mục minh chứng.xlsx"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
# What Windows takes for a device whatever follows.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the index: whose file, for what, under which name in the zip, or why it is not there."""

    file: Evidence
    report: Submission
    place: str
    digest: str = ""
    why: str = ""


COLUMNS = (
    Column("Đơn vị, cá nhân", "text", 38, lambda line: line.report.subject_name),
    Column("Mã biên nhận", "text", 15, lambda line: line.report.code),
    Column("Tiêu chí, nội dung", "text", 44, lambda line: used_for(line.file)),
    Column("Tên tệp", "text", 40, lambda line: line.file.name),
    Column("Chỗ trong tệp zip", "text", 44, lambda line: line.place),
    Column("Mã kiểm tra (SHA-256)", "text", 66, lambda line: line.digest),
    Column("Ghi chú", "text", 40, lambda line: line.why),
)


def files_of(reports: QuerySet[Submission], user) -> QuerySet[Evidence]:
    """The files and links of the reports that `user` may see, report by report."""
    ids = reports.order_by().values("pk")
    found = Evidence.objects.visible_to(user).present().filter(submission__in=ids)
    found = found.select_related("submission__unit", "submission__person__unit", "submission__period")
    found = found.prefetch_related("items__criteria_item__criterion", "contents__content_area", "signed_for")
    return found.order_by("submission__code", "pk")


def check_size(files: QuerySet[Evidence], reports: int) -> None:
    """Refuse more than one download may hold, and nothing at all; ValidationError says so in words."""
    able = Q(scan_status=ScanStatus.CLEAN) & Q(url="")
    sums = files.order_by().aggregate(count=Count("pk", filter=able), size=Sum("size", filter=able))
    if not sums["count"]:
        raise ValidationError(phrases.ZIP_EMPTY, code="empty")
    if sums["count"] > MOST_FILES or sums["size"] > MOST_BYTES:
        words = {
            "count": format_number(reports), "files": format_number(sums["count"]),
            "size": format_size(sums["size"]), "most_files": format_number(MOST_FILES),
            "most": format_size(MOST_BYTES),
        }  # fmt: skip
        raise ValidationError(phrases.ZIP_TOO_LARGE.format(**words), code="size")


def write(stream: BinaryIO, reports: QuerySet[Submission], period: ReportingPeriod, *, by, at: datetime) -> int:
    """Put the files of the reports and an index into `stream`; returns how many files (tải minh chứng nhiều báo cáo).

    A file goes in as `giving_out` gives it to `by`; what is not clean, gone or only a link stands in the index with
    the reason. One line in the log names the reports and files. Raises ValidationError as `check_size`.
    """
    files = files_of(reports, by)
    check_size(files, reports.count())
    lines, taken = [], {INDEX.casefold()}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as book:
        for file in files:
            lines.append(_put(book, file, taken, by=by, at=at))
        book.writestr(_entry(INDEX, at), _index(lines, period, at))
    given = [line for line in lines if line.place]
    audit.record(
        "evidence_zipped", period, by=by, count=len(given),
        evidence=[line.file.pk for line in given], codes=sorted({line.report.code for line in given}),
    )  # fmt: skip
    return len(given)


def _put(book: zipfile.ZipFile, file: Evidence, taken: set[str], *, by, at: datetime) -> Line:
    report = file.submission
    if file.is_link:
        return Line(file, report, "", why=file.url)
    try:
        given = giving_out.bytes_of(file, own=bool(owns(by, report)))
    except (giving_out.FileLocked, giving_out.FileMissing) as exc:
        return Line(file, report, "", why=str(exc))
    name, digest = unique(f"{safe(f'{report.code} {report.subject_name}')}/{safe(file.name)}", taken), sha256()
    with given.handle, book.open(_entry(name, at), "w", force_zip64=given.size >= 1 << 31) as target:
        while piece := given.handle.read(PIECE):
            digest.update(piece)
            target.write(piece)
    return Line(file, report, name, digest.hexdigest())


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=ward_time(at).timetuple()[:6])


def _index(lines: list[Line], period: ReportingPeriod, at: datetime) -> bytes:
    stream = io.BytesIO()
    with Book(stream, title=f"Danh mục minh chứng năm {period.year}", made_at=at) as book:
        book.add_sheet("Minh chứng", COLUMNS, lines)
    return stream.getvalue()


def used_for(file: Evidence) -> str:
    """The criteria and contents a file stands for, in words."""
    words = [f"Tiêu chí {item.criteria_item}" for item in file.items.all()]
    words += [f"Nội dung {content.content_area}" for content in file.contents.all()]
    return "; ".join([*words, *(["Bản có chữ ký"] if file.signed_for.all() else [])])


def safe(name: str) -> str:
    """A name every system takes for one part of a path: no separators, control signs, devices or trailing dots."""
    clean = " ".join(_UNSAFE.sub(" ", name).split()).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if len(clean) > LONGEST:
        clean = f"{stem[: LONGEST - len(ending) - 1].strip()}.{ending}" if dot and len(ending) < 9 else clean[:LONGEST]
    if not clean or fold_vi(clean.partition(".")[0]) in _DEVICES:
        clean = f"tep {clean}".strip()
    return clean


def unique(path: str, taken: set[str]) -> str:
    """`path`, numbered when another file has that name already whatever its case; remembers it in `taken`."""
    stem, dot, ending = path.rpartition(".")
    if not dot or "/" in ending:
        stem, dot, ending = path, "", ""
    found, number = path, 1
    while found.casefold() in taken:
        number += 1
        found = f"{stem} ({number}){dot}{ending}"
    taken.add(found.casefold())
    return found

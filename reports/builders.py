"""How each kind of file is made: from rows to a stream, without touching the row that asked for it."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from campaigns.models import ReportingPeriod
from submissions.models import Snapshot

from . import awarding, council_summary, handed_in, phrases, rows, tables
from .awarding import naming
from .enums import OF_AWARDS
from .enums import DocumentKind as K
from .models import GeneratedDocument
from .nothing import NothingToBuild

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Result:
    """A made file: what to call it when it is downloaded, what it is, its bytes."""

    file_name: str
    media_type: str
    stream: BinaryIO


@contextmanager
def build(document: GeneratedDocument, *, at: datetime, progress: Progress) -> Iterator[Result]:
    """Make the file `document` asks for with the data of `at`; the stream lives as long as the context.

    `progress` takes 0-100. Raises NothingToBuild when the year holds nothing to write.
    """
    if document.kind in OF_AWARDS:
        with tempfile.TemporaryFile() as stream:
            progress(5)
            stream.write(awarding.MAKERS[K(document.kind)](document, at, progress))
            yield Result(naming.file_name(document), PDF, stream)
        return
    maker, media_type, name = MAKERS[K(document.kind)]
    with tempfile.TemporaryFile() as stream:
        progress(5)
        maker(stream, document.snapshot or document.period, at, progress)
        words = {"year": document.period.year}
        if document.snapshot:
            words |= {"code": document.snapshot.submission.code, "number": document.snapshot.number}
        yield Result(name.format(**words), media_type, stream)


def _reports(stream: BinaryIO, period: ReportingPeriod, at: datetime, progress: Progress) -> None:
    tables.write_reports(stream, period, at=at, progress=progress)


def _scored_boards(period: ReportingPeriod) -> list[rows.Board]:
    boards = rows.boards(period)
    if not boards:
        raise NothingToBuild(phrases.NOTHING_TO_SCORE)
    return boards


def _scores(stream: BinaryIO, period: ReportingPeriod, at: datetime, progress: Progress) -> None:
    tables.write_scores(stream, period, _scored_boards(period), at=at, progress=progress)


def _council_summary(stream: BinaryIO, period: ReportingPeriod, at: datetime, progress: Progress) -> None:
    stream.write(council_summary.pdf(period, _scored_boards(period), at=at, progress=progress))


def _receipt(stream: BinaryIO, snapshot: Snapshot, at: datetime, progress: Progress) -> None:
    stream.write(handed_in.receipt_pdf(snapshot))


def _report(stream: BinaryIO, snapshot: Snapshot, at: datetime, progress: Progress) -> None:
    stream.write(handed_in.report_pdf(snapshot))


MAKERS = {
    K.REPORTS_XLSX: (_reports, XLSX, "Danh sách báo cáo thi đua năm {year}.xlsx"),
    K.SCORES_XLSX: (_scores, XLSX, "Bảng điểm thi đua năm {year}.xlsx"),
    K.COUNCIL_SUMMARY: (_council_summary, PDF, "Tổng hợp trình Hội đồng năm {year}.pdf"),
    K.RECEIPT_PDF: (_receipt, PDF, "Biên nhận {code}.pdf"),
    K.REPORT_PDF: (_report, PDF, "Báo cáo {code}, lần {number}.pdf"),
}

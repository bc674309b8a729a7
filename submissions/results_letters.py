"""Letters about published scores: to each unit on its board, to who asked, to whose rank moved (thư về điểm)."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from campaigns.wording import Wording
from core.clock import last_day, ward_date
from core.formats import format_weekday_date
from core.outbox import notify

from . import letters, phrases
from .letters import Addressee, Letter
from .models import RankingBoard, RankingLine, ScoreAppeal, Submission


def _send(letter: Letter, submission: Submission, readers: list[Addressee], *, key: str, at: datetime) -> int:
    """Queue one letter to the first reader, the others in copy; how many were queued, none without a reader."""
    if not readers:
        return 0
    first, *others = readers
    sent = notify(
        recipient=first, dedupe_key=key, kind=letter.kind, subject=letter.subject, text=letter.text, link=letter.link,
        context={"submission": submission.pk}, copy_to=[other.email for other in others],
        about=letters.about_report(submission), at=at,
    )  # fmt: skip
    return 1 if sent else 0


def _link(submission: Submission) -> str:
    return reverse("submissions:result", args=[submission.pk])


def _readers(submission: Submission, at: datetime) -> list[Addressee]:
    return letters.addressees([submission.subject], on=ward_date(at))[submission.subject]


def published(board: RankingBoard, reports: Iterable[Submission], *, at: datetime) -> int:
    """One letter to each report's unit or person: that the scores are there, until when it may ask. How many."""
    reports, year = list(reports), board.period.year
    people = letters.addressees([report.subject for report in reports], on=ward_date(at))
    weekday, day = format_weekday_date(last_day(board.appeals_close_at)).split(", ")
    known, queued = Wording.now(), 0
    for report in reports:
        values = letters.names_of(report.subject, year) | {"thu": weekday, "ngay": day}
        letter = Letter("scores_published", *known.words("scores_published", values), _link(report))
        key = f"{letter.kind}:{board.pk}:{report.pk}"
        queued += _send(letter, report, people[report.subject], key=key, at=at)
    return queued


def _about(appeal: ScoreAppeal, *, kind: str, subject: str, text: str, at: datetime) -> None:
    """One letter of each kind about a request, to those who write for the report."""
    report = appeal.submission
    words = {
        "greeting": letters.greeting(report.subject), "year": appeal.board.period.year,
        "answer": appeal.answer.rstrip("."), "version": appeal.granted_version,
    }  # fmt: skip
    letter = Letter(kind=kind, subject=subject.format(**words), text=text.format(**words), link=_link(report))
    _send(letter, report, _readers(report, at), key=f"{kind}:{appeal.pk}", at=at)


def refused(appeal: ScoreAppeal, *, at: datetime) -> None:
    """That the score stays, and why."""
    subject, text = phrases.APPEAL_REFUSED_SUBJECT, phrases.APPEAL_REFUSED
    _about(appeal, kind="appeal_refused", subject=subject, text=text, at=at)


def granted(appeal: ScoreAppeal, *, at: datetime) -> None:
    """That somebody else marks the report again."""
    subject, text = phrases.APPEAL_GRANTED_SUBJECT, phrases.APPEAL_GRANTED
    _about(appeal, kind="appeal_granted", subject=subject, text=text, at=at)


def corrected(appeal: ScoreAppeal, *, at: datetime) -> None:
    """That the report was marked again and the board has a new version."""
    subject, text = phrases.SCORE_CORRECTED_SUBJECT, phrases.SCORE_CORRECTED
    _about(appeal, kind="score_corrected", subject=subject, text=text, at=at)


def rank_changed(appeal: ScoreAppeal, moved: Iterable[tuple[RankingLine, RankingLine]], *, at: datetime) -> int:
    """One letter to each whose rank moved, pairs of former and new line; which report moved it is not told."""
    moved, year = list(moved), appeal.board.period.year
    people = letters.addressees([former.submission.subject for former, _ in moved], on=ward_date(at))
    subject = phrases.RANK_CHANGED_SUBJECT.format(year=year)
    queued = 0
    for former, new in moved:
        report = former.submission
        text = (
            f"{letters.greeting(report.subject)} Thứ hạng năm {year} trong nhóm thay đổi từ {former.rank} thành "
            f"{new.rank}, vì phường chấm lại một báo cáo khác theo kiến nghị. Điểm của báo cáo này giữ nguyên. Xem tại:"
        )
        letter = Letter(kind="rank_changed", subject=subject, text=text, link=_link(report))
        key = f"{letter.kind}:{appeal.board_id}:{new.version}:{report.pk}"
        queued += _send(letter, report, people[report.subject], key=key, at=at)
    return queued

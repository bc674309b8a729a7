"""The yearly report and what becomes of it: contents, self-scores, evidence, hand-ins, reviews, marks, boards."""

from .evidence import Evidence, evidence_path
from .handing_in import ReceiptCounter, Return, ReturnNote, Snapshot
from .reports import Initiative, KeyFigure, Submission, SubmissionContent, SubmissionItem
from .reviewing import RankingBoard, RankingLine, ReminderRun, Review, Score

__all__ = [
    "Evidence",
    "Initiative",
    "KeyFigure",
    "RankingBoard",
    "RankingLine",
    "ReceiptCounter",
    "ReminderRun",
    "Return",
    "ReturnNote",
    "Review",
    "Score",
    "Snapshot",
    "Submission",
    "SubmissionContent",
    "SubmissionItem",
    "evidence_path",
]

"""The yearly report and what becomes of it: pledges, contents, self-scores, evidence, hand-ins, reviews, boards."""

from .after_the_board import SavedView, ScoreAppeal
from .calls import CallNote
from .difficulties import Difficulty, DifficultyFile, DifficultyMessage, difficulty_path
from .evidence import Evidence, evidence_path
from .handing_in import ApprovalRequest, Extension, ReceiptCounter, Reopening, Return, ReturnNote, Snapshot
from .independence import Assignment, Interest, Remark
from .pledges import Pledge, PledgeContent, PledgeTarget
from .reports import Initiative, KeyFigure, Submission, SubmissionAnswer, SubmissionContent, SubmissionItem
from .reviewing import RankingBoard, RankingLine, ReminderRun, Review, Score

__all__ = [
    "ApprovalRequest",
    "Assignment",
    "CallNote",
    "Difficulty",
    "DifficultyFile",
    "DifficultyMessage",
    "Evidence",
    "Extension",
    "Initiative",
    "Interest",
    "KeyFigure",
    "Pledge",
    "PledgeContent",
    "PledgeTarget",
    "RankingBoard",
    "RankingLine",
    "ReceiptCounter",
    "Remark",
    "ReminderRun",
    "Reopening",
    "Return",
    "ReturnNote",
    "Review",
    "SavedView",
    "Score",
    "ScoreAppeal",
    "Snapshot",
    "Submission",
    "SubmissionAnswer",
    "SubmissionContent",
    "SubmissionItem",
    "difficulty_path",
    "evidence_path",
]

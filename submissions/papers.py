"""The papers of a hand-in as PDF (biên nhận, báo cáo đã nộp): asked for here, made by the app that makes papers.

This app knows no maker; whoever makes papers registers once (`register`), as `accounts.footprint` does it.
"""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from .models import Snapshot, Submission


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as its page shows it; `url` leads to the file once there is one.

    `state` is "" (never asked for), "making", "ready" or "failed", the last with its Vietnamese reason in `error`.
    """

    kind: str
    label: str
    state: str = ""
    error: str = ""
    url: str = ""

    @property
    def action(self) -> str:
        """What its link says: “Tải biên nhận (PDF)”."""
        return f"Tải {self.label[:1].lower()}{self.label[1:]}"


class Maker(Protocol):
    """What the maker of papers answers."""

    def papers(self, snapshot: Snapshot) -> list[Paper]: ...

    def ask(self, snapshot: Snapshot, *, by) -> bool: ...


_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Let `maker` make the papers from now on."""
    _makers.append(maker)


def latest(submission: Submission) -> Snapshot | None:
    """What was handed in last, without its contents."""
    return submission.snapshots.defer("data").order_by("-number").first()


def papers_of(submission: Submission) -> list[Paper]:
    """The papers of the last hand-in: the receipt first; two queries."""
    snapshot = latest(submission)
    return [paper for maker in _makers for paper in maker.papers(snapshot)] if snapshot else []


def ask_after_hand_in(submission: Submission, *, by) -> None:
    """Have the papers of the hand-in made behind it; without a worker they wait for the press on the receipt's page.

    Nobody who hands in a minute before midnight waits for a file.
    """
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        ask_for(submission, by=by)


def ask_for(submission: Submission, *, by) -> bool:
    """Have the papers of the last hand-in made (tạo tệp), those that failed too; False when nothing was to be done."""
    snapshot = latest(submission)
    asked = [maker.ask(snapshot, by=by) for maker in _makers] if snapshot else []
    return any(asked)

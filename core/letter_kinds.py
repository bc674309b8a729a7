"""Every kind of letter the portal sends: what it is called, what it is about, and what is asked as it leaves.

An app enters its kinds when it starts. What is about one topic can be switched off by its reader as mail, all kinds of
the topic together; the note in the portal stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .enums import Topic
from .models import OutboxMessage

Guard = Callable[[OutboxMessage, datetime], str]
LinkMaker = Callable[[OutboxMessage], str]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter: built as the letter leaves, never stored."""

    name: str
    content: bytes
    mimetype: str


AttachmentMaker = Callable[[OutboxMessage], list[Attachment]]


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind. `label` is what officials call such a letter.

    `guard(message, now)` is asked once more at the moment of sending; a non-empty Vietnamese reason skips the letter.
    It may also bring subject, text and readers up to date: what was written yesterday about today.

    `make_link(message)` gives the path of the letter's link at that moment, in place of a stored one: for links that
    open an account, which exist in the letter and nowhere else, neither in the table nor in a backup. The same message
    must give the same path each time, since a letter may leave twice (reliability F1).

    `attach(message)` gives the files that go along.
    """

    code: str
    label: str
    topic: Topic
    guard: Guard | None = None
    make_link: LinkMaker | None = None
    attach: AttachmentMaker | None = None

    @property
    def is_secret(self) -> bool:
        """Whether its link opens an account: then it is shown nowhere but in the letter."""
        return self.make_link is not None


_kinds: dict[str, LetterKind] = {}


def register(*kinds: LetterKind) -> None:
    """Enter kinds; raises ValueError when a code is taken."""
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"two kinds of letters called {kind.code}")
        _kinds[kind.code] = kind


def every_kind() -> list[LetterKind]:
    """All kinds in the order of their codes."""
    return [_kinds[code] for code in sorted(_kinds)]


def kind_of(message: OutboxMessage) -> LetterKind:
    """The kind of a stored letter; one that a former version sent counts as about the account, which is never muted."""
    return _kinds.get(message.kind) or LetterKind(message.kind, "Thư của cổng", Topic.ACCOUNT)

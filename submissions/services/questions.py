"""Putting an answered difficulty before everybody (đăng Hỏi đáp): the office's own words, without anybody's name."""

import json
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from core import audit
from core.clock import database_now
from core.phrases import SOMEONE_WAS_FASTER
from core.text import fold_vi
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import DifficultyStatus as S
from ..enums import MessageKind
from ..models import Difficulty
from ..permissions_difficulties import may_publish

ANSWERED = (S.ANSWERED, S.CLOSED)


class NamesSomebody(Exception):
    """The words name who asked. `str()` is the Vietnamese sentence, `fields` the ones that do."""

    def __init__(self, name: str, fields: list[str]):
        super().__init__(phrases.DIFFICULTY_NAMES.format(name=name))
        self.fields = fields


def suggestion(difficulty: Difficulty) -> tuple[str, str]:
    """What the form begins with: what is published, else the first question and the last answer of the thread."""
    if difficulty.public_question:
        return difficulty.public_question, difficulty.public_answer
    messages = list(difficulty.messages.values_list("kind", "text"))
    asked = [text for kind, text in messages if kind == MessageKind.QUESTION]
    answered = [text for kind, text in messages if kind == MessageKind.ANSWER]
    return (asked[0] if asked else "", answered[-1] if answered else "")


def _names(difficulty: Difficulty) -> set[str]:
    """Whoever asked or wrote, as the portal calls them."""
    people = [difficulty.asked_by, *(message.author for message in difficulty.messages.select_related("author"))]
    place = difficulty.unit or difficulty.person.unit
    rows = [str(place)] if place else []
    rows += [difficulty.person.full_name] if difficulty.person_id else []
    return {name for name in [*rows, *(person.full_name for person in people)] if name}


def _require_nameless(difficulty: Difficulty, texts: dict[str, str]) -> None:
    for name in sorted(_names(difficulty), key=len, reverse=True):
        folded = " ".join(fold_vi(name).split())
        found = [field for field, text in texts.items() if folded in " ".join(fold_vi(text).split())]
        if found:
            raise NamesSomebody(name, found)


def stamp(difficulty: Difficulty) -> str:
    """What the office saw when it opened the form: changes with the words and with being published."""
    seen = [difficulty.public_question, difficulty.public_answer, difficulty.published_at is not None]
    return sha256(json.dumps(seen).encode()).hexdigest()[:16]


@transaction.atomic
def publish(
    difficulty: Difficulty, *, question: str, answer: str, was: str, by: User, at: datetime | None = None
) -> Difficulty:
    """Put question and answer before everybody (đăng Hỏi đáp), or change the words that stand there.

    `was` is the stamp of what the form showed. Raises Forbidden, NamesSomebody, and InvalidTransition when it is not
    answered or somebody published or took down meanwhile.
    """
    require(may_publish(by, difficulty))
    if difficulty.status not in ANSWERED:
        raise InvalidTransition(phrases.DIFFICULTY_NOT_ANSWERED)
    if stamp(difficulty) != was:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    texts = {"public_question": question, "public_answer": answer}
    _require_nameless(difficulty, texts)
    values = {
        **texts,
        "public_search_text": fold_vi(f"{question} {answer}"),
        "published_at": difficulty.published_at or at or database_now(),
        "published_by": difficulty.published_by or by,
    }
    before = {name: getattr(difficulty, name) for name in texts}
    _set(difficulty, values, status__in=ANSWERED)
    changes = {name: [before[name], text] for name, text in texts.items() if text != before[name]}
    audit.record("publish_question", difficulty, by=by, changes=changes)
    return difficulty


@transaction.atomic
def unpublish(difficulty: Difficulty, *, by: User) -> Difficulty:
    """Take question and answer down again (gỡ khỏi Hỏi đáp); the words stay for the office.

    InvalidTransition when they are down already.
    """
    require(may_publish(by, difficulty))
    if difficulty.published_at is None:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    _set(difficulty, {"published_at": None, "published_by": None})
    audit.record("unpublish_question", difficulty, by=by)
    return difficulty


def _set(difficulty: Difficulty, values: dict, **still) -> None:
    """Write the values if the row is as it was read; InvalidTransition when somebody was faster."""
    seen = {name: getattr(difficulty, name) for name in ("public_question", "public_answer", "published_at")}
    if Difficulty.objects.filter(pk=difficulty.pk, **seen, **still).update(**values) != 1:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    for name, value in values.items():
        setattr(difficulty, name, value)

"""The words a letter is written in (lời thư): the office's where it changed them, else the default ones."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from core import letter_texts
from core.letter_texts import LetterText as Default

from .models import LetterText

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wording:
    """Every changed text as it stands now, for whoever writes many letters at once; `Wording.now()` is one query."""

    changed: Mapping[str, LetterText] = field(default_factory=dict)

    @classmethod
    def now(cls) -> "Wording":
        """Read what the office has changed."""
        return cls({row.code: row for row in LetterText.objects.all()})

    def words(self, code: str, values: Mapping[str, str | None]) -> tuple[str, str]:
        """Subject and text of one letter, filled in. `code` is one of the texts the apps enter at start."""
        subject, text = self.template(letter_texts.text_of(code))
        # A name may hold what a header must not: one line, and no longer than is stored.
        return " ".join(letter_texts.fill(subject, values).split())[:200], letter_texts.fill(text, values)

    def template(self, default: Default) -> tuple[str, str]:
        """Subject and text before anything is filled in.

        A changed text that no longer fits what this version fills in is passed over: no unit shall read “{ten_cu}”.
        """
        row = self.changed.get(default.code)
        if row is None:
            return default.subject, default.text
        if wrong := letter_texts.faults(default, row.subject, row.text):
            logger.error("the changed text of %s is not used: %s", default.code, wrong)
            return default.subject, default.text
        return row.subject, row.text


def words(code: str, values: Mapping[str, str | None], known: Wording | None = None) -> tuple[str, str]:
    """Subject and text of one letter in today's words; one query, none with `known`."""
    known = known or Wording({row.code: row for row in LetterText.objects.filter(pk=code)})
    return known.words(code, values)

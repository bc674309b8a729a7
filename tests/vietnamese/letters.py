"""Every letter that any test makes is read for English; a full run also asks that each kind was made by some test."""

from core.letter_kinds import every_kind
from tests.english import english_in_text

# What tests call letters that stand for any letter.
OF_TESTS = {"test", "thu"}


def kinds() -> set[str]:
    """Kinds of letters the portal sends."""
    return {kind.code for kind in every_kind()}


class Letters:
    """What the running test has queued and sent."""

    def __init__(self):
        self.english: list[str] = []
        self.unknown: set[str] = set()
        self.kinds: set[str] = set()

    def queued(self, sender, instance, created, **kwargs) -> None:
        """A row of the outbox was written."""
        if created:
            self.kinds.add(instance.kind)
            self.unknown |= {instance.kind} - kinds() - OF_TESTS
            self.look(f"{instance.subject}\n{instance.text}", instance.kind)

    def look(self, text: str, kind: str) -> None:
        """Keep what is English."""
        if words := english_in_text(text):
            self.english.append(f"{kind}: {words} in {text[:300]!r}")

"""Every kind of letter is entered once, with a topic, so that readers can choose and lists can name it."""

import pytest

from core import letter_kinds
from core.enums import Topic
from core.models import OutboxMessage


def test_a_code_is_taken_once(monkeypatch):
    monkeypatch.setattr(letter_kinds, "_kinds", {})
    kind = letter_kinds.LetterKind("thu", "Thư", Topic.DUE)
    letter_kinds.register(kind)
    with pytest.raises(ValueError):
        letter_kinds.register(kind)


def test_a_kind_of_a_former_version_counts_as_about_the_account():
    assert letter_kinds.kind_of(OutboxMessage(kind="xưa")).topic == Topic.ACCOUNT


def test_whose_link_opens_an_account_is_secret():
    secret = {kind.code for kind in letter_kinds.every_kind() if kind.is_secret}
    assert secret == {"invitation", "sign-in-link"}

"""The kinds of letters about files that were ordered, and the office's weekly digest."""

from core.enums import Topic
from core.letter_kinds import LetterKind

from . import digest, document_letters

KINDS = (
    LetterKind(document_letters.READY, "Tệp đã lập xong", Topic.PAPER, document_letters.still_news),
    LetterKind(document_letters.FAILED, "Chưa lập được tệp", Topic.PAPER, document_letters.still_news),
    LetterKind(digest.KIND, "Tổng hợp hằng tuần", Topic.DIGEST, digest.still_theirs),
)

"""Where in a report a piece of evidence stands: at a criterion, at a content, or as the signed copy of the whole."""

from dataclasses import dataclass

from core.text import whole_number

from .models import Evidence, Submission, SubmissionContent, SubmissionItem

ITEM, CONTENT, SIGNED = "item", "content", "signed"


@dataclass(frozen=True, slots=True)
class Place:
    """What a file proves: a criterion (`item`), a content (`content`) or that the report was signed (`signed`).

    Written `item-12`; the number of a signed copy is the report's own.
    """

    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read `item-12`; raises KeyError for anything else."""
        kind, _, number = text.partition("-")
        pk = whole_number(number)
        if kind not in (ITEM, CONTENT, SIGNED) or pk is None:
            raise KeyError(text)
        return cls(kind, pk)

    def files(self, submission: Submission):
        """The evidence at this place of `submission`, to ask and to add to; DoesNotExist when it is no place of it."""
        if self.kind == SIGNED:
            if self.pk != submission.pk:
                raise Submission.DoesNotExist
            return submission.signed_copies
        model = SubmissionItem if self.kind == ITEM else SubmissionContent
        return model.objects.get(pk=self.pk, submission=submission).evidence


def places_of(evidence: Evidence) -> list[Place]:
    """Every place a file serves, in reading order; three queries."""
    contents = evidence.contents.order_by("content_area__order", "pk").values_list("pk", flat=True)
    items = evidence.items.order_by("criteria_item__order", "pk").values_list("pk", flat=True)
    signed = evidence.signed_for.values_list("pk", flat=True)
    return [
        *(Place(CONTENT, pk) for pk in contents),
        *(Place(ITEM, pk) for pk in items),
        *(Place(SIGNED, pk) for pk in signed),
    ]


def place_of(evidence: Evidence) -> str:
    """Where a file is used first, in words: "tiêu chí 1", "nội dung 2" or "bản có chữ ký, đóng dấu"."""
    item = evidence.items.select_related("criteria_item").order_by("criteria_item__order").first()
    if item:
        return f"tiêu chí {item.criteria_item.order}"
    content = evidence.contents.select_related("content_area").order_by("content_area__order").first()
    if content:
        return f"nội dung {content.content_area.order}"
    return "bản có chữ ký, đóng dấu" if evidence.signed_for.exists() else "báo cáo này"

"""Shapes of what the secretary types after a vote closed: counts of paper ballots, a written opinion."""

from django import forms
from django.utils.crypto import salted_hmac

from core.formfields import DayField

from ..enums import VoteChoice
from ..models import BallotBox, BallotReceipt
from ..services.paper_ballots import PaperLine

PARTS = {
    "returned": "Thu về",
    "yes": "Đồng ý",
    "no": "Không đồng ý",
    "abstain": "Không có ý kiến",
    "invalid": "Không hợp lệ",
}


class CountField(forms.IntegerField):
    """A count from 0 to 99, typed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 2})

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=99, **kwargs)
        self.error_messages |= {"invalid": "Số phiếu là số nguyên, ví dụ 2."}


class PaperForm(forms.Form):
    """What the tellers found, line by line; `issued` are the lines with paper and how many were handed out."""

    def __init__(self, *args, issued: list[tuple[BallotBox, int]], **kwargs):
        super().__init__(*args, **kwargs)
        self.issued = issued
        for box, _ in issued:
            for part, label in PARTS.items():
                self.fields[f"{part}-{box.pk}"] = CountField(label=f"Số phiếu {label.lower()}, dòng {box.order}")

    def clean(self):
        """Each line balances: returned at most issued, and the kinds add up to the returned."""
        data = super().clean()
        for box, number in self.issued:
            if all(f"{part}-{box.pk}" in data for part in PARTS) and (fault := self._line(box).fault(number)):
                self.add_error(f"returned-{box.pk}", f"Dòng {box.order}: {fault}")
        return data

    def _line(self, box: BallotBox) -> PaperLine:
        return PaperLine(**{part: self.cleaned_data[f"{part}-{box.pk}"] for part in PARTS})

    def lines(self) -> dict[int, PaperLine]:
        """The valid counts, by box."""
        return {box.pk: self._line(box) for box, _ in self.issued}

    def seal(self) -> str:
        """Tells whether two tellers typed the same, without carrying the first one's figures to the second's page."""
        figures = ";".join(f"{name}={self.cleaned_data[name]}" for name in sorted(self.fields))
        return salted_hmac("awards.paper-ballots", figures, algorithm="sha256").hexdigest()

    @property
    def groups(self):
        """Lines with their fields, for the page."""
        return [
            (box, number, [(self[f"{part}-{box.pk}"], label) for part, label in PARTS.items()])
            for box, number in self.issued
        ]


class OpinionForm(forms.Form):
    """The signed opinion of one absent member: the day it came, a choice per line."""

    received_on = DayField(label="Ngày nhận văn bản", help_text="Ngày/tháng/năm, ví dụ 24/12/2026.")

    def __init__(self, *args, marks: list[BallotReceipt], **kwargs):
        super().__init__(*args, **kwargs)
        self.boxes = [mark.box for mark in marks]
        for box in self.boxes:
            self.fields[f"line-{box.pk}"] = forms.ChoiceField(
                label=f"{box.order}. {box.nomination.subject_name}",
                choices=VoteChoice.choices,
                widget=forms.RadioSelect(attrs={"autocomplete": "off"}),
                error_messages={"required": f"Dòng {box.order} chưa chọn ý kiến."},
            )

    def choices(self) -> dict[int, str]:
        """The choice of every line, by box."""
        return {box.pk: self.cleaned_data[f"line-{box.pk}"] for box in self.boxes}

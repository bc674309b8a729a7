"""What the ward asks to be added, place by place (trả lại bổ sung); why an accepted report is taken up again."""

from dataclasses import dataclass

from django import forms

from core.formfields import DayField

from . import phrases
from .letters import Ask
from .services.returning import asks_in_order


@dataclass(frozen=True, slots=True)
class Line:
    """One place that can be asked about: its tick and its words."""

    tick: forms.BoundField
    words: forms.BoundField


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its files, as the form shows them."""

    line: Line
    files: list[Line]


class ReopenForm(forms.Form):
    """Why an accepted report is taken up again (mở lại); the unit reads it."""

    reason = forms.CharField(
        label="Lý do mở lại",
        help_text="Đơn vị đọc lý do này trong thư.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": phrases.REOPEN_NEEDS_REASON},
    )


class ReturnForm(forms.Form):
    """Ticks and notes by section (`muc-…`, `ghi-…`) and by file (`tep-…`, `ghi-tep-…`), the last day, the lock."""

    due_on = DayField(label="Hạn bổ sung (hết ngày)")
    lock_rest = forms.BooleanField(
        label="Khóa các phần không nêu",
        help_text="Để trống thì đơn vị vẫn sửa được các phần khác; phường xem được mọi chỗ đã sửa.",
        required=False,
    )

    def __init__(self, *args, parts, files, today, **kwargs):
        """`parts` are the report's sections, `files` those of the hand-in by section key (services.returning)."""
        super().__init__(*args, **kwargs)
        self.parts, self.files, self.today = parts, files, today
        for part in parts:
            self._add(f"muc-{part.key}", f"ghi-{part.key}", part.name, f"mục {part.number}")
            for file in files.get(part.key, ()):
                words = f"tệp {file['name']}"
                self._add(f"tep-{file['id']}", f"ghi-tep-{file['id']}", f"Tệp “{file['name']}”", words)

    def _add(self, tick: str, words: str, label: str, spoken: str) -> None:
        self.fields[tick] = forms.BooleanField(label=label, required=False)
        attrs = {"rows": 2, "class": "form-control", "aria-label": f"Cần bổ sung gì ở {spoken}"}
        self.fields[words] = forms.CharField(
            label="Cần bổ sung gì", max_length=1000, required=False, widget=forms.Textarea(attrs=attrs)
        )

    def _line(self, tick: str, words: str) -> Line:
        return Line(self[tick], self[words])

    @property
    def lines(self) -> list[Part]:
        """What the page shows, in the report's order."""
        return [
            Part(
                self._line(f"muc-{part.key}", f"ghi-{part.key}"),
                [self._line(f"tep-{file['id']}", f"ghi-tep-{file['id']}") for file in self.files.get(part.key, ())],
            )
            for part in self.parts
        ]

    @property
    def notes(self) -> dict[str, str]:
        """What is asked of sections, by key."""
        data = self.cleaned_data
        return {part.key: data[f"ghi-{part.key}"] for part in self.parts if data.get(f"muc-{part.key}")}

    @property
    def file_notes(self) -> dict[int, str]:
        """What is asked of single files, by their number."""
        data, every = self.cleaned_data, [file["id"] for files in self.files.values() for file in files]
        return {pk: data[f"ghi-tep-{pk}"] for pk in every if data.get(f"tep-{pk}")}

    @property
    def asks(self) -> list[Ask]:
        """The same in the order of the letter."""
        return asks_in_order([part.key for part in self.parts], self.files, self.notes, self.file_notes)

    def clean_due_on(self):
        """The term ends today at the earliest."""
        due_on = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError(phrases.DUE_IN_PAST)
        return due_on

    def clean(self):
        """At least one place, and words for each."""
        data = super().clean()
        asked = [(name, words) for part in self.parts for name, words in self._names(part) if data.get(name)]
        if not asked:
            raise forms.ValidationError(phrases.RETURN_NEEDS_NOTES)
        for name, words in asked:
            if not data.get(words, "").strip():
                self.add_error(words, phrases.ASK_WITHOUT_WORDS.format(place=self._place(name)))
        return data

    def _names(self, part) -> list[tuple[str, str]]:
        files = [(f"tep-{file['id']}", f"ghi-tep-{file['id']}") for file in self.files.get(part.key, ())]
        return [(f"muc-{part.key}", f"ghi-{part.key}"), *files]

    def _place(self, name: str) -> str:
        part = next((part for part in self.parts if name == f"muc-{part.key}"), None)
        return f"mục {part.number}" if part else self.fields[name].label.replace("Tệp", "tệp", 1)

"""Forms of the report's pages whose input is not saved field by field."""

from django import forms

from core.formfields import DayField

from . import phrases


class HandInForm(forms.Form):
    """The last page before handing in: the head's word, and the reason when late."""

    approved = forms.BooleanField(error_messages={"required": "Đánh dấu xác nhận trước khi nộp."})
    late_reason = forms.CharField(
        label="Lý do nộp muộn",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": phrases.LATE_REASON_MISSING},
    )

    def __init__(self, *args, late: bool, person: bool, **kwargs):
        super().__init__(*args, **kwargs)
        words = "Tôi cam đoan nội dung là đúng" if person else "Thủ trưởng đơn vị đã duyệt nội dung này"
        self.fields["approved"].label = words
        if not late:
            del self.fields["late_reason"]


class ReturnForm(forms.Form):
    """What the ward asks to be added: a tick and a note per section, and the last day (trả lại bổ sung)."""

    due_on = DayField(label="Hạn bổ sung (hết ngày)")

    def __init__(self, *args, parts, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts, self.today = parts, today
        for part in parts:
            self.fields[f"muc-{part.key}"] = forms.BooleanField(label=part.name, required=False)
            self.fields[f"ghi-{part.key}"] = forms.CharField(
                label="Cần bổ sung gì",
                max_length=1000,
                required=False,
                widget=forms.Textarea(
                    attrs={
                        "rows": 2,
                        "class": "form-control",
                        "aria-label": f"Cần bổ sung gì ở mục {part.number}",
                    }
                ),
            )

    def asks(self) -> list[tuple]:
        """The pairs of tick and note, in the report's order."""
        return [(self[f"muc-{part.key}"], self[f"ghi-{part.key}"]) for part in self.parts]

    @property
    def notes(self) -> dict[str, str]:
        """What is asked, by section key."""
        data = self.cleaned_data
        return {part.key: data[f"ghi-{part.key}"] for part in self.parts if data.get(f"muc-{part.key}")}

    def clean_due_on(self):
        """The term ends today at the earliest."""
        due_on = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError(phrases.DUE_IN_PAST)
        return due_on

    def clean(self):
        """At least one section, and words for each."""
        data = super().clean()
        ticked = [part for part in self.parts if data.get(f"muc-{part.key}")]
        if not ticked:
            raise forms.ValidationError(phrases.RETURN_NEEDS_NOTES)
        for part in ticked:
            if not data.get(f"ghi-{part.key}", "").strip():
                self.add_error(f"ghi-{part.key}", f"Ghi cần bổ sung gì ở mục {part.number}.")
        return data

"""The shape of what is typed about a letter's words; what the words may hold is `core.letter_texts.faults`."""

from django import forms
from django.core.exceptions import ValidationError

from core import letter_texts
from core.formats import format_number
from core.letter_texts import MOST_SUBJECT, MOST_TEXT, LetterText


class LetterTextForm(forms.Form):
    """Subject and text with their placeholders, and what the writer has seen. Nothing typed is cut or changed here."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    subject = forms.CharField(
        label="Tiêu đề", strip=False, help_text=f"Một dòng, tối đa {MOST_SUBJECT} ký tự.",
        error_messages={"required": letter_texts.EMPTY["subject"]},
    )  # fmt: skip
    text = forms.CharField(
        label="Nội dung", strip=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"Tối đa {format_number(MOST_TEXT)} ký tự. Đường dẫn và tên Phòng tự có ở cuối thư.",
        error_messages={"required": letter_texts.EMPTY["text"]},
    )  # fmt: skip

    @property
    def words(self) -> dict[str, str]:
        """Subject and text as they would be stored."""
        return {name: letter_texts.tidy(self.cleaned_data[name]) for name in ("subject", "text")}

    def passes(self, default: LetterText) -> bool:
        """Whether a letter may be written so; otherwise the faults stand at their fields."""
        if wrong := letter_texts.faults(default, **self.words):
            self.take(ValidationError(wrong))
        return not wrong

    def take(self, exc: ValidationError) -> None:
        """Show what was refused at the field it is about."""
        for name, sentences in exc.message_dict.items():
            self.add_error(name, sentences)

    def saw(self, seen: str) -> None:
        """Keep what was typed; the next press overwrites knowingly."""
        self.data = self.data.copy()
        self.data["seen"] = seen

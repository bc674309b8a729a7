"""Forms of the difficulties channel. A form that came back keeps every word that was typed."""

from django import forms

from accounts.models import Unit
from campaigns.models import ContentArea
from core.text import whole_number

from . import phrases
from .writable import tidy, too_long

TEXT_LIMIT = 4000


class WrittenField(forms.CharField):
    """Running text as reports keep it: NFC, without NUL and direction marks, line feeds only; a limit said in words."""

    def __init__(self, *, limit: int = TEXT_LIMIT, rows: int = 5, **kwargs):
        self.limit = limit
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), strip=False, **kwargs)

    def to_python(self, value):
        return tidy(super().to_python(value)).strip()

    def validate(self, value):
        """One sentence for what is missing or too long."""
        super().validate(value)
        if len(value) > self.limit:
            raise forms.ValidationError(too_long(len(value), self.limit))


class SeenField(forms.CharField):
    """The last message the page showed; what is no number counts as having seen none."""

    def __init__(self):
        super().__init__(widget=forms.HiddenInput, required=False)

    def clean(self, value):
        return whole_number(value) or 0


class AgainForm(forms.Form):
    """A form that may come back because somebody was faster: what was typed stays, what was seen is new."""

    def show_again(self, name: str, value) -> None:
        """Draw the form with another value of one field than the one that was sent."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = str(value)


class WithFiles(AgainForm):
    """Files come beside the fields; their faults are shown where they were chosen."""

    file = forms.FileField(label="Tệp gửi kèm", required=False)

    def refuse_file(self, words: str) -> None:
        """Show why a file was not taken, under the file field, and that the text is still there."""
        self.add_error("file", f"{words} {phrases.DIFFICULTY_FILES_AGAIN}")

    def clean(self):
        """What was chosen is checked by content in the service; an empty file there, not by this field."""
        self._errors.pop("file", None)
        return super().clean()


class AskForm(WithFiles):
    """One text box, a content, a file (gửi vướng mắc)."""

    subject = forms.ChoiceField(label="Gửi thay mặt")
    text = WrittenField(label="Khó khăn, vướng mắc")
    content = forms.ModelChoiceField(
        ContentArea.objects.none(),
        label="Thuộc nội dung",
        required=False,
        empty_label="Không thuộc nội dung nào",
        error_messages={"invalid_choice": phrases.UNKNOWN_CHOICE},
    )
    field_order = ["subject", "text", "content", "file"]

    def __init__(self, *args, subjects, contents, **kwargs):
        super().__init__(*args, **kwargs)
        self.subjects = {subject.key: subject.row for subject in subjects}
        if len(subjects) > 1:
            self.fields["subject"].choices = [(subject.key, str(subject)) for subject in subjects]
        else:
            del self.fields["subject"]
        self.fields["content"].queryset = contents

    @property
    def chosen(self):
        """Whose difficulty it is: the one chosen, else the only one; None for nobody."""
        rows = list(self.subjects.values())
        key = self.cleaned_data.get("subject")
        return self.subjects[key] if key else rows[0] if rows else None


class WriteForm(WithFiles):
    """A further message of whoever asked (viết thêm)."""

    text = WrittenField(label="Viết thêm", rows=4)


class AnswerForm(WithFiles):
    """An answer (trả lời)."""

    text = WrittenField(label="Trả lời")
    seen = SeenField()


class ForwardForm(AgainForm):
    """To which body, and a word with it (chuyển bộ phận khác)."""

    body = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Chuyển tới",
        empty_label="Chọn đơn vị",
        error_messages={"invalid_choice": phrases.DIFFICULTY_NO_BODY},
    )
    note = WrittenField(
        label="Lời nhắn",
        rows=3,
        limit=1000,
        required=False,
        help_text="Người hỏi cũng đọc được lời nhắn này.",
    )
    seen = SeenField()

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies


class PublishForm(AgainForm):
    """Question and answer as everybody will read them (đăng Hỏi đáp)."""

    public_question = WrittenField(label="Câu hỏi", limit=2000)
    public_answer = WrittenField(label="Trả lời", rows=8)
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

"""What is said when a board is locked."""

from django import forms

from . import phrases

MOST = 1000


class LockForm(forms.Form):
    """A word on the changes made by hand, owed where there are any."""

    note = forms.CharField(
        label="Nhận xét về những chỗ sửa bằng tay",
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": phrases.LOCK_NOTE_TOO_LONG.format(most=MOST)},
    )

    def __init__(self, *args, changes: int, **options):
        super().__init__(*args, **options)
        self.fields["note"].required = bool(changes)
        self.fields["note"].error_messages["required"] = phrases.LOCK_NOTE_MISSING.format(count=changes)

"""What is said when a board is locked."""

from django import forms

from . import phrases

MOST = 1000


class LockForm(forms.Form):
    """A word on the changes made by hand; the service says whether one is owed."""

    note = forms.CharField(
        label="Nhận xét về những chỗ sửa bằng tay",
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": phrases.LOCK_NOTE_TOO_LONG.format(most=MOST)},
    )

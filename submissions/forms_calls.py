"""What a call about a missing report came to."""

from django import forms


class CallForm(forms.Form):
    """One line."""

    text = forms.CharField(
        label="Nội dung cuộc gọi",
        max_length=300,
        help_text="Ví dụ: Đã gọi, hẹn nộp chiều 10/12.",
        error_messages={"max_length": "Dài quá 300 ký tự."},
    )

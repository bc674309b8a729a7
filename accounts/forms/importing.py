"""Choosing a file to bring in."""

from django import forms

from ..enums import ImportKind
from ..importing import phrases
from ..importing.reading import ACCEPT


class ImportForm(forms.Form):
    """Which list, and the file."""

    kind = forms.ChoiceField(label="Danh sách", choices=ImportKind.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label="Tệp Excel hoặc CSV",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": phrases.NO_FILE, "missing": phrases.NO_FILE, "invalid": phrases.NO_FILE},
    )

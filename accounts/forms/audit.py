"""The filters of the log, all of them in the address."""

from django import forms

from core.enums import AuditKind
from core.formfields import DayField

WRONG_ORDER = "“Đến ngày” phải từ “Từ ngày” trở đi."


class AuditFilter(forms.Form):
    """Who, what, which object, when. `ai` and `ma` are exact: an account's number, “kind:number” of an object."""

    nguoi = forms.CharField(label="Người làm", max_length=100, required=False)
    q = forms.CharField(label="Đối tượng", max_length=100, required=False)
    loai = forms.ChoiceField(label="Loại việc", choices=[("", "Mọi loại việc"), *AuditKind.choices], required=False)
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến ngày", required=False)
    ai = forms.CharField(max_length=18, required=False, widget=forms.HiddenInput)
    ma = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("nguoi", "q"):
            self.fields[name].widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
        for field in self.fields.values():
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.setdefault("class", css)

    def clean(self):
        values = super().clean()
        if values.get("tu") and values.get("den") and values["den"] < values["tu"]:
            self.add_error("den", WRONG_ORDER)
        return values

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for at all."""
        return any(self.data.get(name) for name in self.fields)

    def in_words(self) -> dict[str, str]:
        """What was asked for, by label, for the log's own row of an export."""
        labels = {name: field.label or name for name, field in self.fields.items()} | {"ai": "Tài khoản", "ma": "Mã"}
        return {labels[name]: self.data[name] for name in self.fields if self.data.get(name)}

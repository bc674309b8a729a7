"""Form fields that read numbers as people in Vietnam write them."""

from decimal import Decimal

from django import forms

from .formats import parse_points


class PointsFormField(forms.CharField):
    """Points: accepts 20,5 and 20.5; gives a Decimal, or None when empty. At most two places."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        try:
            return parse_points(value)
        except ValueError as exc:
            raise forms.ValidationError(str(exc)) from None

    def prepare_value(self, value):
        return format(value.normalize(), "f").replace(".", ",") if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day typed as 25/12/2026: a native date field would show it in the order of the browser's language."""

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": "Ngày viết như 25/12/2026."}

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"], **kwargs)

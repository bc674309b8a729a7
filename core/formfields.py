"""Form fields that read numbers as people in Vietnam write them."""

from decimal import Decimal, InvalidOperation

from django import forms

from . import phrases


class PointsFormField(forms.CharField):
    """Points: accepts 20,5 and 20.5; gives a Decimal, or None when empty. At most two places."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        try:
            number = Decimal(str(value).strip().replace(",", "."))
        except InvalidOperation:
            raise forms.ValidationError(phrases.SCORE_FORMAT) from None
        if not number.is_finite() or number != number.quantize(Decimal("0.01")):
            raise forms.ValidationError(phrases.SCORE_FORMAT)
        return number

    def prepare_value(self, value):
        return format(value.normalize(), "f").replace(".", ",") if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day typed as 25/12/2026: a native date field would show it in the order of the browser's language."""

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": "Ngày viết như 25/12/2026."}

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"], **kwargs)

"""Model fields whose values must be exact on every database."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models

from . import phrases


class PointsField(models.Field):
    """Points with two places, kept as a whole number of hundredths.

    SQLite keeps a DecimalField as a binary float; an integer column makes sums and comparisons exact on both databases.
    Python sees `Decimal`. A value with more than two places is refused, never rounded.
    """

    description = "Điểm, chính xác đến hai chữ số thập phân"

    def get_internal_type(self) -> str:
        return "IntegerField"

    def from_db_value(self, value, expression, connection):
        return None if value is None else (Decimal(value) / 100)

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            raise ValidationError(phrases.SCORE_FORMAT) from None

    def get_prep_value(self, value):
        if value is None:
            return None
        hundredths = self.to_python(value) * 100
        if hundredths != hundredths.to_integral_value():
            raise ValidationError("Điểm có nhiều nhất hai chữ số thập phân.")
        return int(hundredths)

    def value_to_string(self, obj) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs):
        from .formfields import PointsFormField

        return super().formfield(**{"form_class": PointsFormField, **kwargs})


class QuantityField(PointsField):
    """A number a report gives (số lượng, chỉ tiêu), exact to two places like points, but as large as money is."""

    description = "Số lượng, chính xác đến hai chữ số thập phân"

    def get_internal_type(self) -> str:
        return "BigIntegerField"


class VietnameseCharField(models.CharField):
    """One line of text, stored in NFC."""

    def get_prep_value(self, value):
        from .text import nfc

        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value


class VietnameseTextField(models.TextField):
    """Running text, stored in NFC."""

    def get_prep_value(self, value):
        from .text import nfc

        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value

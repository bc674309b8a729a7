"""Units in and out of Excel: Vietnamese columns, keyed by code, days as dd/mm/yyyy, no formulas."""

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.widgets import CharWidget, DateWidget, ForeignKeyWidget

from core.text import nfc

from .models import Unit

# A spreadsheet runs what begins like this; as data it has no business in a list of units.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DATE_FORMAT = "%d/%m/%Y"


class PlainText(CharWidget):
    """Text in NFC without surrounding blanks; leaves as text even where it looks like a formula."""

    def clean(self, value, row=None, **kwargs):
        return " ".join(nfc(str(value)).split()) if value not in (None, "") else ""

    def render(self, value, obj=None, **kwargs):
        text = super().render(value, obj, **kwargs) or ""
        return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class VietnameseDate(DateWidget):
    """dd/mm/yyyy, with a sentence people understand when it is not."""

    def __init__(self):
        super().__init__(format=DATE_FORMAT)

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(value, row, **kwargs)
        except ValueError:
            raise ValueError(f"“{value}” không phải ngày, viết ngày/tháng/năm, ví dụ 05/12/2026.") from None


class ParentUnit(ForeignKeyWidget):
    """The unit above, by its code."""

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(nfc(str(value)).strip() if value else value, row, **kwargs)
        except Unit.DoesNotExist:
            raise ValueError(f"Không có đơn vị mã “{value}”.") from None


def _text(attribute: str, column: str) -> fields.Field:
    return fields.Field(attribute=attribute, column_name=column, widget=PlainText())


class UnitResource(resources.ModelResource):
    """The list of units. A known code is changed, an unknown one added; nothing is ever deleted by a file."""

    code = _text("code", "Mã đơn vị")
    name = _text("name", "Tên đơn vị")
    short_name = _text("short_name", "Tên gọn")
    parent = fields.Field(attribute="parent", column_name="Mã đơn vị cấp trên", widget=ParentUnit(Unit, "code"))
    email = _text("email", "Thư điện tử")
    phone = _text("phone", "Điện thoại")
    address = _text("address", "Địa chỉ")
    active_from = fields.Field(attribute="active_from", column_name="Hoạt động từ", widget=VietnameseDate())
    active_to = fields.Field(attribute="active_to", column_name="Hoạt động đến", widget=VietnameseDate())

    class Meta:
        model = Unit
        import_id_fields = ["code"]
        fields = (
            "code", "name", "short_name", "parent", "email", "phone", "address", "active_from", "active_to",
        )  # fmt: skip
        export_order = import_order = fields
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def before_import(self, dataset, **kwargs):
        needed = [self.fields[name].column_name for name in ("code", "name")]
        missing = [column for column in needed if column not in (dataset.headers or [])]
        if missing:
            raise ValidationError(f"Tệp không đúng mẫu: thiếu cột {', '.join(missing)}.")

    def before_import_row(self, row, row_number=None, **kwargs):
        for column, value in row.items():
            if value is None:
                # An empty cell; shown as it is, it would read “None” in the preview.
                row[column] = ""
            if isinstance(value, str) and value.lstrip().startswith(("=", "@")):
                raise ValidationError(f"Dòng {row_number}, cột {column}: không nhận công thức.")
        if not str(row.get(self.fields["code"].column_name) or "").strip():
            raise ValidationError(f"Dòng {row_number}, cột Mã đơn vị: không được để trống.")

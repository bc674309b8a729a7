"""The report list for django-import-export: the same columns as in Excel, one definition for both."""

import tablib
from import_export import fields, resources

from campaigns.models import ReportingPeriod
from core.clock import ward_time
from core.csvfile import csv_bytes
from core.excel import Column
from submissions.models import Submission

from . import rows, tables


def _text_of(column: Column):
    """How a cell of `column` is written in a text file."""

    def dehydrate(report: Submission):
        value = column.value(report)
        if value is None:
            return ""
        if column.kind == "moment":
            return ward_time(value).strftime("%H:%M %d/%m/%Y")
        return value

    return dehydrate


class ReportListResource(resources.Resource):
    """Received reports of one year, for leaving the portal only: there is no way back in through this list."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for place, column in enumerate(tables.REPORT_COLUMNS):
            self.fields[f"cot_{place}"] = fields.Field(
                column_name=column.heading, dehydrate_method=_text_of(column), readonly=True
            )

    def dataset(self, period: ReportingPeriod) -> tablib.Dataset:
        """The list as a tablib dataset with Vietnamese headings."""
        return self.export(queryset=rows.received_reports(period))

    def csv_of(self, period: ReportingPeriod) -> bytes:
        """The list as CSV whose cells no spreadsheet runs."""
        found = self.dataset(period)
        return csv_bytes(found.headers, found)

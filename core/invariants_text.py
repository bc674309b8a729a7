"""Every text a person reads is stored in one form (NFC), without NUL and direction controls."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import models

from .fields import VietnameseCharField, VietnameseTextField
from .invariants import BATCH, Finding, invariant
from .text import nfc


def vietnamese_fields() -> Iterator[tuple[type[models.Model], list[models.Field]]]:
    """The models that hold Vietnamese text, each with the columns that do."""
    for model in apps.get_models():
        fields = [f for f in model._meta.local_fields if isinstance(f, VietnameseCharField | VietnameseTextField)]
        if fields:
            yield model, fields


@invariant("TXT-01", "Mọi văn bản lưu ở dạng Unicode dựng sẵn (NFC), không có ký tự điều khiển.")
def every_text_is_nfc(at: datetime) -> Iterator[Finding]:
    for model, fields in vietnamese_fields():
        names = [field.attname for field in fields]
        rows = model._base_manager.order_by("pk").values_list("pk", *names).iterator(chunk_size=BATCH)
        for pk, *values in rows:
            for field, value in zip(fields, values, strict=True):
                if value and nfc(value) != value:
                    yield Finding.of(model, pk, f"cột “{field.verbose_name}” không ở dạng chuẩn")

"""What stands in a file that the portal hands out."""

import io
import zipfile

from openpyxl import load_workbook

from tests.english import english_in_text


def workbook_texts(data: bytes) -> list[str]:
    """Sheet names and every text of a workbook."""
    book = load_workbook(io.BytesIO(data))
    texts = list(book.sheetnames)
    for sheet in book:
        texts += [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
        texts += [note.comment.text for row in sheet.iter_rows() for note in row if note.comment]
        texts += [rule.error or "" for rule in sheet.data_validations.dataValidation]
    return texts


def english_in_file(answer) -> list[str]:
    """English words of a workbook or a CSV; pictures and papers people sent themselves say what they say."""
    data = getattr(answer, "read_body", None) or answer.content
    kind = answer.headers.get("Content-Type", "").split(";")[0]
    if zipfile.is_zipfile(io.BytesIO(data)) and "sheet" in kind:
        return english_in_text("\n".join(workbook_texts(data)))
    if kind in ("text/csv", "text/plain"):
        return english_in_text(data.decode("utf-8-sig").replace(";", " ; ").replace(",", " , "))
    return []

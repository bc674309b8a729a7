"""Work of the worker for papers and tables; each task takes ids and is one line."""

from celery import shared_task

# What takes longer is broken: the row ends in “Lỗi, thử lại” and the worker is free again (reliability F28).
LONGEST = 600


@shared_task(name="reports.build_document", soft_time_limit=LONGEST, time_limit=LONGEST + 60)
def build_document(document_id: int) -> str:
    """Make one file."""
    from . import services

    return services.build(document_id)


@shared_task(name="reports.sweep_documents")
def sweep_documents() -> int:
    """Queue again what was forgotten or whose worker died."""
    from . import services

    return services.sweep()


@shared_task(name="reports.send_weekly_digest")
def send_weekly_digest() -> int:
    """Tell the office how far the reports are; returns how many letters are new."""
    from . import digest

    return digest.send_due()

"""Work of the worker for papers and tables; each task takes ids and is one line."""

from celery import shared_task


@shared_task(name="reports.build_document")
def build_document(document_id: int) -> str:
    """Make one file."""
    from . import services

    return services.build(document_id)


@shared_task(name="reports.sweep_documents")
def sweep_documents() -> int:
    """Queue again what was forgotten or whose worker died."""
    from . import services

    return services.sweep()

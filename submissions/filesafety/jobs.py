"""One file: which reader it gets, and what the answer says."""

from typing import Any

from . import office, pdf, pictures, refusal, signatures
from .limits import Limits
from .refusal import Refused


def examine(job: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Read the file at `job["path"]` as what its `ending` says; {"refused": code} or {"pages", "copied"}.

    `copied` is True when a picture told more than it shows and a copy without that lies at `job["copy_to"]`. A job with
    the `task` "signatures" is answered with {"signatures"}: a PDF's, see `signatures.examine`.
    """
    try:
        return _read(job, limits)
    except Refused as exc:
        return {"refused": exc.reason}
    except MemoryError:
        return {"refused": refusal.TOO_HARD}
    except Exception as exc:
        # Whatever a parser makes of bytes nobody foresaw, the file does not come in.
        return {"refused": refusal.BROKEN, "fault": f"{type(exc).__name__}: {exc}"[:200]}


def _read(job: dict[str, Any], limits: Limits) -> dict[str, Any]:
    path, ending = job["path"], job["ending"]
    if job.get("task") == "signatures":
        return {"signatures": signatures.examine(path, job["roots"])}
    if ending == ".pdf":
        return {"pages": pdf.examine(path, limits), "copied": False}
    if ending in office.BODIES:
        office.examine(path, ending, limits)
        return {"pages": 0, "copied": False}
    return {"pages": 0, "copied": pictures.examine(path, ending, limits, job["copy_to"])}

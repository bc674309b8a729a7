"""The digital signatures of a PDF: who signed, whether what was signed is unchanged, whether anything came after.

Nothing is fetched: no certificate, no list of revoked ones. The library is imported here, in the child that reads the
one file, so that no other job carries it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import refusal
from .refusal import Refused

# More signatures than any paper of a ward has; each costs a reading of the whole file.
MOST = 20
MOST_NAME = 200
MOST_ROOTS = 200
ROOT_ENDINGS = frozenset((".pem", ".crt", ".cer", ".der"))


def examine(path: str, roots_folder: str) -> list[dict[str, Any]]:
    """One object per signature in the order of signing; empty for a PDF nobody signed. Refused when it cannot be read.

    `intact`: the signed bytes are what was signed, by the key of the certificate. `whole`: it covers the file to its
    last byte. `later_only_signing`: what came after it only added signatures, as a second signer does. `trusted` is
    None while `roots_folder` holds no certificate, else whether the signer's leads to one of them and is in its time.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.errors import SignatureValidationError

    roots = list(_roots(roots_folder))
    with open(path, "rb") as file:
        try:
            signatures = PdfFileReader(file, strict=False).embedded_regular_signatures
        except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            raise Refused(refusal.BROKEN) from None
        if len(signatures) > MOST:
            raise Refused(refusal.TOO_HARD)
        return [_judge(one, roots) for one in signatures]


def _judge(signature, roots: list) -> dict[str, Any]:
    """What is known of one signature; one that cannot be read at all is not intact."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    answer = {
        "signer": "", "organisation": "", "issuer": "", "claimed_time": "", "intact": False, "whole": False,
        "later_only_signing": False, "trusted": None,
    }  # fmt: skip
    try:
        signer = signature.signer_cert
        answer |= {
            "signer": _name(signer.subject, "common_name"),
            "organisation": _name(signer.subject, "organization_name"),
            "issuer": _name(signer.issuer, "common_name"),
        }
        moment = signature.self_reported_timestamp
        answer["claimed_time"] = moment.isoformat() if moment and moment.tzinfo else ""
        context = ValidationContext(
            trust_roots=roots, other_certs=signature.other_embedded_certs, allow_fetching=False,
            revocation_mode="soft-fail",
        )  # fmt: skip
        status = validate_pdf_signature(signature, signer_validation_context=context)
    except Exception as exc:
        # Whatever the library makes of bytes nobody foresaw, the signature is not shown as a good one.
        return {**answer, "fault": type(exc).__name__}
    coverage = status.coverage or SignatureCoverageLevel.UNCLEAR
    later = status.modification_level
    return {
        **answer,
        "intact": bool(status.intact and status.valid and coverage >= SignatureCoverageLevel.ENTIRE_REVISION),
        "whole": coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "later_only_signing": later is not None and later <= ModificationLevel.FORM_FILLING,
        "trusted": bool(status.trusted) if roots else None,
    }


def _name(name, part: str) -> str:
    """One part of a name in a certificate as a single plain line; the last where there are several."""
    value = name.native.get(part, "")
    if isinstance(value, list):
        value = value[-1] if value else ""
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())[:MOST_NAME]


def _roots(folder: str) -> Iterator:
    """The certificates of the folder an administrator fills; what is none is left aside."""
    from asn1crypto import pem, x509

    if not folder or not Path(folder).is_dir():
        return
    paths = sorted(path for path in Path(folder).iterdir() if path.suffix.lower() in ROOT_ENDINGS)
    for path in paths[:MOST_ROOTS]:
        data = path.read_bytes()
        try:
            found = [body for _, _, body in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
            yield from (x509.Certificate.load(body, strict=True) for body in found)
        except ValueError:
            continue

"""What the check of a PDF's digital signatures means, in plain words (law.md 6.4)."""

from dataclasses import dataclass
from datetime import datetime

from core.formats import format_moment

from .models import SignedPaper

PDF = "application/pdf"
NOT_PDF = "Bản chụp, không có chữ ký số để kiểm."
NOT_LOOKED = "Chưa kiểm được chữ ký số của tệp này."
UNSIGNED = "Tệp không có chữ ký số."
ALL_WELL = "Chữ ký số còn nguyên vẹn, tệp không bị thêm, bớt sau khi ký."
UNTRUSTED = f"{ALL_WELL} Chưa xác minh được nơi cấp chứng thư của người ký."
CHANGED = "Nội dung đã bị sửa sau khi ký. Không dùng tệp này."
ADDED = "Sau chữ ký cuối cùng tệp còn bị thêm nội dung. Không dùng tệp này."


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature as the page tells it; `kind` is the colour of its note."""

    signer: str
    organisation: str
    issuer: str
    time: str
    state: str
    trust: str
    kind: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a copy's check found: one sentence, and each signature."""

    sentence: str
    kind: str
    signatures: tuple[Signature, ...] = ()


def finding(row: SignedPaper) -> Finding:
    """The words for one copy."""
    if row.media_type != PDF:
        return Finding(NOT_PDF, "")
    if row.checked_at is None:
        return Finding(NOT_LOOKED, "warn")
    if not row.signatures:
        return Finding(UNSIGNED, "")
    last = len(row.signatures) - 1
    told = tuple(_told(one, is_last=place == last) for place, one in enumerate(row.signatures))
    if not all(one["intact"] for one in row.signatures):
        return Finding(CHANGED, "bad", told)
    if any(one.kind == "bad" for one in told):
        return Finding(ADDED, "bad", told)
    if not all(one["trusted"] for one in row.signatures):
        return Finding(UNTRUSTED, "warn", told)
    return Finding(ALL_WELL, "ok", told)


def _told(one: dict, *, is_last: bool) -> Signature:
    state, kind = _state(one, is_last)
    trust = _trust(one["trusted"])
    if kind == "ok" and one["trusted"] is not True:
        kind = "warn"
    signer, issuer = one["signer"] or "không rõ người ký", one["issuer"] or "không rõ"
    return Signature(signer, one["organisation"], issuer, _time(one), state, trust, kind)


def _state(one: dict, is_last: bool) -> tuple[str, str]:
    if not one["intact"]:
        return "Phần đã ký không còn nguyên vẹn.", "bad"
    if one["whole"]:
        return "Còn nguyên vẹn, ký trên toàn bộ tệp.", "ok"
    if not is_last and one["later_only_signing"]:
        return "Còn nguyên vẹn; sau đó tệp chỉ được ký thêm.", "ok"
    return "Phần đã ký còn nguyên vẹn, nhưng sau đó tệp bị thêm nội dung.", "bad"


def _trust(trusted: bool | None) -> str:
    if trusted is None:
        return "Chưa kiểm được nơi cấp: cổng chưa có chứng thư gốc để đối chiếu."
    if trusted:
        return "Nơi cấp được tin cậy."
    return "Chứng thư không do nơi cấp tin cậy cấp, hoặc đã hết hạn."


def _time(one: dict) -> str:
    return format_moment(datetime.fromisoformat(one["claimed_time"])) if one["claimed_time"] else ""

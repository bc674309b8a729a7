"""The merit as a paper prints it (thành tích ghi trên giấy), proposed from what the portal knows. Pure."""

from campaigns.models import LinkedMovement
from submissions.models import Initiative

from .enums import RoundKind
from .models import AwardRound

LIMIT = 500


def proposed(award_round: AwardRound, movement: LinkedMovement, initiative: Initiative | None = None) -> str:
    """What the office may print as it stands or mend: ground, time, and the initiative that is rewarded.

    An initiative too long to stand beside the rest is left out.
    """
    merit = f"Đã có thành tích xuất sắc trong phong trào thi đua “{movement.title}” {_when(award_round)}"
    if initiative is None:
        return merit[:LIMIT]
    if award_round.kind == RoundKind.ON_THE_SPOT:
        whole = f"Đã có sáng kiến “{initiative.title}” trong phong trào thi đua “{movement.title}”"
    else:
        whole = f"{merit}, có sáng kiến “{initiative.title}”"
    return (whole if len(whole) <= LIMIT else merit)[:LIMIT]


def _when(award_round: AwardRound) -> str:
    """A year, or the years up to a review."""
    first = award_round.campaign.start_year
    if award_round.kind in (RoundKind.INTERIM, RoundKind.FINAL) and first < award_round.year:
        return f"giai đoạn {first} - {award_round.year}"
    return f"năm {award_round.year}"

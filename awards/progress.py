"""What a unit or person reads of their own award matters: plain steps, from the suggestion to the decision.

The council advises and the ward's chairman decides (law.md 1.5, trap 21): before his decision is out, what the council
found is nobody's award and nobody's refusal. So an endorsed nomination and one that was not endorsed read the same
here, word for word and look for look, until a decision exists or the office concludes the matter; then the unit reads
the outcome, never scores, votes or the council's verdict. Why the chairman did not reward is not told either: it may
speak of a complaint nobody has verified (2.2). Reasons written for the unit (what to add, why withdrawn, why no
dossier) are told. Form, round and decision are the publicity the law asks for (1.3, Đ5.2.a).
"""

from dataclasses import dataclass

from campaigns.enums import AwardLevel
from core.formats import format_date

from .enums import CityAnswer, NominationStatus
from .enums import SuggestionStatus as Sent
from .models import Nomination, Suggestion

S = NominationStatus
# (words, look of the tag); the two verdicts of the council share one row.
WORDS = {
    S.DRAFT: ("Phường đang lập hồ sơ", "draft"),
    S.RETURNED: ("Phường đề nghị bổ sung", "returned"),
    S.WITHDRAWN: ("Đề nghị đã rút", "stopped"),
    S.READY: ("Đã trình Hội đồng", "submitted"),
    S.ON_AGENDA: ("Đã trình Hội đồng", "submitted"),
    S.FORWARDED: ("Đã trình thành phố", "forwarded"),
    S.GRANTED: ("Thành phố đã khen thưởng", "decided"),
    S.NOT_GRANTED: ("Thành phố không khen thưởng", "stopped"),
    S.REFUSED: ("Không khen thưởng trong đợt này", "stopped"),
    S.DECIDED: ("Đã có quyết định khen thưởng", "decided"),
}
REVIEWED = (S.ENDORSED, S.NOT_ENDORSED)
SUGGESTION_WORDS = {
    Sent.SENT: ("Chờ phường xem", "submitted"),
    Sent.TAKEN: ("Phường đã lập hồ sơ", "draft"),
    Sent.DECLINED: ("Phường không lập hồ sơ", "stopped"),
    Sent.WITHDRAWN: ("Đơn vị đã rút", "stopped"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a matter stands, in words, with the look of its tag and a line beside it (a decision's number)."""

    words: str
    look: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step of the way: past, now or to come ("past", "now", "")."""

    words: str
    state: str


def of_suggestion(suggestion: Suggestion) -> Standing:
    """Where a suggestion stands; one that was taken up goes on as a nomination."""
    return Standing(*SUGGESTION_WORDS[suggestion.status])


def of(nomination: Nomination) -> Standing:
    """Where a nomination stands. Reads the decision and the city's answer when they came with the row (`for_units`)."""
    if nomination.status in REVIEWED:
        if nomination.form.level == AwardLevel.WARD:
            return Standing("Chờ Chủ tịch UBND phường quyết định", "submitted")
        return Standing("Hội đồng đã xem xét", "submitted")
    words, look = WORDS[nomination.status]
    if nomination.status == S.DECIDED and (line := getattr(nomination, "decision_line", None)):
        if line.revoked_on:
            day = format_date(line.revoked_on)
            return Standing("Đã thu hồi", "cancelled", f"Quyết định số {line.revocation_number} ngày {day}")
        signed = line.decision
        return Standing(words, look, f"Quyết định số {signed.number} ngày {format_date(signed.signed_on)}")
    if nomination.status == S.GRANTED and (answer := _answer(nomination)):
        words = f"Được tặng {answer.other_form}" if answer.other_form_id else words
        return Standing(words, look, f"Quyết định số {answer.decision_number} ngày {format_date(answer.decided_on)}")
    return Standing(words, look)


def _answer(nomination: Nomination):
    """The city's answer that gave something."""
    given = (CityAnswer.GRANTED, CityAnswer.OTHER)
    return next((line for line in nomination.proposal_lines.all() if line.answer in given), None)


def milestones(nomination: Nomination) -> list[Milestone]:
    """The way of a nomination in plain steps; what ended without an award stops at its last step."""
    ward = nomination.form.level == AwardLevel.WARD
    steps = ["Phường đang lập hồ sơ", "Đã trình Hội đồng", "Hội đồng đã xem xét"]
    if ward:
        steps += ["Chờ Chủ tịch UBND phường quyết định", "Đã có quyết định khen thưởng"]
    else:
        steps += ["Đã trình thành phố", "Thành phố đã khen thưởng"]
    reached = {
        S.DRAFT: 0, S.RETURNED: 0, S.WITHDRAWN: 0, S.READY: 1, S.ON_AGENDA: 1,
        S.ENDORSED: 3 if ward else 2, S.NOT_ENDORSED: 3 if ward else 2, S.FORWARDED: 3, S.DECIDED: 4, S.GRANTED: 4,
        S.REFUSED: 2, S.NOT_GRANTED: 3,
    }[nomination.status]  # fmt: skip
    ended = {S.WITHDRAWN, S.REFUSED, S.NOT_GRANTED}
    if nomination.status in ended:
        return [*(Milestone(words, "past") for words in steps[: reached + 1]), Milestone(of(nomination).words, "now")]
    done = nomination.status in (S.DECIDED, S.GRANTED)
    return [
        Milestone(words, "past" if place < reached or done else "now" if place == reached else "")
        for place, words in enumerate(steps)
    ]

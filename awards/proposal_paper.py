"""A letter of proposal (tờ trình, Mẫu 1.4 of NĐ 30/2020) with its list: text only, no layout (law.md 4.2, 4.3).

Who writes it follows from law.md 1.5. To the ward's chairman writes the Phòng Văn hóa - Xã hội, the council's standing
body, which advises him: the council itself is chaired by the chairman, who does not write to himself. To the city
writes the Ủy ban nhân dân of the ward, whose chairman proposes the higher forms (Đ83.1): "TM. ỦY BAN NHÂN DÂN".
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from campaigns.figures import figure
from campaigns.models import LegalBasis
from core.formats import format_date, format_percent, place_and_date

from . import paper
from .enums import PollStatus, ProposalKind, ProposalStatus
from .models import BallotBox, Proposal, ProposalLine
from .numbers import post_lines
from .printed import merit_of, subject_of

UNSIGNED = (ProposalStatus.DRAFT, ProposalStatus.TO_SIGN, ProposalStatus.RETURNED)
_SIGNERS = {ProposalKind.TO_CITY: "signer_letter", ProposalKind.TO_CHAIRMAN: "signer_office"}
_SYMBOLS = {ProposalKind.TO_CITY: "letter_number_city", ProposalKind.TO_CHAIRMAN: "letter_number_office"}
_RECIPIENTS = {
    ProposalKind.TO_CITY: ("Như trên", "TTĐU, TTHĐND phường", "CT, các PCT UBND phường", "Lưu: VT, VHXH"),
    ProposalKind.TO_CHAIRMAN: ("Như trên", "Hội đồng Thi đua - Khen thưởng phường", "Lưu: VHXH"),
}
NO_VOTE = "không bỏ phiếu"


@dataclass(frozen=True, slots=True)
class Row:
    """One proposed subject as the list prints it; `votes` reads "10/11 (90,9%)"."""

    name: str
    post_and_unit: str
    form: str
    merit: str
    votes: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the list, numbered anew: "I. TẬP THỂ"."""

    heading: str
    kind: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything the letter prints. `issuer` is the body under the ward's Ủy ban nhân dân, empty when that writes."""

    is_draft: bool
    issuer: str
    number: str
    place_and_date: str
    subject: str
    recipient: str
    citations: tuple[str, ...]
    opening: tuple[str, ...]
    paragraphs: tuple[str, ...]
    parts: tuple[Part, ...]
    closing: str
    annex_note: str
    recipients: tuple[str, ...]
    signer_lines: tuple[str, ...]
    signer_name: str


def of(proposal: Proposal, *, today: date) -> Letter:
    """The letter as draft or as signed. A constant number of queries."""
    campaign = proposal.round.campaign
    day = proposal.signed_on or today
    lines = list(
        proposal.lines.select_related(
            "nomination__round__campaign",
            "nomination__form",
            "nomination__unit",
            "nomination__person__unit",
            "nomination__movement",
            "nomination__initiative",
        ).order_by("order", "pk")
    )
    parts = _parts(lines)
    kinds = [_LABELS[part.kind] for part in parts]
    whom = paper.join_words([f"{len(part.rows):02d} {kind}" for part, kind in zip(parts, kinds, strict=True)])
    forms = paper.join_words(list(dict.fromkeys(line.nomination.form.legal_name for line in lines)))
    place = paper.within_a_line(campaign.place)
    to_city = proposal.kind == ProposalKind.TO_CITY
    writer = f"Ủy ban nhân dân {place}" if to_city else "Phòng Văn hóa - Xã hội"
    number = proposal.number or f"……/{figure(_SYMBOLS[proposal.kind], on=day, campaign=campaign)}"
    dated = f" ngày {format_date(proposal.signed_on)}" if proposal.signed_on else ""
    signer = proposal.signer_title or post_lines(figure(_SIGNERS[proposal.kind], on=day, campaign=campaign))
    return Letter(
        is_draft=proposal.status in UNSIGNED,
        issuer="" if to_city else "PHÒNG VĂN HÓA - XÃ HỘI",
        number=number,
        place_and_date=place_and_date(campaign.place, proposal.signed_on, year=day.year),
        subject=f"Về việc đề nghị tặng {forms} trong phong trào thi đua “{campaign.title}” năm {proposal.round.year}",
        recipient=proposal.addressee.rstrip(".;"),
        citations=tuple(_citations(proposal, on=day)),
        opening=tuple(text.strip() for text in proposal.grounds.splitlines() if text.strip()),
        paragraphs=(
            f"{writer} kính trình {proposal.addressee.rstrip('.;')} xem xét, "
            f"{'khen thưởng' if to_city else 'quyết định tặng'} {whom} có thành tích xuất sắc trong phong trào thi đua "
            f"“{campaign.title}” năm {proposal.round.year}, hình thức: {forms} (có danh sách kèm theo).",
            _papers(lines),
            f"{writer} kính đề nghị {proposal.addressee.rstrip('.;')} xem xét, quyết định./.",
        ),
        parts=parts,
        closing=f"(Danh sách gồm {whom})",
        annex_note=f"(Kèm theo Tờ trình số {number}{dated} của {writer})",
        recipients=_RECIPIENTS[proposal.kind],
        signer_lines=tuple(signer.split("\n")),
        signer_name=proposal.signer_name,
    )


_LABELS = {kind: title.lower() for kind, title in paper.PARTS}


def _papers(lines: list[ProposalLine]) -> str:
    """What goes with the letter (law.md 1.6): the dossier by law."""
    reports = "báo cáo thành tích, " if any(line.nomination.submission_id for line in lines) else ""
    return f"Hồ sơ kèm theo gồm: {reports}biên bản họp Hội đồng Thi đua - Khen thưởng và biên bản kiểm phiếu."


def _citations(proposal: Proposal, *, on: date) -> list[str]:
    """The law, the launch of the movements the list rests on, and the council's minutes; without final marks."""
    campaign = proposal.round.campaign
    movements = LegalBasis.objects.filter(linkedmovement__in=proposal.lines.values("nomination__movement")).distinct()
    launches = [basis.line for basis in movements.in_force(on).order_by("order")]
    return [*paper.award_bases(campaign, on=on), *launches, *_meetings(proposal)]


def _meetings(proposal: Proposal) -> list[str]:
    """The meetings that voted, as grounds."""
    boxes = _boxes(proposal.lines.values("nomination")).select_related("poll__meeting")
    meetings = {box.poll.meeting_id: box.poll.meeting for box in boxes}
    return [
        f"Căn cứ Biên bản họp Hội đồng Thi đua - Khen thưởng phường ngày {format_date(row.opened_at or row.starts_at)}"
        for row in sorted(meetings.values(), key=lambda row: row.starts_at)
    ]


def _boxes(nominations):
    """The announced votes on these nominations, the latest last."""
    rows = BallotBox.objects.filter(nomination__in=nominations, poll__status=PollStatus.PUBLISHED, yes__isnull=False)
    return rows.defer("entries", "receipts", "choices").order_by("pk")


def _parts(lines: list[ProposalLine]) -> tuple[Part, ...]:
    votes = {
        box.nomination_id: f"{box.yes}/{box.base} ({format_percent(Fraction(box.yes, box.base)) if box.base else '0%'})"
        for box in _boxes([line.nomination_id for line in lines])
    }
    by_kind = {
        kind: tuple(_row(line, votes) for line in lines if line.nomination.subject_kind == kind)
        for kind, _ in paper.PARTS
    }
    filled = [(kind, title) for kind, title in paper.PARTS if by_kind[kind]]
    return tuple(
        Part(f"{paper.ROMAN[place]}. {title}", kind, by_kind[kind]) for place, (kind, title) in enumerate(filled)
    )


def _row(line: ProposalLine, votes: dict[int, str]) -> Row:
    nomination = line.nomination
    who = subject_of(nomination)
    return Row(
        name=who.full,
        post_and_unit=who.post_and_unit,
        form=nomination.form.legal_name,
        merit=merit_of(nomination),
        votes=votes.get(nomination.pk, NO_VOTE),
    )

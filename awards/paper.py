"""The chairman's decision as it will print, in the wording and order of NĐ 30/2020 (law.md 4.2): text only, no layout.

A decision of the chairman as a person: the heading names the chairman, the signature carries no "TM.".
"""

from dataclasses import dataclass
from datetime import date

from campaigns.enums import SubjectKind
from campaigns.models import LegalBasis
from core.formats import format_date, format_money, place_and_date

from . import printed
from .enums import DecisionStatus
from .models import AwardDecision, DecisionLine
from .money import Money

# Parts of the list in this order, numbered anew in each (law.md 4.3).
PARTS = (
    (SubjectKind.COLLECTIVE, "TẬP THỂ"),
    (SubjectKind.INDIVIDUAL, "CÁ NHÂN"),
    (SubjectKind.HOUSEHOLD, "HỘ GIA ĐÌNH"),
)
ROMAN = ("I", "II", "III")
RECIPIENTS = ("Như Điều 3", "Lưu: VT, VHXH")
UNCONFIRMED = "chưa xác nhận"
# Kinds of texts that can ground a decision; a Luật is cited without its number, as its row says.
_BASIS_KINDS = ("Luật", "Nghị định")
_ADVICE = "Theo đề nghị của Hội đồng Thi đua - Khen thưởng phường và Trưởng phòng Văn hóa - Xã hội"
_LAST_ARTICLE = (
    "Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng HĐND và UBND phường, Trưởng phòng Văn hóa - Xã hội, "
    "Trưởng phòng Kinh tế, Hạ tầng và Đô thị, các đơn vị liên quan và tập thể, cá nhân có tên tại Điều 1 "
    "chịu trách nhiệm thi hành Quyết định này./."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One rewarded subject as printed: a person with title, post and unit. `money` is None when none is known."""

    line: DecisionLine
    name: str
    unit: str
    form: str
    money: Money | None
    title: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the list: "I. TẬP THỂ"."""

    heading: str
    kind: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the preview and the PDF print."""

    is_draft: bool
    place: str
    heading: str
    number: str
    place_and_date: str
    subject: str
    citations: tuple[str, ...]
    articles: tuple[str, ...]
    parts: tuple[Part, ...]
    annex_note: str
    closing: str
    recipients: tuple[str, ...]
    signer_lines: tuple[str, ...]
    signer_name: str
    unconfirmed: bool


def of(
    decision: AwardDecision, amounts: list[tuple[DecisionLine, Money | None]], *, today: date, chairman_title: str
) -> Paper:
    """The paper of a draft or signed decision; `amounts` as `services.decisions.amounts` gives them."""
    campaign = decision.round.campaign
    day = decision.signed_on or today
    rows = [_row(line, money) for line, money in sorted(amounts, key=lambda pair: (pair[0].order, pair[0].pk))]
    parts = _parts(rows)
    kinds = [SubjectKind(part.kind).label.lower() for part in parts]
    whom = join_words([f"{len(part.rows):02d} {kind}" for part, kind in zip(parts, kinds, strict=True)])
    forms = join_words(list(dict.fromkeys(row.form for row in rows)))
    merit = f"có thành tích xuất sắc trong phong trào thi đua “{campaign.title}” năm {decision.round.year}"
    unconfirmed = any(row.money is not None and not row.money.confirmed for row in rows)
    number = decision.number or "……/QĐ-UBND"
    of_day = f" ngày {format_date(decision.signed_on)}" if decision.signed_on else ""
    return Paper(
        is_draft=decision.status != DecisionStatus.SIGNED,
        place=campaign.place,
        heading=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {campaign.place.upper()}",
        number=number,
        place_and_date=place_and_date(campaign.place, decision.signed_on, year=day.year),
        subject=f"Về việc tặng {forms} cho {', '.join(kinds)} {merit}",
        citations=(*award_bases(campaign, on=day), _ADVICE),
        articles=(
            f"Tặng {forms} cho {whom} {merit} (có danh sách kèm theo).",
            _money_article(rows, unconfirmed),
            _LAST_ARTICLE,
        ),
        parts=parts,
        annex_note=(
            f"(Kèm theo Quyết định số {number}{of_day} của Chủ tịch Ủy ban nhân dân {within_a_line(campaign.place)})"
        ),
        closing=f"(Danh sách gồm {whom})",
        recipients=RECIPIENTS,
        signer_lines=tuple((decision.signer_title or chairman_title).split("\n")),
        signer_name=decision.signer_name,
        unconfirmed=unconfirmed,
    )


def _row(line: DecisionLine, money: Money | None) -> Row:
    who, form = printed.named(line)
    return Row(line, who.name, who.unit, form, money, who.title, who.post)


def within_a_line(place: str) -> str:
    """The place inside a sentence, with a small first letter: "phường Lê Chân"; headings keep the capital (NĐ 30)."""
    return place[:1].lower() + place[1:]


def _parts(rows: list[Row]) -> tuple[Part, ...]:
    by_kind = {kind: tuple(row for row in rows if row.line.nomination.subject_kind == kind) for kind, _ in PARTS}
    filled = [(kind, title) for kind, title in PARTS if by_kind[kind]]
    return tuple(Part(f"{ROMAN[place]}. {title}", kind, by_kind[kind]) for place, (kind, title) in enumerate(filled))


def _money_article(rows: list[Row], unconfirmed: bool) -> str:
    if any(row.money is None for row in rows):
        return "Mức tiền thưởng kèm theo thực hiện theo quy định, chi từ Quỹ thi đua, khen thưởng của phường."
    total = format_money(sum(row.money.amount for row in rows))
    mark = f" (hệ số {UNCONFIRMED})" if unconfirmed else ""
    return f"Mức tiền thưởng kèm theo có tổng số là {total}{mark}, chi từ Quỹ thi đua, khen thưởng của phường."


def award_bases(campaign, *, on: date) -> list[str]:
    """Texts on emulation and rewards in force on `on`, as they are cited, without the marks at their ends."""
    bases = LegalBasis.objects.filter(campaign=campaign, in_plan=False, kind__in=_BASIS_KINDS).in_force(on)
    return [row.line for row in bases.order_by("order") if "thi đua, khen thưởng" in row.title.lower()]


def join_words(words: list[str]) -> str:
    """a, b và c."""
    return " và ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)

"""What a section page draws: its controls with their stamps, its rows, its files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from campaigns.enums import CriterionPart, SectionKind
from campaigns.models import CriteriaItem

from . import writable
from .criteria_cards import CriterionCard, groups_of, is_optional
from .enums import InitiativeKind
from .filezones import FileZone
from .models import Evidence, KeyFigure, Submission, SubmissionContent, SubmissionItem
from .places import Place
from .points import NUMBERS_ASKED
from .rule_words import counted_words, rule_words
from .sections import Section, answers_of, chooses_contents
from .services.drafting import PLEDGED_COLUMNS, EditConflict, by_rule, stamp
from .services.snapshots import aims_of
from .writable import FieldKey


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a posted field that was not stored: the text as typed, the sentence or the other text."""

    typed: str
    error: str = ""
    conflict: EditConflict | None = None


Answers = Mapping[str, Answer]
# So many places take files on one page; with more criteria those of one at a time, or the page grows too heavy.
MOST_ZONES = 6


@dataclass(frozen=True, slots=True)
class Control:
    """One field on a page. `key` is its id, name and address; `seen` the stamp of the text it started from."""

    key: str
    label: str
    value: str
    seen: str
    reading: str
    limit: int
    help: str = ""
    lines: int = 5
    optional: bool = False
    name: str = ""
    error: str = ""
    conflict: EditConflict | None = None
    options: tuple[tuple[str, str], ...] = ()
    suffix: str = ""

    @property
    def is_checked(self) -> bool:
        """For a tick."""
        return self.value == "1"

    @property
    def described_by(self) -> str:
        """Ids of help and error for screen readers."""
        return " ".join(filter(None, [self.help and f"{self.key}-h", self.error and f"{self.key}-e"]))


@dataclass(slots=True)
class FigureLine:
    """One figure: what came from the pledge as text, the rest to write."""

    row: KeyFigure
    controls: list[Control]

    @property
    def is_pledged(self) -> bool:
        """True for a target of the pledge: only its result is the report's."""
        return self.row.pledge_target_id is not None


def control(kind: str, row: Any, column: str, label: str, answers: Answers, **options) -> Control:
    """The control of one column of one row, with what was typed into it when that could not be stored."""
    key = FieldKey(kind, row.pk, column)
    stored = getattr(row, f"{column}_id" if key.reading == writable.CHOICE else column)
    answer = answers.get(str(key))
    seen = stamp(stored)
    if answer is not None:
        options |= {"error": answer.error, "conflict": answer.conflict}
    return Control(
        key=str(key),
        label=label,
        value=writable.shown(stored) if answer is None else answer.typed,
        seen=seen,
        reading=key.reading,
        **{"limit": key.limit, **options},
    )


def page_parts(
    submission: Submission, section: Section, answers: Answers, file_urls, *, opened: int | None = None
) -> dict[str, Any]:
    """Everything the page of one section shows, in a constant number of queries.

    `opened` is the criterion whose files were asked for, where a page of many takes files of one at a time.
    """
    if section.kind == SectionKind.SELF_SCORE:
        return _self_score(submission, answers, file_urls, opened)
    build = {
        SectionKind.REPORTER: _reporter,
        SectionKind.CONTENT: _content,
        SectionKind.INITIATIVES: _initiatives,
        SectionKind.PROPOSALS: _proposals,
        SectionKind.QUESTIONS: _questions,
    }[section.kind]
    return build(submission, section, answers, file_urls)


def zones_of(parts: Mapping[str, Any]) -> list[FileZone]:
    """Every place for files among the parts of a page."""
    return [*filter(None, [parts.get("zone")]), *(card.zone for card in parts.get("cards", ()))]


def _questions(submission, section, answers, file_urls) -> dict[str, Any]:
    return {"questions": _question_controls(submission, section, answers)}


def _question_controls(submission, section, answers) -> list[Control]:
    """What the plan asks in this section, one control per question."""
    rows = answers_of([submission.pk]).filter(question__section=section.source)
    return [
        control(
            "answer", row, "text", row.question.label, answers, help=row.question.help,
            optional=not row.question.is_required, limit=row.question.most_characters,
        )
        for row in rows
    ]  # fmt: skip


def _reporter(submission, section, answers, file_urls) -> dict[str, Any]:
    about = "cá nhân" if submission.person_id else "đơn vị"
    controls = [
        control("report", submission, "reporter_name", "Họ và tên người báo cáo", answers),
        control("report", submission, "reporter_position", "Chức vụ", answers, optional=True),
        control("report", submission, "reporter_phone", "Điện thoại", answers, help="Để phường hỏi lại khi cần."),
        control(
            "report", submission, "situation", f"Đặc điểm, tình hình của {about}", answers, optional=True, lines=7,
            help="Quy mô, thuận lợi, khó khăn. Viết ngắn, mỗi ý một dòng.",
        ),
    ]  # fmt: skip
    return {"controls": controls, "questions": _question_controls(submission, section, answers)}


def _present_files() -> Prefetch:
    return Prefetch("evidence", Evidence.objects.present().order_by("pk"), to_attr="present_files")


def _zone(place: Place, label: str, row, file_urls) -> FileZone:
    files = [
        {"name": file.name, "size": file.size, "received_at": file.uploaded_at, **file_urls(file, place)}
        for file in row.present_files
    ]
    return FileZone(str(place), label, files)


def _content(submission, section, answers, file_urls) -> dict[str, Any]:
    rows = SubmissionContent.objects.filter(submission=submission).select_related("content_area")
    row = rows.prefetch_related("figures", _present_files()).get(pk=section.content)
    results = control(
        "content", row, "results", "Kết quả nổi bật", answers, lines=8,
        help="Nêu việc đã làm, con số trước và sau. Viết ngắn, mỗi ý một dòng.",
    )  # fmt: skip
    taken = None
    if chooses_contents(submission):
        words = "Tham gia nội dung này" if submission.person_id else "Đơn vị tham gia nội dung này"
        taken = control("content", row, "taken_on", words, answers)
    return {
        "content": row,
        "taken": taken,
        "aim": aims_of(submission).get(row.content_area_id, ""),
        "controls": [results],
        "figures": [_figure(figure, answers) for figure in row.figures.all()],
        "zone": _zone(Place("content", row.pk), f"Minh chứng nội dung {row.content_area.order}", row, file_urls),
    }


def _figure(row: KeyFigure, answers) -> FigureLine:
    labels = {
        "name": "Chỉ số", "last_year": "Năm trước", "target": "Chỉ tiêu", "this_year": "Năm nay",
        "measure": "Đơn vị tính",
    }  # fmt: skip
    pledged = PLEDGED_COLUMNS if row.pledge_target_id else ()
    return FigureLine(
        row, [control("figure", row, name, words, answers) for name, words in labels.items() if name not in pledged]
    )


def _initiatives(submission, section, answers, file_urls) -> dict[str, Any]:
    areas = [content.content_area for content in submission.contents.select_related("content_area")]
    options = (("", "Không gắn với nội dung nào"), *((str(area.pk), area.short_title) for area in areas))
    cards = [
        {"row": row, "controls": _initiative(row, options, answers)} for row in submission.initiatives.order_by("pk")
    ]
    nothing = control("report", submission, "no_initiatives", "Không có sáng kiến, giải pháp", answers)
    return {"initiatives": cards, "nothing": None if cards else nothing}


def _initiative(row, options, answers) -> list[Control]:
    return [
        control(
            "initiative", row, "kind", "Loại", answers, options=tuple(InitiativeKind.choices),
            help="Chỉ chọn “đã được công nhận” khi có quyết định của cấp có thẩm quyền.",
        ),
        control("initiative", row, "title", "Tên sáng kiến, giải pháp", answers),
        control("initiative", row, "author", "Tác giả", answers),
        control(
            "initiative", row, "effect", "Hiệu quả", answers, lines=4,
            help="Nêu kết quả đo được, so với trước khi áp dụng.",
        ),
        control(
            "initiative", row, "scope", "Phạm vi áp dụng", answers, optional=True,
            help="Đã áp dụng ở đâu, nơi nào làm theo được.",
        ),
        control("initiative", row, "content_area", "Thuộc nội dung", answers, optional=True, options=options),
        control(
            "initiative", row, "recognition", "Quyết định công nhận", answers,
            optional=row.kind != InitiativeKind.RECOGNISED,
            help="Số, ngày, cơ quan công nhận sáng kiến; chưa được công nhận thì bỏ trống.",
        ),
    ]  # fmt: skip


def _self_score(submission, answers, file_urls, opened) -> dict[str, Any]:
    rows = SubmissionItem.objects.filter(submission=submission)
    rows = rows.select_related("criteria_item__criterion", "criteria_item__criteria_set")
    rows = rows.prefetch_related(_present_files(), "criteria_item__steps")
    cards = [_criterion(row, answers, file_urls) for row in rows.order_by("criteria_item__order", "pk")]
    # A fresh page opens where work begins, or where somebody asked to.
    unfinished = [card.item.pk for card in cards if card.state != "done" and not card.is_optional]
    first = opened if opened in {card.item.pk for card in cards} else next(iter(unfinished), None)
    for card in cards:
        card.zone.is_brief = len(cards) > MOST_ZONES and card.item.pk != first
    return {"cards": cards, "groups": groups_of(cards), "first_open": first}


def blank_cards(items: Iterable[CriteriaItem]) -> list[CriterionCard]:
    """What the officer of a report yet to be begun will find (xem thử); `items` with criterion, set and steps."""
    cards = []
    for item in items:
        row = SubmissionItem(pk=item.pk, criteria_item=item)
        row.present_files = []
        cards.append(_criterion(row, {}, lambda file, place: {}))
    return cards


def _criterion(row: SubmissionItem, answers, file_urls) -> CriterionCard:
    criterion = row.criteria_item
    place, asked = f"tiêu chí {criterion.order}", NUMBERS_ASKED[criterion.kind]
    labels = {"target": "Chỉ tiêu", "amount": "Số đạt được"}
    numbers = [
        control("item", row, name, labels[name], answers, suffix=criterion.measure, name=f"{labels[name]} {place}")
        for name in asked
    ]
    optional = is_optional(criterion)
    result = control(
        "item", row, "result", "Kết quả đạt được", answers, optional=optional,
        help="" if optional else "Nêu việc đã làm, con số trước và sau. Viết ngắn, mỗi ý một dòng.",
    )  # fmt: skip
    most = writable.shown(criterion.max_points)
    label = "Điểm trừ" if criterion.part == CriterionPart.MINUS else "Điểm tự chấm"
    said = (
        counted_words(by_rule(row), row.self_score) if asked else f"Từ 0 đến {most}. Điểm lẻ dùng dấu phẩy, ví dụ 20,5."
    )
    score = control(
        "item", row, "self_score", label, answers, suffix=f"trên {most} điểm", help=said, optional=optional,
        name=f"{label} {place}, tối đa {most}",
    )  # fmt: skip
    zone = _zone(Place("item", row.pk), f"Minh chứng {place}", row, file_urls)
    return CriterionCard(row, result, score, zone, numbers, rule_words(criterion))


def _proposals(submission, section, answers, file_urls) -> dict[str, Any]:
    controls = [
        control("report", submission, "difficulties", "Khó khăn, vướng mắc", answers),
        control("report", submission, "proposals", "Kiến nghị với phường", answers, optional=True),
        control(
            "report", submission, "award_suggestion", "Đề xuất khen thưởng", answers, optional=True,
            help="Tập thể, cá nhân đề nghị xét khen và lý do.",
        ),
    ]  # fmt: skip
    nothing = control("report", submission, "nothing_to_add", "Không có khó khăn, kiến nghị", answers)
    questions = _question_controls(submission, section, answers)
    return {"controls": controls, "nothing": nothing, "questions": questions}

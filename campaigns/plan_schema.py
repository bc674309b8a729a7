"""The tables of a plan file: which keys each row has, in the order in which rows may refer to each other."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from . import plan_checks as check
from .enums import (
    AwardKind,
    AwardLevel,
    DossierPartKind,
    GroupKind,
    LauncherLevel,
    ReviewKind,
    SectionKind,
    Stage,
    SubjectKind,
)
from .models import (
    AwardForm,
    AwardRule,
    BallotRule,
    Campaign,
    ContentArea,
    Criterion,
    DatedSetting,
    DistributionEntry,
    DossierPart,
    Duty,
    LegalBasis,
    LinkedMovement,
    ParticipantGroup,
    Phase,
    ReportingPeriod,
    ReportQuestion,
    ReportSection,
)

REQUIRED: Any = object()
_YEAR = check.whole(2000, 2100)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a row. Without a default it must be there. `refers` names the table whose codes it takes."""

    check: check.Checker
    default: Any = REQUIRED
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One list of the file and the model its rows become; `may_be_empty` when the plan can do without.

    `standard` are the rows of a file that does not speak of the table at all.
    """

    name: str
    model: type[models.Model]
    keys: dict[str, Key]
    may_be_empty: bool = False
    standard: tuple[dict[str, Any], ...] = ()


def _text(model: type[models.Model], field: str, **options: Any) -> check.Checker:
    return check.text(model._meta.get_field(field).max_length, **options)


def _optional(model: type[models.Model], field: str) -> Key:
    return Key(_text(model, field, blank=True), "")


# The form of ux 2 for a plan written before plans spoke of sections.
STANDARD_SECTIONS: tuple[dict[str, Any], ...] = (
    {
        "code": "don-vi",
        "kind": "REPORTER",
        "title": "Thông tin đơn vị, người báo cáo",
        "person_title": "Thông tin cá nhân, người báo cáo",
    },
    {"code": "noi-dung", "kind": "CONTENT", "title": "Kết quả theo nội dung thi đua"},
    {
        "code": "sang-kien",
        "kind": "INITIATIVES",
        "title": "Sáng kiến, giải pháp",
        "guidance": "Mỗi sáng kiến, giải pháp khai riêng, để tìm lại được khi xét khen.",
    },
    {
        "code": "tu-cham",
        "kind": "SELF_SCORE",
        "title": "Tự chấm theo tiêu chí",
        "guidance": "Điểm chính thức do Phòng Văn hóa – Xã hội thẩm định.",
    },
    {"code": "kien-nghi", "kind": "PROPOSALS", "title": "Khó khăn, kiến nghị, đề xuất khen thưởng"},
)

CAMPAIGN: dict[str, Key] = {
    "code": Key(check.code),
    "title": Key(_text(Campaign, "title")),
    "plan_title": Key(_text(Campaign, "plan_title")),
    "number": _optional(Campaign, "number"),
    "issued_on": Key(check.day, None),
    "issuer": Key(_text(Campaign, "issuer")),
    "place": Key(_text(Campaign, "place")),
    "signer_title": Key(check.text(blank=True), ""),
    "signer_name": _optional(Campaign, "signer_name"),
    "start_year": Key(_YEAR),
    "end_year": Key(_YEAR),
    "aims": Key(check.titled_paragraphs, []),
    "contents_intro": Key(check.text(blank=True), ""),
    "award_principles": Key(check.titled_paragraphs, []),
    "solutions": Key(check.paragraphs, []),
}

TABLES: tuple[Table, ...] = (
    Table(
        "legal_bases",
        LegalBasis,
        {
            "code": Key(check.code),
            "kind": Key(_text(LegalBasis, "kind")),
            "number": Key(_text(LegalBasis, "number")),
            "issuer": _optional(LegalBasis, "issuer"),
            "issued_on": Key(check.day, None),
            "title": Key(check.text()),
            "citation": Key(check.text()),
            "in_plan": Key(check.yes_no, True),
            "in_force_from": Key(check.day, None),
            "in_force_to": Key(check.day, None),
            "note": Key(check.text(blank=True), ""),
        },
    ),
    Table(
        "movements",
        LinkedMovement,
        {
            "code": Key(check.code),
            "title": Key(_text(LinkedMovement, "title")),
            "level": Key(check.one_of(LauncherLevel)),
            "basis": Key(check.code, None, "legal_bases"),
            "starts_on": Key(check.day, None),
            "ends_on": Key(check.day, None),
        },
    ),
    Table(
        "phases",
        Phase,
        {
            "code": Key(check.code),
            "title": Key(_text(Phase, "title")),
            "text": Key(check.text(blank=True), ""),
            "start_year": Key(_YEAR),
            "end_year": Key(_YEAR),
            "review_kind": Key(check.one_of(ReviewKind)),
            "review_year": Key(_YEAR),
        },
    ),
    Table(
        "periods",
        ReportingPeriod,
        {
            "code": Key(check.code),
            "year": Key(_YEAR),
            "phase": Key(check.code, refers="phases"),
            "pledges_from": Key(check.day, None),
            "opens_at": Key(check.moment),
            "closes_at": Key(check.moment),
            "locks_at": Key(check.moment),
            "review_ends_on": Key(check.day, None),
            "milestone": _optional(ReportingPeriod, "milestone"),
        },
    ),
    Table(
        "contents",
        ContentArea,
        {
            "code": Key(check.code),
            "short_title": Key(_text(ContentArea, "short_title")),
            "text": Key(check.text()),
        },
    ),
    Table(
        "sections",
        ReportSection,
        {
            "code": Key(check.code),
            "kind": Key(check.one_of(SectionKind)),
            "title": Key(_text(ReportSection, "title")),
            "person_title": _optional(ReportSection, "person_title"),
            "guidance": Key(check.text(blank=True), ""),
            "from_year": Key(_YEAR, None),
            "to_year": Key(_YEAR, None),
        },
        standard=STANDARD_SECTIONS,
    ),
    Table(
        "questions",
        ReportQuestion,
        {
            "code": Key(check.code),
            "section": Key(check.code, refers="sections"),
            "label": Key(_text(ReportQuestion, "label")),
            "help": _optional(ReportQuestion, "help"),
            "is_required": Key(check.yes_no, False),
            "most_characters": Key(check.whole(1, 20_000), 2000),
            "group_kinds": Key(check.many_of(GroupKind), []),
            "from_year": Key(_YEAR, None),
            "to_year": Key(_YEAR, None),
        },
        may_be_empty=True,
    ),
    Table(
        "groups",
        ParticipantGroup,
        {
            "code": Key(check.code),
            "kind": Key(check.one_of(GroupKind)),
            "title": Key(_text(ParticipantGroup, "title")),
            "short_title": Key(_text(ParticipantGroup, "short_title")),
            "plan_heading": _optional(ParticipantGroup, "plan_heading"),
            "parent": Key(check.code, None, "groups"),
        },
    ),
    Table(
        "criteria",
        Criterion,
        {
            "code": Key(check.code),
            "group": Key(check.code, refers="groups"),
            "short_title": Key(_text(Criterion, "short_title")),
            "text": Key(check.text()),
        },
    ),
    Table(
        "award_forms",
        AwardForm,
        {
            "code": Key(check.code),
            "plan_wording": Key(_text(AwardForm, "plan_wording")),
            "legal_name": Key(_text(AwardForm, "legal_name")),
            "kind": Key(check.one_of(AwardKind)),
            "level": Key(check.one_of(AwardLevel)),
            "stages": Key(check.many_of(Stage, least=1)),
        },
    ),
    Table(
        "award_rules",
        AwardRule,
        {
            "code": Key(check.code),
            "form": Key(check.code, refers="award_forms"),
            "subject_kind": Key(check.one_of(SubjectKind)),
            "allowed": Key(check.yes_no, True),
            "reason": Key(check.text(blank=True), ""),
            "launcher_levels": Key(check.many_of(LauncherLevel), []),
            "minimum_years": Key(check.whole(0, 50), 0),
            "money_hundredths": Key(check.whole(1, 100_000), None),
            "article": _optional(AwardRule, "article"),
            "confirmed": Key(check.yes_no, True),
            "in_force_from": Key(check.day, None),
            "in_force_to": Key(check.day, None),
        },
        may_be_empty=True,
    ),
    Table(
        "ballot_rules",
        BallotRule,
        {
            "code": Key(check.code),
            "form": Key(check.code, refers="award_forms"),
            "threshold_percent": Key(check.whole(1, 100)),
            "strict": Key(check.yes_no, False),
            "recused_leave": Key(check.yes_no, False),
            "source": _optional(BallotRule, "source"),
            "confirmed": Key(check.yes_no, True),
            "in_force_from": Key(check.day, None),
            "in_force_to": Key(check.day, None),
        },
        may_be_empty=True,
    ),
    Table(
        "dossier_parts",
        DossierPart,
        {
            "code": Key(check.code),
            "kind": Key(check.one_of(DossierPartKind)),
            "title": Key(_text(DossierPart, "title")),
            "guidance": Key(check.text(blank=True), ""),
            "levels": Key(check.many_of(AwardLevel), []),
            "award_kinds": Key(check.many_of(AwardKind), []),
            "subject_kinds": Key(check.many_of(SubjectKind), []),
            "group_kinds": Key(check.many_of(GroupKind), []),
            "required": Key(check.yes_no, True),
            "document_wanted": Key(check.yes_no, False),
            "source": _optional(DossierPart, "source"),
            "confirmed": Key(check.yes_no, True),
            "in_force_from": Key(check.day, None),
            "in_force_to": Key(check.day, None),
        },
        may_be_empty=True,
    ),
    Table(
        "distribution",
        DistributionEntry,
        {"code": Key(check.code), "text": Key(_text(DistributionEntry, "text"))},
    ),
    Table(
        "duties",
        Duty,
        {"code": Key(check.code), "body": Key(_text(Duty, "body")), "text": Key(check.text())},
    ),
    Table(
        "settings",
        DatedSetting,
        {
            "code": Key(check.code),
            "key": Key(check.text(80)),
            "label": Key(_text(DatedSetting, "label")),
            "value": Key(check.anything),
            "source": _optional(DatedSetting, "source"),
            "confirmed": Key(check.yes_no, True),
            "valid_from": Key(check.day, None),
        },
        may_be_empty=True,
    ),
)

POINTS = "criteria_points"
POINTS_KEYS: dict[str, Key] = {
    "group": Key(check.code, refers="groups"),
    "period": Key(check.code, refers="periods"),
    "scorers": Key(check.whole(1, 3), 2),
    "points": Key(check.points),
}

"""The plan as rows: everything of D1-D12 is data of one plan file, loaded by `load_plan`. Split by object."""

from .awards import AwardForm, AwardRule, BallotRule, DossierPart
from .criteria import CriteriaItem, CriteriaSet, CriteriaStep
from .fields_of_members import FieldAssignment
from .figures import DatedSetting
from .law import LegalBasis, LinkedMovement
from .letter_texts import LetterText
from .movement import Campaign, PlanPart
from .plan import ContentArea, Criterion, DistributionEntry, Duty, ParticipantGroup
from .report_form import ReportQuestion, ReportSection
from .taking_part import Enrolment
from .years import Phase, ReportingPeriod

__all__ = [
    "AwardForm",
    "AwardRule",
    "BallotRule",
    "Campaign",
    "ContentArea",
    "CriteriaItem",
    "CriteriaSet",
    "CriteriaStep",
    "Criterion",
    "DatedSetting",
    "DistributionEntry",
    "DossierPart",
    "Duty",
    "Enrolment",
    "FieldAssignment",
    "LegalBasis",
    "LetterText",
    "LinkedMovement",
    "ParticipantGroup",
    "Phase",
    "PlanPart",
    "ReportQuestion",
    "ReportSection",
    "ReportingPeriod",
]

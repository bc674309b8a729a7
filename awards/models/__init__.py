"""From nomination to certificate, split by object. The ballot's form is dictated by secrecy: see `ballots`."""

from .ballots import BallotBox, BallotReceipt, PaperCount, Poll, WrittenOpinion
from .decisions import AwardDecision, DecisionLine, new_verify_code
from .files import StoredFile, award_file_path
from .meetings import CouncilMeeting, CouncilSeat, MeetingRemark, Minutes, Recusal
from .nominations import DossierCheck, DossierPaper, Nomination, Suggestion
from .postings import Objection, PostedNomination, Posting
from .proposals import Proposal, ProposalLine, SignedPaper
from .rounds import AwardRound, RoundGuidance

__all__ = [
    "AwardDecision",
    "AwardRound",
    "BallotBox",
    "BallotReceipt",
    "CouncilMeeting",
    "CouncilSeat",
    "DecisionLine",
    "DossierCheck",
    "DossierPaper",
    "MeetingRemark",
    "Minutes",
    "Nomination",
    "Objection",
    "PaperCount",
    "Poll",
    "PostedNomination",
    "Posting",
    "Proposal",
    "ProposalLine",
    "Recusal",
    "RoundGuidance",
    "SignedPaper",
    "StoredFile",
    "Suggestion",
    "WrittenOpinion",
    "award_file_path",
    "new_verify_code",
]

"""What the papers of awards are called, as rows and as downloaded files."""

from awards.enums import DecisionStatus, MinutesStatus, ProposalStatus

from ..enums import DocumentKind as K

DRAFT = " (dự thảo)"
TITLE_LIMIT, NAME_LIMIT = 250, 190
# Signs a file may not carry on the computers of the office.
_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


def title(kind: K, about) -> str:
    """The name of the paper; what is not signed or finished yet says so."""
    return _TITLES[K(kind)](about)[:TITLE_LIMIT]


def number(kind: K, about) -> str:
    """Number and symbol of the paper as far as it has one."""
    if kind == K.MINUTES_PDF:
        minutes = getattr(about, "minutes", None)
        return minutes.number if minutes else ""
    if kind in (K.PROPOSAL_PDF, K.DECISION_PDF):
        return about.number
    return ""


def params(kind: K, about) -> dict:
    """What is fixed when the paper is asked for: of certificates, whose they are."""
    if kind != K.CERTIFICATES_PDF:
        return {}
    return {"lines": list(about.lines.filter(revoked_on=None).values_list("pk", flat=True))}


def file_name(document) -> str:
    """The name of the downloaded file, as the paper stands when it is made."""
    return f"{title(document.kind, document.about).translate(_FORBIDDEN)[:NAME_LIMIT].strip()}.pdf"


def finished_minutes(meeting):
    """The minutes of a meeting once they are finished, else None."""
    minutes = getattr(meeting, "minutes", None)
    return minutes if minutes and minutes.status == MinutesStatus.FINISHED else None


def _minutes(meeting) -> str:
    return f"Biên bản họp Hội đồng, {meeting.title}{'' if finished_minutes(meeting) else DRAFT}"


def _tally(meeting) -> str:
    return f"Biên bản kiểm phiếu, {meeting.title}{'' if finished_minutes(meeting) else DRAFT}"


def _proposal(proposal) -> str:
    draft = proposal.status not in (ProposalStatus.SIGNED, ProposalStatus.SENT)
    words = f" số {proposal.number}" if proposal.number else ""
    return f"Tờ trình{words}, {proposal.round.title}{DRAFT if draft else ''}"


def _decision(decision) -> str:
    if decision.status != DecisionStatus.SIGNED:
        return f"Quyết định khen thưởng, {decision.round.title}{DRAFT}"
    return f"Quyết định số {decision.number}, {decision.round.title}"


_TITLES = {
    K.DOSSIER_PDF: lambda nomination: f"Hồ sơ đề nghị khen thưởng, {nomination.subject_name}, {nomination.round.title}",
    K.MINUTES_PDF: _minutes,
    K.TALLY_PDF: _tally,
    K.PROPOSAL_PDF: _proposal,
    K.DECISION_PDF: _decision,
    K.CERTIFICATES_PDF: lambda decision: f"Giấy khen theo Quyết định số {decision.number}, {decision.round.title}",
    K.CERTIFICATE_PDF: lambda line: f"Giấy khen, {line.nomination.subject_name}, {line.nomination.round.title}",
}

"""The papers of awards as PDF, in the form of Nghị định 30/2020/NĐ-CP (law.md 4): dossier, minutes, letters, decision.

What a paper says is asked of `awards` (`paper`, `proposal_paper`, `certificate`, `minutes_facts`); here it is laid out.
"""

from ..enums import DocumentKind as K
from . import certificates, decision, dossier, minutes, proposal

# Each takes the document, the moment of its data and where to report progress, and gives the bytes of the PDF.
MAKERS = {
    K.DOSSIER_PDF: dossier.pdf,
    K.MINUTES_PDF: minutes.minutes_pdf,
    K.TALLY_PDF: minutes.tally_pdf,
    K.PROPOSAL_PDF: proposal.pdf,
    K.DECISION_PDF: decision.pdf,
    K.CERTIFICATES_PDF: certificates.all_pdf,
    K.CERTIFICATE_PDF: certificates.one_pdf,
}

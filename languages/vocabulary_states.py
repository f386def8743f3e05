"""What phases and states of the machines are called in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PHASES: Final[Mapping[str, str]] = {
    "registration": "registration",
    "forwarding": "forwarding",
    "classification": "classification",
    "investigation": "investigation",
    "termination": "termination",
    "appeal": "appeal",
    "trial": "trial",
    "international": "international body",
    "pending": "under way",
    "decided": "decided",
    "closed": "closed by us",
}
"""Phases of a proceeding."""

TRACKS: Final[Mapping[str, str]] = {
    "appeal": "appeal",
    "examination": "examination",
    "safety": "measures of safety",
    "legal_aid": "legal aid",
    "proceeding": "proceeding",
}
"""What a machine is about: a request, or a proceeding."""

STATES: Final[Mapping[str, str]] = {
    "none": "nothing yet",
    "registration.alleged": "something is said to have happened",
    "registration.lodged": "a complaint was made",
    "registration.received": "receipt confirmed",
    "registration.registered": "registered",
    "registration.refused": "registration refused",
    "registration.checking": "a check is under way",
    "registration.checked": "the check is over",
    "registration.refusal_quashed": "the refusal was quashed",
    "forwarding.forwarded": "sent to another body",
    "forwarding.returned": "sent back",
    "classification.classified": "an article was applied",
    "investigation.opened": "an investigation is under way",
    "investigation.taken_over": "taken over by another body",
    "investigation.suspended": "suspended",
    "investigation.resumed": "resumed",
    "investigation.charged": "somebody was charged",
    "termination.opening_refused": "a refusal to open stands",
    "termination.terminated": "terminated",
    "termination.registration_refused": "the refusal to register stands",
    "termination.opening_quashed": "the opening was quashed",
    "appeal.pending": "an appeal is waiting",
    "trial.sent_to_court": "before a court",
    "trial.convicted": "convicted",
    "trial.acquitted": "acquitted",
    "trial.sentence_changed": "sentence changed",
    "trial.amnestied": "amnestied",
    "closed.closed": "closed by us",
    "appeal.filed": "filed, not answered yet",
    "appeal.replied": "answered by a letter that decides nothing",
    "appeal.rejected": "rejected",
    "appeal.granted": "granted",
    "appeal.emptied": "its object is gone",
    "examination.requested": "examination asked for",
    "examination.ordered": "examination ordered",
    "examination.refused": "examination refused",
    "examination.reported": "the report is there",
    "safety.requested": "measures of safety asked for",
    "safety.granted": "measures of safety granted",
    "safety.refused": "measures of safety refused",
    "safety.declined": "measures of safety declined",
    "legal_aid.requested": "a lawyer was asked for",
    "legal_aid.denied": "a lawyer was denied",
    "legal_aid.engaged": "a lawyer acts",
    "legal_aid.ended": "the lawyer acts no more",
    "pending.opened": "under way",
    "pending.suspended": "stands still",
    "pending.resumed": "goes on",
    "decided.decided": "decided",
    "decided.reviewed": "reviewed",
    "international.prepared": "nothing sent yet",
    "international.submitted": "communication sent",
    "international.registered": "communication registered",
    "international.observed": "the State has answered",
    "international.decided": "the body has decided",
    "international.followed_up": "the decision is followed up",
}
"""States of all machines, by phase and name."""

"""
The small machines beside the complaint: other proceedings, and the tracks that single requests run.

A proceeding other than a complaint runs one of the first two. A track begins with its first event and is told apart by
that event's id: two appeals against one decision are two tracks.
"""

from __future__ import annotations

from typing import Final

from lifecycle.table import HISTORY, Row, State, Table

COMMUNICATION: Final = Table(
    name="communication",
    states=(
        State("international", "prepared", "Nothing was sent yet"),
        State(
            "international", "submitted", "A communication was sent to an international body", "UN_CAT, UN_HRC, UN_SR"
        ),
        State("international", "registered", "The body registered it and asked the State to answer"),
        State("international", "observed", "The State has answered"),
        State("international", "decided", "The body has decided"),
        State("international", "followed_up", "The body looks at what the State did about its decision"),
        State("closed", "closed", "The communication is no longer followed"),
    ),
    initial="international.prepared",
    rows=(
        Row("un_submitted", "international.submitted", ("international.prepared",), "unsent"),
        Row("un_registered", "international.registered", ("international.submitted",), "undecided_or_elsewhere"),
        Row(
            "state_observed",
            "international.observed",
            ("international.submitted", "international.registered"),
            "undecided",
        ),
        Row(
            "un_decided",
            "international.decided",
            ("international.submitted", "international.registered", "international.observed"),
        ),
        Row("un_follow_up", "international.followed_up", ("international.decided",)),
        Row("closed", "closed.closed", ("international.decided", "international.followed_up")),
        Row("reopened", HISTORY, ("closed.closed",), "was_closed"),
    ),
    ends=("closed.closed",),
)
"""International communications. Source: CAT article 22, Optional Protocol to the ICCPR articles 1-5."""

_OPEN: Final = ("pending.opened", "pending.resumed", "pending.suspended")
_DECIDED: Final = ("decided.decided", "decided.reviewed")
_OUTCOMES: Final = (
    "convicted",
    "acquitted",
    "amnestied",
    "terminated",
    "opening_refused",
    "registration_refused",
    "sanctioned",
    "compensation_awarded",
    "compensation_refused",
)

SIDE: Final = Table(
    name="side",
    states=(
        State("pending", "opened", "Under way"),
        State("pending", "suspended", "Stands still"),
        State("pending", "resumed", "Goes on after a stop or a quashing"),
        State("decided", "decided", "Decided"),
        State("decided", "reviewed", "Decided, and a review confirmed or changed it"),
        State("appeal", "pending", "Before a higher instance"),
        State("closed", "closed", "No longer followed"),
    ),
    initial="pending.opened",
    rows=(
        *(Row(outcome, "decided.decided", _OPEN) for outcome in _OUTCOMES),
        Row("suspended", "pending.suspended", ("pending.opened", "pending.resumed")),
        Row("resumed", "pending.resumed", ("pending.suspended", *_DECIDED)),
        Row("quashed", "pending.resumed", (*_DECIDED, "appeal.pending")),
        Row("appeal_filed", "appeal.pending", _DECIDED, "decided"),
        Row("appeal_granted", "pending.resumed", ("appeal.pending",)),
        Row("appeal_rejected", "decided.reviewed", ("appeal.pending",), "decided"),
        Row("upheld", "decided.reviewed", ("appeal.pending", "decided.decided"), "decided"),
        Row("sentence_changed", "decided.reviewed", ("appeal.pending", "decided.decided")),
        Row("closed", "closed.closed", _DECIDED),
        Row("reopened", HISTORY, ("closed.closed",), "was_closed"),
    ),
    ends=("closed.closed",),
)
"""Every other proceeding: the victim's own trial, a civil claim, discipline, conditions, a counter-case."""

APPEAL: Final = Table(
    name="appeal",
    states=(
        State("appeal", "filed", "Waiting for an answer", "COMPLAINT_PROSECUTOR, COMPLAINT_COURT, APPEAL_REGIONAL"),
        State("appeal", "replied", "A letter came that decides nothing: still waiting"),
        State("appeal", "rejected", "Rejected"),
        State("appeal", "granted", "Granted"),
        State("appeal", "emptied", "Its object was set aside before it was decided"),
    ),
    initial="appeal.filed",
    rows=(
        Row("reply_without_decision", "appeal.replied", ("appeal.filed",)),
        Row("appeal_rejected", "appeal.rejected", ("appeal.filed", "appeal.replied")),
        Row("upheld", "appeal.rejected", ("appeal.filed", "appeal.replied")),
        Row("appeal_granted", "appeal.granted", ("appeal.filed", "appeal.replied"), "answered"),
        Row("appeal_granted", "appeal.emptied", ("appeal.filed", "appeal.replied")),
        Row("quashed", "appeal.granted", ("appeal.filed", "appeal.replied"), "by_addressee"),
        Row("quashed", "appeal.emptied", ("appeal.filed", "appeal.replied")),
        Row("resumed", "appeal.granted", ("appeal.filed", "appeal.replied"), "by_addressee"),
        Row("resumed", "appeal.emptied", ("appeal.filed", "appeal.replied")),
    ),
    ends=("appeal.rejected", "appeal.granted", "appeal.emptied"),
)
"""One appeal. Source: CPC articles 100-107."""

EXAMINATION: Final = Table(
    name="examination",
    states=(
        State("examination", "requested", "Asked for, not yet answered"),
        State("examination", "ordered", "Ordered, not yet reported"),
        State("examination", "refused", "Refused"),
        State("examination", "reported", "The report is there"),
    ),
    initial="examination.requested",
    rows=(
        Row("examination_ordered", "examination.ordered", ("examination.requested", "examination.refused")),
        Row("examination_refused", "examination.refused", ("examination.requested",)),
        Row("examination_reported", "examination.reported", ("examination.requested", "examination.ordered")),
    ),
    ends=("examination.reported", "examination.refused"),
)
"""One examination. Source: CPC articles 270-287."""

SAFETY: Final = Table(
    name="safety",
    states=(
        State("safety", "requested", "Asked for, not yet answered"),
        State("safety", "granted", "Granted"),
        State("safety", "refused", "Refused"),
        State("safety", "declined", "The person declined what was offered"),
    ),
    initial="safety.requested",
    rows=(
        Row("safety_granted", "safety.granted", ("safety.requested", "safety.refused")),
        Row("safety_refused", "safety.refused", ("safety.requested",)),
        Row("safety_declined", "safety.declined", ("safety.requested", "safety.granted")),
    ),
    ends=("safety.granted", "safety.refused", "safety.declined"),
)
"""One request for measures of safety. Source: CPC articles 96-97."""

LEGAL_AID: Final = Table(
    name="legal_aid",
    states=(
        State("legal_aid", "requested", "A lawyer was asked for"),
        State("legal_aid", "denied", "A lawyer was denied"),
        State("legal_aid", "engaged", "A lawyer acts"),
        State("legal_aid", "ended", "That lawyer acts no more"),
    ),
    initial="legal_aid.requested",
    rows=(
        Row("counsel_engaged", "legal_aid.engaged", ("legal_aid.requested", "legal_aid.denied", "legal_aid.ended")),
        Row("counsel_denied", "legal_aid.denied", ("legal_aid.requested",)),
        Row("counsel_ended", "legal_aid.ended", ("legal_aid.engaged",)),
    ),
    ends=("legal_aid.ended", "legal_aid.denied", "legal_aid.engaged"),
)
"""The victim's representation. Source: CPC articles 71, 76."""

TRACKS: Final[dict[str, Table]] = {
    "appeal_filed": APPEAL,
    "examination_requested": EXAMINATION,
    "examination_ordered": EXAMINATION,
    "safety_requested": SAFETY,
    "counsel_requested": LEGAL_AID,
    "counsel_engaged": LEGAL_AID,
}
"""Which kind of event begins a track of which machine."""

ALL: Final = (COMMUNICATION, SIDE, APPEAL, EXAMINATION, SAFETY, LEGAL_AID)
"""The small machines, in the order of the docs."""

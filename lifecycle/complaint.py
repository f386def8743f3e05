"""
The complaint machine: six phases, then trial and closed.

Source: chronology format version 1 (where each kind leaves a complaint proceeding); Criminal Procedure Code of
Kazakhstan 2014 for what is lawful from where (articles 45, 105-107, 179-181, 185-193, 289-291, 302).
"""

from __future__ import annotations

from typing import Final

from lifecycle.table import HISTORY, Row, State, Table

_STATES: Final = (
    State("registration", "alleged", "Something is said to have happened; no complaint is on record yet", "INTAKE"),
    State("registration", "lodged", "A complaint was made to an authority", "INTAKE"),
    State("registration", "received", "An authority confirmed that it has the complaint", "KUI_ENTERED"),
    State("registration", "registered", "The complaint has an entry in the register", "REGISTERED"),
    State("registration", "refused", "Registration was refused", "WRITTEN_OFF"),
    State("registration", "checking", "A check before opening is under way", "PROSECUTOR_CHECK"),
    State("registration", "checked", "A check was concluded; no decision yet", "INTERNAL_CHECK"),
    State(
        "registration", "refusal_quashed", "A refusal was set aside; the complaint is to be decided again", "REGISTERED"
    ),
    State("forwarding", "forwarded", "Sent to another body", "FORWARDED_UNREGISTERED"),
    State("forwarding", "returned", "Sent back", "FORWARDED_UNREGISTERED"),
    State("classification", "classified", "An article was applied, nothing is investigated yet", "REGISTERED"),
    State("investigation", "opened", "An investigation is under way", "PRELIM_PROSECUTOR"),
    State("investigation", "taken_over", "Another body took the investigation over", "PRELIM_OTHER"),
    State("investigation", "suspended", "The investigation stands still (interrupted, art. 45(7))", "INTERRUPTED"),
    State("investigation", "resumed", "The investigation goes on after a stop", "PRELIM_PROSECUTOR"),
    State("investigation", "charged", "Somebody was charged", "FINISHED_TO_PROSECUTOR"),
    State("termination", "opening_refused", "A refusal to open stands", "WRITTEN_OFF"),
    State("termination", "terminated", "A termination stands", "TERMINATED"),
    State("termination", "registration_refused", "A refusal to register stands after its appeal", "WRITTEN_OFF"),
    State("termination", "opening_quashed", "The decision to open was set aside", "WRITTEN_OFF"),
    State("appeal", "pending", "An appeal against an ending is before a prosecutor or a court", "COMPLAINT_PROSECUTOR"),
    State("trial", "sent_to_court", "The case of officials is before a court", "TRIAL"),
    State("trial", "convicted", "An official was convicted", "TRIAL"),
    State("trial", "acquitted", "An official was acquitted", "TRIAL"),
    State("trial", "sentence_changed", "A sentence was changed", "APPEAL"),
    State("trial", "amnestied", "An official was amnestied", "FINAL"),
    State("closed", "closed", "Nobody follows the case any more"),
)

_INTAKE: Final = (
    "registration.alleged",
    "registration.lodged",
    "registration.received",
    "registration.refusal_quashed",
)
_CHECKS: Final = ("registration.checking", "registration.checked")
_FORWARDED: Final = ("forwarding.forwarded", "forwarding.returned")
_UNDECIDED: Final = (*_INTAKE, *_CHECKS, *_FORWARDED, "registration.registered", "classification.classified")
_ENDED: Final = (
    "termination.opening_refused",
    "termination.terminated",
    "termination.registration_refused",
    "termination.opening_quashed",
)
_RUNNING: Final = ("investigation.opened", "investigation.taken_over", "investigation.resumed", "investigation.charged")
_COURT: Final = (
    "trial.sent_to_court",
    "trial.convicted",
    "trial.acquitted",
    "trial.sentence_changed",
    "trial.amnestied",
)
_REVIEWED: Final = (*_ENDED, "appeal.pending", "registration.refused")

_ROWS: Final = (
    Row("complaint_lodged", "registration.lodged", ("registration.alleged", "registration.refused", *_ENDED)),
    Row("complaint_received", "registration.received", ("registration.lodged", *_FORWARDED)),
    Row("registered", "registration.registered", (*_INTAKE, *_CHECKS, *_FORWARDED)),
    Row("registration_refused", "registration.refused", (*_INTAKE, *_CHECKS, *_FORWARDED)),
    Row("forwarded", "forwarding.forwarded", (*_INTAKE, *_CHECKS, "forwarding.returned", "registration.registered")),
    Row("returned", "forwarding.returned", ("forwarding.forwarded",)),
    Row("check_opened", "registration.checking", (*_INTAKE, *_FORWARDED)),
    Row("check_concluded", "registration.checked", ("registration.checking", *_FORWARDED)),
    Row("opening_refused", "termination.opening_refused", _UNDECIDED),
    Row("classified", "classification.classified", ("registration.registered", *_CHECKS), "before_investigation"),
    Row("reclassified", "classification.classified", ("classification.classified",), "before_investigation"),
    Row("investigation_opened", "investigation.opened", _UNDECIDED),
    Row("taken_over", "investigation.taken_over", (*_RUNNING, "classification.classified")),
    Row("suspended", "investigation.suspended", _RUNNING),
    Row("resumed", "registration.checking", (*_CHECKS, "termination.opening_refused"), "only_a_check_ended"),
    Row("resumed", "investigation.resumed", ("investigation.suspended", "termination.terminated")),
    Row("charged", "investigation.charged", _RUNNING),
    Row("terminated", "termination.terminated", (*_RUNNING, "investigation.suspended", "trial.sent_to_court")),
    Row("appeal_filed", "appeal.pending", _REVIEWED, "had_ended"),
    Row("appeal_rejected", "termination.opening_refused", ("appeal.pending",), "last_appeal_on_refusal"),
    Row("appeal_rejected", "termination.terminated", ("appeal.pending",), "last_appeal_on_termination"),
    Row("appeal_rejected", "termination.registration_refused", ("appeal.pending",), "last_appeal_on_registration"),
    Row("appeal_rejected", "termination.opening_quashed", ("appeal.pending",), "last_appeal"),
    *(
        row
        for kind, lawful in (("appeal_granted", ("appeal.pending",)), ("quashed", _REVIEWED))
        for row in (
            Row(kind, "termination.opening_refused", ("registration.refusal_quashed",), "restores_refusal"),
            Row(kind, "registration.refused", ("registration.refusal_quashed",), "restores_registration_refusal"),
            Row(kind, "termination.terminated", ("investigation.resumed",), "restores_termination"),
            Row(kind, "investigation.suspended", ("investigation.resumed",), "restores_suspension"),
            Row(kind, "investigation.resumed", ("termination.opening_quashed",), "restores_opening"),
            Row(kind, "registration.refusal_quashed", lawful, "sets_aside_refusal"),
            Row(kind, "investigation.resumed", (*lawful, "investigation.suspended"), "sets_aside_stop"),
            Row(kind, "termination.opening_quashed", _RUNNING, "sets_aside_opening"),
        )
    ),
    Row("sent_to_court", "trial.sent_to_court", _RUNNING),
    Row("convicted", "trial.convicted", _COURT),
    Row("acquitted", "trial.acquitted", _COURT),
    Row("sentence_changed", "trial.sentence_changed", ("trial.convicted", "trial.sentence_changed")),
    Row("amnestied", "trial.amnestied", ("trial.sent_to_court", "trial.convicted", "trial.sentence_changed")),
    Row("closed", "closed.closed", (*_ENDED, *_COURT, "registration.refused")),
    Row("reopened", HISTORY, ("closed.closed",), "was_closed"),
)

COMPLAINT: Final = Table(
    name="complaint",
    states=_STATES,
    initial="registration.alleged",
    rows=_ROWS,
    ends=("closed.closed",),
)
"""The machine that `complaint` proceedings run."""

PHASES: Final = ("registration", "forwarding", "classification", "investigation", "termination", "appeal")
"""The six phases, in the order in which a complaint should pass them."""

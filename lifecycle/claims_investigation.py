"""The terms of an investigation, of its interruption, and of its end."""

from __future__ import annotations

from typing import Final

from lifecycle.claim import INVESTIGATORS, PROSECUTORS, VICTIM, Asks, Claim, Doubt, Match, kinds

AFTER_QUASHING: Final = "cpc-192-7-after-quashing"
"""The rule of the new term that a quashing gives."""

CHARGED: Final = "investigation.charged"
"""Where a finished investigation stands: what goes to a prosecutor from here goes for decision."""

_BEGUN: Final = kinds("registered investigation_opened")
_ENDED: Final = kinds("terminated sent_to_court forwarded")
_BASIC: Final = "cpc-192-2-basic-terms"
_RECEIVED: Final = kinds("forwarded")
_RETURNED: Final = kinds("upheld quashed returned")
_SUPERVISOR: Final = "the supervising prosecutor"

INQUIRY: Final = Claim(
    rule=_BASIC, term="inquiry", on=_BEGUN, asks=Asks(forms=kinds("inquiry")), owed_by="by", match=Match.PROCEEDING,
    met_by=_ENDED, met_to=PROSECUTORS, pauses=True,
)  # fmt: skip
PRELIMINARY: Final = Claim(
    rule=_BASIC, term="preliminary", on=_BEGUN, asks=Asks(forms=frozenset({"preliminary", "other", None})),
    owed_by="by", match=Match.PROCEEDING, met_by=_ENDED, met_to=PROSECUTORS, pauses=True,
)  # fmt: skip
ACCELERATED: Final = Claim(
    rule="cpc-190-accelerated", term="completion", on=_BEGUN, asks=Asks(forms=kinds("accelerated")), owed_by="by",
    match=Match.PROCEEDING, met_by=_ENDED, met_to=PROSECUTORS, pauses=True,
)  # fmt: skip
BY_FORM: Final = {"inquiry": INQUIRY, "preliminary": PRELIMINARY, "accelerated": ACCELERATED}
"""The first term of an investigation by its form."""

INVESTIGATION: Final[tuple[Claim, ...]] = (
    INQUIRY,
    PRELIMINARY,
    ACCELERATED,
    Claim(
        rule=AFTER_QUASHING, term="new_term", on=kinds("quashed appeal_granted"),
        asks=Asks(about=kinds("terminated suspended")), owed_by="investigator", match=Match.PROCEEDING, met_by=_ENDED,
        met_to=PROSECUTORS, pauses=True,
    ),
    Claim(
        rule=AFTER_QUASHING, term="new_term", on=kinds("resumed"), asks=Asks(about=kinds("terminated")),
        owed_by="investigator", match=Match.PROCEEDING, met_by=_ENDED, met_to=PROSECUTORS, pauses=True,
    ),
    # Interruption: to the prosecutor, and agreed or refused there
    Claim(
        rule="cpc-45-8-interruption-approval", term="sending", on=kinds("suspended"), asks=Asks(by=INVESTIGATORS),
        owed_by="by", match=Match.DECISION, met_by=kinds("forwarded upheld"), shown_by=kinds("upheld"),
        met_to=PROSECUTORS, about_itself=True, doubt=Doubt.UNSEEN,
    ),
    Claim(
        rule="cpc-45-8-interruption-approval", term="agreement", on=kinds("suspended"), asks=Asks(by=INVESTIGATORS),
        owed_by=_SUPERVISOR, match=Match.DECISION, met_by=_RETURNED, met_from=PROSECUTORS, about_itself=True,
        received=("cpc-45-8-interruption-approval", "sending"), void_by=_RECEIVED, doubt=Doubt.RECEIPT,
    ),
    Claim(
        rule="cpc-45-8-interruption-approval", term="agreement", on=_RECEIVED,
        asks=Asks(to=PROSECUTORS, about=kinds("suspended")), owed_by="to", match=Match.DECISION, met_by=_RETURNED,
        met_from=PROSECUTORS,
    ),
    # Termination: to the prosecutor in a day, approved in ten
    Claim(
        rule="cpc-289-1-24h", term="to_prosecutor", on=kinds("terminated"), asks=Asks(by=INVESTIGATORS), owed_by="by",
        match=Match.DECISION, met_by=kinds("forwarded upheld"), shown_by=kinds("upheld"),
        met_to=PROSECUTORS, about_itself=True, doubt=Doubt.UNSEEN,
    ),
    Claim(
        rule="cpc-290-1-ten-days", term="approval", on=kinds("terminated"), asks=Asks(by=INVESTIGATORS),
        owed_by=_SUPERVISOR, match=Match.DECISION, met_by=_RETURNED | {"terminated"}, met_from=PROSECUTORS,
        about_itself=True, received=("cpc-289-1-24h", "to_prosecutor"), void_by=_RECEIVED, doubt=Doubt.RECEIPT,
    ),
    Claim(
        rule="cpc-290-1-ten-days", term="approval", on=_RECEIVED,
        asks=Asks(to=PROSECUTORS, about=kinds("terminated")), owed_by="to", match=Match.DECISION,
        met_by=_RETURNED | {"terminated"}, met_from=PROSECUTORS,
    ),
    Claim(
        rule="cpc-35-9-disciplinary", term="materials", on=kinds("terminated"), owed_by="by", match=Match.DECISION,
        met_by=kinds("forwarded sanctioned"), about_itself=True, doubt=Doubt.CONDITION,
    ),
    # The finished investigation
    Claim(
        rule="cpc-203-1-agreed-with-prosecutor", term="announcement", on=kinds("charged"), owed_by="by",
        asks=Asks(persons=frozenset({None, "official"})), match=Match.NAMED, met_by=kinds("notified interviewed"),
        met_persons=frozenset({None, "official"}), doubt=Doubt.UNSEEN,
    ),
    Claim(
        rule="cpc-art192-2-accusation-protocol", term="decision", on=_RECEIVED,
        asks=Asks(to=PROSECUTORS, states=frozenset({CHARGED}), inquiry=True), owed_by="to", match=Match.PROCEEDING,
        met_by=kinds("sent_to_court terminated returned"),
    ),
    Claim(
        rule="cpc-302-2-prosecutor-final", term="decision", on=_RECEIVED,
        asks=Asks(to=PROSECUTORS, states=frozenset({CHARGED}), inquiry=False), owed_by="to", match=Match.PROCEEDING,
        met_by=kinds("sent_to_court terminated returned"),
    ),
    Claim(
        rule="cpc-297-6-petition-after-file", term="complaint", on=kinds("motion_refused"),
        asks=Asks(states=frozenset({CHARGED})), owed_by=VICTIM, match=Match.REMEDY, met_by=kinds("appeal_filed"),
        met_to=PROSECUTORS, about_itself=True, doubt=Doubt.CONDITION,
    ),
)  # fmt: skip
"""From registration to the prosecutor's decision on the finished case."""

"""
What the law makes somebody owe, as a table: which event starts a term, who owes what, and what meets it.

The length of a term, its source and its versions are in the rulebook; this table only says which told event is the
provision's trigger, and which the act that it wants. Claims of the victim's side (`own`) are rights: unused they lapse.
A claim with a `doubt` is shown as possible and never called overdue towards anybody: no timer waits for it.
"""

from __future__ import annotations

from typing import Final

from lifecycle.claim import (
    COURTS,
    CUSTODY,
    FIRST_ENTERED,
    INVESTIGATORS,
    NO_TERM,
    PROSECUTORS,
    STATE,
    STATE_PARTY,
    VICTIM,
    Claim,
    Doubt,
    Match,
)
from lifecycle.claims_complaints import COMPLAINTS
from lifecycle.claims_custody import CUSTODY_AND_SAFETY
from lifecycle.claims_intake import INTAKE
from lifecycle.claims_investigation import INVESTIGATION
from lifecycle.claims_trial import INTERNATIONAL, TRIAL

__all__ = [
    "BY_TRIGGER",
    "CLAIMS",
    "COURTS",
    "CUSTODY",
    "FIRST_ENTERED",
    "INVESTIGATORS",
    "NO_TERM",
    "PROSECUTORS",
    "STATE",
    "STATE_PARTY",
    "VICTIM",
    "Claim",
    "Doubt",
    "Match",
]

CLAIMS: Final[tuple[Claim, ...]] = (
    *INTAKE,
    *INVESTIGATION,
    *COMPLAINTS,
    *CUSTODY_AND_SAFETY,
    *TRIAL,
    *INTERNATIONAL,
)
"""Every claim, in the order in which a complaint meets them."""

BY_TRIGGER: Final[dict[str, tuple[Claim, ...]]] = {
    kind: tuple(claim for claim in CLAIMS if kind in claim.on)
    for kind in sorted({kind for claim in CLAIMS for kind in claim.on})
}
"""The claims that an event of a kind can start."""

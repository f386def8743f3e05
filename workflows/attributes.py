"""
What the Temporal server may know of a case: typed search attributes, stored in clear and indexed.

Only phases, states, dates, counts and a region code stand here; nothing about a person. They must be registered before
a worker starts, for an unknown attribute wedges a workflow.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from temporalio.common import SearchAttributeKey

PHASE: Final = SearchAttributeKey.for_keyword("AryzPhase")
STATE: Final = SearchAttributeKey.for_keyword("AryzState")
REGION: Final = SearchAttributeKey.for_keyword("AryzRegion")
NEXT_DUE: Final = SearchAttributeKey.for_datetime("AryzNextDue")
OVERDUE: Final = SearchAttributeKey.for_bool("AryzOverdue")
FINDINGS: Final = SearchAttributeKey.for_int("AryzFindings")
OPEN_SINCE: Final = SearchAttributeKey.for_datetime("AryzOpenSince")
HALTED: Final = SearchAttributeKey.for_bool("AryzHalted")

KEYS: Final = (PHASE, STATE, REGION, NEXT_DUE, OVERDUE, FINDINGS, OPEN_SINCE, HALTED)
"""Every search attribute, in the order in which they are documented."""

ATTRIBUTES: Final[dict[str, str]] = {
    PHASE.name: "Keyword",
    STATE.name: "Keyword",
    REGION.name: "Keyword",
    NEXT_DUE.name: "Datetime",
    OVERDUE.name: "Bool",
    FINDINGS.name: "Int",
    OPEN_SINCE.name: "Datetime",
    HALTED.name: "Bool",
}
"""Name and type, as the server's command line registers them."""

Value = str | bool | int | datetime | None
"""What an attribute can hold. None takes it off."""

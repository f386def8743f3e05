"""The law that a case is pinned to."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from law.published import BOOK, CALENDAR, zone_of
    from lifecycle.norms import Norms
    from models.records import Opening


def norms_of(opening: Opening) -> Norms:
    """The law that a case's opening pins."""
    case = opening.header.case
    zone = zone_of(case.jurisdiction, opening.region)
    return Norms(BOOK, CALENDAR, zone, case.jurisdiction, opening.law_known_on, opening.unverified)

"""A case as boards show it: one row, counted by the case itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from lifecycle.duties import Duty
from lifecycle.posture import begin, machine_of
from lifecycle.state import CaseState
from lifecycle.telling import instant_text
from models.case import Proceeding
from models.dates import UNKNOWN
from models.events import Event
from models.register import DueRow, RegisterRow
from models.words import ProceedingKind

_ACCOUNT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CERTAIN: Final = ":certain"


def register_row(state: CaseState) -> RegisterRow:
    """The row of a case after its last record."""
    header, standing = state.opening.header, state.timeline.standing
    shown = main_proceeding(state)
    posture = standing.postures.get(shown.id) or begin(machine_of(shown.kind))
    first = _first(state)
    counts = standing.counts
    return RegisterRow(
        reference=state.reference,
        jurisdiction=header.case.jurisdiction,
        region=state.opening.region,
        proceeding=shown.id,
        phase=posture.phase,
        state=posture.name,
        since=posture.since,
        opened_on=first.date.text if first else UNKNOWN,
        opened_first=first.date.first.isoformat() if first and first.date.known else None,
        events=standing.events,
        opening_refused=counts.get("opening_refused", 0),
        terminated=counts.get("terminated", 0),
        quashed=counts.get("quashed", 0),
        suspended=counts.get("suspended", 0),
        forwarded=counts.get("forwarded", 0),
        findings=certain(state.found),
        lawyer=standing.lawyer if standing.lawyer and _ACCOUNT.fullmatch(standing.lawyer) else None,
        records=state.head.length,
        head=state.head.hash,
        duties=tuple(_row(duty, state) for duty in standing.duties.running if duty.latest is not None),
    )


def certain(findings: Iterable[str]) -> int:
    """How many of these findings (`rule:certainty`) are certain."""
    return sum(finding.endswith(_CERTAIN) for finding in findings)


def main_proceeding(state: CaseState) -> Proceeding:
    """The proceeding that boards show: `main`, else the first complaint, else the first of all."""
    proceedings = state.opening.header.proceedings
    complaints = [one for one in proceedings if one.kind is ProceedingKind.COMPLAINT]
    return next((one for one in proceedings if one.id == "main"), (complaints or list(proceedings))[0])


def _first(state: CaseState) -> Event | None:
    """The first complaint, else the first event of all."""
    timeline = state.timeline
    if timeline.standing.complaint is not None:
        return timeline.events[timeline.standing.complaint]
    return timeline.events[timeline.places[0].id] if timeline.places else None


def _row(duty: Duty, state: CaseState) -> DueRow:
    if duty.latest is None:
        raise ValueError("a term without an end is on no board")
    names = (duty.claim.rule, duty.claim.term, duty.anchor, duty.owed_by)
    recorded = duty.key in state.passed
    return _due_row(names, duty.latest.text, duty.latest.instant, own=duty.claim.own, recorded=recorded)


@lru_cache(maxsize=65536)
def _due_row(names: tuple[str, str, str, str], text: str, instant: datetime, *, own: bool, recorded: bool) -> DueRow:
    """The row of a term. It is the same for as long as nothing touches the term, and every event asks for it."""
    rule, term, anchor, owed_by = names
    return DueRow(
        rule=rule,
        term=term,
        anchor=anchor,
        owed_by=owed_by,
        due=text,
        due_at=instant_text(instant),
        own=own,
        passed_recorded=recorded,
    )

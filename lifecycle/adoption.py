"""What changes in a case when its law is pinned to another day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lifecycle.duty import Duty
from lifecycle.findings import facts_of, find
from lifecycle.state import CaseState
from models.messages import JUDGED_LIMIT


def changes(before: CaseState, after: CaseState, now: datetime) -> tuple[str, ...]:
    """
    One line for every term that begins, ends, moves or changes its status, and every finding raised or cleared.

    Rule ids, event ids and days only; nothing that a person wrote. The findings of a very large case are not compared:
    that would take longer than a workflow may think.
    """
    old, new = _terms(before, now), _terms(after, now)
    lines = [f"no longer owed: {name} ({old[name]})" for name in old if name not in new]
    lines += [f"owed from now on: {name} ({new[name]})" for name in new if name not in old]
    lines += [f"{name}: {old[name]} -> {new[name]}" for name in old if name in new and old[name] != new[name]]
    if len(before.told) > JUDGED_LIMIT:
        return (*lines, f"findings: not compared, the case has more than {JUDGED_LIMIT} events")
    found_before, found_after = _found(before, now), _found(after, now)
    lines += [f"finding cleared: {name}" for name in sorted(found_before - found_after)]
    lines += [f"finding raised: {name}" for name in sorted(found_after - found_before)]
    return tuple(lines)


def _terms(state: CaseState, now: datetime) -> Mapping[str, str]:
    return {_name(duty): _says(duty, now) for duty in state.timeline.standing.duties.all()}


def _name(duty: Duty) -> str:
    return f"{duty.claim.rule} {duty.claim.term} from {duty.anchor}"


def _says(duty: Duty, now: datetime) -> str:
    due = duty.latest.text if duty.latest else "no end that the calendar reaches"
    return f"{due}, {duty.status(now).value}, version {duty.provision.version}"


def _found(state: CaseState, now: datetime) -> set[str]:
    as_of = state.timeline.scene.norms.zone.local(now)[0]
    findings = find(facts_of(state.opening.header, state.timeline, as_of), as_of)
    return {f"{finding.rule} ({finding.certainty})" for finding in findings}

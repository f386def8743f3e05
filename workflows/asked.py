"""What anybody may ask a case: read only, and nothing that a person wrote in free text."""

from __future__ import annotations

from temporalio import workflow

from workflows.outbox import Outbox

with workflow.unsafe.imports_passed_through():
    from lifecycle.answers import due_lines, postures, timeline_lines
    from lifecycle.next import next_kinds
    from lifecycle.state import CaseState
    from models.assessment import PostureLine
    from models.messages import DueLine, Health, TimelineLine


class Asked:
    """The queries of a case."""

    _state: CaseState
    _outbox: Outbox

    @workflow.query(name="posture")
    def posture(self) -> dict[str, PostureLine]:
        """Where each proceeding stands."""
        return postures(self._state)

    @workflow.query(name="timeline")
    def timeline(self) -> tuple[TimelineLine, ...]:
        """The events in the order in which they are taken to have happened."""
        return timeline_lines(self._state)

    @workflow.query(name="due")
    def due(self) -> tuple[DueLine, ...]:
        """What is owed and by whom, soonest first, what is overdue included."""
        return due_lines(self._state)

    @workflow.query(name="next")
    def next(self) -> tuple[str, ...]:
        """The kinds of events that the law expects next in the main proceeding."""
        return next_kinds(self._state)

    @workflow.query(name="health")
    def health(self) -> Health:
        """How the case is kept."""
        head = self._state.head
        return Health(
            records=head.length,
            head=head.hash,
            waiting=len(self._outbox.entries),
            halted=self._outbox.halted,
            runs_on=workflow.info().run_id,
        )

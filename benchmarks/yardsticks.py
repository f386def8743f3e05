"""What the case's workflow is measured against: the same messages, the least that Temporal can do with them."""

from __future__ import annotations

from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from models.messages import Receipt, Receipts, Start, Tell
    from models.records import FIRST_PREVIOUS
    from models.register import KeptUpTo


def _receipts(message: Tell, number: int) -> Receipts:
    return Receipts(
        receipts=tuple(
            Receipt(event=event.id, record=number, hash=FIRST_PREVIOUS, phase="registration", state="lodged")
            for event in message.events
        )
    )


@workflow.defn(name="BareUpdate")
class BareUpdate:
    """An update that counts and answers, and nothing else."""

    @workflow.init
    def __init__(self, start: Start) -> None:  # noqa: ARG002 (the same input as a case)
        """Count from nothing."""
        self._events = 0

    @workflow.run
    async def run(self, start: Start) -> None:  # noqa: ARG002 (the same input as a case)
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.update(name="tell")
    def tell(self, message: Tell) -> Receipts:
        """Count the events."""
        self._events += len(message.events)
        return _receipts(message, self._events)


@workflow.defn(name="AwaitedActivity")
class AwaitedActivity:
    """An update that awaits one activity for each event before it answers: the usual way."""

    @workflow.init
    def __init__(self, start: Start) -> None:  # noqa: ARG002 (the same input as a case)
        """Count from nothing."""
        self._events = 0

    @workflow.run
    async def run(self, start: Start) -> None:  # noqa: ARG002 (the same input as a case)
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.update(name="tell")
    async def tell(self, message: Tell) -> Receipts:
        """Count the events and have them noted."""
        self._events += len(message.events)
        await workflow.execute_activity("note", message, start_to_close_timeout=timedelta(seconds=10))
        return _receipts(message, self._events)


@activity.defn(name="note")
async def note(message: Tell) -> KeptUpTo:
    """Take note of an event: nothing at all."""
    return KeptUpTo(records=len(message.events), head=FIRST_PREVIOUS)

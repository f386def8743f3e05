"""
Replays recorded histories with the code as it is now, and says where each case stands at the end.

    python -m tests.replay.replaying [NAME...]

Prints one line a case, `NAME RECORDS HEAD`. Status 1 where the code no longer does what history says.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import Replayer, WorkflowInstance, WorkflowRunner

from models.messages import Health
from tests.replay.recorded import names, read
from worker import leave
from workflows.complaint_case import ComplaintCase
from workflows.converter import CONVERTER
from workflows.sandbox import runner


class Watching(WorkflowRunner):
    """
    Our own sandboxed runner, which asks the case for its health after every step.

    The SDK's replayer tells only whether commands agree. What is in the records is not compared by it, therefore the
    head of the chain is asked for.
    """

    def __init__(self) -> None:
        self.health: Health | None = None
        self._runner = runner()

    def prepare_workflow(self, defn: Any) -> None:
        """As the runner of the workers does."""
        self._runner.prepare_workflow(defn)

    def create_instance(self, det: Any) -> WorkflowInstance:
        """As the runner of the workers does, with a question after each activation."""
        instance = self._runner.create_instance(det)
        activate = instance.activate

        def watched(act: Any) -> Any:
            done = activate(act)
            if not any(job.HasField("remove_from_cache") for job in act.jobs):
                self.health = _asked(activate, act) or self.health
            return done

        instance.activate = watched  # type: ignore[method-assign]
        return instance


def _asked(activate: Any, act: Any) -> Health | None:
    question = WorkflowActivation(run_id=act.run_id, is_replaying=True, history_length=act.history_length)
    question.timestamp.CopyFrom(act.timestamp)
    asked = question.jobs.add().query_workflow
    asked.query_id, asked.query_type = "after", "health"
    (answer,) = activate(question).successful.commands
    if not answer.respond_to_query.HasField("succeeded"):
        return None
    (health,) = CONVERTER.payload_converter.from_payloads([answer.respond_to_query.succeeded.response], [Health])
    return Health.model_validate(health)


async def replay(history: WorkflowHistory, converter: DataConverter = CONVERTER) -> Health:
    """
    Where a case stands after one history, replayed as by a worker that has nothing in memory.

    Args:
        history: one run; recorded ones are in the clear.
        converter: what opens a history that was sealed.

    Raises:
        Exception: the code no longer issues the commands that history holds; the SDK's message names the first.
    """
    watching = Watching()
    replayer = Replayer(workflows=[ComplaintCase], workflow_runner=watching, data_converter=converter)
    await replayer.replay_workflow(history)
    if watching.health is None:
        raise AssertionError("the case never answered")
    return watching.health


async def main(wanted: list[str]) -> int:
    """Replay what was asked for, or everything."""
    wrong = 0
    for name in wanted or names():
        recorded = read(name)
        ends = [await replay(history) for history in recorded.histories()]
        print(name, ends[-1].records, ends[-1].head)  # noqa: T201 (this is what it is for)
        wrong += (ends[-1].records, ends[-1].head) != (recorded.health.records, recorded.health.head)
    return int(wrong > 0)


if __name__ == "__main__":
    leave(asyncio.run(main(sys.argv[1:])))

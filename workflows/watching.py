"""
Watching a case while its history is replayed: where its chain stands, what it hands to the ledger, what it has heard.

The SDK's replayer tells only whether commands agree. What is in the records is not compared by it.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from pydantic import TypeAdapter
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.worker import WorkflowInstance, WorkflowRunner

from models.messages import Health, TimelineLine
from models.records import Entry
from models.register import Append
from workflows.converter import CONVERTER
from workflows.sandbox import runner

_KEEP: Final = "keep"
_LINES: Final = TypeAdapter(tuple[TimelineLine, ...])
T = TypeVar("T")


class Watching(WorkflowRunner):
    """
    The sandboxed runner of the workers, for one history.

    `health` is where the case stood after the last step, `handed` every record that it handed over, `timeline` the
    events that it knew at the end.
    """

    def __init__(self) -> None:
        self.health: Health | None = None
        self.handed: list[Entry] = []
        self.timeline: tuple[TimelineLine, ...] = ()
        self._runner = runner()

    def prepare_workflow(self, defn: Any) -> None:  # noqa: ANN401 (a definition of the SDK)
        """As the runner of the workers does."""
        self._runner.prepare_workflow(defn)

    def create_instance(self, det: Any) -> WorkflowInstance:  # noqa: ANN401 (as above)
        """As the runner of the workers does, with a question after each activation."""
        instance = self._runner.create_instance(det)
        activate, last = instance.activate, WorkflowActivation()

        def watched(act: Any) -> Any:  # noqa: ANN401 (an activation and its completion)
            if any(job.HasField("remove_from_cache") for job in act.jobs):
                if self.health is not None:
                    self.timeline = _LINES.validate_python(_asked(activate, last, "timeline", list[TimelineLine]) or ())
                return activate(act)
            last.CopyFrom(act)
            done = activate(act)
            self.handed += _handed(done)
            self.health = _asked(activate, act, "health", Health) or self.health
            return done

        instance.activate = watched  # type: ignore[method-assign]
        return instance


def _handed(done: Any) -> list[Entry]:  # noqa: ANN401 (a completion of the SDK)
    """The records that an activation hands to the ledger."""
    found: list[Entry] = []
    for command in done.successful.commands:
        if command.HasField("schedule_activity") and command.schedule_activity.activity_type == _KEEP:
            (append,) = CONVERTER.payload_converter.from_payloads(command.schedule_activity.arguments, [Append])
            found += append.entries
    return found


def _asked(activate: Any, act: Any, what: str, shape: type[T]) -> T | None:  # noqa: ANN401 (as above)
    question = WorkflowActivation(run_id=act.run_id, is_replaying=True, history_length=act.history_length)
    question.timestamp.CopyFrom(act.timestamp)
    asked = question.jobs.add().query_workflow
    asked.query_id, asked.query_type = "after", what
    (answer,) = activate(question).successful.commands
    if not answer.respond_to_query.HasField("succeeded"):
        return None
    (said,) = CONVERTER.payload_converter.from_payloads([answer.respond_to_query.succeeded.response], [shape])
    return said  # type: ignore[no-any-return]

"""Messages to a case, read from what arrived: by whomever sent, in whatever shape."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, TypeVar

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    from models.base import Frozen
    from models.messages import Start
    from workflows.converter import SEVERAL, first_fault

from workflows.refusing import why_not_opened

REFUSED: Final = "Refused"
NOTHING: Final = RawValue(Payload())
"""The message that was not sent."""

_REFUSES: Final = "refuses-starts"
_LONG: Final = timedelta(days=3_650)
"""A timeout that some servers set by themselves where a client sets none."""
_M = TypeVar("_M", bound=Frozen)


class Unreadable(ValueError):
    """A message that this version of the program cannot read; names the place and the kind of the fault only."""


def refusal(problem: str) -> ApplicationError:
    """The error that refuses a message, for good."""
    return ApplicationError(problem, type=REFUSED, non_retryable=True)


def read(sent: RawValue, kind: type[_M]) -> _M:
    """
    The message.

    Raises:
        Unreadable: raised after a message was accepted, it fails the task and not the case, so that a version of the
            program that can read it goes on.
    """
    encoding, data = sent.payload.metadata.get("encoding"), sent.payload.data
    if sent == NOTHING or encoding == SEVERAL:
        problem = f"{data.decode() or 0} messages instead of one"
    else:
        try:
            return kind.model_validate_json(data)
        except ValidationError as error:
            problem = first_fault(error)
    raise Unreadable(f"not readable as {kind.__name__}: {problem}")


def asked(sent: RawValue, kind: type[_M]) -> _M:
    """
    A message that can still be refused.

    Raises:
        ApplicationError: it cannot be read.
    """
    try:
        return read(sent, kind)
    except Unreadable as error:
        problem = str(error)
    raise refusal(f"{problem}; send one JSON object of the shape that is documented")


def read_start(sent: RawValue) -> Start:
    """
    The start of a run.

    A start that opens no case ends its workflow at once, so that the reference is free. The start of a later run was
    written by the run before it: it is never refused, for that would end a case.

    Raises:
        ApplicationError: it cannot open a case.
        Unreadable: another version of the program wrote it.
    """
    info = workflow.info()
    if info.continued_run_id is not None and not info.cron_schedule:
        return read(sent, Start)
    start = asked(sent, Start)
    if start.opening is None:
        raise refusal("a case needs an opening")
    if not start.opening.header.proceedings:
        raise refusal("a case needs a proceeding")
    limits = [limit for limit in (info.execution_timeout, info.run_timeout) if limit]
    limited = bool(info.cron_schedule) or any(limit < _LONG for limit in limits)
    problem = why_not_opened(start, start.opening, info.workflow_id, limited=limited)
    # Only here is history marked, so that a case which an earlier version let in stays in when it is replayed.
    if problem is not None and workflow.patched(_REFUSES):
        raise refusal(problem)
    return start

"""What programs send as signals: read as far as it can be read, and never an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    from models.messages import Tell

INFORM: Final = "inform"
"""The name of the signal through which programs tell events."""

_RAW_LIMIT: Final = 60_000


@dataclass(frozen=True, slots=True)
class Unread:
    """A signal that cannot be read as events: what was sent (its first 60,000 characters), and why not."""

    raw: str
    reason: str


def read_signal(name: str, sent: Sequence[RawValue]) -> Tell | Unread:
    """The events that a signal tells."""
    raw = "\n".join(value.payload.data.decode("utf-8", "replace") for value in sent)
    if name != INFORM:
        return Unread(f"{name}\n{raw}"[:_RAW_LIMIT], f"not a signal of a case; send {INFORM}")
    if len(sent) != 1:
        return Unread(raw[:_RAW_LIMIT], f"not readable as events: {len(sent)} messages instead of one")
    try:
        return Tell.model_validate_json(sent[0].payload.data)
    except ValidationError as error:
        return Unread(raw[:_RAW_LIMIT], f"not readable as events: {_first_fault(error)}")


def _first_fault(error: ValidationError) -> str:
    """Where the first fault is, without repeating what was sent."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in fault['loc']) or 'message'} ({fault['type']})"

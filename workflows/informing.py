"""What programs send as signals: read as far as it can be read, and never an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from temporalio import workflow
from temporalio.common import RawValue

from workflows.refusing import NOT_THE_SYSTEM

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    from models.messages import Tell
    from models.records import TellerRole
    from workflows.converter import first_fault

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
        told = Tell.model_validate_json(sent[0].payload.data)
    except ValidationError as error:
        return Unread(raw[:_RAW_LIMIT], f"not readable as events: {first_fault(error)}")
    return told if told.teller.role is not TellerRole.SYSTEM else Unread(raw[:_RAW_LIMIT], NOT_THE_SYSTEM)

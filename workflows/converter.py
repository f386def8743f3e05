"""
How values travel to and from Temporal: pydantic models as JSON, fields that were not set left out.

What cannot be read is named by place and kind of fault only. Pydantic's own message repeats what was sent, and would
carry it into logs and failures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter, ToJsonOptions
from temporalio.converter import DataConverter

from models.base import Frozen

SEVERAL: Final = b"aryz/several"
"""The encoding of what stands for several messages where one is taken: how many there were."""


def first_fault(error: ValidationError) -> str:
    """Where the first fault is, and its kind, such as `events.0.kind (missing)`, without repeating what was sent."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    known = set(_field_names(Frozen))
    place = ".".join(str(part) if isinstance(part, int) or part in known else "?" for part in fault["loc"])
    return f"{place or 'message'} ({fault['type']})"


def _field_names(model: type[Frozen]) -> Iterator[str]:
    """The names of all fields of all models: a place can also name a key that the sender made up."""
    for kind in model.__subclasses__():
        yield from kind.model_fields
        yield from _field_names(kind)


class _Converter(PydanticPayloadConverter):
    def __init__(self) -> None:
        super().__init__(to_json_options=ToJsonOptions(exclude_unset=True))

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        if not type_hints and len(payloads) > 1:
            # The SDK drops its hints where the number of messages is wrong: nothing is to be read out of these.
            return [RawValue(Payload(metadata={"encoding": SEVERAL}, data=str(len(payloads)).encode()))]
        try:
            return super().from_payloads(payloads, type_hints)
        except ValidationError as error:
            problem = first_fault(error)
        raise ValueError(f"a message cannot be read: {problem}")


CONVERTER: Final = DataConverter(payload_converter_class=_Converter)
"""The data converter of every client and worker of Aryz."""

"""How values travel to and from Temporal: pydantic models as JSON, fields that were not set left out."""

from __future__ import annotations

from typing import Final

from temporalio.contrib.pydantic import PydanticPayloadConverter, ToJsonOptions
from temporalio.converter import DataConverter


class _Converter(PydanticPayloadConverter):
    def __init__(self) -> None:
        super().__init__(to_json_options=ToJsonOptions(exclude_unset=True))


CONVERTER: Final = DataConverter(payload_converter_class=_Converter)
"""The data converter of every client and worker of Aryz."""

"""Writing a chronology in the form that people write it, so that reading it gives the same value back."""

from __future__ import annotations

from typing import Any, Final

import yaml

from models.case import FORMAT, Chronology, Header
from models.events import Event

_WIDTH: Final = 1_000
_DATES: Final = frozenset({"born", "date", "until", "known_on"})


class _Line(dict[str, Any]):
    """A mapping that is written in one line: `{role: official, body: south-police}`."""


class _Dumper(yaml.CSafeDumper):
    """
    Writes plainly what this format reads plainly.

    Dates stay without quotes. Whatever else an older YAML reader takes for something that it is not (`yes`, `15:40`,
    `927`) is put in quotes.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 (overrides the table of the base class)
        first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.CSafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out: aliases are not read."""
        del data
        return True


def _in_one_line(dumper: _Dumper, data: _Line) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


_Dumper.add_representer(_Line, _in_one_line)


def write(chronology: Chronology) -> str:
    """
    The file that reads as this chronology: YAML, keys in the order of the format, defaults left out.

    `read(write(chronology).encode(), …)` gives the same value where `position` counts the events from 0.
    """
    told: dict[str, Any] = {"format": FORMAT, **_header(chronology.header)}
    if chronology.events:
        told["events"] = [_event(event) for event in chronology.events]
    return yaml.dump(told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=None)


def _header(header: Header) -> dict[str, Any]:
    told = header.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    if "victim" in told:
        told["victim"] = _Line(_years(told["victim"]))
    for name in ("bodies", "proceedings"):
        if name in told:
            told[name] = [_Line(row) for row in told[name]]
    return told


def _event(event: Event) -> dict[str, Any]:
    told = event.model_dump(mode="json", exclude_defaults=True, exclude_none=True, exclude={"position"})
    dated = {"date": event.date.text} if event.date.known or event.kind != "corrected" else {}
    lines = {key: _Line(value) if isinstance(value, dict) else value for key, value in told.items()}
    return _years({"id": event.id, "kind": event.kind, **dated, **lines})


def _years(told: dict[str, Any]) -> dict[str, Any]:
    """A bare year is written as a number, as people do."""
    return {key: _bare(value) if key in _DATES else value for key, value in told.items()}


def _bare(value: str) -> str | int:
    return int(value) if value.isdecimal() and not value.startswith("0") else value

"""Writing a chronology in the form that people write it, so that reading it gives the same value back."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from models.case import FORMAT, Chronology, Header
from models.events import Event

_WIDTH: Final = 1_000
_SENTENCES: Final = frozenset({"instructions", "remedies"})
_DATES: Final = frozenset({"born", "date", "until", "known_on"})


class _Line(dict[str, Any]):
    """A mapping that is written in one line: `{role: official, body: south-police}`."""


class _Row(list[str]):
    """A list that is written in one line: `[kz-pc-146-2]`."""


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


def _line(dumper: _Dumper, data: _Line) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _row(dumper: _Dumper, data: _Row) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


# The base class knows the numbers of YAML 1.1; these are read as numbers by YAML 1.2 (`0927`, `1e3`).
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?\Z"), list("-+.0123456789")
)
_Dumper.add_representer(_Line, _line)
_Dumper.add_representer(_Row, _row)


def write(chronology: Chronology) -> str:
    """
    The file that reads as this chronology: YAML, keys in the order of the format, defaults left out.

    `read(write(chronology).encode(), …)` gives the same value where `position` counts the events from 0.
    """
    told: dict[str, Any] = {"format": FORMAT, **_header(chronology.header)}
    if chronology.events:
        told["events"] = [_event(event) for event in chronology.events]
    return yaml.dump(told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=False)


def _header(header: Header) -> dict[str, Any]:
    told = header.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    if "victim" in told:
        told["victim"] = _Line(_years(told["victim"]))
    for name in ("bodies", "proceedings"):
        if name in told:
            told[name] = [_Line(row) for row in told[name]]
    if "accused" in told:
        told["accused"] = _Row(told["accused"])
    return told


def _event(event: Event) -> dict[str, Any]:
    told = event.model_dump(mode="json", exclude_defaults=True, exclude_none=True, exclude={"position"})
    dated = {"date": event.date.text} if event.date.known or event.kind != "corrected" else {}
    return _years({"id": event.id, "kind": event.kind, **dated, **{key: _short(key, told[key]) for key in told}})


def _short(key: str, value: Any) -> Any:  # noqa: ANN401 (any value of any field)
    """Mappings and lists of single words go into one line, lists of sentences do not."""
    if isinstance(value, dict):
        return _Line(value)
    return _Row(value) if isinstance(value, list) and key not in _SENTENCES else value


def _years(told: dict[str, Any]) -> dict[str, Any]:
    """A bare year is written as a number, as people do."""
    return {key: _bare(value) if key in _DATES else value for key, value in told.items()}


def _bare(value: str) -> str | int:
    return int(value) if value.isdecimal() and not value.startswith("0") else value

"""docs/cli.md tells of every command and every option, and of the JSON of each that prints it."""

from __future__ import annotations

import pytest

from tests.cli.command import ROOT
from tests.docs.commands import commands

PAGE = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_with_all_its_options(name: str) -> None:
    """Each command has its section, and each of its options stands in it."""
    section = PAGE.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    options = [one for parameter in COMMANDS[name].params for one in parameter.opts if one.startswith("--")]

    assert section
    assert [one for one in options if one != "--help" and one not in section] == []


@pytest.mark.parametrize(
    "name", [name for name, one in COMMANDS.items() if any("--json" in p.opts for p in one.params)]
)
def test_the_json_of_a_command_is_documented(name: str) -> None:
    """Each command that prints JSON has its keys in the table."""
    table = PAGE.partition("\n## JSON\n")[2].partition("\n## ")[0]

    assert f"`{name.removeprefix('aryz ')}`" in table

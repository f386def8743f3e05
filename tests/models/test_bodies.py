"""Lines of command: who stands above, below, or under the same ministry, whatever a file says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bodies import Command, Relation
from models.case import Body
from models.words import BodyKind

POLICE = {"station": "city", "city": "region", "region": "mia", "other-city": "region", "colony": "mia"}
OTHERS = {"prosecutor": "gpo", "general": "gpo", "clinic": "none", "university": "none", "sect": "lost"}


def _command(under: dict[str, str]) -> Command:
    return Command.of(Body(id=name, kind=BodyKind.OTHER, under=above) for name, above in under.items())


@pytest.mark.parametrize(
    ("body", "other", "expected"),
    [
        ("station", "station", Relation.SAME),
        ("region", "station", Relation.ABOVE),
        ("city", "station", Relation.ABOVE),
        ("station", "region", Relation.BELOW),
        ("city", "other-city", Relation.SAME_MINISTRY),
        ("station", "colony", Relation.SAME_MINISTRY),
        ("prosecutor", "general", Relation.SAME_MINISTRY),
        ("prosecutor", "station", Relation.NONE),
        ("clinic", "university", Relation.NONE),
        ("sect", "clinic", Relation.NONE),
        ("nobody", "station", Relation.NONE),
        ("nobody", "nobody", Relation.SAME),
    ],
)
def test_the_closest_relation_is_told(body: str, other: str, expected: Relation) -> None:
    """The same body before a line of command, a line before a ministry, and answering to nobody is no ministry."""
    assert expected is _command(POLICE | OTHERS).relation(body, other)


def test_whoever_is_related_is_dependent() -> None:
    """Only those who are not related at all can be taken for independent."""
    command = _command(POLICE | OTHERS)

    assert command.dependent_on_any("colony", ["prosecutor", "station"])
    assert not command.dependent_on_any("prosecutor", ["colony", "station"])
    assert not command.dependent_on_any("prosecutor", [])
    assert {Relation.NONE} == {relation for relation in Relation if not relation.dependent}


def test_a_line_runs_to_its_top() -> None:
    """A line of command is told from the body up to the ministry."""
    assert _command(POLICE).line("station") == ("station", "city", "region", "mia")
    assert _command(POLICE).line("mia") == ("mia",)


def test_a_circle_ends_where_it_closes() -> None:
    """Bodies that stand above each other in a circle are told once each, and answer to no ministry."""
    command = _command({"one": "two", "two": "three", "three": "one", "alone": "alone"})

    assert command.line("one") == ("one", "two", "three")
    assert command.line("alone") == ("alone",)
    assert command.ministry("one") is None
    assert command.relation("one", "two") is Relation.BELOW or command.relation("one", "two") is Relation.ABOVE


@pytest.mark.parametrize("above", ["none", "mia"])
def test_a_ministry_may_itself_be_a_body(above: str) -> None:
    """A file that lists the ministry under its own name keeps those below it under one ministry."""
    command = _command({"mia": above, "city": "mia", "colony": "mia"})

    assert command.relation("city", "colony") is Relation.SAME_MINISTRY
    assert command.relation("mia", "city") is Relation.ABOVE


NAMES = ["a", "b", "c", "d", "mia", "gpo", "none", "lost"]
COMMANDS = st.dictionaries(st.sampled_from(NAMES[:5]), st.sampled_from(NAMES))


@given(COMMANDS, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_relations_mirror_each_other(under: dict[str, str], body: str, other: str) -> None:
    """Whoever is above has the other below, unless they stand in a circle; all else holds both ways."""
    command = _command(under)
    forth, back = command.relation(body, other), command.relation(other, body)
    mirror = {Relation.ABOVE: {Relation.BELOW, Relation.ABOVE}, Relation.BELOW: {Relation.ABOVE}}

    assert back in mirror.get(forth, {forth})


@given(COMMANDS, st.sampled_from(NAMES))
def test_a_line_names_nobody_twice(under: dict[str, str], body: str) -> None:
    """Whatever the file says, a line ends and names each once, the body itself first."""
    line = _command(under).line(body)

    assert line[0] == body
    assert len(line) == len(set(line))

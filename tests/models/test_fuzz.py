"""Whatever the bytes, reading gives a chronology or a ChronologyError: nothing else, and in bounded time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ChronologyError, Fault
from models.events import Event
from models.kinds import KINDS
from models.reading import read, write
from models.reading_faults import MAX_FAULTS
from models.reading_yaml import MAX_BYTES
from tests.models.chronologies import TODAY

EXAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))]
MARKS = [
    *(
        "&a ",
        "*a",
        "!!int ",
        "<<: ",
        "? ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "'",
        '"',
        "|\n",
        ">\n",
        "%",
        "---\n",
        "...\n",
    ),
    *("\t", "\0", "\ufeff", "\r", "\u2028", "null", "~", "true", "0", "-1", "9" * 40, "1e3", ".inf", "2024-02-30"),
]


def _faults(data: bytes) -> tuple[Fault, ...]:
    """The faults of a file; none where it reads as a chronology that can be written and read again."""
    try:
        told = read(data, "fuzz.yaml", TODAY, rules={"cpc-35-1-1-no-event"})
    except ChronologyError as error:
        return error.faults
    assert told == read(write(told).encode(), "fuzz.yaml", TODAY)
    return ()


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Bytes that nobody meant as a file are refused, and nothing breaks."""
    assert 1 <= len(_faults(data)) <= MAX_FAULTS + 1


@given(st.lists(st.one_of(st.sampled_from(MARKS), st.sampled_from(list(Event.model_fields)), st.text(max_size=5))))
def test_any_marks_of_yaml(parts: list[str]) -> None:
    """Texts made of YAML's own marks and the format's keys are read or refused."""
    assert len(_faults("".join(parts).encode("utf-8", "surrogatepass"))) <= MAX_FAULTS + 1


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A published case with some of it overwritten, cut out, doubled or swapped."""
    data = bytearray(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        piece = draw(
            st.one_of(
                st.binary(max_size=3), st.sampled_from(MARKS).map(str.encode), st.just(bytes(data[start:end]) * 2)
            )
        )
        data[start:end] = piece
    return bytes(data)


@given(mutated())
def test_any_damage_to_a_file(data: bytes) -> None:
    """A file that was damaged on its way is read or refused."""
    assert len(_faults(data)) <= MAX_FAULTS + 1


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(MARKS))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
EVENTS = st.fixed_dictionaries(
    {"id": LEAVES, "kind": st.sampled_from(list(KINDS)) | VALUES},
    optional={name: VALUES for name in Event.model_fields if name not in {"id", "kind"}},
)
FILES = st.fixed_dictionaries(
    {"format": st.just("aryz.chronology/1"), "case": VALUES, "events": st.lists(EVENTS, max_size=4) | VALUES},
    optional={name: VALUES | st.lists(VALUES, max_size=3) for name in ("victim", "bodies", "accused", "proceedings")},
)


@given(FILES)
def test_any_value_under_any_key(told: dict[str, object]) -> None:
    """Values of every type under the format's own keys are read or refused."""
    assert len(_faults(json.dumps(told).encode())) <= MAX_FAULTS + 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * (MAX_BYTES + 1), "fuzz.yaml: is larger than 4,194,304 bytes"),
        (b"#" * MAX_BYTES, "fuzz.yaml: is empty"),
        (b"[" * MAX_BYTES, "nests deeper than 20 levels"),
        (b"- " * (MAX_BYTES // 2), "nests deeper than 20 levels"),
        (b"? " * (MAX_BYTES // 2), "nests deeper than 20 levels"),
        (b"a: &a b\n" * (MAX_BYTES // 8), "has more faults than these 100"),
        (b"bodies: [" + b"{}," * 100_000 + b"]", "bodies: more than 5,000 entries"),
        (b"".join(b"k%d: 1\n" % number for number in range(50_000)), "has more faults than these 100"),
    ],
    ids=["size", "comment", "brackets", "dashes", "keys", "anchors", "entries", "unknown keys"],
)
def test_large_files_are_refused_by_their_limit(data: bytes, said: str) -> None:
    """Each limit is named in the message that it causes."""
    assert said in "\n".join(map(str, _faults(data)))

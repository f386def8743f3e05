"""What a file means: the published cases, and the small print of the format."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.case import MAIN, Chronology
from models.dates import PartialDate
from models.errors import ChronologyError
from models.reading import read, write
from models.words import AssertedBy
from tests.models.chronologies import TODAY

FOLDER = Path(__file__).parents[2] / "examples"
COUNTS = {
    "abdiev": 37, "akmatov": 48, "asv": 20, "bairamov": 49, "boboev": 36, "evloev": 38,
    "gerasimov": 65, "gorbaeva": 39, "kletsov": 34, "nz-ez": 37, "rakishev": 39, "tyan": 32,
}  # fmt: skip
HEAD = "format: aryz.chronology/1\ncase: {reference: sample, jurisdiction: KZ}\n"


def _read(text: str, today: date = TODAY) -> Chronology:
    return read(text.encode(), "sample.yaml", today)


def _faults(text: str, today: date = TODAY) -> list[tuple[str | None, str | None]]:
    with pytest.raises(ChronologyError) as caught:
        _read(text, today)
    return [(fault.event, fault.key) for fault in caught.value.faults]


def test_the_twelve_published_cases_are_the_examples() -> None:
    """No case more, no case less, each with all of its events."""
    found = {path.stem: len(read(path.read_bytes(), path.name, TODAY).events) for path in FOLDER.glob("*.yaml")}

    assert found == COUNTS


def test_a_case_is_read_as_it_stands() -> None:
    """Head, bodies and one event of a published case, field by field."""
    told = read((FOLDER / "gerasimov.yaml").read_bytes(), "gerasimov.yaml", TODAY)
    event = told.events[3]

    assert told.header.reference == "gerasimov"
    assert [proceeding.id for proceeding in told.header.proceedings] == ["main", "discipline", "un", "civil"]
    assert told.header.victim.born == PartialDate.parse("1969")
    assert (event.id, event.kind, event.at, event.body) == ("e04", "released", "18:00", "south-police")
    assert list(range(65)) == [one.position for one in told.events]


def test_the_smallest_file_is_a_case_without_events() -> None:
    """What may be left out has the defaults of the format."""
    told = _read(HEAD)

    assert told.events == ()
    assert told.header.proceedings == (MAIN,)
    assert told.header.accused == ()
    assert told.header.bodies == ()
    assert told.header.victim.born is None


def test_a_key_with_nothing_behind_it_counts_as_left_out() -> None:
    """An empty key in a form that somebody fills in is no value."""
    empty = "victim:\nbodies: ~\naccused: null\nproceedings:\nevents:\n"

    assert _read(HEAD) == _read(HEAD + empty)


@pytest.mark.parametrize(
    ("key", "written", "meant"),
    [
        ("number", "927", "927"),
        ("number", "0927", "0927"),
        ("number", "1e3", "1e3"),
        ("number", "1_000", "1_000"),
        ("number", "0x1F", "0x1F"),
        ("number", "12345678901234567890", "12345678901234567890"),
        ("at", "15:40", "15:40"),
        ("at", '"15:40"', "15:40"),
        ("summary", "yes", "yes"),
        ("summary", "2007-03-29", "2007-03-29"),
        ("summary", '"true"', "true"),
        ("summary", "'Ерлан: айтқан'", "Ерлан: айтқан"),
        ("registered", "false", False),
        ("registered", "True", True),
        ("until", "2007", PartialDate.parse("2007")),
        ("until", "2031-01-01", PartialDate.parse("2031-01-01")),
        ("known_on", "never", "never"),
        ("known_on", "2007-04", PartialDate.parse("2007-04")),
        ("asserted_by", "", AssertedBy.USER),
    ],
)
def test_plain_values_mean_what_they_look_like(key: str, written: str, meant: object) -> None:
    """Only true, false and nothing are words of YAML here; numbers, times and dates stay as they were written."""
    told = _read(f"{HEAD}events:\n  - id: e01\n    kind: noted\n    date: 2007-03-29\n    {key}: {written}\n")

    assert meant == getattr(told.events[0], key)


def test_byte_order_mark_and_line_ends_do_not_matter() -> None:
    """A file saved by another editor is the same file, with the same lines in its messages."""
    text = HEAD + "events: [{id: e01, kind: noted, date: 2024}]\n"
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()

    assert _read(text) == read(windows, "sample.yaml", TODAY)
    with pytest.raises(ChronologyError, match=r"^sample\.yaml:3: event e01: date:"):
        read(windows.replace(b"2024", b"2031"), "sample.yaml", TODAY)


@pytest.mark.parametrize("told", ["2026-11-23", "2026-11", "2026", "unknown"])
def test_a_date_that_may_have_come_is_accepted(told: str) -> None:
    """Today is no future, and neither is a month or a year that has begun."""
    assert _read(f"{HEAD}events: [{{id: e01, kind: noted, date: {told}}}]").events[0].date == PartialDate.parse(told)


def test_the_future_depends_on_today() -> None:
    """One and the same file is refused the day before, and accepted on the day."""
    text = HEAD + "events: [{id: e01, kind: noted, date: 2024-03-29}]\n"

    assert _faults(text, date(2024, 3, 28)) == [("e01", "date")]
    assert len(_read(text, date(2024, 3, 29)).events) == 1


def test_corrections_need_no_date() -> None:
    """`corrected` replaces what was told; when that happened is said by what it corrects."""
    told = _read(HEAD + "events:\n- {id: e01, kind: noted, date: 2024}\n- {id: e02, kind: corrected, target: e01}\n")

    assert not told.events[1].date.known
    assert told == _read(write(told))


def test_rules_are_asked_only_where_they_are_given() -> None:
    """Whether a rule id exists is the rulebook's to say: without one any id of the right form is read."""
    text = HEAD + "events: [{id: e01, kind: noted, date: 2024, ground: cpc-1-1-none}]\n"
    rules = {"cpc-35-1-1-no-event"}

    assert _read(text).events[0].ground == "cpc-1-1-none"
    with pytest.raises(ChronologyError, match="cpc-1-1-none is no rule of law"):
        read(text.encode(), "sample.yaml", TODAY, rules)
    accepted = text.replace("cpc-1-1-none", "cpc-35-1-1-no-event").encode()
    assert read(accepted, "sample.yaml", TODAY, rules).events[0].ground == "cpc-35-1-1-no-event"


def test_an_odd_or_unlawful_story_is_data() -> None:
    """Ending before opening, forwarding to the accused, orders of events that contradict their dates: it happened."""
    text = (
        HEAD + "bodies: [{id: mvd, kind: police, under: mia}]\naccused: [mvd]\nevents:\n"
        "- {id: e01, kind: terminated, date: 2024-03, by: {role: official, body: mvd}}\n"
        "- {id: e02, kind: forwarded, date: 2020, by: {role: official, body: mvd}, to: mvd, after: e01, until: 2019}\n"
    )

    assert [event.id for event in _read(text).events] == ["e01", "e02"]


def test_five_thousand_events_in_one_chain_are_read() -> None:
    """The largest file there may be, each event placed after the one before it."""
    rows = [f"- {{id: e{number}, kind: noted, date: unknown, after: e{number - 1}}}" for number in range(1, 5_000)]
    text = HEAD + "events:\n- {id: e0, kind: noted, date: 2024}\n" + "\n".join(rows)

    assert len(_read(text).events) == 5_000


def test_two_circles_are_two_faults() -> None:
    """Every circle is told once, at the event of it that the file tells first."""
    pairs = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("e", "a")]
    rows = [f"- {{id: {name}, kind: noted, date: 2024, after: {other}}}" for name, other in pairs]

    assert _faults(HEAD + "events:\n" + "\n".join(rows)) == [("a", "after"), ("c", "after")]

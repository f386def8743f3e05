"""The page in a bundle: legible, whole, and never obeying what somebody typed."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any, Final

import pytest

from ledger.bundle import disclosed
from ledger.disclosure import Disclosed, Shown, fields_of
from models.records import Record, RecordKind
from reports.timeline import timeline
from tests.reports.cases import told

HOSTILE: Final = "</dd></li><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp; javascript:x"


class Tags(HTMLParser):
    """Which elements a page has, and whether they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and that it is open."""
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends where it was opened last."""
        assert self.open.pop() == tag


def read(page: str) -> Tags:
    """The elements of a page."""
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


def page_of(case: str, withheld: tuple[str, ...] = ()) -> str:
    """The page of a published case."""
    _, entries = told(case)
    return timeline([(one.record, one.hash) for one in entries], disclosed(entries, withheld))


@pytest.mark.parametrize("case", ["gerasimov", "rakishev", "asv", "evloev"])
def test_a_person_can_read_it(case: str) -> None:
    """Every record has its place and hash, and no name of the code is left where words exist."""
    _, entries = told(case)
    page = page_of(case)
    read(page)
    assert all(f'id="r{one.record.seq}"' in page and one.hash in page for one in entries)
    text = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL))
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", re.sub(r"https?://\S+", "", text)) == []


def test_bodies_have_their_names() -> None:
    """Where the heading is shown, an authority is called by its name, and by its id where the heading is withheld."""
    assert "Kostanay City Prosecutor (city-prosecutor)" in page_of("gerasimov")
    redacted = page_of("gerasimov", ("opening.header.bodies", "event.summary", "opening.header.case"))
    assert "city-prosecutor" in redacted
    assert "Kostanay City Prosecutor" not in redacted
    assert "Gerasimov v. Kazakhstan" not in redacted
    assert "suffocated" not in redacted


def test_nothing_that_was_typed_is_obeyed() -> None:
    """Markup in every field that a payload can have, in names within them and in the note, is shown and not run."""
    _, entries = told("gerasimov")
    fields = {name for one in entries if one.payload for name in fields_of(one.payload)} | {"raw", "event.by"}
    nested: dict[str, Any] = {
        "opening.header.bodies": [{"id": HOSTILE, "name": HOSTILE, HOSTILE: HOSTILE}],
        "opening.header.case": {"title": HOSTILE, HOSTILE: [HOSTILE]},
        "event.by": {"role": HOSTILE, "name": HOSTILE, "body": HOSTILE},
    }
    shown = {name: Shown("0" * 32, nested.get(name, HOSTILE)) for name in fields}
    everything = Disclosed(shown, {})
    page = timeline(
        [(one.record, one.hash) for one in entries], {one.record.seq: everything for one in entries}, note=HOSTILE
    )
    tags = read(page)
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "ol",
        "li",
        "div",
        "dl",
        "dt",
        "dd",
        "code",
    }
    assert tags.seen <= allowed
    assert tags.attributes <= {"lang", "charset", "name", "content", "class", "id"}
    assert HOSTILE in unescape(page)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_kind_of_record_has_words(kind: RecordKind) -> None:
    """No kind of record is called by its name in the code."""
    first = told("gerasimov")[1][0].record
    record = Record.model_validate(first.model_dump() | {"kind": kind, "event_kind": "opening_refused", "date": None})
    page = timeline([(record, "0" * 64)], {})
    heading = re.findall(r"<h2>(.*)</h2>", page)[0]
    assert " " in heading
    assert heading.replace(" ", "_").lower() != kind.value


def test_what_is_not_there_is_said() -> None:
    """Withheld fields are named, erased words are said to be gone."""
    assert "<dt>withheld</dt><dd>summary</dd>" in page_of("gerasimov", ("event.summary",))
    _, entries = told("gerasimov")
    erased = timeline([(one.record, one.hash) for one in entries], {})
    assert erased.count("only the record is there") == sum(one.payload is not None for one in entries)

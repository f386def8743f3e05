"""The calendar of due terms, read by another reader than the one that wrote it: line by line against RFC 5545."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from languages import LANGUAGES, translator
from models.notices import RunningTerm
from reports.calendar import calendar
from reports.due_terms import due_terms

PUBLIC = "https://cases.example.org"
DAY = RunningTerm(
    "abaev", "u1", "cpc-105-2-prosecutor-terms", "general", "e03",
    "2026-11-30T24:00", "2026-11-30T19:00:00.000000Z", False, 12, "2026-11-23T10:00:12.345678Z",
)  # fmt: skip
HOURS = DAY._replace(
    rule="cpc-96-4-24-hours", term="decision", due="2026-11-24T15:00", due_at="2026-11-24T10:00:00.000000Z"
)
OURS = DAY._replace(rule="cpc-106-5-court-fifteen-days", term="refusal", own=True)
NAME = re.compile(r"[A-Z0-9-]+")
DATE = re.compile(r"\d{8}")
INSTANT = re.compile(r"\d{8}T\d{6}Z")
ONCE = ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "SUMMARY", "DESCRIPTION", "URL", "STATUS")


def lines(body: bytes) -> list[tuple[str, dict[str, str], str]]:
    """The content lines of a calendar: name, parameters, value. Fails on what RFC 5545, 3.1, does not allow."""
    assert body.endswith(b"\r\n")
    physical = body[:-2].split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in physical)
    assert all(len(line) <= 75 for line in physical), "a line of more than 75 octets"
    unfolded: list[bytes] = []
    for line in physical:
        if line[:1] in (b" ", b"\t"):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    return [_line(line.decode("utf-8")) for line in unfolded]


def _line(text: str) -> tuple[str, dict[str, str], str]:
    head, colon, value = text.partition(":")
    name, *parameters = head.split(";")
    assert colon, text
    assert NAME.fullmatch(name), text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value), text
    return name, dict(part.split("=", 1) for part in parameters), value


def components(found: list[tuple[str, dict[str, str], str]]) -> list[tuple[str, dict[str, tuple[dict[str, str], str]]]]:
    """Every component with its own properties; BEGIN and END must nest, and no property stands twice."""
    made: list[tuple[str, dict[str, Any]]] = []
    path: list[int] = []
    for name, parameters, value in found:
        if name == "BEGIN":
            path.append(len(made))
            made.append((value, {}))
        elif name == "END":
            assert made[path.pop()][0] == value
        else:
            inside = made[path[-1]][1]
            assert name not in inside, f"{name} stands twice"
            inside[name] = (parameters, value)
    assert path == []
    return made


def plain(value: str) -> str:
    """A TEXT value unescaped; an unescaped comma or semicolon fails (3.3.11)."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), value
    return value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_keeps_the_rfc(language: str) -> None:
    """Folded at 75 octets, CRLF, escaped, UTF-8, nested well, each property once, values of the right form."""
    body = calendar(due_terms([DAY, HOURS, OURS]), translator(language), PUBLIC)
    (kind, head), *rest = components(lines(body))

    assert kind == "VCALENDAR"
    assert {name: head[name][1] for name in ("VERSION", "METHOD", "CALSCALE")} == {
        "VERSION": "2.0",
        "METHOD": "PUBLISH",
        "CALSCALE": "GREGORIAN",
    }
    assert head["REFRESH-INTERVAL"] == ({"VALUE": "DURATION"}, "PT1H")
    events = [inside for kind, inside in rest if kind == "VEVENT"]
    assert len(events) == 3
    for event in events:
        assert all(name in event for name in ONCE)
        assert INSTANT.fullmatch(event["DTSTAMP"][1])
        assert INSTANT.fullmatch(event["LAST-MODIFIED"][1])
        assert event["SEQUENCE"][1].isdecimal()
        assert plain(event["SUMMARY"][1]).startswith("abaev: ")
        assert plain(event["DESCRIPTION"][1]).endswith(f"{PUBLIC}/cases/abaev")
    day, hours, ours = (event["DTSTART"] for event in events)
    assert day == ({"VALUE": "DATE"}, "20261130")
    assert DATE.fullmatch(ours[1])
    assert hours == ({}, "20261124T100000Z")
    (alarm,) = [inside for kind, inside in rest if kind == "VALARM"]
    assert (alarm["ACTION"][1], alarm["TRIGGER"][1]) == ("DISPLAY", "-PT15H")
    assert plain(alarm["DESCRIPTION"][1])


def test_ids_stay_and_a_moved_end_is_a_later_version() -> None:
    """When the end of a term moves, its id stays and its sequence grows; equal terms give equal bytes."""
    moved = DAY._replace(due="2026-12-04T24:00", due_at="2026-12-04T19:00:00.000000Z", records=13)
    speech = translator("en")

    def read(term: RunningTerm) -> Any:
        (event,) = Calendar.from_ical(calendar(due_terms([term]), speech, PUBLIC)).walk("VEVENT")
        return event

    before, after = read(DAY), read(moved)
    assert before["uid"] == after["uid"] == read(DAY)["uid"]
    assert before["uid"].endswith("@cases.example.org")
    assert (before["sequence"], after["sequence"]) == (12, 13)
    assert (before.decoded("dtstart"), after.decoded("dtstart")) == (date(2026, 11, 30), date(2026, 12, 4))
    assert len({read(one)["uid"] for one in (DAY, HOURS, OURS)}) == 3
    assert calendar(due_terms([DAY]), speech, PUBLIC) == calendar(due_terms([DAY]), speech, PUBLIC)


def test_who_owes_is_said_by_the_law_and_not_by_the_case() -> None:
    """An event tells reference, act, article and the law's word for who owes; no id of a body or event of the case."""
    body = calendar(due_terms([DAY]), translator("en"), PUBLIC)
    (event,) = Calendar.from_ical(body).walk("VEVENT")

    assert event["summary"] == "abaev: decision and notice (general) (CPC, art. 105(2))"
    assert str(event["description"]).splitlines()[0] == "Owed by: prosecutor / head of unit"
    assert b"e03" not in body
    assert b"u1" not in body
    assert event.decoded("dtstamp") == datetime(2026, 11, 23, 10, 0, 12, tzinfo=UTC)


def test_a_calendar_without_terms_is_still_one() -> None:
    """Where nothing is due the calendar is empty, and as well formed as any."""
    body = calendar((), translator("kk"), PUBLIC)
    found = [kind for kind, _ in components(lines(body))]

    assert found == ["VCALENDAR", "VTIMEZONE", "STANDARD"]
    assert Calendar.from_ical(body).walk("VEVENT") == []


def test_an_unknown_rule_still_has_its_day() -> None:
    """A term of a rule that this version does not know stands in the calendar under the rule's name."""
    (event,) = Calendar.from_ical(
        calendar(due_terms([DAY._replace(rule="law-of-2031", term="new_term")]), translator("en"), PUBLIC)
    ).walk("VEVENT")

    assert event["summary"] == "abaev: new term (law-of-2031)"
    assert event.decoded("dtstart") - date(2026, 11, 23) == timedelta(days=7)

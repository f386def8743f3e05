"""
Due terms as a calendar that any calendar program can subscribe to.

The same terms always give the same bytes: nothing in them depends on when they are asked for.

Source: RFC 5545 (iCalendar), RFC 7986 (name and refresh interval of a calendar).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from icalendar import Alarm, Calendar, Component, Event, Timezone, TimezoneStandard

from languages import N_, Speech
from reports.due_terms import DueTerm

REFRESH: Final = timedelta(hours=1)
"""How often a calendar program is asked to look again."""

_PRODUCT: Final = "-//Aryz//Terms that run//EN"
_BEFORE: Final = timedelta(hours=-15)
"""Nine in the morning of the day before the last day."""
_HOUR_BEFORE: Final = timedelta(hours=-2)
_NAME: Final = N_("Aryz: terms that run")
_DUE: Final = N_("%(case)s: %(act)s (%(article)s)")
_OURS: Final = N_("%(case)s: last day for us: %(act)s (%(article)s)")
_OWED: Final = N_("Owed by: %(who)s")
_LAPSES: Final = N_("A right of the victim's side: it lapses when this day has passed.")


def calendar(terms: Iterable[DueTerm], speech: Speech, public_url: str) -> bytes:
    """
    The calendar of these terms: folded lines, CRLF, UTF-8.

    Args:
        terms: what is due. A term that was met is not among them, and so leaves the calendar.
        speech: the language of the person who reads it.
        public_url: where the pages are, `https://cases.example.org`.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        made.add(name, speech.text(_NAME))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    events: list[Component] = [_event(term, speech, public_url.rstrip("/")) for term in terms]
    for part in events or [_nothing()]:
        made.add_component(part)
    return bytes(made.to_ical())


def uid(term: DueTerm, public_url: str) -> str:
    """The id of a term in every calendar: the same for as long as the term is, also when its end moves."""
    of = term.of
    key = f"{of.reference}\n{of.rule}\n{of.term}\n{of.anchor}"
    host = public_url.partition("://")[2].partition("/")[0].partition(":")[0] or "aryz"
    return f"{sha256(key.encode()).hexdigest()[:40]}@{host}"


def _event(term: DueTerm, speech: Speech, public_url: str) -> Event:
    """An event: the last day as a whole day, or the instant in UTC where the term ends at an hour."""
    changed = datetime.fromisoformat(term.of.updated_at).astimezone(UTC).replace(microsecond=0)
    said = {
        "case": term.reference,
        "act": speech.text(term.act),
        "article": term.citation(speech),
        "who": speech.text(term.owed_by) if term.owed_by else "",
    }
    place = f"{public_url}/cases/{term.reference}"
    lines = [speech.text(_OWED) % said] if said["who"] else []
    summary = speech.text(_OURS if term.own else _DUE) % said
    event = Event()
    event.add("uid", uid(term, public_url))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", term.of.records)
    event.add("dtstart", term.instant or term.day)
    event.add("summary", summary)
    event.add("description", "\n".join([*lines, *([speech.text(_LAPSES)] if term.own else []), place]))
    event.add("url", place)
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if term.own:
        event.add_component(_alarm(summary, _HOUR_BEFORE if term.instant else _BEFORE))
    return event


def _alarm(said: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", said)
    alarm.add("trigger", before)
    return alarm


def _nothing() -> Timezone:
    """A calendar holds at least one component (RFC 5545, 3.6); that of a person without terms holds its time zone."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 (local time, as the RFC wants it there)
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone.add_component(standard)
    return zone

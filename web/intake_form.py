"""The form by which a complaint is taken in: what was typed, read into a case and its first events."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from languages import N_
from lifecycle.numbering import free_name
from models.base import REFERENCE_FORM
from models.case import Body, CaseHead, Header, Victim
from models.dates import UNKNOWN, PartialDate
from models.events import Actor, Event
from models.words import BodyKind, Branch, Custody, Injuries, Level, Role, Sex
from web.regions import COUNTRIES, KAZAKHSTAN, REGIONS

PURPOSES: Final[Mapping[str, str]] = {
    "case": N_("that we take in and follow the complaint"),
    "statistics": N_("that it is counted in statistics, without anything that names a person"),
    "un": N_("that a communication is sent to a United Nations body"),
    "publication": N_("that the story is published, in the words agreed on then"),
}
"""To what a person can agree. Without the first, no case is opened."""

LODGERS: Final = (Role.VICTIM, Role.RELATIVE, Role.COUNSEL, Role.NGO)
LEVELS: Final = (Level.DISTRICT, Level.CITY, Level.REGION, Level.NATIONAL)
ACCUSED: Final = (
    *(BodyKind.POLICE, BodyKind.DETENTION_FACILITY, BodyKind.PENAL_COLONY, BodyKind.NATIONAL_SECURITY),
    *(BodyKind.ANTI_CORRUPTION, BodyKind.MILITARY, BodyKind.MEDICAL, BodyKind.PROSECUTOR, BodyKind.OTHER),
)
ADDRESSED: Final = (
    *(BodyKind.PROSECUTOR, BodyKind.SPECIAL_PROSECUTOR, BodyKind.POLICE, BodyKind.INTERNAL_SECURITY),
    *(BodyKind.ANTI_CORRUPTION, BodyKind.NATIONAL_SECURITY, BodyKind.COURT, BodyKind.DETENTION_FACILITY),
    *(BodyKind.OMBUDSMAN, BodyKind.NPM, BodyKind.MINISTRY, BodyKind.OTHER),
)
SAME: Final = "same"
"""In place of the authority that has the complaint: the one that is complained of."""

LONG: Final = 2000
SHORT: Final = 200
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FORM: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Intake:
    """
    A complaint as it was typed, without its reference where none was chosen.

    `lawyer`: the account that is to follow it. `region`: a region or a country.
    """

    form: str
    reference: str | None
    region: str
    lawyer: str | None
    header: Header
    events: tuple[Event, ...]

    @property
    def country(self) -> str:
        """The country in which it happened."""
        return self.region[:2]

    def named(self, reference: str) -> Header:
        """The header under a reference."""
        head = CaseHead(reference=reference, jurisdiction=self.country)
        return self.header.model_copy(update={"case": head})


class Wrong(Exception):
    """What is wrong in the form, by field, as messages of the catalogue."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(faults)))
        self.faults = dict(faults)


def read(given: Mapping[str, str], today: date, lawyers: Mapping[str, str]) -> Intake:
    """
    The complaint that a form tells.

    Args:
        given: its fields by name; of several values one, joined.
        today: the day of whoever sends it.
        lawyers: the accounts that may follow it.

    Raises:
        Wrong: something in it cannot be taken. Nothing of it is repeated in the error.
    """
    reading = _Reading(given, today)
    reference = reading.reference()
    region, lawyer = reading.region(), reading.among("lawyer", ("", *lawyers))
    bodies = reading.bodies()
    events = tuple(reading.events(bodies, lawyer))
    if "case" not in reading.purposes():
        reading.faults["consent"] = N_("Without the person's agreement no case is opened.")
    victim = reading.victim()
    if not _FORM.fullmatch(given.get("form", "")):
        reading.faults["form"] = N_("Open the form again: this one is not known.")
    if reading.faults:
        raise Wrong(reading.faults)
    head = CaseHead(reference="not-named-yet", jurisdiction=region[:2])
    known = tuple({body.id: body for body in bodies.values()}.values())
    header = Header(case=head, victim=victim, bodies=known, accused=(bodies["accused"].id,))
    return Intake(given["form"], reference, region, lawyer or None, header, events)


class _Reading:
    """The fields of one form, with what is wrong in them."""

    def __init__(self, given: Mapping[str, str], today: date) -> None:
        self._given = given
        self._today = today
        self.faults: dict[str, str] = {}

    def text(self, name: str, longest: int = SHORT) -> str:
        """A text without control characters."""
        found = _CONTROL.sub(" ", self._given.get(name, "").replace("\r\n", "\n")).strip()
        if len(found) > longest:
            self.faults[name] = N_("This is too long.")
        return found[:longest]

    def among(self, name: str, words: Container[str]) -> str:
        """One of some words; nothing counts as left out."""
        found = self._given.get(name, "").strip()
        if found and found not in words:
            self.faults[name] = N_("Choose one of these.")
            return ""
        return found

    def reference(self) -> str | None:
        """The reference that was chosen, if any."""
        found = self.text("reference").lower()
        if found and not re.fullmatch(REFERENCE_FORM, found):
            self.faults["reference"] = N_("A reference has 3 to 40 letters a-z, digits and hyphens, and no name in it.")
        return found or None

    def region(self) -> str:
        """Where it happened."""
        found = self.among("region", (*REGIONS, *COUNTRIES))
        if not found:
            self.faults.setdefault("region", N_("Choose where it happened."))
        return found or KAZAKHSTAN

    def day(self, name: str) -> PartialDate:
        """A day of any precision, from three fields."""
        year, month, day = (self._given.get(f"{name}_{part}", "").strip() for part in ("year", "month", "day"))
        if (day and not month) or (month and not year):
            self.faults[name] = N_("A day needs its month, and a month its year.")
            return PartialDate.parse(UNKNOWN)
        parts = [part for part in (year, month.zfill(2) if month else "", day.zfill(2) if day else "") if part]
        try:
            found = PartialDate.parse("-".join(parts) or UNKNOWN)
        except ValueError:
            self.faults[name] = N_("There is no such day.")
            return PartialDate.parse(UNKNOWN)
        if found.known and found.first > self._today:
            self.faults[name] = N_("This day has not come yet.")
        return found

    def bodies(self) -> dict[str, Body]:
        """The authority that is complained of, and the one that has the complaint already."""
        found = {"accused": self._body("accused", ACCUSED, ())}
        if self._given.get("lodged") == "yes":
            if self._given.get("lodged_kind") == SAME:
                found["lodged"] = found["accused"]
            else:
                found["lodged"] = self._body("lodged", ADDRESSED, (found["accused"].id,))
        return found

    def purposes(self) -> tuple[str, ...]:
        """To what the person agreed."""
        given = self._given.get("consent", "").split(",")
        return tuple(purpose for purpose in PURPOSES if purpose in given)

    def victim(self) -> Victim:
        """What must be known of the person."""
        sex = self.among("sex", [one.value for one in Sex]) or Sex.UNKNOWN.value
        custody = self.among("custody", [one.value for one in Custody])
        minor = {"yes": True, "no": False}.get(self._given.get("minor", ""))
        return Victim(sex=Sex(sex), custody=Custody(custody) if custody else None, minor=minor)

    def events(self, bodies: Mapping[str, Body], lawyer: str) -> Iterator[Event]:
        """What is told first in the case."""
        for place, values in enumerate(self._told(bodies, lawyer), start=1):
            yield Event.model_validate({"id": f"e{place:02}", "position": place, **values})

    def _told(self, bodies: Mapping[str, Body], lawyer: str) -> Iterator[dict[str, object]]:
        what, where = self.text("what", LONG), self.text("where")
        if not what:
            self.faults["what"] = N_("Say in a sentence what happened.")
        injuries = self.among("injuries", [one.value for one in Injuries])
        by = Actor(role=Role.OFFICIAL, body=bodies["accused"].id)
        yield _filled(kind="act_alleged", date=self.day("act"), by=by, injuries=injuries, summary=_joined(what, where))
        if self.among("held", ("yes", "no", "unknown")) == "yes":
            official = Actor(role=Role.OFFICIAL)
            yield _filled(kind="detained", date=self.day("detained"), by=official, person="victim")
        if "lodged" in bodies:
            yield from self._lodged(bodies["lodged"].id)
        today, purposes = PartialDate.of(self._today), ", ".join(self.purposes())
        agreed = f"purposes: {purposes}" if purposes else None
        yield _filled(kind="consent_given", date=today, by=Actor(role=Role.VICTIM), summary=agreed)
        if lawyer:
            yield _filled(kind="assigned", date=today, by=Actor(role=Role.COUNSEL, name=lawyer))

    def _lodged(self, body: str) -> Iterator[dict[str, object]]:
        role = self.among("lodged_by", [one.value for one in LODGERS]) or Role.VICTIM.value
        day = self.day("lodged_on")
        yield _filled(kind="complaint_lodged", date=day, by=Actor(role=Role(role)), to=body)
        if self._given.get("received") == "yes":
            by = Actor(role=Role.OFFICIAL, body=body)
            yield _filled(kind="complaint_received", date=day, by=by)

    def _body(self, field: str, kinds: tuple[BodyKind, ...], taken: tuple[str, ...]) -> Body:
        kind = self.among(f"{field}_kind", [one.value for one in kinds])
        if not kind:
            self.faults.setdefault(f"{field}_kind", N_("Choose what kind of authority it is."))
        level = self.among(f"{field}_level", [one.value for one in LEVELS])
        under = self.among(f"{field}_under", [one.value for one in Branch]) or Branch.NONE.value
        return Body(
            id=free_name(kind or "other", taken),
            name=self.text(f"{field}_name"),
            kind=BodyKind(kind or "other"),
            level=Level(level) if level else None,
            under=under,
        )


def _filled(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _joined(what: str, where: str) -> str:
    return f"{what} ({where})" if where else what

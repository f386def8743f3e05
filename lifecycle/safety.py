"""
The safety of the victim: what was asked for and answered, who holds the person, and where else one can be held.

Source: CPC 96, 97, 134; Law 353-I; PEC 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from lifecycle.duty import Scene
from lifecycle.forensic import hints
from lifecycle.tracks import Track
from models.assessment import Hint, Safety, SafetyLine
from models.bodies import Command
from models.events import Event
from models.words import Person

_HELD: Final = frozenset({"detained", "moved"})
_THREATS: Final = frozenset({"threat_or_reprisal", "contact_with_accused"})
_BELONGS: Final = _HELD | _THREATS | {"safety_requested", "safety_granted", "safety_refused"}
_COLONY: Final = "penal_colony"


def safety(events: Sequence[Event], tracks: Iterable[Track], scene: Scene, as_of: date) -> Safety | None:
    """
    The safety side of a case.

    Args:
        events: what has happened by the day asked for.
        tracks: the requests of the case, as they stand on that day.
        scene: the case around it.
        as_of: the day asked for.

    Returns:
        None where nobody was held, threatened or asked for safety.
    """
    if not any(event.kind in _BELONGS for event in events):
        return None
    requests = tuple(_line(track) for track in tracks if track.machine == "safety")
    held_by = _holder(events)
    command = Command.of(scene.bodies.values())
    accused = held_by is not None and command.dependent_on_any(held_by, scene.accused)
    threats = tuple(event.id for event in events if event.kind in _THREATS)
    found = Safety(requests=requests, threats=threats, held_by=held_by, held_by_accused=accused)
    return found.model_copy(update={"hints": tuple(_hints(found, scene, as_of))})


def _line(track: Track) -> SafetyLine:
    state = track.state.partition(".")[2]
    return SafetyLine(event=track.id, to=track.to, state=state, since=track.since, answer=track.moved_by)


def _holder(events: Sequence[Event]) -> str | None:
    """The body that holds the victim after these events, as far as told."""
    holder = None
    for event in events:
        if event.person not in {None, Person.VICTIM}:
            continue
        if event.kind in _HELD:
            holder = event.to or event.body or holder
        elif event.kind == "released":
            holder = None
    return holder


def _hints(found: Safety, scene: Scene, as_of: date) -> Iterable[Hint]:
    if (found.threats or found.held_by_accused) and not found.requests:
        yield from hints(("cpc-96-1-duty", "safety.ask"), scene, as_of)
    if any(request.state == "refused" for request in found.requests):
        yield from hints(("cpc-96-5-appeal", "safety.appeal"), scene, as_of)
    if found.held_by_accused:
        yield from hints(("cpc-134-places-of-detention", "safety.places"), scene, as_of)
        yield from hints(("law-353-i-places", "safety.institutions"), scene, as_of)
        if scene.body_kind(found.held_by) == _COLONY:
            yield from hints(("pec-12-personal-safety", "safety.colony"), scene, as_of)

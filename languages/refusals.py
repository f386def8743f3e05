"""
The sentences with which an event is refused, with their gaps named, so that each can be known again and said anew.

They are made in `lifecycle.decision`; tests/languages/test_refusals.py holds the two together.
"""

from __future__ import annotations

from typing import Final

TAKEN: Final = (
    "this id was told before with other content; tell a new event under a new id, or correct the old one "
    "with kind corrected and its id as target"
)
REASONS: Final = (
    "the case already holds {number} events, its limit; open a second case for what follows",
    "{field} is larger than {number}, the largest number that is kept exactly; give a smaller one",
    "{kind} needs {fields}",
    "date {date} has not come yet; tell it when it has happened",
    "known_on {date} has not come yet; tell it when it is known",
    "proceeding {proceeding} is not in this case; its proceedings are {listed}",
    "{field} {body} is no body of this case; its bodies are {listed}",
    "{field} names the event itself",
    "{field} {event} was never told; {candidates}",
    "target {event} is {kind}, no decision or act of an authority; {candidates}",
)
CANDIDATES: Final = (
    "the events of this case are {listed}",
    "the decisions of this case are {listed}",
    "this case has no decision yet",
)
MORE: Final = "{listed} and {number} more"
NONE: Final = "none"
EVENT: Final = "event {event}: {reason}"
EVENT_NEXT: Final = "event {event}: {reason}; what may happen next: {kinds}"

ALL: Final = (TAKEN, *REASONS, *CANDIDATES, MORE, NONE, EVENT, EVENT_NEXT)

"""What a proceeding remembers between its events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

REFUSALS: Final = frozenset({"opening_refused", "registration_refused"})
"""The endings of a mere check."""

OPENING_QUASHED: Final = frozenset({"quashed", "appeal_granted"})
"""The kinds of event that can stand as an ending because they set the decision to open aside."""


@dataclass(frozen=True, slots=True)
class Posture:
    """
    Where a proceeding stands.

    `since` is the date of the event that led here, as told. `investigated` says that an investigation was begun.
    `standing` are the decisions that ended it and that nobody set aside, oldest first; `stopped` the last decision
    that ended or suspended it; `before_closing` the state that it was closed in.
    """

    state: str
    since: str = "unknown"
    event: str | None = None
    investigated: bool = False
    standing: tuple[str, ...] = ()
    stopped: str | None = None
    before_closing: str | None = None

    @property
    def phase(self) -> str:
        """The phase of the state."""
        return self.state.partition(".")[0]

    @property
    def name(self) -> str:
        """The state without its phase."""
        return self.state.partition(".")[2]

    @property
    def at_rest(self) -> str | None:
        """The decision for which the proceeding has ended or stands still; None while it goes on."""
        state = (self.before_closing or self.state) if self.phase == "closed" else self.state
        if state == "investigation.suspended":
            return self.stopped
        ended = state.startswith(("termination.", "appeal.")) or state == "registration.refused"
        return self.standing[-1] if ended and self.standing else None

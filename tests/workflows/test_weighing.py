"""A case refuses what its next run could not hold, long before it would stand still."""

from __future__ import annotations

import random
from dataclasses import replace

from lifecycle.growing import Growing
from lifecycle.snapshot import pack
from lifecycle.state import CaseState, Told
from lifecycle.telling import Stamp, open_case
from lifecycle.timeline import build
from models.events import Event
from models.messages import Tell
from tests.conftest import TELLER
from tests.workflows.stories import event, opening
from workflows.pinned import norms_of
from workflows.weighing import LIMIT, Weight

CHANCE = random.Random(5)  # noqa: S311 (text that cannot be made smaller, no secret)


def filled(events: int) -> tuple[CaseState, list[Event]]:
    """A case of events whose text cannot be made smaller, and those events."""
    first = opening("full")
    state, _ = open_case(first, Stamp("2026-11-23T10:00:00.000000Z", TELLER, "0" * 32), norms_of(first))
    told = [
        event(f"e{n}", "noted", "2024-01-01", summary=CHANCE.randbytes(40_000).hex(), position=n) for n in range(events)
    ]
    known = Growing({one.id: Told(one, n + 2, "a" * 64, state.opened_at) for n, one in enumerate(told)})
    return replace(state, timeline=build(told, state.timeline.scene), told=known), told


def test_a_case_is_full_before_it_is_too_large() -> None:
    """Near the limit the case is weighed as it is: what still fits is taken, what does not is refused."""
    state, told = filled(27)
    weight, size = Weight(), len(pack(state)) * 4 // 3
    for one in told:
        weight.add(len(one.model_dump_json(exclude_unset=True)))
    assert LIMIT - 250_000 < size < LIMIT - 110_000

    assert weight.bears(state, Tell(teller=TELLER, events=(told[0],)))
    assert not weight.bears(state, Tell(teller=TELLER, events=(told[0],) * 3))


def test_a_light_case_is_not_weighed() -> None:
    """As long as nothing could have reached the limit, the case is not packed to be weighed."""
    state, _ = filled(1)

    assert Weight(1_000_000).bears(state, Tell(teller=TELLER, events=(event("e9", "noted", "2024-01-01"),)))
    assert not Weight(1_349_999).bears(filled(40)[0], Tell(teller=TELLER, events=(event("e9", "noted", "2024-01-01"),)))

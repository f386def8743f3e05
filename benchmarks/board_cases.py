"""Register rows of made-up cases, the same each time: what a board of very many cases is measured with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from lifecycle.telling import instant_text
from models.register import DueRow
from store.ends import ends

REGIONS: Final = ("KZ-10", "KZ-11", "KZ-15", "KZ-19", "KZ-23", "KZ-27", "KZ-31", "KZ-33", "KZ-35", "KZ-39", "KZ-75")
_STATES: Final = (
    *(("registration", "registered"), ("forwarding", "forwarded"), ("classification", "classified")),
    *(("investigation", "opened"), ("investigation", "suspended"), ("termination", "terminated")),
    *(("appeal", "pending"), ("closed", "closed")),
)
_COUNTS: Final = {"opening_refused": 2, "terminated": 1, "quashed": 1, "suspended": 0, "forwarded": 1}
_RIGHTS: Final = 0.3
"""The share of terms that are rights of the victim's side."""


def case(number: int, now: datetime) -> tuple[dict[str, Any], list[DueRow]]:
    """A row of the register and its terms, as they would stand at an instant."""
    random = Random(number)  # noqa: S311 (the same cases each time)
    region = random.choice(REGIONS)
    phase, state = random.choice(_STATES)
    updated = instant_text((now - timedelta(seconds=random.randrange(10**8))).astimezone(UTC))
    opened = (now - timedelta(days=random.randrange(6_000))).date().isoformat()
    terms = [] if phase == "closed" else [_term(random, now) for _ in range(random.choice((0, 0, 1, 2, 4, 7)))]
    row = {
        "reference": f"{region.lower()}-{number}",
        "jurisdiction": "KG" if number % 9 == 0 else "KZ",
        "region": region,
        "proceeding": "main",
        "phase": phase,
        "state": state,
        "since": opened,
        "opened_on": opened,
        "opened_first": opened if number % 20 else None,
        "events": 40,
        "lawyer": f"lawyer-{random.randrange(60)}" if number % 7 else None,
        "records": 60,
        "head": f"{number:064x}",
        "updated_at": updated,
        "findings": random.randrange(12),
    }
    return row | _COUNTS | ends(terms, updated), terms


def duty(reference: str, place: int, due: DueRow) -> dict[str, Any]:
    """A row of a term."""
    return {"reference": reference, "place": place, **due.model_dump()}


def _term(random: Random, now: datetime) -> DueRow:
    end = (now + timedelta(minutes=random.randrange(-60 * 24 * 200, 60 * 24 * 120))).astimezone(UTC)
    return DueRow(
        rule="cpc-185-1-check",
        term="check",
        anchor="e01",
        owed_by="district-police",
        due=f"{end.date().isoformat()}T24:00",
        due_at=instant_text(end),
        own=random.random() < _RIGHTS,
        passed_recorded=end < now,
    )

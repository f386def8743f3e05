"""The stage of every measurement: a real server on a throw-away folder, a migrated store, stories to tell."""

from __future__ import annotations

import contextlib
import sysconfig
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from law.published import BOOK
from models.case import Body, CaseHead, Header
from models.dates import PartialDate
from models.events import Actor, Event
from models.records import Opening, Teller, TellerRole
from models.words import BodyKind, Branch, Level, Role
from store.engine import database_url
from store.keys.opening import Place
from store.making import make_store
from store.opening import Store, open_store
from workflows.attributes import KEYS
from workflows.codec import data_converter

TELLER = Teller(id="bench", role=TellerRole.COORDINATOR)
_LOOP = (
    "opening_refused",
    "appeal_filed",
    "quashed",
    "check_opened",
    "interviewed",
    "examined",
    "forwarded",
    "check_concluded",
)
_FIRST = date(2024, 1, 9)


@dataclass(frozen=True, slots=True)
class Stage:
    """A running server and an open store."""

    client: Client
    store: Store
    folder: Path


@contextlib.asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """A server with our search attributes on SQLite (WAL, synchronous=NORMAL), and a store beside it."""
    with tempfile.TemporaryDirectory(prefix="aryz-bench-") as name:
        folder = Path(name)
        url = database_url(folder)
        keys = Place(folder / "keys", environment={})
        await make_store(url, keys, "bench.example.org")
        pragmas = ("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL")
        environment = await WorkflowEnvironment.start_local(
            dev_server_existing_path=str(Path(sysconfig.get_path("scripts")) / "temporal"),
            dev_server_database_filename=str(folder / "temporal.db"),
            dev_server_extra_args=[*pragmas, "--headless"],
            dev_server_log_level="error",
            search_attributes=KEYS,
        )
        async with environment, await open_store(url, keys=keys) as store:
            address = environment.client.service_client.config.target_host
            client = await Client.connect(address, data_converter=data_converter(store.keys_at_hand()))
            yield Stage(client, store, folder)


def opening(reference: str) -> Opening:
    """A case of Kazakhstan with a police station, a prosecutor and a court."""
    bodies = (
        Body(id="station", kind=BodyKind.POLICE, level=Level.CITY, under=Branch.MIA.value),
        Body(id="prosecutor", kind=BodyKind.PROSECUTOR, level=Level.CITY, under=Branch.GPO.value),
        Body(id="court", kind=BodyKind.COURT, level=Level.CITY, under=Branch.JUDICIARY.value),
    )
    head = CaseHead(reference=reference, title="", jurisdiction="KZ")
    return Opening(header=Header(case=head, bodies=bodies, accused=("station",)), law_known_on=BOOK.latest_entry)


def story(length: int) -> tuple[Event, ...]:
    """A complaint that is refused, appealed, quashed and refused again, one event every second day."""
    events = [_event(0, "complaint_lodged", to="prosecutor")]
    refusal = ""
    while len(events) < length:
        number, kind = len(events), _LOOP[(len(events) - 1) % len(_LOOP)]
        target = refusal if kind in {"appeal_filed", "quashed"} else None
        event = _event(number, kind, target=target, to={"appeal_filed": "prosecutor", "forwarded": "station"}.get(kind))
        refusal = event.id if kind == "opening_refused" else refusal
        events.append(event)
    return tuple(events)


def _event(number: int, kind: str, *, to: str | None = None, target: str | None = None) -> Event:
    by = {"complaint_lodged": Actor(role=Role.VICTIM), "appeal_filed": Actor(role=Role.COUNSEL)}
    given = {"to": to, "target": target, "examination": "hospital" if kind == "examined" else None}
    return Event.model_validate(
        {
            "id": f"e{number:04d}",
            "kind": kind,
            "date": PartialDate.of(min(_FIRST + timedelta(days=number // 4), date(2026, 9, 1))),
            "by": by.get(kind, Actor(role=Role.OFFICIAL, body="prosecutor")),
            "summary": "An event of a story told to measure how fast a case takes it",
            "source": "bench",
            "position": number,
            **{key: value for key, value in given.items() if value is not None},
        }
    )

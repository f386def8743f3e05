"""What programs send as signals: applied, or kept as contested with the reason. Never fatal, never lost."""

from __future__ import annotations

import json

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.common import RawValue

from models.messages import Tell
from models.records import Entry, RecordKind, Teller, TellerRole
from store.opening import Store
from tests.workflows.stories import event, folded, kept, lodged, opening
from workflows.desk import Desk, workflow_id

pytestmark = pytest.mark.server

PROGRAM = Teller(id="court-feed", role=TellerRole.INTEGRATION)
WRONG_SHAPES: tuple[object, ...] = (
    "words",
    7,
    None,
    [1, 2],
    {},
    {"id": "e09", "kind": "noted"},
    {"teller": {"id": "x"}, "events": [{}]},
)


def raw(data: bytes, encoding: bytes = b"json/plain") -> RawValue:
    """A message as some client in another language might send it."""
    return RawValue(Payload(metadata={"encoding": encoding}, data=data))


def sent_and_why(entry: Entry) -> tuple[str | None, str]:
    """What was sent in a contested record, and why it was not applied."""
    assert entry.payload is not None
    return entry.payload.raw, entry.record.reason or ""


async def test_possible_events_are_applied(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """A signal with possible events is as good as a telling; sent again it changes nothing."""
    await desk.open(opening(reference))
    handle = client.get_workflow_handle(workflow_id(reference))
    told = Tell(teller=PROGRAM, events=(lodged(), event("e02", "registered", "2024-03-01", by="city-police")))
    await handle.signal("inform", told)
    await handle.signal("inform", told)

    entries = await kept(store, reference, 3)
    assert [(entry.record.kind, entry.record.teller) for entry in entries[1:]] == [(RecordKind.TOLD, PROGRAM)] * 2
    assert [line.event for line in await desk.timeline(reference)] == ["e01", "e02"]


async def test_an_impossible_event_is_contested(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """What cannot have happened is kept with the reason and without effect; the rest of the signal is applied."""
    await desk.open(opening(reference))
    quashed = event("e02", "quashed", "2024-03-05", by="city-prosecutor", target="e77")
    await client.get_workflow_handle(workflow_id(reference)).signal(
        "inform", Tell(teller=PROGRAM, events=(lodged(), quashed))
    )

    state = await folded(store, reference, 3)
    assert [(kept_aside.event, kept_aside.seq) for kept_aside in state.contested] == [(quashed, 3)]
    assert "target e77 was never told" in state.contested[0].reason
    assert list(state.told) == ["e01"]


async def test_unreadable_signals_are_contested(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """Whatever JSON the stock command line can send is kept as it came, and the case goes on."""
    await desk.open(opening(reference))
    handle = client.get_workflow_handle(workflow_id(reference))
    for shape in WRONG_SHAPES:
        await handle.signal("inform", shape)

    entries = await kept(store, reference, 1 + len(WRONG_SHAPES))
    assert [json.loads(sent_and_why(entry)[0] or "null") for entry in entries[1:]] == list(WRONG_SHAPES)
    assert all(sent_and_why(entry)[1].startswith("not readable as events: ") for entry in entries[1:])
    assert all("court" not in sent_and_why(entry)[1] for entry in entries[1:])
    assert (await desk.tell(reference, [lodged()]))[0].record == len(entries) + 1


@pytest.mark.parametrize(
    ("name", "sent", "reason"),
    [
        ("inform", [], "0 messages instead of one"),
        ("inform", [raw(b"{}"), raw(b"{}")], "2 messages instead of one"),
        ("inform", [raw(b'{"half":')], "message (json_invalid)"),
        ("inform", [raw(b"\xff\xfe\x00", b"binary/plain")], "message (json_invalid)"),
        ("inform", [raw(b"\x00", b"from/nowhere")], "message (json_invalid)"),
        ("inform", [raw(b'"\\ud800"')], "message (json_invalid)"),
        ("inform", [raw(b"[" * 5000)], "message (json_invalid)"),
        ("inform", [raw(b'"' + b"x" * 200_000 + b'"')], "message ("),
        ("infrom", [raw(b"{}")], "not a signal of a case; send inform"),
    ],
)
async def test_hostile_signals(  # noqa: PLR0917 (fixtures arrive as arguments)
    desk: Desk, client: Client, store: Store, reference: str, name: str, sent: list[RawValue], reason: str
) -> None:
    """No message, not JSON, a misspelt name, nesting without end, a very long one: kept, and the case goes on."""
    await desk.open(opening(reference))
    await client.get_workflow_handle(workflow_id(reference)).signal(name, args=sent)

    (_, contested) = await kept(store, reference, 2)
    assert contested.record.kind is RecordKind.CONTESTED
    assert reason in sent_and_why(contested)[1]
    assert len(sent_and_why(contested)[0] or "") <= 60_000
    assert (await desk.tell(reference, [lodged()]))[0].record == 3


async def test_a_retry_that_nobody_needs(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """The operator's signal changes nothing in a case that is not halted, whatever is sent with it."""
    await desk.open(opening(reference))
    handle = client.get_workflow_handle(workflow_id(reference))
    for sent in ([], ["please"], [1, 2]):
        await handle.signal("retry", args=sent)

    assert (await desk.tell(reference, [lodged()]))[0].record == 2
    await kept(store, reference, 2)

"""Messages of stock clients that are no messages, or are not theirs to send: refused, without repeating them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from law.published import BOOK
from models.errors import RefusedError
from models.messages import Adopt, Amend, Tell
from models.records import SYSTEM, RecordKind
from store.opening import Store
from tests.workflows.stories import PERSONAL, kept, lodged, opening
from tests.workflows.test_telling import history_length, settled
from workflows.desk import Desk, workflow_id

pytestmark = pytest.mark.server

UNREADABLE: tuple[tuple[list[object], str], ...] = (
    ([], "0 messages instead of one"),
    ([{}, PERSONAL], "2 messages instead of one"),
    ([PERSONAL], "message (model_type)"),
    ([{PERSONAL: 1}], "teller (missing)"),
    ([{"teller": {"id": PERSONAL, "role": "lawyer"}}], "teller.id (string_pattern_mismatch)"),
    ([{"teller": {"id": "u1", "role": PERSONAL}}], "teller.role (enum)"),
    ([{"teller": {"id": "u1", "role": "lawyer", PERSONAL: 1}}], "teller.? (extra_forbidden)"),
    ([PERSONAL.encode()], "message (json_invalid)"),
)


async def refused(client: Client, reference: str, name: str, *sent: object) -> str:
    """Send an update as a stock client does; returns why it was refused for good."""
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await client.get_workflow_handle(workflow_id(reference)).execute_update(name, args=sent)
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert (cause.type, cause.non_retryable, cause.cause) == ("Refused", True, None)
    return cause.message


async def test_unreadable_updates(
    desk: Desk, client: Client, store: Store, reference: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The refusal names place and kind of the fault; what was sent stands in no answer, log or history."""
    await desk.open(opening(reference))
    await settled(client, reference)
    before = await history_length(client, reference)
    for name, kind in (("tell", "Tell"), ("open", "Amend"), ("adopt", "Adopt")):
        for sent, fault in UNREADABLE:
            assert await refused(client, reference, name, *sent) == (
                f"not readable as {kind}: {fault}; send one JSON object of the shape that is documented"
            )

    assert PERSONAL not in caplog.text
    assert await history_length(client, reference) == before
    await kept(store, reference, 1)


async def test_nobody_speaks_as_the_system(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """An update of the role system is refused; a signal of it is kept as contested, as from an integration."""
    await desk.open(opening(reference))
    messages: dict[str, Any] = {
        "tell": Tell(teller=SYSTEM, events=(lodged(),)),
        "open": Amend(teller=SYSTEM, opening=opening(reference)),
        "adopt": Adopt(teller=SYSTEM, known_on=BOOK.latest_entry),
    }
    for name, message in messages.items():
        assert "the role system is that of the system itself" in await refused(client, reference, name, message)

    await client.get_workflow_handle(workflow_id(reference)).signal("inform", messages["tell"])
    (_, contested) = await kept(store, reference, 2)
    assert contested.record.kind is RecordKind.CONTESTED
    assert contested.record.teller.role.value == "integration"
    assert "the role system" in (contested.record.reason or "")
    assert await desk.timeline(reference) == ()


async def test_a_day_before_the_law_book(desk: Desk, store: Store, reference: str) -> None:
    """Before its first entry nothing of the law was known; the refusal names the day from which on something is."""
    await desk.open(opening(reference))
    for trial in (True, False):
        with pytest.raises(RefusedError, match=f"entered by 2000-01-01; the first day .* is {BOOK.first_entry}"):
            await desk.adopt(reference, date(2000, 1, 1), trial=trial)
    assert (await desk.adopt(reference, BOOK.first_entry)).case == reference
    await kept(store, reference, 1)

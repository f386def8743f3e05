"""Findings stand on record when they are raised and cleared: at once, after a long telling, or as time passes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from lifecycle import adoption
from models import messages
from models.messages import Receipt
from models.records import SYSTEM, Record, RecordKind
from store.opening import Store
from tests.conftest import TELLER
from tests.workflows.stories import (
    assert_judged_rightly,
    before_today,
    event,
    folded,
    judgements,
    kept,
    lodged,
    noted,
    opening,
    refusal_and_appeal,
    today,
)
from worker import working
from workflows.desk import Desk, workflow_id
from workflows.recording import AT_ONCE

pytestmark = pytest.mark.server

DAY = before_today(30)
TO_THE_ACCUSED = "forwarded_to_accused:certain"
FORWARDED = event("e02", "forwarded", DAY, by="city-prosecutor", to="city-police")
CORRECTED = event("e03", "corrected", DAY, target="e02", to="district-court", by="city-prosecutor")
QUIET = timedelta(seconds=80)
"""The minute in which nothing is told, and what the server's clock needs besides."""


@pytest.fixture
async def patient(skipping: WorkflowEnvironment, store: Store, task_queue: str) -> AsyncIterator[Desk]:
    """A desk on the server that skips time, with a worker behind it."""
    async with working(skipping.client, store, task_queue=task_queue):
        yield Desk(skipping.client, task_queue=task_queue, teller=TELLER, patience=30)


async def judged(store: Store, reference: str) -> list[Record]:
    """The judgements that the ledger holds, each checked against the records before it."""
    entries = await store.ledger.entries(reference)
    assert_judged_rightly(entries)
    return judgements(entries)


def found(receipts: tuple[Receipt, ...]) -> list[tuple[str, ...]]:
    """What each receipt says was raised."""
    return [receipt.raised for receipt in receipts]


async def test_a_receipt_names_what_was_raised_and_cleared(desk: Desk, store: Store, reference: str) -> None:
    """The receipt says which findings the telling raised and cleared, and the record after it says the same."""
    await desk.open(opening(reference))
    receipts: list[Receipt] = []
    for number, told in enumerate((lodged("e01", DAY), FORWARDED, CORRECTED), start=2):
        receipts += await desk.tell(reference, [told])
        await kept(store, reference, number)
    complaint, forwarded, corrected = receipts
    (again,) = await desk.tell(reference, [FORWARDED])
    state = await folded(store, reference, 4)

    assert TO_THE_ACCUSED not in complaint.raised
    assert TO_THE_ACCUSED in forwarded.raised
    assert TO_THE_ACCUSED in corrected.cleared
    assert (again.raised, again.cleared, again.repeated) == ((), (), True)
    assert TO_THE_ACCUSED not in state.found
    by_place = {record.seq: record for record in await judged(store, reference)}
    changing = [one for one in receipts if one.raised or one.cleared]
    assert [(by_place[one.record + 1].raised, by_place[one.record + 1].cleared) for one in changing] == [
        (one.raised, one.cleared) for one in changing
    ]
    assert all(record.teller == SYSTEM and record.payload is None for record in by_place.values())


async def test_the_last_receipt_of_a_telling_names_them(desk: Desk, store: Store, reference: str) -> None:
    """Events told together are judged together, after the last of them."""
    await desk.open(opening(reference))
    first, last = await desk.tell(reference, [lodged("e01", DAY), FORWARDED])
    await kept(store, reference, 3)

    (record,) = await judged(store, reference)
    assert (first.raised, first.cleared) == ((), ())
    assert last.raised == record.raised
    assert record.seq == last.record + 1 == 4


async def test_a_signal_is_judged_too(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """What a program tells raises findings as well; nobody gets a receipt, the record has them."""
    await desk.open(opening(reference))
    handle = client.get_workflow_handle(workflow_id(reference))
    message = {
        "teller": TELLER.model_dump(),
        "events": [one.model_dump(mode="json", exclude_unset=True) for one in (lodged("e01", DAY), FORWARDED)],
    }
    await handle.signal("inform", message)
    await kept(store, reference, 3)

    assert TO_THE_ACCUSED in {name for record in await judged(store, reference) for name in record.raised}


async def test_cases_are_found_by_their_findings(desk: Desk, client: Client, store: Store, reference: str) -> None:
    """The server counts the certain findings on record, and lists cases by that."""
    await desk.open(opening(reference))
    await desk.tell(reference, [lodged("e01", DAY), FORWARDED])
    certain = [name for name in (await folded(store, reference, 3)).found if name.endswith(":certain")]
    assert len(certain) >= 1

    async def listed(query: str) -> bool:
        asked = f"{query} AND WorkflowId = '{workflow_id(reference)}'"
        return (await client.count_workflows(asked)).count == 1

    while not await listed(f"AryzFindings = {len(certain)}"):  # noqa: ASYNC110 (asked, not told)
        await asyncio.sleep(0.1)
    assert await listed("AryzFindings > 0")
    assert not await listed(f"AryzFindings > {len(certain)}")


async def test_a_long_telling_is_judged_when_it_is_over(desk: Desk, store: Store, reference: str) -> None:
    """Pieces that gather are not judged one by one; what comes after them is, together with them."""
    await desk.open(opening(reference))
    pieces = [lodged("e01", DAY), FORWARDED, noted(1, DAY)]
    long = [await desk.tell(reference, [one], gather=True) for one in pieces]
    (last,) = await desk.tell(reference, [noted(2, DAY)])
    await kept(store, reference, 5)

    assert [found(receipts) for receipts in long] == [[()], [()], [()]]
    (record,) = await judged(store, reference)
    assert record.raised == last.raised
    assert TO_THE_ACCUSED in record.raised
    assert record.seq == last.record + 1


async def test_a_long_telling_that_breaks_off_is_judged_a_minute_later(
    skipping: WorkflowEnvironment, patient: Desk, store: Store, reference: str
) -> None:
    """Where nothing comes after the pieces that gather, the case judges itself when nothing was told for a minute."""
    await patient.open(opening(reference))
    await patient.tell(reference, [lodged("e01", DAY), FORWARDED], gather=True)
    await skipping.sleep(QUIET)
    await skipping.sleep(QUIET)

    judgement, *_ = await judged(store, reference)
    assert TO_THE_ACCUSED in judgement.raised
    assert judgement.seq > 3


async def test_a_large_case_is_judged_when_it_is_quiet(
    skipping: WorkflowEnvironment, patient: Desk, store: Store, reference: str
) -> None:
    """Judging a large case with every event would make each event slow: it waits for a minute without any."""
    await patient.open(opening(reference))
    await patient.tell(reference, [noted(number, DAY) for number in range(AT_ONCE - 1)])
    (small,) = await patient.tell(reference, [lodged("e01", DAY)])
    await kept(store, reference, AT_ONCE + 1)
    before = len(await judged(store, reference))
    (large,) = await patient.tell(reference, [FORWARDED])
    await kept(store, reference, AT_ONCE + 2)
    assert len(await judged(store, reference)) == before
    await skipping.sleep(QUIET)
    await skipping.sleep(QUIET)

    assert (large.raised, large.cleared) == ((), ())
    assert TO_THE_ACCUSED in (await judged(store, reference))[before].raised
    assert small.event == "e01"


@pytest.mark.usefixtures("long_known")
async def test_a_very_large_case_is_not_judged(
    skipping: WorkflowEnvironment, patient: Desk, store: Store, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond its limit a case does not judge itself, for it would stand still; it goes on in everything else."""
    monkeypatch.setattr(messages, "JUDGED_LIMIT", 2)
    monkeypatch.setattr(adoption, "JUDGED_LIMIT", 2)
    await patient.open(opening(reference))
    (first,) = await patient.tell(reference, [lodged("e01", DAY)])
    await kept(store, reference, 2)
    before = len(await judged(store, reference))
    told = await patient.tell(reference, [FORWARDED, noted(1, DAY)])
    await skipping.sleep(QUIET)
    trial = await patient.adopt(reference, date(2000, 1, 1), trial=True)

    assert first.raised
    assert all((one.raised, one.cleared) == ((), ()) for one in told)
    assert len(await judged(store, reference)) == before
    assert trial.changes[-1] == "findings: not compared, the case has more than 2 events"


async def test_a_threshold_that_passes_raises_a_finding_on_its_day(
    skipping: WorkflowEnvironment, patient: Desk, store: Store, reference: str
) -> None:
    """Told once and never again, a case is judged on the day on which each threshold passes, and then rests."""
    await patient.open(opening(reference))
    zone = (await folded(store, reference, 1)).timeline.scene.norms.zone
    start = zone.local(await skipping.get_current_time())[0]
    await patient.tell(reference, [lodged("e01", start.isoformat())])
    await skipping.sleep(timedelta(days=3 * 366))

    raised = {name: record.date for record in await judged(store, reference) for name in record.raised}
    days = {name: (date.fromisoformat(day) - start).days for name, day in raised.items() if day}
    assert days["no_forensic_exam:possible"] == 10
    assert days["not_prompt:certain"] == 28
    assert 730 <= days["excessive_length:certain"] == days["no_redress:possible"] <= 731
    entries = await store.ledger.entries(reference)
    assert [entry.record.kind for entry in entries].count(RecordKind.TOLD) == 1


async def test_silence_raises_a_finding(
    skipping: WorkflowEnvironment, patient: Desk, store: Store, reference: str
) -> None:
    """When a term has passed unanswered the case is judged again, and what that raises stands on record after it."""
    await patient.open(opening(reference))
    await patient.tell(reference, refusal_and_appeal(today()))
    await skipping.sleep(timedelta(days=40))
    entries = await store.ledger.entries(reference)

    assert_judged_rightly(entries)
    passed = next(n for n, entry in enumerate(entries) if entry.record.kind is RecordKind.TERM_PASSED)
    raised = {name for record in judgements(entries[passed:]) for name in record.raised}
    assert any(name.startswith("appeal_overdue:") for name in raised)
    assert not any(
        name.startswith("appeal_overdue:") for record in judgements(entries[:passed]) for name in record.raised
    )

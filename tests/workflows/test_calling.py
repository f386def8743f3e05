"""Calls to programs: signed, in order, each record at least once, nowhere else than where they were meant to go."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import reaching
from activities.calling import Calling, signature
from activities.outward import Outward
from activities.reaching import NotReached, call, check_address, outside
from models.errors import RefusedError
from models.notices import CallOf
from models.records import TellerRole
from store.notices.hooks import Hook
from store.opening import Store
from tests.store.telling import append, chain
from tests.workflows.hearing import Program, hearing
from tests.workflows.posting import NAME, person
from tests.workflows.test_reminding import Clock
from worker import working
from workflows.naming import CALLS, NOTICES, call_id
from workflows.notifying import ensure_running

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
INSIDE = Outward(internal=True)


@pytest.fixture
async def program() -> AsyncIterator[Program]:
    """A program that listens."""
    async with hearing() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    """A clock that the test sets."""
    return Clock(NOW)


async def hooked(store: Store, url: str, *events: str) -> Hook:
    """A hook of a coordinator."""
    chief = await person(store, "coordinator", "chief")
    return await store.notices.hooks.add(chief.id, url, events or ("*",), NOW)


async def called(calling: Calling, hook: Hook) -> int:
    """The activity, run once."""
    answered: int = await ActivityEnvironment().run(calling.call_hook, CallOf(hook=hook.id))
    return answered


async def test_a_program_is_told_of_each_record_once_in_order(store: Store, program: Program, clock: Clock) -> None:
    """One signed call a record, with reference, number, kind and time, and no word of what was told."""
    hook = await hooked(store, program.url)
    await store.ledger.append([append(*chain("abaev", 3, told=NAME))])
    calling = Calling(store, INSIDE, clock)

    assert await called(calling, hook) == 3
    assert await called(calling, hook) == 0
    entries = await store.ledger.entries("abaev")
    assert program.told() == [
        {
            "id": entry.hash,
            "type": "told",
            "case": "abaev",
            "record": entry.record.seq,
            "at": entry.record.recorded_at,
        }
        for entry in entries
    ]
    headers, body = program.heard[0]
    moment, made = (part.partition("=")[2] for part in headers["aryz-signature"].split(","))
    assert made == hmac.new(hook.secret.encode(), f"{moment}.".encode() + body, "sha256").hexdigest()
    assert int(moment) == int(NOW.timestamp())
    assert headers[""] == "POST /in?key=geheim HTTP/1.1"
    assert headers["host"] == f"127.0.0.1:{program.port}"
    assert NAME not in repr(program.heard)
    assert signature("other", body, NOW) != headers["aryz-signature"]


async def test_only_what_it_wants_and_may_see(store: Store, program: Program, clock: Clock) -> None:
    """Other kinds and sealed cases are passed over; a hook of somebody who is no coordinator any more is closed."""
    hook = await hooked(store, program.url, "erased")
    all_of_them = await store.notices.hooks.add(hook.account, program.url, ("told",), NOW)
    await store.ledger.append([append(*chain("abaev", 2)), append(*chain("sealed", 2))])
    await store.people.seals.seal("sealed", "u-other", [], NOW)
    calling = Calling(store, INSIDE, clock)

    assert await called(calling, hook) == 0
    assert await called(calling, all_of_them) == 2
    assert {one["case"] for one in program.told()} == {"abaev"}
    assert await store.notices.hooks.behind(failing=True) == ()

    await store.people.accounts.set_role(hook.account, TellerRole.AUDITOR, NOW)
    await store.ledger.append([append(*chain("boboev", 2))])
    assert await called(calling, all_of_them) == 0
    found = await store.notices.hooks.find(all_of_them.id)
    assert found is not None
    assert not found.enabled


@pytest.mark.parametrize("answer", ["500 Broken", "302 Found\r\nLocation: http://127.0.0.1:1/", "404 Gone"])
async def test_a_program_that_fails_then_answers(store: Store, program: Program, clock: Clock, answer: str) -> None:
    """Anything but 2xx is a failure, a redirect too: it is tried again from the same record, with the same id."""
    hook = await hooked(store, program.url)
    await store.ledger.append([append(*chain("abaev", 2))])
    calling = Calling(store, INSIDE, clock)
    program.answers = ["200 OK", answer]

    with pytest.raises(ApplicationError) as failed:
        await called(calling, hook)
    assert failed.value.type == "NotAnswered"
    assert "geheim" not in str(failed.value)
    assert await called(calling, hook) == 1
    told = program.told()
    assert [one["record"] for one in told] == [1, 2, 2]
    assert told[1]["id"] == told[2]["id"]
    found = await store.notices.hooks.find(hook.id)
    assert found is not None
    assert (found.failing_since, found.position) == (None, 2)


async def test_a_program_that_never_answers_is_given_up(
    store: Store, program: Program, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A silent program costs ten seconds and no more; after five days it is called no more, and that is on record."""
    monkeypatch.setattr(reaching, "PATIENCE", 0.2)
    hook = await hooked(store, program.url)
    await store.ledger.append([append(*chain("abaev", 1))])
    calling = Calling(store, INSIDE, clock)
    program.answers = [None, None]

    with pytest.raises(ApplicationError, match=r"no answer within 0\.2 s"):
        await called(calling, hook)
    clock.moment += timedelta(days=5)
    assert await called(calling, hook) == 0
    (given,) = await store.notices.hooks.given_up()
    assert (given.id, given.enabled, given.failing_since) == (hook.id, False, "2026-11-23T08:00:00.000000Z")
    assert await called(calling, hook) == 0
    assert len(program.heard) == 2


async def test_what_is_watched(store: Store, program: Program, clock: Clock) -> None:
    """A hook that is behind is named at once; one that does not answer only after ten minutes without another."""
    hook = await hooked(store, program.url)
    other = await store.notices.hooks.add(hook.account, program.url, ("*",), NOW)
    await store.ledger.append([append(*chain("abaev", 1))])
    env = ActivityEnvironment()
    await store.notices.hooks.fail(hook.id, "the program answers 500", NOW)
    assert await env.run(Calling(store, INSIDE, clock).watch_ledger) == (other.id,)

    await store.notices.hooks.move(other.id, 1)
    moments = iter(NOW + timedelta(minutes=4) * number for number in range(10))
    watching = Calling(store, INSIDE, lambda: next(moments), pause=0.01)
    assert await env.run(watching.watch_ledger) == (hook.id,)
    assert next(moments) >= NOW + timedelta(minutes=16)


INNER = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
    "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INNER)
def test_addresses_inside_are_inside(address: str) -> None:
    """Loopback, private, link-local, shared and multicast addresses are refused, also wrapped in IPv6."""
    assert not outside(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_outside_are_outside(address: str) -> None:
    """Addresses of the open internet are allowed."""
    assert outside(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https:///x", "nonsense", "https://u:p@example.org/",
        "https://example.org/#x", "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3:8443/", "https://[fe80::1]/",
        f"https://example.org/{'x' * 2000}", "https://exa mple.org/\r\nX: y", "file:///etc/passwd", "//example.org",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """What is no plain https address in the open internet is refused before anything is sent."""
    with pytest.raises(RefusedError):
        check_address(url, internal=False)


async def test_a_name_that_leads_inside_is_refused_when_it_is_called(program: Program) -> None:
    """A name is resolved when the call is made: one that leads to this machine is not called."""
    for url in (f"https://localhost:{program.port}/", f"https://localhost.:{program.port}/"):
        with pytest.raises((RefusedError, NotReached)):
            await call(url, b"{}", {}, internal=False)
    assert program.heard == []


async def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a name with several addresses all must lie outside: none is chosen that the check did not see."""

    async def answered(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", answered)
    with pytest.raises(RefusedError, match="private network"):
        await call("https://program.example.org/", b"{}", {}, internal=False)


@pytest.mark.server
async def test_the_workflows_call_and_stop(client: Client, store: Store, task_queue: str, program: Program) -> None:
    """From a record to the program by itself: watched, called, retried after a failure, and one of each kind only."""
    hook = await hooked(store, program.url)
    program.answers = ["503 Later"]
    async with working(client, store, task_queue=task_queue, outward=INSIDE):
        calls = await client.start_workflow("Calls", id=CALLS, task_queue=task_queue)
        await store.ledger.append([append(*chain("abaev", 2))])
        for _ in range(300):
            if len(program.heard) == 3:
                break
            await asyncio.sleep(0.1)
        assert [one["record"] for one in program.told()] == [1, 1, 2]
        assert await client.get_workflow_handle(call_id(hook.id)).result() == 2
        await ensure_running(client, task_queue)
        await ensure_running(client, task_queue)
        notices = client.get_workflow_handle(NOTICES)
        described = [await calls.describe(), await notices.describe()]
        assert [one.status.name for one in described if one.status is not None] == ["RUNNING", "RUNNING"]
        for kind in ("Calls", "Notices"):
            with pytest.raises(WorkflowFailureError) as refused:
                await client.execute_workflow(kind, id=f"another-{task_queue}", task_queue=task_queue)
            assert isinstance(refused.value.cause, ApplicationError)
            assert refused.value.cause.type == "Refused"
        await calls.terminate()
        await notices.terminate()

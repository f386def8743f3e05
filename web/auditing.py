"""
Checks that take long, run beside the pages: the verification of the whole ledger, and its comparison with Temporal.

One of a kind runs at a time in a process, and the last result stays until the next. The verification runs in a thread
with a database connection of its own, so that no page waits for it; it does not keep the process from ending.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypeVar

from starlette.requests import HTTPConnection

from lifecycle.comparing import Difference
from models.errors import AryzError, IntegrityError, KeysError
from store.found import Verified
from store.keys.opening import Place
from store.reading import open_to_read
from store.verifying import Step
from web.house import House
from workflows.comparing import compared, running
from workflows.verifying import verified_at

Kind = Literal["ledger", "reconcile"]
T = TypeVar("T")
_AT_ONCE: Final = 4
_log: Final = logging.getLogger("aryz.web")


@dataclass(slots=True)
class Check:
    """
    A check that runs or has ended: what it does now and how far it is, then what it found.

    `rows` of the access log were checked, or `wrong` says what is wrong with them. `why` nothing sealed was opened,
    `failed` why the check did not come to its end; both in English, for they name what an operator must look at.
    """

    kind: Kind
    begun_at: datetime
    account: str
    stage: str = ""
    done: int = 0
    total: int = 0
    ended_at: datetime | None = None
    result: Verified | None = None
    why: str | None = None
    rows: int | None = None
    wrong: str | None = None
    compared: int = 0
    differences: tuple[Difference, ...] = ()
    failed: str | None = None

    @contextlib.contextmanager
    def at_stage(self, what: str, total: int) -> Iterator[Step]:
        """Do a part of it."""
        self.stage, self.done, self.total = what, 0, total

        def step(count: int = 1) -> None:
            self.done += count

        yield step


@dataclass(slots=True)
class Checks:
    """The last check of each kind in this process."""

    last: dict[Kind, Check] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, kind: Kind, house: House, account: str) -> Check:
        """Begin a check, unless one of its kind is under way: then that one."""
        known = self.last.get(kind)
        if known is not None and known.ended_at is None:
            return known
        check = Check(kind, house.clock(), account)
        self.last[kind] = check
        work = _verify(house, check) if kind == "ledger" else _reconcile(house, check)
        task = asyncio.create_task(_ended(work, house, check))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return check

    async def settled(self) -> None:
        """Return when nothing is under way."""
        await asyncio.gather(*self._tasks)


def checks_of(connection: HTTPConnection) -> Checks:
    """The checks of the application in which a request arrived."""
    state = connection.app.state
    if not isinstance(getattr(state, "checks", None), Checks):
        state.checks = Checks()
    return state.checks  # type: ignore[no-any-return]


async def apart(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """
    Do some work in a thread and an event loop of its own, and wait for it here without stopping others.

    The thread does not keep the process from ending.
    """
    loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

    def told(result: T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)

    def run() -> None:
        try:
            result, error = asyncio.run(work()), None
        except Exception as raised:  # noqa: BLE001 (whatever it is, whoever waits must hear of it)
            result, error = None, raised
        with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits any more
            loop.call_soon_threadsafe(told, result, error)

    threading.Thread(target=run, name="aryz-audit", daemon=True).start()
    return await done  # type: ignore[no-any-return]


def place_of(house: House) -> tuple[str, Place]:
    """
    Where the store and its keys are, to be opened once more.

    Raises:
        KeysError: the store was opened without keys.
    """
    if house.store.place is None:
        raise KeysError("the store was opened without keys: nothing can be checked or signed here")
    return house.store.url, house.store.place


async def _verify(house: House, check: Check) -> None:
    url, place = place_of(house)
    check.result, check.why, check.rows, check.wrong = await apart(lambda: _verified(url, place, check))


async def _verified(url: str, place: Place, check: Check) -> tuple[Verified, str | None, int | None, str | None]:
    result, why = await verified_at(url, place, stage=check.at_stage)
    with check.at_stage("verifying the access log", 0):
        async with open_to_read(url, place) as opened:
            try:
                return result, why, await opened.store.people.accesses.verify(), None
            except IntegrityError as error:
                return result, why, None, str(error)


async def _reconcile(house: House, check: Check) -> None:
    store, client = house.store, house.client
    known = {*await store.ledger.heads(), *(row.reference for row in await store.register.cases())}
    cases = sorted(known | await running(client))
    buried = {stone.case for stone in await store.keys_at_hand().tombstones()}
    gate = asyncio.Semaphore(_AT_ONCE)
    with check.at_stage("comparing", len(cases)) as step:

        async def one(case: str) -> tuple[Difference, ...]:
            async with gate:
                found = await compared(client, store, case, buried)
            step(1)
            return found

        found = await asyncio.gather(*(one(case) for case in cases))
    check.compared = len(cases)
    check.differences = tuple(difference for differences in found for difference in differences)


async def _ended(work: Coroutine[Any, Any, None], house: House, check: Check) -> None:
    try:
        await work
    except AryzError as error:
        check.failed = str(error)
    except Exception as error:  # noqa: BLE001 (a check that ended must never look like one that runs)
        _log.error("the check did not come to its end: %s", type(error).__name__)
        check.failed = type(error).__name__
    finally:
        check.ended_at = house.clock()

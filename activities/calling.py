"""
Calling programs that want to know what is recorded: one call for each record, in the order of the ledger.

A call says which case, which record and when, and nothing of what was told. It is signed with the secret of the hook.
Up to where a program has been told moves on only with its answer: a call may come twice, with the same id, and none is
left out (docs/notices.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.keeping import STORE_UNAVAILABLE
from activities.mailing import utc_now
from activities.reaching import NotReached, call
from activities.rounds import FAILING
from models.errors import RefusedError, StoreError
from models.notices import CallOf
from models.records import TellerRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from activities.outward import Outward
    from store.notices.hooks import Hook, News
    from store.opening import Store

NOT_ANSWERED: Final = "NotAnswered"
"""The type of the failure that passes: a program does not answer. Retried, until it is given up."""

SIGNATURE: Final = "Aryz-Signature"
WATCHES: Final = timedelta(minutes=10)
"""For so long the ledger is watched before the workflow is told that there was nothing."""

_PAUSE: Final = 1.0
_BATCH: Final = 200
_WELL: Final = range(200, 300)
_log: Final = logging.getLogger("aryz.hooks")


class Calling:
    """What the workflows that call programs ask the world to do."""

    def __init__(
        self, store: Store, outward: Outward, clock: Callable[[], datetime] = utc_now, *, pause: float = _PAUSE
    ) -> None:
        self._store = store
        self._hooks = store.notices.hooks
        self._outward = outward
        self._clock = clock
        self._pause = pause

    @activity.defn(name="watch_ledger")
    async def watch_ledger(self) -> tuple[str, ...]:
        """
        The hooks that are to be called, as soon as there are any; none when the worker leaves.

        Those that do not answer are named after ten minutes only: they are called again by a workflow of their own, and
        this is for the case that somebody ended it.
        """
        until = self._clock() + WATCHES
        try:
            while self._clock() < until:
                if behind := await self._hooks.behind(failing=False):
                    return behind
                activity.heartbeat()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(activity.wait_for_worker_shutdown(), self._pause)
                    return ()
            return await self._hooks.behind(failing=True)
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None

    @activity.defn(name="call_hook")
    async def call_hook(self, asked: CallOf) -> int:
        """
        Tell a program of everything it has not been told of; returns how many calls it answered.

        A worker that leaves stops after the call under way: who watches the ledger has the program called again.

        Raises:
            ApplicationError: of type `NotAnswered` or `StoreUnavailable`, both passing.
        """
        try:
            return await self._told(asked.hook)
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None
        except (NotReached, RefusedError) as error:
            return await self._failed(asked.hook, str(error))

    async def _told(self, named: str) -> int:
        answered = 0
        while hook := await self._calls(named):
            news = await self._hooks.news(hook.position, _BATCH)
            if not news:
                return answered
            hidden = await self._store.people.seals.hidden_from(hook.account)
            for one in news:
                if activity.is_worker_shutdown():
                    return answered
                if hook.wants(one.kind) and one.reference not in hidden:
                    await deliver(hook, message(one), self._clock(), internal=self._outward.internal)
                    await self._hooks.move(named, one.position + 1)
                    answered += 1
                    activity.heartbeat()
            await self._hooks.skip(named, news[-1].position + 1)
        return answered

    async def _calls(self, named: str) -> Hook | None:
        """The hook, if it is still to be called: its account must still be that of a coordinator."""
        hook = await self._hooks.find(named)
        if hook is None or not hook.enabled:
            return None
        account = await self._store.people.accounts.get(hook.account)
        if account is None or not account.enabled or account.role is not TellerRole.COORDINATOR:
            await self._hooks.disable(named, self._clock())
            return None
        return hook

    async def _failed(self, named: str, why: str) -> int:
        now = self._clock()
        await self._hooks.fail(named, why, now)
        hook = await self._hooks.find(named)
        if hook is None or hook.failing_since is None:
            return 0
        if datetime.fromisoformat(hook.failing_since) + FAILING <= now:
            _log.warning("hook %s is called no more: %s", named, why)
            await self._hooks.disable(named, now)
            return 0
        raise ApplicationError(why, type=NOT_ANSWERED, category=ApplicationErrorCategory.BENIGN)


def message(news: News) -> dict[str, object]:
    """What a call says of a record. Its id is the hash of the record: the same for every hook and every try."""
    return {
        "id": news.hash,
        "type": news.kind,
        "case": news.reference,
        "record": news.seq,
        "at": news.recorded_at,
    }


async def deliver(hook: Hook, said: Mapping[str, object], at: datetime, *, internal: bool) -> None:
    """
    One call; returns when the program has answered with a status from 200 to 299.

    Raises:
        NotReached: it has not.
        RefusedError: its address leads inside, and that is not allowed.
    """
    body = json.dumps(said, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Aryz",
        SIGNATURE: signature(hook.secret, body, at),
    }
    status = await call(hook.url, body, headers, internal=internal)
    if status not in _WELL:
        raise NotReached(f"the program answers {status}")


def signature(secret: str, body: bytes, at: datetime) -> str:
    """
    `t=SECONDS,v1=HMAC`: HMAC-SHA-256 over `SECONDS.BODY`, in hexadecimal.

    The time is in it so that an overheard call cannot be repeated later: a program refuses what is older than minutes.
    """
    moment = str(int(at.timestamp()))
    made = hmac.digest(secret.encode(), moment.encode() + b"." + body, "sha256").hex()
    return f"t={moment},v1={made}"

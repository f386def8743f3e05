"""Verifying a ledger with everything that belongs to it: records, signatures, payloads, documents, register."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ledger.keytext import VerifierKey
from models.errors import IntegrityError
from store.found import Verified
from store.key_lines import wrong_keys
from store.keys.opening import Place
from store.opened_payloads import open_payloads
from store.opening import Store
from store.reading import open_to_read
from store.signatures import Known
from store.signing import verifiers_of, witnesses_of
from store.told_again import tell_again
from store.verifying import Against, Step, size_of, verify_ledger
from store.verifying_case import verify_case
from store.verifying_documents import verify_documents
from workflows.pinned import norms_of

Stage = Callable[[str, int], contextlib.AbstractContextManager[Step]]
"""Is told what is done now and how much of it there is; gives what is told of each part that is done."""


@contextlib.contextmanager
def unheard(_what: str, _total: int) -> Iterator[Step]:
    """A stage of which nobody is told."""
    yield lambda _: None


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What is to be verified.

    `cases`: only these; empty for the whole ledger. `log`: public keys of the ledger that were handed in; None for
    those in its folder. `since`: checkpoints that others kept.
    """

    cases: tuple[str, ...] = ()
    log: tuple[VerifierKey, ...] | None = None
    since: tuple[Known, ...] = ()


EVERYTHING: Final = Asked()


async def verified_at(
    url: str, place: Place, asked: Asked = EVERYTHING, stage: Stage = unheard
) -> tuple[Verified, str | None]:
    """
    Look at everything, and at nothing but what stands at `url` and at `place`. Nothing is written.

    Returns:
        What was found, and why nothing sealed was opened, where it was not.

    Raises:
        StoreError: there is no ledger, or it cannot be read.
        KeysError: its public keys cannot be read.
    """
    async with open_to_read(url, place) as opened:
        keys = opened.store.keys
        buried = frozenset(stone.case for stone in await keys.tombstones()) if keys else frozenset[str]()
        log = asked.log if asked.log is not None else verifiers_of(place)
        against = Against(log, witnesses_of(place), asked.since, buried)
        result = await _found(opened.store, asked, against, stage)
        if keys is not None:
            with stage("comparing the register", len(result.cases)) as step:
                await tell_again(opened.store, norms_of, result, step)
        result.faults += wrong_keys(place) if asked.log is None else []
        return result, opened.no_keys


async def _found(store: Store, asked: Asked, against: Against, stage: Stage) -> Verified:
    if not asked.cases:
        with stage("verifying records", await size_of(store.database)) as step:
            result = await verify_ledger(store.database, against, step)
        if store.keys is not None:
            with stage("opening payloads", result.payloads) as step:
                await open_payloads(store.database, store.keys, result, step)
        with stage("opening documents", 0) as step:
            await verify_documents(store.database, store.keys, result, step=step)
        return result
    whole: Verified | None = None
    with stage("verifying", len(asked.cases)) as step:
        for case in dict.fromkeys(asked.cases):
            one = await verify_case(store.database, case, against)
            if store.keys is not None:
                await open_payloads(store.database, store.keys, one, case=case)
            await verify_documents(store.database, store.keys, one, case)
            whole = one if whole is None else whole.joined(one)
            step(1)
    if whole is None:
        raise IntegrityError("no case was named")
    return whole

"""What the project says to an attack: `aryz audit verify`, the same with an earlier checkpoint, and the witness."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from cli.law_of import norms_for
from ledger.checkpoint import open_checkpoint
from ledger.cosignature import cosignatures
from ledger.witness import Refusal, Request, judge
from models.errors import AryzError
from store.found import Found
from store.key_lines import wrong_keys
from store.opened_payloads import open_payloads
from store.opening import Store
from store.signatures import Known
from store.signing import verifiers_of, witnesses_of
from store.told_again import tell_again
from store.verifying import Against, verify_ledger
from tests.tampering.attacker import Record, attacking
from tests.tampering.families import Family, Names, Way
from tests.tampering.flips import FLIPS
from tests.tampering.payloads import PAYLOADS
from tests.tampering.rewriting import REWRITINGS
from tests.tampering.stage import Stage
from tests.tampering.whole import WHOLE

FAMILIES: tuple[Family, ...] = (*FLIPS, *REWRITINGS, *PAYLOADS, *WHOLE)


@dataclass
class Outcome:
    """
    What became of one attack.

    `alone`, `since`: what verifying found; `witness`: why the witness refused.
    """

    family: Family
    number: int
    touched: Sequence[Record] = ()
    alone: list[Found] = field(default_factory=list)
    since: list[Found] = field(default_factory=list)
    witness: str | None = None

    @property
    def found_by(self) -> Way:
        """The weakest thing that finds it."""
        if self.alone:
            return Way.VERIFY
        if self.since and self.witness:
            return Way.SINCE
        return Way.KEPT if self.since else Way.NOTHING

    @property
    def as_expected(self) -> bool:
        """Whether it is found the way it must be."""
        return self.found_by is self.family.way

    @property
    def named(self) -> bool:
        """Whether the first record that the report names is one that it must name."""
        wanted, names = set(self.touched), self.family.names
        if names in {Names.NOTHING, Names.UNTOLD}:
            return True
        if names is Names.UNSIGNED:
            return any("nothing in it is signed" in found.what for found in self.alone)
        if names is Names.COUNT:
            return any("are gone" in found.what for found in self.alone)
        if names is Names.CASE:
            return bool({found.case for found in self.alone} & {case for case, _ in wanted})
        if names is Names.AMONG:
            return bool({(found.case, found.record) for found in self.alone} & wanted)
        first = next(((one.case, one.record) for one in self.alone if one.record is not None), None)
        return first in wanted

    def __str__(self) -> str:
        said = "; ".join(str(found) for found in (*self.alone, *self.since)[:4])
        return f"{self.family.name} #{self.number}: touched {list(self.touched)}, said: {said or 'nothing'}"


async def attack(store: Store, stage: Stage, family: Family, number: int) -> Outcome:
    """Attack a fresh copy of the stage and ask what is found."""
    outcome = Outcome(family, number)
    with attacking(stage, Random(f"{family.name} {number}")) as attacker:  # noqa: S311 - the same attacks every time
        outcome.touched = family.deed(attacker)
    outcome.alone = await verified(store, stage, ())
    if not outcome.alone:
        outcome.since = await _since(store, stage, family.since)
        outcome.witness = await _witness(store, stage, family.since)
    return outcome


async def verified(store: Store, stage: Stage, since: Sequence[Known]) -> list[Found]:
    """What `aryz audit verify` finds, the first bad record first."""
    keys = store.keys_at_hand()
    log, witnesses = verifiers_of(stage.place), witnesses_of(stage.place)
    buried = frozenset(stone.case for stone in await keys.tombstones())
    result = await verify_ledger(store.database, Against(log, witnesses, tuple(since), buried))
    await open_payloads(store.database, keys, result)
    if not result.faults:  # it takes the longest, and what was found need not be found twice
        await tell_again(store, norms_for, result)
    result.faults += wrong_keys(stage.place)
    return result.in_order()


async def _since(store: Store, stage: Stage, number: int) -> list[Found]:
    try:
        opened = open_checkpoint(stage.notes[number], verifiers_of(stage.place), witnesses_of(stage.place))
    except AryzError as error:
        return [Found(str(error))]
    names = tuple(one.witness for one in cosignatures(opened.opened))
    known = Known(opened.checkpoint.size, opened.checkpoint.root, names, "the checkpoint")
    return await verified(store, stage, (known,))


async def _witness(store: Store, stage: Stage, number: int) -> str | None:
    """Why a witness that has seen this round refuses what the ledger shows it now; None: it does not."""
    latest, seen = await store.tree.latest(), stage.seen(number)
    if latest is None:
        return "there is nothing to show"
    try:
        proof = await store.tree.consistency(seen.size, latest.size) if latest.size >= seen.size else ()
    except AryzError as error:
        return f"no proof can be made: {error}"
    answer = judge(seen, Request(seen.size, proof, latest.note), stage.log)
    return answer.why if isinstance(answer, Refusal) else None


async def all_outcomes(store: Store, stage: Stage) -> tuple[list[Outcome], float]:
    """Every attack, and how many seconds of the processor it took."""
    began = time.process_time()
    outcomes = [await attack(store, stage, family, number) for family in FAMILIES for number in range(family.count)]
    return outcomes, time.process_time() - began

"""What was told is exchanged, replayed, sealed anew, taken away or put back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from ledger.canonical import canonical
from ledger.chain import payload_digest
from models.records import Payload
from store.sealing import Place, seal, unseal
from tests.tampering.attacker import Attack, Deed, Record
from tests.tampering.families import Family, Names, Way
from tests.tampering.rewriting import signed
from tests.tampering.stage import ERASED

PURPOSE: Final = "payload"
_TOLD: Final = "EXISTS (SELECT 1 FROM payloads AS p WHERE p.reference = ledger.reference AND p.seq = ledger.seq)"
_SILENT: Final = f"NOT {_TOLD} AND reference <> '{ERASED}'"


def told(attack: Attack, extra: str = "1") -> Record:
    """A record whose payload is there."""
    return attack.some_record(f"{_TOLD} AND {extra}")


def _row(attack: Attack, record: Record) -> tuple[str, bytes]:
    digest, body = attack.all("SELECT digest, body FROM payloads WHERE reference = ? AND seq = ?", *record)[0]
    return digest, body


def _put(attack: Attack, record: Record, digest: str, body: bytes) -> None:
    statement = "INSERT OR REPLACE INTO payloads (reference, seq, digest, body) VALUES (?, ?, ?, ?)"
    attack.do(statement, *record, digest, body)


def exchange(*, within: bool, digests: bool) -> Deed:
    """Two payloads change places."""

    def done(attack: Attack) -> Sequence[Record]:
        one = told(attack)
        relation = "=" if within else "<>"
        other = told(attack, f"reference {relation} '{one[0]}' AND NOT (reference = '{one[0]}' AND seq = {one[1]})")
        mine, theirs = _row(attack, one), _row(attack, other)
        _put(attack, one, theirs[0] if digests else mine[0], theirs[1])
        _put(attack, other, mine[0] if digests else theirs[0], mine[1])
        return [one, other]

    return done


def replay(attack: Attack) -> Sequence[Record]:
    """The payload of an earlier record of the case is put in the place of a later one."""
    one = told(attack, "seq > 5")
    earlier = told(attack, f"reference = '{one[0]}' AND seq < {one[1]}")
    _put(attack, one, _row(attack, one)[0], _row(attack, earlier)[1])
    return [one]


def reseal(*, digests: bool) -> Deed:
    """Other words, sealed under the case's own key in the right place: the attacker has the data keys."""

    def done(attack: Attack) -> Sequence[Record]:
        case, seq = told(attack, "kind = 'told'")
        digest, body = otherwise(attack, (case, seq))
        _put(attack, (case, seq), digest if digests else _row(attack, (case, seq))[0], body)
        return [(case, seq)]

    return done


def otherwise(attack: Attack, record: Record) -> tuple[str, bytes]:
    """What was told in a record told otherwise: its digest, and sealed."""
    key, place = attack.stage.keys[record[0]], Place(*record, PURPOSE)
    said = json.loads(unseal(key, _row(attack, record)[1], place))
    said["event"]["summary"] = f"told otherwise {attack.random.randrange(1000)}"
    payload = Payload.model_validate(said)
    return payload_digest(payload), seal(key, canonical(payload), place)


def take(attack: Attack) -> Sequence[Record]:
    """A payload is taken away, as if the case had been erased."""
    record = told(attack)
    attack.do("DELETE FROM payloads WHERE reference = ? AND seq = ?", *record)
    return [record]


def take_all(attack: Attack) -> Sequence[Record]:
    """All payloads of a case are taken away."""
    case = told(attack)[0]
    attack.do("DELETE FROM payloads WHERE reference = ?", case)
    return [(case, 1)]


def invent(attack: Attack) -> Sequence[Record]:
    """A payload for a record that names none."""
    record = attack.some_record(_SILENT)
    sealed = seal(attack.stage.keys[record[0]], b'{"salt":"00"}', Place(*record, PURPOSE))
    _put(attack, record, f"{attack.random.randrange(16):x}" * 64, sealed)
    return [record]


def orphan(attack: Attack) -> Sequence[Record]:
    """A payload for a record that there is not."""
    record = told(attack)
    beyond = (record[0], attack.length(record[0]) + attack.random.randrange(1, 9))
    _put(attack, beyond, *_row(attack, record))
    return [beyond]


def put_back(attack: Attack) -> Sequence[Record]:
    """Payloads of an erased case are put back from a copy; with the right digest."""
    record = attack.some_record(f"reference = '{ERASED}' AND seq < {len(attack.stage.steps[ERASED])} AND kind = 'told'")
    _put(attack, record, str(attack.body(*record)["payload"]), attack.stage.erased[record[1]])
    return [record]


def told_otherwise(attack: Attack) -> Sequence[Record]:
    """Payload, record, chain, register, tree and every checkpoint by somebody who has every key."""
    record = told(attack, "kind = 'told'")
    while attack.position(*record) >= attack.stage.seen(1).size:
        record = told(attack, "kind = 'told'")
    digest, body = otherwise(attack, record)
    attack.write(*record, attack.body(*record) | {"payload": digest})
    _put(attack, record, digest, body)
    signed(attack, record[0])
    return []


_GROUP = "payloads"
PAYLOADS: Final = (
    Family("swap sealed payloads in a case", 12, exchange(within=True, digests=False), Names.RECORD, group=_GROUP),
    Family("swap payloads with digests in a case", 12, exchange(within=True, digests=True), Names.RECORD, group=_GROUP),
    Family("swap sealed payloads of two cases", 12, exchange(within=False, digests=False), Names.RECORD, group=_GROUP),
    Family("swap payloads with digests of two cases", 12, exchange(within=False, digests=True), Names.RECORD,
           group=_GROUP),
    Family("replay an older payload", 12, replay, Names.RECORD, group=_GROUP),
    Family("other words under the case's key", 12, reseal(digests=False), Names.RECORD, group=_GROUP),
    Family("other words under the case's key, with digest", 12, reseal(digests=True), Names.RECORD, group=_GROUP),
    Family("take a payload away", 12, take, Names.RECORD, group=_GROUP),
    Family("take all payloads of a case away", 8, take_all, Names.RECORD, group=_GROUP),
    Family("invent a payload", 8, invent, Names.RECORD, group=_GROUP),
    Family("a payload of no record", 8, orphan, Names.RECORD, group=_GROUP),
    Family("put an erased payload back", 8, put_back, Names.RECORD, group=_GROUP),
    Family("told otherwise by somebody with every key", 12, told_otherwise, Names.UNTOLD, Way.SINCE,
           group="the same by somebody with the ledger's key"),
)  # fmt: skip

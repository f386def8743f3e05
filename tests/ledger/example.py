"""
The worked example of docs/proof.md: a ledger of three records, made by the project's own code.

    python -m tests.ledger.example     write its values into the page
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

from ledger.chain import canonical, seal
from ledger.checkpoint import Checkpoint
from ledger.cosignature import cosign
from ledger.disclosure import disclose, payload_digest
from ledger.keytext import COSIGNATURE, ED25519, SignerKey, to_base64
from ledger.note import Note, sign
from ledger.paths import consistency_proof, inclusion_proof
from ledger.tiles import Edge
from ledger.tree import leaf_hash, node_hash
from ledger.witness import Request
from models.dates import PartialDate
from models.events import Event
from models.records import FIRST_PREVIOUS, SYSTEM, Entry, Payload, Record, RecordKind, Teller, TellerRole, Transition
from tests.structure.tree import ROOT

PAGE: Final = ROOT / "docs" / "proof.md"
_BLOCK: Final = re.compile(r"(<!-- example: ([a-z-]+) -->\n```[a-z]*\n)(.*?)(```\n)", re.DOTALL)
_LOG: Final = SignerKey("aryz.example/ledger", ED25519, bytes(range(32)))
_WITNESS: Final = SignerKey("witness.example", COSIGNATURE, bytes(range(32, 64)))
_TIME: Final = 1_795_410_000
_PAYLOAD: Final = Payload(
    salt="000102030405060708090a0b0c0d0e0f",
    event=Event(id="e02", kind="registered", date=PartialDate.parse("2026-11-20"), summary="Kept in cell 4 «by day»"),
)


def blocks() -> dict[str, str]:
    """What stands in the page, block by block, as the code makes it today."""
    entries = _entries()
    leaves = [leaf_hash(canonical(entry.record)) for entry in entries]
    edge, _ = Edge().grow(leaves)
    note = _signed(Checkpoint(_LOG.name, 3, edge.root()))
    proof = consistency_proof(1, 3, edge, lambda _: {})
    fields = disclose(_PAYLOAD, ()).shown
    return {
        "records": _lines(canonical(entry.record).decode() for entry in entries),
        "record-hashes": _lines(entry.hash for entry in entries),
        "payload": _lines([canonical(_PAYLOAD).decode()]),
        "fields": _lines(f"{name} {one.salt} {_withheld(name)}" for name, one in sorted(fields.items())),
        "payload-digest": _lines([payload_digest(_PAYLOAD)]),
        "disclosed": json.dumps(disclose(_PAYLOAD, {"event.summary"}).to_json(), ensure_ascii=False, indent=1) + "\n",
        "leaf-hashes": _lines(leaf.hex() for leaf in leaves),
        "nodes": _lines([node_hash(*leaves[:2]).hex(), edge.root().hex()]),
        "inclusion": _lines(to_base64(one) for one in inclusion_proof(3, 1, edge, lambda _: {})),
        "keys": _lines([_LOG.verifier.text, _WITNESS.verifier.text]),
        "signer": _lines([_LOG.text]),
        "checkpoint": cosign(note, _WITNESS, _TIME).encode().decode(),
        "request": Request(1, proof, note.encode()).encode().decode(),
    }


def shown(page: str) -> dict[str, str]:
    """What stands in the page, block by block."""
    return {name: text for _, name, text, _ in _BLOCK.findall(page)}


def _entries() -> list[Entry]:
    """Two records of one case, and between them one of another."""
    one = _record("sample", 1, FIRST_PREVIOUS, kind=RecordKind.OPENED)
    other = _record("another", 1, FIRST_PREVIOUS, kind=RecordKind.OPENED)
    moved = Transition(machine="proceeding/main", event="e02", before="received", after="registered")
    told = {"event": "e02", "event_kind": "registered", "date": "2026-11-20", "proceeding": "main"}
    two = _record("sample", 2, one.hash, transitions=(moved,), payload=payload_digest(_PAYLOAD), **told)
    return [one, other, two]


def _record(case: str, seq: int, previous: str, **said: object) -> Entry:
    teller = SYSTEM if seq == 1 else Teller(id="u1", role=TellerRole.LAWYER)
    values = {"case": case, "seq": seq, "previous": previous, "teller": teller, "kind": RecordKind.TOLD} | said
    return seal(Record.model_validate(values | {"recorded_at": f"2026-11-23T10:00:0{seq}.000000Z"}))


def _signed(checkpoint: Checkpoint) -> Note:
    return Note(checkpoint.text, (sign(checkpoint.text, _LOG),))


def _withheld(name: str) -> str:
    return disclose(_PAYLOAD, {name}).withheld[name]


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    """Write the values into the page; blocks that are not made here stay as they are."""
    made, text = blocks(), PAGE.read_text(encoding="utf-8")
    fresh = _BLOCK.sub(lambda found: f"{found[1]}{made.get(found[2], found[3])}{found[4]}", text)
    PAGE.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()

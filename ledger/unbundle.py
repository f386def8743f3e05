"""
Whether a bundle holds: the project's own check, on the code with which the ledger itself is checked.

`verifier/verify.py` does the same for a stranger and was written apart from this; a test holds the two to the same
answer over hundreds of changed bundles. The rules are those of docs/bundle.md, "What must hold".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from ledger import strictjson
from ledger.audit import Row, check_case
from ledger.bundle import FORMAT, head_text
from ledger.canonical import encode
from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.disclosure import Disclosed, check
from ledger.keytext import COSIGNATURE, ED25519, VerifierKey
from ledger.note import Signature, open_note, parse
from ledger.proofs import verify_inclusion
from ledger.shape import digest, exactly, keys_in, number, text
from models.errors import IntegrityError

NEEDED: Final = (
    "bundle.json",
    "records.jsonl",
    "payloads.jsonl",
    "proofs.jsonl",
    "checkpoint.txt",
    "head.txt",
    "keys.txt",
    "law.jsonl",
)
"""The files without which nothing can be checked."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle that holds was found to hold. Counts are of fields, records, provisions, histories, leaves."""

    case: str
    records: int
    shown: int
    withheld: int
    erased: int
    law: int
    histories: int
    tree_size: int
    origin: str
    signed_by: str
    key_is_its_own: bool
    witnesses: Sequence[str]


@dataclass(slots=True)
class _Records:
    """What is needed of the records once their chain holds."""

    hashes: list[str] = field(default_factory=list)
    leaves: Sequence[bytes] = ()
    payloads: list[str | None] = field(default_factory=list)
    cited: dict[tuple[str, str, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class _Told:
    """How much of what was told is shown, and the sealed histories that it names."""

    payloads: int = 0
    shown: int = 0
    withheld: int = 0
    histories: dict[str, str] = field(default_factory=dict)


def check_bundle(
    files: Mapping[str, bytes],
    keys: Sequence[VerifierKey] = (),
    witnesses: Sequence[VerifierKey] = (),
    receipts: Sequence[tuple[int, str]] = (),
) -> Checked:
    """
    Check every file of a bundle.

    Args:
        files: what lay in the zip, by name.
        keys: the ledger's keys, from elsewhere than from the bundle. Without any, those of the bundle are believed.
        witnesses: keys of witnesses who must have signed the checkpoint.
        receipts: numbers and hashes of records that must stand there.

    Raises:
        IntegrityError: at the first thing that does not hold, with its place.
    """
    case, count = _listed(files)
    records = _records(files, case)
    if len(records.hashes) != count:
        raise IntegrityError(f"records.jsonl: has {len(records.hashes)} records; bundle.json says {count}")
    told = _told(files, records)
    histories = _histories(files, told.histories)
    law = _law(files, records)
    own = keys_in(files["keys.txt"], "keys.txt")
    checkpoint, by = _checkpoint(files["checkpoint.txt"], keys or own, witnesses)
    _head(
        files["head.txt"], keys or own, head_text(checkpoint.origin, case, count, records.hashes[-1], checkpoint.size)
    )
    _proofs(files, records, checkpoint)
    _receipts(records, receipts)
    return Checked(
        case=case,
        records=count,
        shown=told.shown,
        withheld=told.withheld,
        erased=sum(one is not None for one in records.payloads) - told.payloads,
        law=law,
        histories=histories,
        tree_size=checkpoint.size,
        origin=checkpoint.origin,
        signed_by=f"{by.name}+{by.id.hex()}",
        key_is_its_own=not keys,
        witnesses=[one.name for one in witnesses],
    )


def _listed(files: Mapping[str, bytes]) -> tuple[str, int]:
    """The case and its number of records as the list says them; every file is the one that is listed."""
    missing = [name for name in NEEDED if name not in files]
    if missing:
        raise IntegrityError(f"{missing[0]}: is missing; this is no bundle, or only part of one")
    said = strictjson.read(files["bundle.json"], "bundle.json")
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise IntegrityError(f"bundle.json: is not of the format {FORMAT}; was it made by a newer Aryz?")
    digests = said.get("files")
    if not isinstance(digests, dict) or digests.keys() != files.keys() - {"bundle.json"}:
        raise IntegrityError(
            "bundle.json: does not list exactly the files that are there; some were added or taken out"
        )
    for name, named in digests.items():
        if sha256(files[name]).hexdigest() != named:
            raise IntegrityError(f"{name}: is not what bundle.json lists; it was changed or damaged")
    return text(said, "case", "bundle.json"), number(said, "records", "bundle.json")


def _records(files: Mapping[str, bytes], case: str) -> _Records:
    found = _Records()
    _, found.leaves, fault = check_case(case, _rows(files["records.jsonl"], case, found))
    if fault is not None:
        raise IntegrityError(f"records.jsonl: {fault}")
    if not found.leaves:
        raise IntegrityError("records.jsonl: holds no record; there is nothing to verify")
    return found


def _rows(data: bytes, case: str, found: _Records) -> Iterator[Row]:
    """The records as the audit takes them; what else is needed of them is put into `found` on the way."""
    for where, line in strictjson.lines(data, "records.jsonl"):
        record, hashed = strictjson.read(line, where), sha256(line).hexdigest()
        said = digest(record["payload"], where) if isinstance(record, dict) and "payload" in record else None
        cited = record.get("provisions", []) if isinstance(record, dict) else None
        if not isinstance(cited, list):
            raise IntegrityError(f"{where}: is no record, or its provisions are no list")
        found.hashes.append(hashed)
        found.payloads.append(said)
        for one in cited:
            relied_on = (text(one, "rule", where), text(one, "version", where), text(one, "hash", where))
            found.cited.setdefault(relied_on, len(found.hashes))
        yield Row(case, len(found.hashes), hashed, line)


def _told(files: Mapping[str, bytes], records: _Records) -> _Told:
    told, last = _Told(), 0
    for where, line in strictjson.lines(files["payloads.jsonl"], "payloads.jsonl"):
        payload = exactly({"seq", "shown", "withheld"}, strictjson.read(line, where), where)
        seq = number(payload, "seq", where)
        if not last < seq <= len(records.payloads):
            raise IntegrityError(f"{where}: there is no record {seq}, or its payload stands twice or out of order")
        last, named = seq, records.payloads[seq - 1]
        if named is None:
            raise IntegrityError(f"{where}: record {seq} names no payload")
        _add(told, _disclosed(payload, named, where))
    return told


def _disclosed(payload: Mapping[str, Any], named: str, where: str) -> Disclosed:
    try:
        disclosed = Disclosed.from_json({key: item for key, item in payload.items() if key != "seq"})
        check(disclosed, named)
    except IntegrityError as error:
        raise IntegrityError(f"{where}: {error}") from None
    return disclosed


def _add(told: _Told, disclosed: Disclosed) -> None:
    told.payloads += 1
    told.shown += len(disclosed.shown)
    told.withheld += len(disclosed.withheld)
    run, of = disclosed.shown.get("history.run"), disclosed.shown.get("history.sha256")
    if run is not None and isinstance(run.value, str):
        told.histories[f"history/{run.value}.json"] = str(of.value if of else None)


def _histories(files: Mapping[str, bytes], named: Mapping[str, str]) -> int:
    found = [name for name in files if name.startswith("history/")]
    for name in found:
        if name not in named:
            raise IntegrityError(f"{name}: no record names this history")
        if sha256(files[name]).hexdigest() != named[name]:
            raise IntegrityError(f"{name}: is not the history that was sealed")
    return len(found)


def _law(files: Mapping[str, bytes], records: _Records) -> int:
    have = set()
    for where, line in strictjson.lines(files["law.jsonl"], "law.jsonl"):
        law = exactly({"rule", "version", "content"}, strictjson.read(line, where), where)
        have.add((text(law, "rule", where), text(law, "version", where), sha256(encode(law["content"])).hexdigest()))
    for cited, seq in records.cited.items():
        if cited not in have:
            raise IntegrityError(f"law.jsonl: lacks what record {seq} relies on, or has it in another wording")
    return len(have)


def _checkpoint(
    data: bytes, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey]
) -> tuple[Checkpoint, VerifierKey]:
    """The signed checkpoint, and the key of the ledger that is named first in it."""
    wrong = [key.name for key in witnesses if key.kind != COSIGNATURE]
    if wrong:
        raise IntegrityError(f"the key of {wrong[0]!r} is no witness's; it signs for a ledger")
    try:
        origin = Checkpoint.read(parse(data).text).origin
        log = _log(keys, origin)
        signed = open_checkpoint(data, log, witnesses)
    except IntegrityError as error:
        raise IntegrityError(f"checkpoint.txt: {error}") from None
    by: dict[VerifierKey, Signature] = dict(signed.opened.known)
    for witness in witnesses:
        if witness not in by:
            raise IntegrityError(f"checkpoint.txt: the witness {witness.name} has not signed it")
    return signed.checkpoint, next(key for key in by if key in log)


def _head(data: bytes, keys: Sequence[VerifierKey], said: str) -> None:
    try:
        opened = open_note(data, _log(keys, said.split("\n")[1]))
    except IntegrityError as error:
        raise IntegrityError(f"head.txt: {error}") from None
    if opened.text != said:
        raise IntegrityError("head.txt: the ledger signed another end of this case; records are missing or were added")


def _log(keys: Sequence[VerifierKey], origin: str) -> list[VerifierKey]:
    found = [key for key in keys if key.kind == ED25519 and key.name == origin]
    if not found:
        raise IntegrityError("is not signed by the key of the ledger; it is another ledger's, or forged")
    return found


def _proofs(files: Mapping[str, bytes], records: _Records, checkpoint: Checkpoint) -> None:
    before, count = -1, 0
    for where, line in strictjson.lines(files["proofs.jsonl"], "proofs.jsonl"):
        proof = exactly({"seq", "index", "path"}, strictjson.read(line, where), where)
        index, path = number(proof, "index", where), proof["path"]
        count += 1
        if number(proof, "seq", where) != count or count > len(records.leaves) or index <= before:
            raise IntegrityError(f"{where}: is not the proof of record {count}, or out of order")
        if not isinstance(path, list):
            raise IntegrityError(f"{where}: its path must be a list of hashes")
        hashes = [bytes.fromhex(digest(one, where)) for one in path]
        try:
            verify_inclusion(records.leaves[count - 1], index, checkpoint.size, hashes, checkpoint.root)
        except IntegrityError as error:
            raise IntegrityError(f"{where}: record {count} is not in the tree that was signed ({error})") from None
        before = index
    if count != len(records.leaves):
        raise IntegrityError(f"proofs.jsonl: has {count} proofs for {len(records.leaves)} records")


def _receipts(records: _Records, receipts: Sequence[tuple[int, str]]) -> None:
    for seq, hashed in receipts:
        if not 1 <= seq <= len(records.hashes):
            raise IntegrityError(f"receipt {seq}: there is no record {seq}")
        if records.hashes[seq - 1] != hashed:
            raise IntegrityError(f"receipt {seq}: another record stands in this place")

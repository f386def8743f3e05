#!/usr/bin/env python3
"""
Check a bundle of Aryz: the records of one case, and the proof that nobody rewrote them.

    python verify.py BUNDLE.zip [--key KEY]... [--witness KEY]... [--receipt NUMBER:HASH]... [--json]

Needs Python 3.11 or later and the package `cryptography`, and nothing of Aryz: it was written from the description of
the format (docs/proof.md and docs/bundle.md of the project), not from the code that makes bundles.

NUMBER:HASH is the receipt that somebody got for what they told: the number of the record and its hash.
KEY is a public key as text, `name+hash+base64`, or a file with one on each line. Get it from somewhere else than from
the bundle: a bundle whose key is only its own proves no more than that it is not damaged.

Exit status: 0 everything holds, 2 wrong usage, 3 something does not hold.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "aryz.bundle/1"
LIMIT = 1 << 29  # bytes of all files together; a bundle of ten thousand records has a tenth of it
MOST_FILES = 10_000
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}(?:/[a-z0-9][a-z0-9._-]{0,99})?", re.IGNORECASE)
ZEROS = "0" * 64
NEEDED = (
    "bundle.json",
    "records.jsonl",
    "payloads.jsonl",
    "proofs.jsonl",
    "checkpoint.txt",
    "head.txt",
    "keys.txt",
    "law.jsonl",
)


class Wrong(Exception):
    """Something does not hold. The text says what and where."""


@dataclass
class Report:
    """What was found."""

    case: str = ""
    records: int = 0
    shown: int = 0
    withheld: int = 0
    erased: int = 0
    law: int = 0
    histories: int = 0
    tree_size: int = 0
    origin: str = ""
    signed_by: str = ""
    key_is_its_own: bool = True
    witnesses: list[str] = field(default_factory=list)


# Reading


def files_of(path: Path) -> dict[str, bytes]:
    """Every file of the bundle, held to its list of sizes and digests."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = _unzipped(archive)
    except Wrong:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Wrong(f"{path.name}: is no bundle, or it is damaged ({type(error).__name__})") from None
    except OSError as error:
        raise Wrong(f"{path.name}: cannot be read ({error.strerror or 'damaged'})") from None
    except Exception as error:  # zlib.error and the like: modules that need not be there
        raise Wrong(f"{path.name}: is damaged ({type(error).__name__})") from None
    _check_list(found, path)
    return found


def _check_list(found: dict[str, bytes], path: Path) -> None:
    for name in NEEDED:
        if name not in found:
            raise Wrong(f"{path.name}: lacks {name}; it is no bundle, or only part of one")
    head = parsed(found["bundle.json"], "bundle.json")
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise Wrong(f"bundle.json: is not of the format {FORMAT}")
    listed = head.get("files")
    if not isinstance(listed, dict) or set(listed) != set(found) - {"bundle.json"}:
        raise Wrong("bundle.json: does not list exactly the files that are there")
    for name, digest in listed.items():
        if hashlib.sha256(found[name]).hexdigest() != digest:
            raise Wrong(f"{name}: is not what bundle.json lists; it was changed or damaged")


def _unzipped(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise Wrong(f"holds {len(entries)} files; a bundle has no more than {MOST_FILES}")
    if sum(entry.file_size for entry in entries) > LIMIT:
        raise Wrong(f"would unpack to more than {LIMIT} bytes; a bundle is smaller")
    found: dict[str, bytes] = {}
    for entry in entries:
        if not NAME.fullmatch(entry.filename) or entry.filename in found or entry.flag_bits & 1:
            raise Wrong("holds a file with a strange name, twice the same, or an encrypted one; it is no bundle")
        with archive.open(entry) as file:
            found[entry.filename] = file.read(entry.file_size + 1)
        if len(found[entry.filename]) != entry.file_size:
            raise Wrong(f"{entry.filename}: has another size than the archive says")
    return found


def parsed(data: bytes, where: str) -> Any:
    """A value of JSON: no key twice, no number that is not whole."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_float=_no, parse_constant=_no)
    except (UnicodeDecodeError, json.JSONDecodeError, ValueError, RecursionError):
        raise Wrong(f"{where}: cannot be read as JSON") from None


def lines(files: dict[str, bytes], name: str) -> list[tuple[str, bytes]]:
    """The lines of a file, each with its place."""
    return [(f"{name}, line {n}", line) for n, line in enumerate(files[name].split(b"\n"), start=1) if line]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _no(_: str) -> Any:
    raise ValueError("a number that is not whole")


def canonical(value: Any) -> bytes:
    """RFC 8785 for what records hold: keys in ASCII, texts, whole numbers, truth values, lists."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def text(value: Any, key: str, where: str) -> str:
    """A text that must be there."""
    if not isinstance(value, dict) or not isinstance(value.get(key), str):
        raise Wrong(f"{where}: lacks {key}")
    found: str = value[key]
    return found


def number(value: Any, key: str, where: str) -> int:
    """A whole number that must be there."""
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise Wrong(f"{where}: lacks {key}")
    return found


# The chain


def records_of(files: dict[str, bytes], case: str) -> list[tuple[dict[str, Any], bytes]]:
    """The records with their bytes, each naming the hash of the one before it."""
    found: list[tuple[dict[str, Any], bytes]] = []
    previous = ZEROS
    for where, line in lines(files, "records.jsonl"):
        record = parsed(line, where)
        if not isinstance(record, dict) or canonical(record) != line:
            raise Wrong(f"{where}: is not written as a record is")
        if text(record, "case", where) != case:
            raise Wrong(f"{where}: belongs to another case")
        if number(record, "seq", where) != len(found) + 1:
            raise Wrong(f"{where}: record {len(found) + 1} must stand here; one is missing, added or moved")
        if text(record, "previous", where) != previous:
            raise Wrong(f"{where}: record {record['seq']} does not continue the one before it")
        previous = hashlib.sha256(line).hexdigest()
        found.append((record, line))
    if not found:
        raise Wrong("records.jsonl: holds no record; there is nothing to verify")
    return found


def check_payloads(
    files: dict[str, bytes], records: list[tuple[dict[str, Any], bytes]], report: Report
) -> dict[str, str]:
    """What was told, held to the digests in the records; returns the sealed histories that it names, with digests."""
    told: dict[int, tuple[str, dict[str, Any]]] = {}
    for where, line in lines(files, "payloads.jsonl"):
        payload = parsed(line, where)
        seq = number(payload, "seq", where)
        if seq in told or not 1 <= seq <= len(records):
            raise Wrong(f"{where}: there is no record {seq}, or its payload stands twice")
        told[seq] = (where, payload)
    histories: dict[str, str] = {}
    for record, _ in records:
        said, seq = record.get("payload"), record["seq"]
        if said is None and seq in told:
            raise Wrong(f"{told[seq][0]}: record {seq} names no payload")
        if said is None:
            continue
        if seq not in told:
            report.erased += 1
            continue
        shown = _check_payload(*told[seq], said, report)
        if isinstance(shown.get("history.run"), str) and isinstance(shown.get("history.sha256"), str):
            histories[f"history/{shown['history.run']}.json"] = shown["history.sha256"]
    return histories


def _check_payload(where: str, payload: dict[str, Any], said: str, report: Report) -> dict[str, Any]:
    """The fields that are shown."""
    shown, withheld = payload.get("shown"), payload.get("withheld")
    if not isinstance(shown, dict) or not isinstance(withheld, dict) or set(payload) != {"seq", "shown", "withheld"}:
        raise Wrong(f"{where}: must hold seq, shown and withheld")
    if set(shown) & set(withheld):
        raise Wrong(f"{where}: a field is both shown and withheld")
    digests: dict[str, Any] = dict(withheld)
    for name, pair in shown.items():
        if not isinstance(pair, list) or len(pair) != 2 or not re.fullmatch(r"[0-9a-f]{32}", str(pair[0])):
            raise Wrong(f"{where}: field {name!r} must have a salt and a value")
        digests[name] = hashlib.sha256(canonical([pair[0], name, pair[1]])).hexdigest()
    if not all(isinstance(one, str) and re.fullmatch(r"[0-9a-f]{64}", one) for one in digests.values()):
        raise Wrong(f"{where}: a withheld field must have a digest")
    if hashlib.sha256(canonical(digests)).hexdigest() != said:
        raise Wrong(f"{where}: is not what record {payload['seq']} was written for; a field was changed")
    report.shown += len(shown)
    report.withheld += len(withheld)
    return {name: pair[1] for name, pair in shown.items()}


def check_histories(files: dict[str, bytes], named: dict[str, str]) -> int:
    """Every sealed history is one that a record names, byte for byte."""
    found = [name for name in files if name.startswith("history/")]
    for name in found:
        if name not in named:
            raise Wrong(f"{name}: no record names this history")
        if hashlib.sha256(files[name]).hexdigest() != named[name]:
            raise Wrong(f"{name}: is not the history that was sealed")
    return len(found)


def check_law(files: dict[str, bytes], records: list[tuple[dict[str, Any], bytes]]) -> int:
    """Every provision that a record relies on is there, in the very version."""
    have = set()
    for where, line in lines(files, "law.jsonl"):
        law = parsed(line, where)
        digest = hashlib.sha256(canonical(law.get("content") if isinstance(law, dict) else None)).hexdigest()
        have.add((text(law, "rule", where), text(law, "version", where), digest))
    for record, _ in records:
        for one in record.get("provisions", []):
            cited = (one.get("rule"), one.get("version"), one.get("hash")) if isinstance(one, dict) else None
            if cited not in have:
                raise Wrong(f"law.jsonl: lacks what record {record['seq']} relies on, or has it in another wording")
    return len(have)


# The tree (RFC 6962)


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf. Source: RFC 6962, 2.1."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node. Source: RFC 6962, 2.1."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_from(leaf: bytes, index: int, size: int, path: list[bytes], where: str) -> bytes:
    """The root that a leaf and its path give. Source: RFC 9162, 2.1.3.2."""
    if index >= size:
        raise Wrong(f"{where}: there is no leaf {index} in a tree of {size}")
    own, last, found = index, size - 1, leaf
    for other in path:
        if last == 0:
            raise Wrong(f"{where}: the path is too long")
        if own & 1 or own == last:
            found = node_hash(other, found)
            while own and not own & 1:
                own, last = own >> 1, last >> 1
        else:
            found = node_hash(found, other)
        own, last = own >> 1, last >> 1
    if last:
        raise Wrong(f"{where}: the path is too short")
    return found


def check_proofs(files: dict[str, bytes], records: list[tuple[dict[str, Any], bytes]], size: int, root: bytes) -> None:
    """Every record is a leaf of the signed tree, and they stand in it in their order."""
    proofs = lines(files, "proofs.jsonl")
    if len(proofs) != len(records):
        raise Wrong(f"proofs.jsonl: has {len(proofs)} proofs for {len(records)} records")
    before = -1
    for (where, line), (record, data) in zip(proofs, records, strict=True):
        proof = parsed(line, where)
        index, path = number(proof, "index", where), proof.get("path")
        if number(proof, "seq", where) != record["seq"] or index <= before:
            raise Wrong(f"{where}: is not the proof of record {record['seq']}, or out of order")
        try:
            hashes = [bytes.fromhex(one) for one in path]
        except (TypeError, ValueError):
            raise Wrong(f"{where}: the path must be a list of hashes") from None
        if any(len(one) != 32 for one in hashes) or root_from(leaf_hash(data), index, size, hashes, where) != root:
            raise Wrong(f"{where}: record {record['seq']} is not in the tree that was signed")
        before = index


# Signatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature)


@dataclass(frozen=True)
class Key:
    """A public key. `kind`: 1 signs notes, 4 cosigns checkpoints."""

    name: str
    id: bytes
    kind: int
    public: bytes


def key_of(line: str) -> Key:
    """A key from its text, `name+hash+base64`."""
    try:
        name, hashed, encoded = line.strip().split("+", 2)
        data = base64.b64decode(encoded, validate=True)
        said = bytes.fromhex(hashed)
    except (ValueError, binascii.Error):
        raise Wrong("a key: must be name+hash+base64") from None
    if len(data) != 33 or hashlib.sha256(name.encode() + b"\n" + data).digest()[:4] != said:
        raise Wrong(f"the key of {name!r}: its hash does not belong to it; it was damaged on its way")
    return Key(name, said, data[0], data[1:])


def note_of(data: bytes, where: str) -> tuple[bytes, list[tuple[str, bytes, bytes]]]:
    """The text of a signed note, and its signatures: name, key hash, signature."""
    body, found, rest = data.rpartition(b"\n\n")
    if not found or not rest.endswith(b"\n"):
        raise Wrong(f"{where}: is no signed note")
    signatures = []
    for line in rest.decode("utf-8", "replace").splitlines():
        match = re.fullmatch(r"— ([^ +]+) ([A-Za-z0-9+/]+=*)", line)
        try:
            blob = base64.b64decode(match.group(2), validate=True) if match else b""
        except binascii.Error:
            blob = b""
        if match is None or len(blob) < 5:
            raise Wrong(f"{where}: has a line that is no signature")
        signatures.append((match.group(1), blob[:4], blob[4:]))
    return body + b"\n", signatures


def checkpoint_of(body: bytes) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint."""
    parts = body.decode("utf-8", "replace").split("\n")
    try:
        origin, size, root = parts[0], parts[1], base64.b64decode(parts[2], validate=True)
    except (IndexError, binascii.Error):
        raise Wrong("checkpoint.txt: is no checkpoint") from None
    if not origin or not re.fullmatch(r"0|[1-9][0-9]{0,18}", size) or len(root) != 32:
        raise Wrong("checkpoint.txt: is no checkpoint")
    return origin, int(size), root


def signed(key: Key, body: bytes, signature: bytes) -> bool:
    """Whether the signature is by this key: of the note itself, or a cosignature with its time."""
    message = body
    if key.kind == 4:
        if len(signature) != 72:
            return False
        message = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8]) + body
        signature = signature[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signer(keys: list[Key], data: bytes, where: str) -> Key | None:
    """The first of the keys by which the note is signed; a signature under one of them that is wrong is a fault."""
    body, signatures = note_of(data, where)
    found = None
    for name, hashed, signature in signatures:
        for key in keys:
            if (key.name, key.id) == (name, hashed):
                if not signed(key, body, signature):
                    raise Wrong(f"{where}: the signature of {name} does not hold")
                found = found or key
    return found


def check_signatures(
    files: dict[str, bytes], keys: list[Key], witnesses: list[Key], report: Report
) -> tuple[int, bytes]:
    """Size and root that the log has signed, and every witness asked for."""
    note = files["checkpoint.txt"]
    origin, size, root = checkpoint_of(note_of(note, "checkpoint.txt")[0])
    own = [key_of(line) for line in files["keys.txt"].decode("utf-8", "replace").splitlines() if line]
    report.key_is_its_own = not keys
    found = signer([key for key in (keys or own) if key.kind == 1], note, "checkpoint.txt")
    if found is None:
        raise Wrong("checkpoint.txt: is not signed by the key of the ledger")
    if found.name != origin:
        raise Wrong("checkpoint.txt: is of another ledger than the one whose key signed it")
    for witness in witnesses:
        if signer([witness], note, "checkpoint.txt") is None:
            raise Wrong(f"checkpoint.txt: the witness {witness.name} has not signed it")
        report.witnesses.append(witness.name)
    report.origin, report.tree_size, report.signed_by = origin, size, f"{found.name}+{found.id.hex()}"
    return size, root


def check_head(files: dict[str, bytes], keys: list[Key], report: Report, head: str) -> None:
    """The ledger has signed how many records the case had, so that nobody can leave out the last ones."""
    note = files["head.txt"]
    own = [key_of(line) for line in files["keys.txt"].decode("utf-8", "replace").splitlines() if line]
    found = signer([key for key in (keys or own) if key.kind == 1], note, "head.txt")
    said = f"aryz.head/1\n{report.origin}\n{report.case}\n{report.records}\n{head}\n{report.tree_size}\n"
    if found is None or found.name != report.origin:
        raise Wrong("head.txt: is not signed by the key of the ledger")
    if note_of(note, "head.txt")[0].decode("utf-8", "replace") != said:
        raise Wrong(f"head.txt: the ledger signed another end of this case than record {report.records}")


def check_receipts(records: list[tuple[dict[str, Any], bytes]], receipts: list[str]) -> None:
    """What somebody was told when they told it is what stands there."""
    for receipt in receipts:
        seq, _, hashed = receipt.partition(":")
        if not seq.isdigit() or not 1 <= int(seq) <= len(records):
            raise Wrong(f"receipt {receipt}: there is no record {seq}")
        if hashlib.sha256(records[int(seq) - 1][1]).hexdigest() != hashed:
            raise Wrong(f"receipt {receipt}: another record stands in this place")


# Together


def verify(path: Path, keys: list[Key], witnesses: list[Key], receipts: list[str]) -> Report:
    """Check everything in a bundle; raises `Wrong` at the first thing that does not hold."""
    files = files_of(path)
    head = parsed(files["bundle.json"], "bundle.json")
    report = Report(case=text(head, "case", "bundle.json"))
    records = records_of(files, report.case)
    report.records = len(records)
    histories = check_payloads(files, records, report)
    report.histories = check_histories(files, histories)
    report.law = check_law(files, records)
    size, root = check_signatures(files, keys, witnesses, report)
    check_head(files, keys, report, hashlib.sha256(records[-1][1]).hexdigest())
    check_proofs(files, records, size, root)
    check_receipts(records, receipts)
    return report


def told(report: Report) -> str:
    """The report for a reader."""
    parts = [
        f"case {report.case}: all {report.records} records hold, and nothing was put between them",
        f"they are in the tree of {report.tree_size} records signed by {report.signed_by}",
    ]
    parts += [f"countersigned by the witness {name}" for name in report.witnesses]
    parts.append(f"{report.shown} fields of what was told are shown, {report.withheld} withheld, all as recorded")
    if report.erased:
        parts.append(f"what was told in {report.erased} records was erased or left out")
    parts.append(f"{report.law} provisions in the wording relied on, {report.histories} sealed histories")
    if report.key_is_its_own:
        parts.append("NOTE: the key came with the bundle. Compare it with the published one, or give that with --key")
    return "\n".join(parts)


def keys_from(given: list[str]) -> list[Key]:
    """Keys from texts or files."""
    found = []
    for one in given:
        path = Path(one)
        held = path.read_text("utf-8").splitlines() if "+" not in one or path.is_file() else [one]
        found += [key_of(line) for line in held if line.strip()]
    return found


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Check a bundle of Aryz.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--key", action="append", default=[], help="public key of the ledger, or a file with it")
    parser.add_argument("--witness", action="append", default=[], help="public key of a witness that must have signed")
    parser.add_argument(
        "--receipt", action="append", default=[], metavar="NUMBER:HASH", help="a record that must be there"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    try:
        report = verify(given.bundle, keys_from(given.key), keys_from(given.witness), given.receipt)
    except OSError as error:
        sys.stderr.write(f"verify: {error.filename}: {error.strerror}\n")
        return 2
    except Wrong as wrong:
        sys.stderr.write(f"verify: {wrong}\n")
        return 3
    sys.stdout.write((json.dumps(vars(report)) if given.json else told(report)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

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
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "aryz.bundle/1"
LIMIT = 1 << 28  # bytes of all files together; a bundle of ten thousand records has a fifth of it
MOST_FILES = 10_000
MOST_LINES = 100_000
LONGEST_LINE = 1 << 23
LARGEST_NOTE = 1 << 18
MOST_SIGNATURES = 100
MOST_KEYS = 1000
DEEPEST = 64
EXACT = 2**53 - 1  # the largest whole number that every reader of JSON reads exactly
LAST = 2**63 - 1  # the largest size and time
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?")
FIELD = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
DIGEST = re.compile(r"[0-9a-f]{64}")
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
    """Every file of the bundle, held to its list of digests."""
    try:
        _check_end(path)
        with zipfile.ZipFile(path) as archive:
            found = _unzipped(archive)
    except Wrong:
        raise
    except OSError as error:
        raise Wrong(f"{path.name}: cannot be read ({error.strerror or 'damaged'})") from None
    except Exception as error:  # zipfile and zlib raise of all kinds where bytes are damaged
        raise Wrong(f"{path.name}: is no bundle, or it is damaged ({type(error).__name__})") from None
    return found


def _check_end(path: Path) -> None:
    """Refuse what would fill the memory while its files are listed: the end of a zip tells how long its list is."""
    size = path.stat().st_size
    if size > LIMIT:
        raise Wrong(f"{path.name}: has {size} bytes; a bundle has no more than {LIMIT}")
    with path.open("rb") as file:
        file.seek(max(0, size - 42))
        tail = file.read(42)
    end = tail[-22:]
    if len(end) < 22 or not end.startswith(b"PK\5\6") or end[20:] != b"\0\0":
        raise Wrong(f"{path.name}: does not end as a zip ends; it is no bundle, or only the first part of one")
    if tail[:-22].startswith(b"PK\6\7") or int.from_bytes(end[12:16], "little") > MOST_FILES * 400:
        raise Wrong(f"{path.name}: has a list of more files than a bundle has")


def _unzipped(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise Wrong(f"holds {len(entries)} files; a bundle has no more than {MOST_FILES}")
    if sum(entry.file_size for entry in entries) > LIMIT:
        raise Wrong(f"would unpack to more than {LIMIT} bytes; a bundle is smaller")
    if entries and min(entry.header_offset for entry in entries) > 0:
        raise Wrong("something stands before it in the file; another reader might read that")
    found: dict[str, bytes] = {}
    for entry in entries:
        if not NAME.fullmatch(entry.filename) or entry.filename in found:
            raise Wrong("holds a file with a strange name, or one twice; it is no bundle")
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Wrong(f"{entry.filename}: is encrypted, or packed in a way that no bundle is")
        with archive.open(entry) as file:
            found[entry.filename] = file.read(entry.file_size + 1)
        if len(found[entry.filename]) != entry.file_size:
            raise Wrong(f"{entry.filename}: has another size than the archive says")
    return found


def listed(files: dict[str, bytes]) -> tuple[str, int]:
    """The case, and how many records it says it has; every file is held to the list."""
    for name in NEEDED:
        if name not in files:
            raise Wrong(f"{name}: is missing; this is no bundle, or only part of one")
    head = parsed(files["bundle.json"], "bundle.json")
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise Wrong(f"bundle.json: is not of the format {FORMAT}")
    digests = head.get("files")
    if not isinstance(digests, dict) or set(digests) != set(files) - {"bundle.json"}:
        raise Wrong("bundle.json: does not list exactly the files that are there")
    for name, digest in digests.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise Wrong(f"{name}: is not what bundle.json lists; it was changed or damaged")
    return text(head, "case", "bundle.json"), number(head, "records", "bundle.json")


def parsed(data: bytes, where: str) -> Any:
    """A value of JSON: no key twice, whole numbers that are exact, not too deep, nothing that is no text."""
    if len(data) > LONGEST_LINE:
        raise Wrong(f"{where}: is longer than {LONGEST_LINE} bytes")
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_once, parse_int=_whole, parse_float=_no, parse_constant=_no
        )
        _check_depth(value)
        if b"\\u" in data:  # an escape can name half a letter, which cannot be written down again
            canonical(value)
    except (ValueError, RecursionError):
        raise Wrong(f"{where}: cannot be read as JSON of a bundle") from None
    return value


def lines(files: dict[str, bytes], name: str) -> Iterator[tuple[str, bytes]]:
    """The lines of a file, each with its place; one at a time, since a file may be all newlines."""
    data, start, count = files[name], 0, 0
    while start < len(data):
        count += 1
        where = f"{name}, line {count}"
        end = data.find(b"\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            raise Wrong(f"{where}: is not ended by a newline, or too long")
        if end == start or count > MOST_LINES:
            raise Wrong(f"{where}: is empty, or one more than the {MOST_LINES} that a file may have")
        yield where, data[start:end]
        start = end + 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _no(_: str) -> Any:
    raise ValueError("a number that is not whole")


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > EXACT:
        raise ValueError("a number that not every reader reads alike")
    return int(digits)


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ValueError("lists within lists")
        inner = [one for one in level if isinstance(one, dict | list)]
        level = [item for one in inner for item in (one.values() if isinstance(one, dict) else one)]


def canonical(value: Any) -> bytes:
    """RFC 8785 for what records hold: keys in ASCII, texts, whole numbers, truth values, lists."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_in(value: Any, where: str) -> str:
    """A SHA-256 in hexadecimal, as it is written here."""
    if not isinstance(value, str) or not DIGEST.fullmatch(value):
        raise Wrong(f"{where}: must have a digest of 64 hexadecimal digits in lower case")
    return value


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


@dataclass(frozen=True)
class Kept:
    """What is needed of a record when its bytes have been read."""

    hash: str
    leaf: bytes
    payload: str | None
    provisions: list[tuple[str, str, str]]


def records_of(files: dict[str, bytes], case: str) -> list[Kept]:
    """The records, each naming the hash of the one before it."""
    found: list[Kept] = []
    for where, line in lines(files, "records.jsonl"):
        record = parsed(line, where)
        if not isinstance(record, dict) or canonical(record) != line:
            raise Wrong(f"{where}: is not written as a record is")
        if text(record, "case", where) != case:
            raise Wrong(f"{where}: belongs to another case")
        if number(record, "seq", where) != len(found) + 1:
            raise Wrong(f"{where}: record {len(found) + 1} must stand here; one is missing, added or moved")
        if text(record, "previous", where) != (found[-1].hash if found else ZEROS):
            raise Wrong(f"{where}: record {record['seq']} does not continue the one before it")
        payload = digest_in(record["payload"], where) if "payload" in record else None
        cited = record.get("provisions", [])
        if not isinstance(cited, list):
            raise Wrong(f"{where}: its provisions must be a list")
        provisions = [
            (text(one, "rule", where), text(one, "version", where), text(one, "hash", where)) for one in cited
        ]
        found.append(Kept(hashlib.sha256(line).hexdigest(), leaf_hash(line), payload, provisions))
    if not found:
        raise Wrong("records.jsonl: holds no record; there is nothing to verify")
    return found


def check_payloads(files: dict[str, bytes], records: list[Kept], report: Report) -> dict[str, str]:
    """What was told, held to the digests in the records; returns the sealed histories that it names, with digests."""
    told = last = 0
    histories: dict[str, str] = {}
    for where, line in lines(files, "payloads.jsonl"):
        payload = parsed(line, where)
        seq = number(payload, "seq", where)
        if not last < seq <= len(records):
            raise Wrong(f"{where}: there is no record {seq}, or its payload stands twice or out of order")
        told, last = told + 1, seq
        said = records[seq - 1].payload
        if said is None:
            raise Wrong(f"{where}: record {seq} names no payload")
        shown = _check_payload(where, payload, said, report)
        if isinstance(shown.get("history.run"), str):
            histories[f"history/{shown['history.run']}.json"] = str(shown.get("history.sha256"))
    report.erased = sum(one.payload is not None for one in records) - told
    return histories


def _check_payload(where: str, payload: dict[str, Any], said: str, report: Report) -> dict[str, Any]:
    """The fields that are shown."""
    shown, withheld = payload.get("shown"), payload.get("withheld")
    if not isinstance(shown, dict) or not isinstance(withheld, dict) or set(payload) != {"seq", "shown", "withheld"}:
        raise Wrong(f"{where}: must hold seq, shown and withheld")
    if set(shown) & set(withheld):
        raise Wrong(f"{where}: a field is both shown and withheld")
    if not all(FIELD.fullmatch(name) for name in (*shown, *withheld)):
        raise Wrong(f"{where}: has a field with a name that no field has")
    digests = {name: digest_in(one, where) for name, one in withheld.items()}
    for name, pair in shown.items():
        if not isinstance(pair, list) or len(pair) != 2 or not re.fullmatch(r"[0-9a-f]{32}", str(pair[0])):
            raise Wrong(f"{where}: field {name!r} must have a salt and a value")
        digests[name] = hashlib.sha256(canonical([pair[0], name, pair[1]])).hexdigest()
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


def check_law(files: dict[str, bytes], records: list[Kept]) -> int:
    """Every provision that a record relies on is there, in the very version."""
    have = set()
    for where, line in lines(files, "law.jsonl"):
        law = parsed(line, where)
        if not isinstance(law, dict) or set(law) != {"rule", "version", "content"}:
            raise Wrong(f"{where}: must hold rule, version and content")
        digest = hashlib.sha256(canonical(law["content"])).hexdigest()
        have.add((text(law, "rule", where), text(law, "version", where), digest))
    for seq, record in enumerate(records, start=1):
        if not have.issuperset(record.provisions):
            raise Wrong(f"law.jsonl: lacks what record {seq} relies on, or has it in another wording")
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


def check_proofs(files: dict[str, bytes], records: list[Kept], size: int, root: bytes) -> None:
    """Every record is a leaf of the signed tree, and they stand in it in their order."""
    before, count = -1, 0
    for where, line in lines(files, "proofs.jsonl"):
        proof = parsed(line, where)
        index, path = number(proof, "index", where), proof.get("path")
        count += 1
        if number(proof, "seq", where) != count or count > len(records) or set(proof) != {"seq", "index", "path"}:
            raise Wrong(f"{where}: is not the proof of record {count}")
        if index <= before or not isinstance(path, list):
            raise Wrong(f"{where}: is out of order, or its path is no list of hashes")
        hashes = [bytes.fromhex(digest_in(one, where)) for one in path]
        if root_from(records[count - 1].leaf, index, size, hashes, where) != root:
            raise Wrong(f"{where}: record {count} is not in the tree that was signed")
        before = index
    if count != len(records):
        raise Wrong(f"proofs.jsonl: has {count} proofs for {len(records)} records")


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
    name, _, rest = line.partition("+")
    hashed, _, encoded = rest.partition("+")
    data = decoded(encoded)
    if not is_name(name) or not re.fullmatch(r"[0-9a-f]{8}", hashed) or data is None or len(data) != 33:
        raise Wrong("a key: must be name+hash+base64, as in aryz.example.org/ledger+1c5a9be1+AQ…")
    if data[0] not in (1, 4):
        raise Wrong(f"the key of {name!r}: is of a kind that is not known here")
    if hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex() != hashed:
        raise Wrong(f"the key of {name!r}: its hash does not belong to it; it was damaged on its way")
    return Key(name, bytes.fromhex(hashed), data[0], data[1:])


def keys_in(data: bytes, where: str) -> list[Key]:
    """The keys of a file, one on each line."""
    held = [line.strip() for line in data.split(b"\n", MOST_KEYS)]
    if len(data) > LARGEST_NOTE or len(held) > MOST_KEYS:
        raise Wrong(f"{where}: is longer than a file of keys is")
    try:
        return [key_of(line.decode("utf-8")) for line in held if line]
    except UnicodeDecodeError:
        raise Wrong(f"{where}: holds no keys; a key is a line of text") from None


def is_name(name: str) -> bool:
    """Whether a key can be called so."""
    return bool(name) and not any(one.isspace() or one == "+" or one < " " for one in name)


def decoded(encoded: str) -> bytes | None:
    """The bytes of a base64 text that is written exactly as it must be."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == encoded else None


def note_of(data: bytes, where: str) -> tuple[bytes, list[tuple[str, bytes, bytes]]]:
    """The text of a signed note, and its signatures: name, key hash, signature."""
    try:
        whole = data.decode("utf-8") if len(data) <= LARGEST_NOTE else ""
    except UnicodeDecodeError:
        whole = ""
    body, found, rest = whole.rpartition("\n\n")
    if not found or not rest.endswith("\n") or re.search("[\x00-\x09\x0b-\x1f]", whole):
        raise Wrong(f"{where}: is no signed note")
    signatures = []
    for line in rest[:-1].split("\n"):
        name, _, encoded = line.removeprefix("— ").partition(" ")
        blob = decoded(encoded)
        if not line.startswith("— ") or not is_name(name) or blob is None or len(blob) < 5:
            raise Wrong(f"{where}: has a line that is no signature")
        signatures.append((name, blob[:4], blob[4:]))
    if len(signatures) > MOST_SIGNATURES:
        raise Wrong(f"{where}: has more than {MOST_SIGNATURES} signatures")
    return (body + "\n").encode(), signatures


def checkpoint_of(body: bytes) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint."""
    parts = body.decode("utf-8")[:-1].split("\n")
    if len(parts) < 3 or not all(parts) or not re.fullmatch(r"0|[1-9][0-9]{0,18}", parts[1]):
        raise Wrong("checkpoint.txt: is no checkpoint")
    origin, size, root = parts[0], int(parts[1]), decoded(parts[2])
    if root is None or len(root) != 32 or size > LAST:
        raise Wrong("checkpoint.txt: is no checkpoint")
    return origin, size, root


def signed(key: Key, body: bytes, signature: bytes) -> bool:
    """Whether the signature is by this key: of the note itself, or a cosignature with its time."""
    message = body
    if key.kind == 4:
        if len(signature) != 72 or int.from_bytes(signature[:8], "big") > LAST:
            return False
        message = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8], "big") + body
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
    found = signer([key for key in keys if key.kind == 1 and key.name == origin], note, "checkpoint.txt")
    if found is None:
        raise Wrong("checkpoint.txt: is not signed by the key of the ledger; it is another ledger's, or forged")
    for witness in witnesses:
        if witness.kind != 4:
            raise Wrong(f"the key of {witness.name!r}: is no witness's; it signs for a ledger")
        if signer([witness], note, "checkpoint.txt") is None:
            raise Wrong(f"checkpoint.txt: the witness {witness.name} has not signed it")
        report.witnesses.append(witness.name)
    report.origin, report.tree_size, report.signed_by = origin, size, f"{found.name}+{found.id.hex()}"
    return size, root


def check_head(files: dict[str, bytes], keys: list[Key], report: Report, head: str) -> None:
    """The ledger has signed how many records the case had, so that nobody can leave out the last ones."""
    note = files["head.txt"]
    found = signer([key for key in keys if key.kind == 1 and key.name == report.origin], note, "head.txt")
    said = f"aryz.head/1\n{report.origin}\n{report.case}\n{report.records}\n{head}\n{report.tree_size}\n"
    if found is None:
        raise Wrong("head.txt: is not signed by the key of the ledger")
    if note_of(note, "head.txt")[0] != said.encode():
        raise Wrong(f"head.txt: the ledger signed another end of this case than record {report.records}")


def check_receipts(records: list[Kept], receipts: list[tuple[int, str]]) -> None:
    """What somebody was told when they told it is what stands there."""
    for seq, hashed in receipts:
        if not 1 <= seq <= len(records):
            raise Wrong(f"receipt {seq}: there is no record {seq}")
        if records[seq - 1].hash != hashed:
            raise Wrong(f"receipt {seq}: another record stands in this place")


# Together


def verify(path: Path, keys: list[Key], witnesses: list[Key], receipts: list[tuple[int, str]]) -> Report:
    """Check everything in a bundle; raises `Wrong` at the first thing that does not hold."""
    files = files_of(path)
    case, count = listed(files)
    report = Report(case=case, key_is_its_own=not keys)
    records = records_of(files, report.case)
    report.records = len(records)
    if count != len(records):
        raise Wrong(f"records.jsonl: has {len(records)} records; bundle.json says {count}")
    histories = check_payloads(files, records, report)
    report.histories = check_histories(files, histories)
    report.law = check_law(files, records)
    own = keys_in(files["keys.txt"], "keys.txt")
    size, root = check_signatures(files, keys or own, witnesses, report)
    check_head(files, keys or own, report, records[-1].hash)
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
    parts.append(f"{report.law} provisions in the wording relied on; sealed histories: {report.histories}")
    if report.key_is_its_own:
        parts.append("NOTE: the key came with the bundle. Compare it with the published one, or give that with --key")
    return "\n".join(parts)


def keys_from(given: list[str]) -> list[Key]:
    """Keys from texts or files."""
    found = []
    for one in given:
        if "+" in one and not Path(one).is_file():
            found.append(key_of(one.strip()))
            continue
        with Path(one).open("rb") as file:
            held = keys_in(file.read(LARGEST_NOTE + 1), one)
        if not held:
            raise Wrong(f"{one}: holds no key")
        found += held
    return found


def receipt_of(given: str) -> tuple[int, str]:
    """A receipt, NUMBER:HASH."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}:[0-9a-f]{64}", given):
        raise argparse.ArgumentTypeError("a receipt is NUMBER:HASH, the hash of 64 hexadecimal digits")
    seq, _, hashed = given.partition(":")
    return int(seq), hashed


def plain(line: str) -> str:
    """Text that a terminal shows and does not obey."""
    return "".join(one if one.isprintable() or one == "\n" else "?" for one in line)


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Check a bundle of Aryz.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--key", action="append", default=[], help="public key of the ledger, or a file with it")
    parser.add_argument("--witness", action="append", default=[], help="public key of a witness that must have signed")
    parser.add_argument(
        "--receipt", action="append", default=[], type=receipt_of, metavar="NUMBER:HASH", help="a record to be there"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    try:
        report = verify(given.bundle, keys_from(given.key), keys_from(given.witness), given.receipt)
    except OSError as error:
        sys.stderr.write(plain(f"verify: {error.filename}: {error.strerror}\n"))
        return 2
    except Wrong as wrong:
        sys.stderr.write(plain(f"verify: {str(wrong)[:500]}\n"))
        return 3
    sys.stdout.write((json.dumps(vars(report)) if given.json else plain(told(report))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
